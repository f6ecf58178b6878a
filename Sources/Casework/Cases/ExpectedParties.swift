package import Catalogue
import Contracts
import Identity
package import Register
package import Storage

/// Somebody whom a filed contract or another applicant names in a draft, and who hasn't joined it: their own list of cases shows it to them, so that nobody has
/// to be told by hand where to go. Kept is the blind index of their number (个人信息保护法 51): most of them have never been here.
struct ExpectedParty: Hashable, Sendable {
    let index: String
    let role: String
}

extension CaseFacts {
    /// Those whom the contract names on each side and who don't take part yet. Where one who does take part stands on a side on which the contract doesn't name them,
    /// nobody is asked into it.
    func expectedByContract(_ service: ServiceDefinition, in book: PartyBook) -> [ExpectedParty] {
        guard let contract, contract.inForce else { return [] }
        var expected: [ExpectedParty] = []
        for role in service.applicants where !role.optional {
            let named =
                if role.knownAs.contains(.contractBuyer) { contract.buyers } else if role.knownAs.contains(.contractSeller) { contract.sellers } else {
                    [FiledContractFacts.Side]()
                }
            guard !named.isEmpty else { continue }
            let numbers = Set(named.map(\.identifier))
            let present = Set(applicants.filter { $0.role == role.role }.map(\.party.identifier))
            guard present.isSubset(of: numbers) else { return [] }
            expected += numbers.subtracting(present).sorted().compactMap { number in
                (try? PartyIdentifier(wire: number)).map { ExpectedParty(index: book.blindIndexes($0)[0], role: role.role) }
            }
        }
        return expected
    }
}

extension CaseOffice {
    /// Those whom an applicant has named by number.
    func expectedByAnswers(_ answers: [String: String], _ service: ServiceDefinition) -> [ExpectedParty] {
        let named = service.applicants.filter { $0.knownAs.contains(.named) }
        // Where several roles are named, the field of each is called after it.
        return answers.flatMap { field, answer in
            let role = named.first { field == "\($0.role)-id" } ?? named.first
            return role.map { role in NamedApplicant.everybody(in: answer).map { ExpectedParty(index: $0.index, role: role.role) } } ?? []
        }
    }
}

/// A draft that waits for somebody.
package struct CaseInvitation: Sendable {
    package let summary: CaseSummary
    /// In which role.
    package let role: String
}

package enum ExpectedParties {
    package static let migrations = [
        Migration(
            "cases.0008 whom drafts wait for",
            shared: [
                """
                CREATE TABLE case_expected (
                    region TEXT NOT NULL, identifier_index TEXT NOT NULL, case_id TEXT NOT NULL, role TEXT NOT NULL,
                    PRIMARY KEY (region, identifier_index, case_id, role))
                """
            ])
    ]

    /// Whoever is there already stays as they are.
    static func put(_ expected: [ExpectedParty], in caseID: String, region: String, in connection: any Connection) throws {
        for party in Set(expected) {
            let known = try connection.row(
                """
                SELECT 1 AS known FROM case_expected
                WHERE region = \(region) AND identifier_index = \(party.index) AND case_id = \(caseID) AND role = \(party.role)
                """)
            guard known == nil else { continue }
            try connection.execute(
                "INSERT INTO case_expected (region, identifier_index, case_id, role) VALUES (\(region), \(party.index), \(caseID), \(party.role))")
        }
    }

    /// Drafts that wait for a party, the newest first.
    /// - Parameter indexes: of its number, under each key that the index has had.
    static func invitations(of party: PartyID, indexes: [String], region: String, in connection: any Connection) throws -> [CaseInvitation] {
        try connection.rows(
            """
            SELECT \(sql: CaseSearch.columns), CAST(NULL AS TEXT) AS assignee_name, e.role AS expected_role
            FROM case_expected e JOIN case_file f ON f.region = e.region AND f.case_id = e.case_id
            WHERE e.region = \(region) AND e.identifier_index IN \(list: indexes) AND f.phase = 'draft'
            AND NOT EXISTS (SELECT 1 FROM case_party q WHERE q.region = e.region AND q.party_id = \(party.text) AND q.case_id = e.case_id)
            ORDER BY f.opened_at DESC, f.case_id DESC LIMIT 50
            """
        ).map { CaseInvitation(summary: try CaseSearch.read($0), role: try $0.text("expected_role")) }
    }
}

extension CaseOffice {
    /// Drafts of others in which the filed contract or another applicant names this party, and which wait for it.
    package func invitations(of party: PartyID) async throws -> [CaseInvitation] {
        let (region, parties) = (region, parties)
        return try await database.read { connection in
            let identifier = try parties.ownDetails(of: party, in: connection).identifier
            return try ExpectedParties.invitations(of: party, indexes: parties.blindIndexes(identifier), region: region, in: connection)
        }
    }
}
