import Contracts
import Identity
package import Register
import Storage

extension CaseOffice {
    /// Lets another party to the same business into a draft on a unit: by their own sign-in, and only if the filed contract or the
    /// register names them in that role. Whoever is in it already gets their own draft back.
    /// - Returns: the case joined; nil if there is none to join.
    package func join(service id: String, unit: UnitCode, applicant: CaseApplicant) async throws -> String? {
        let region = region
        let drafts = try await database.read { connection in
            try connection.rows(
                "SELECT case_id FROM case_file WHERE region = \(region) AND unit = \(unit.text) AND service = \(id) AND phase = 'draft' ORDER BY case_id"
            ).map { try $0.text("case_id") }
        }
        let identifier = try await database.read { try parties.ownDetails(of: applicant.party.id, in: $0).identifier.wire }
        var strangers: [String] = []
        for draft in drafts {
            let file = try await load(draft)
            if file.state.applicants.contains(where: { $0.party.id == applicant.party.id && $0.role == applicant.role }) { return draft }
            if file.state.submittedAt == nil { strangers.append(draft) }
        }
        for draft in strangers {
            let file = try await load(draft)
            guard Self.mayJoin(applicant, identifier, try await facts(for: file)) else { continue }
            let now = now()
            let action = CaseAction(at: now, actor: .party(applicant.party.id), event: .joined(Joined(applicant: applicant)))
            try await database.write { connection in
                try CaseRecords.append([action], to: draft, state: file.state, runAt: now, region: region, in: connection)
                try connection.execute(
                    """
                    INSERT INTO case_party (region, party_id, case_id, role)
                    VALUES (\(region), \(applicant.party.id.text), \(draft), \(applicant.role))
                    """)
            }
            feed.moved(draft)
            return draft
        }
        return nil
    }

    /// Buyers and sellers by the filed contract, sellers and holders also by the register: nobody gets to see a draft otherwise.
    private static func mayJoin(_ applicant: CaseApplicant, _ identifier: String, _ facts: CaseFacts) -> Bool {
        let owns = facts.units.contains { unit in unit.folio.ownership?.holders.contains { $0.party.id == applicant.party.id } ?? false }
        switch applicant.role {
        case "buyer": return facts.contract?.buyers.contains { $0.identifier == identifier } ?? false
        case "seller": return owns || facts.contract?.sellers.contains { $0.identifier == identifier } ?? false
        case "holder", "mortgagor": return owns
        case "mortgagee":
            return facts.units.contains { unit in unit.folio.mortgages.contains { $0.mortgagees.contains { $0.id == applicant.party.id } } }
        default: return false
        }
    }
}
