package import Catalogue
import Register

extension CaseState {
    /// As what everybody takes part: what the catalogue's conditions ask.
    package var standings: Set<ApplicantStanding> { Set(applicants.map { ApplicantStanding(role: $0.role, kind: ApplicantKind($0.party.kind)) }) }
}

extension CaseFacts {
    /// As what everybody takes part: what the catalogue's conditions ask.
    package var standings: Set<ApplicantStanding> {
        Set(applicants.map { ApplicantStanding(role: $0.role, kind: ApplicantKind($0.party.ref.kind)) })
    }
}
