import Register

/// Who agreed, and who was told and took the risk: what the register's law asks for where others' rights are concerned.
extension CaseFacts {
    /// The role of whoever takes part only to agree (同意人): a co-owner, a mortgagee, the holder of a notice.
    static let consenting = "consenting"

    /// The declaration by which an applicant takes the risk of an objection (实施细则 84).
    static let riskDeclaration = "objection-risk"

    /// Everybody who applies in their own right.
    var applying: [PartyRef] { applicants.filter { $0.role != Self.consenting && $0.role != Self.custody }.map(\.party.ref) }

    /// The consents that the application's signatures amount to.
    var consentsGiven: [Consent] {
        let folios = units.map(\.folio)
        let agreed = applicants.filter { $0.role == Self.consenting }.flatMap { applicant in
            folios.flatMap { $0.consents(of: applicant.party.ref, evidence: applicationDigest) }
        }
        guard signed.contains(Self.riskDeclaration) else { return agreed }
        return agreed
            + applying.flatMap { applicant in
                folios.flatMap(\.objections).map {
                    Consent(kind: .riskTaken, by: applicant, entry: $0.entry.id, evidence: applicationDigest)
                }
            }
    }
}

extension Folio {
    /// What somebody's signature agrees to on this page: whatever happens to what they hold here.
    fileprivate func consents(of party: PartyRef, evidence: String) -> [Consent] {
        var consents = holdings.filter { $0.party == party.id }.map {
            Consent(kind: .ofEntryHolder, by: party, entry: $0.entry, evidence: evidence)
        }
        if ownership?.holders.contains(where: { $0.party.id == party.id }) == true {
            consents.append(Consent(kind: .ofCoOwner, by: party, entry: nil, evidence: evidence))
        }
        if mortgages.contains(where: { $0.mortgagees.contains { $0.id == party.id } }) {
            consents.append(Consent(kind: .ofJuniorMortgagee, by: party, entry: nil, evidence: evidence))
        }
        return consents
    }
}
