import Register
package import Storage

/// What one page of an audit of the book of people found.
package struct PartyAuditPage: Sendable {
    /// Where the next page begins; nil when this was the last.
    package let next: String?
    package let read: Int
    /// Whose row, and what is wrong with it.
    package let defects: [(party: String, problem: String)]
}

/// Rows of people against themselves: what is sealed opens in its place alone, and is found by what is in it. Nothing outside of the book knows
/// who a party is, so that whoever had the keys could write another person's row; without them no byte of these columns can be altered unseen.
extension PartyBook {
    private static let auditPage = 500

    /// - Parameter start: goes on behind this; empty to begin. Rows of other registries don't belong here.
    package func audit(after start: String, in connection: any Connection) throws -> PartyAuditPage {
        let rows = try connection.rows(
            """
            SELECT party_id, region, kind, name_sealed, name_index, identifier_kind, identifier_sealed, identifier_index, phone_sealed
            FROM party WHERE region = \(region) AND party_id > \(start) ORDER BY party_id LIMIT \(Self.auditPage)
            """)
        guard let last = try rows.last?.text("party_id") else { return PartyAuditPage(next: nil, read: 0, defects: []) }
        let through = rows.count < Self.auditPage ? nil : last
        let former = try connection.rows(
            """
            SELECT party_id, name_sealed, name_index FROM party_name WHERE region = \(region) AND party_id > \(start) AND party_id <= \(last) ORDER BY party_id, ended_at
            """)
        var defects: [(party: String, problem: String)] = []
        for row in rows { if let problem = try problem(of: row) { defects.append((try row.text("party_id"), problem)) } }
        for row in former { if try !isNamed(row) { defects.append((try row.text("party_id"), "a former name doesn't open in its place, or isn't found by itself")) } }
        return PartyAuditPage(next: through, read: rows.count, defects: defects)
    }

    /// Rows that belong to no party of this registry.
    package func auditStrays(in connection: any Connection) throws -> [(party: String, problem: String)] {
        let parties = try connection.rows(
            "SELECT party_id /* reads all: whose region is another */ FROM party WHERE region <> \(region) LIMIT 100"
        ).map { (try $0.text("party_id"), "its row is of another region") }
        let names = try connection.rows(
            """
            SELECT n.party_id /* reads all: every name is asked for its party */ FROM party_name n
            WHERE NOT EXISTS (SELECT 1 FROM party p WHERE p.region = n.region AND p.party_id = n.party_id AND p.region = \(region)) LIMIT 100
            """
        ).map { (try $0.text("party_id"), "a former name belongs to nobody") }
        return parties + names
    }

    private func problem(of row: ResultRow) throws -> String? {
        let place = self.row(PartyID(try row.text("party_id")))
        guard PartyKind(rawValue: try row.text("kind")) != nil else { return "no kind of party" }
        guard try isNamed(row) else { return "its name doesn't open in its place, or isn't found by itself" }
        guard let number = try? sealer.open(row.blob("identifier_sealed"), .partyIdentifier, row: place),
            let identifier = try? PartyIdentifier(storedKind: row.text("identifier_kind"), number: number),
            try tokens(identifier).contains(row.blob("identifier_index"))
        else { return "its number doesn't open in its place, or isn't found by itself" }
        if let phone = try row.blobIfPresent("phone_sealed"), (try? sealer.open(phone, .partyPhone, row: place)) == nil { return "its telephone number doesn't open in its place" }
        return nil
    }

    /// Whether a row's name opens and is indexed under a key that the index has or had.
    private func isNamed(_ row: ResultRow) throws -> Bool {
        guard let name = try? sealer.open(row.blob("name_sealed"), .partyName, row: self.row(PartyID(row.text("party_id")))) else { return false }
        return try sealer.indexTokens(name, domain: Self.nameDomain).contains(row.blob("name_index"))
    }
}
