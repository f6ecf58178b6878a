package import Catalogue
package import Register

/// Whose a question is. What concerns one side alone is for that side to say: nobody else writes to which account the seller is paid, or in which order
/// two lenders are secured (民法典 130: 民事主体按照自己的意愿依法行使民事权利). Whoever takes part only to consent answers nothing.
extension ServiceDefinition {
    /// Whether somebody who takes part as these answers it. What is asked because of enterprises that apply is for them to say.
    package func asks(_ field: FormField, of standings: Set<ApplicantStanding>) -> Bool {
        let acting = standings.filter { $0.role != CaseFacts.consenting }
        guard !field.by.isEmpty else { return !acting.isEmpty }
        let own = acting.filter { field.by.contains($0.role) }
        guard case .applicant? = field.when else { return !own.isEmpty }
        return field.when?.holds(answers: [:], applicants: own) ?? false
    }

    /// What citizens call those who answer it.
    package func answerers(of field: FormField) -> String {
        field.by.isEmpty ? "申请人" : field.by.map { role($0)?.label ?? $0 }.joined(separator: "或者")
    }

    /// What is wrong with an answer, as somebody is told who can't mend it.
    package func awaited(_ field: FormField) -> String { "等待\(answerers(of: field))填写“\(field.label)”。" }
}

extension CaseState {
    /// As what somebody takes part.
    package func standings(of party: PartyID) -> Set<ApplicantStanding> {
        Set(applicants.filter { $0.party.id == party }.map { ApplicantStanding(role: $0.role, kind: ApplicantKind($0.party.kind)) })
    }
}
