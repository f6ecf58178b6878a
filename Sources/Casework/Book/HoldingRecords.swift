package import Register
package import Storage

/// One party's current part in one unit, as `register_holding` keeps it for look-ups.
package struct Holding: Hashable, Sendable {
    package enum Role: String, Sendable { case owner, mortgagee, noticeHolder, residence, easement }
    package let party: PartyID
    package let unit: UnitCode
    package let role: Role
    package let entry: EntryID

    package init(party: PartyID, unit: UnitCode, role: Role, entry: EntryID) {
        self.party = party
        self.unit = unit
        self.role = role
        self.entry = entry
    }
}

extension Folio {
    /// Every party's part in this page, as it stands.
    package var holdings: [Holding] {
        guard standing != .cancelled else { return [] }
        var result: [Holding] = []
        if let ownership {
            for holder in ownership.holders {
                result.append(Holding(party: holder.party.id, unit: unit, role: .owner, entry: ownership.entry.id))
            }
        }
        for mortgage in mortgages {
            for party in mortgage.mortgagees {
                result.append(Holding(party: party.id, unit: unit, role: .mortgagee, entry: mortgage.entry.id))
            }
        }
        for notice in notices {
            for holder in notice.holders {
                result.append(Holding(party: holder.party.id, unit: unit, role: .noticeHolder, entry: notice.entry.id))
            }
        }
        for residence in residences {
            for party in residence.holders {
                result.append(Holding(party: party.id, unit: unit, role: .residence, entry: residence.entry.id))
            }
        }
        for easement in easements {
            for party in easement.holders {
                result.append(Holding(party: party.id, unit: unit, role: .easement, entry: easement.entry.id))
            }
        }
        return result
    }
}

package enum HoldingRecords {
    /// Brings the projection from one state of a page to the next, touching only what differs.
    package static func move(from old: [Holding], to new: [Holding], region: String, in connection: any Connection) throws {
        try connection.executeAll(moving(from: old, to: new, region: region))
    }

    /// The statements that do so.
    static func moving(from old: [Holding], to new: [Holding], region: String) -> [SQL] {
        let before = Set(old)
        let after = Set(new)
        let removals = before.subtracting(after).map { gone -> SQL in
            """
            DELETE FROM register_holding WHERE region = \(region) AND party_id = \(gone.party.text) AND unit = \(gone.unit.text)
            AND role = \(gone.role.rawValue) AND entry_id = \(gone.entry.text)
            """
        }
        let additions = after.subtracting(before).map { added -> SQL in
            """
            INSERT INTO register_holding (region, party_id, unit, role, entry_id)
            VALUES (\(region), \(added.party.text), \(added.unit.text), \(added.role.rawValue), \(added.entry.text))
            """
        }
        return removals + additions
    }

    package static func of(_ party: PartyID, role: Holding.Role? = nil, region: String, in connection: any Connection) throws -> [Holding] {
        let rows =
            if let role {
                try connection.rows(
                    "SELECT unit, role, entry_id FROM register_holding WHERE region = \(region) AND party_id = \(party.text) AND role = \(role.rawValue) ORDER BY unit")
            } else {
                try connection.rows(
                    "SELECT unit, role, entry_id FROM register_holding WHERE region = \(region) AND party_id = \(party.text) ORDER BY unit, role")
            }
        return try rows.compactMap { row in
            guard let role = Holding.Role(rawValue: try row.text("role")) else { return nil }
            return Holding(party: party, unit: UnitCode(trusted: try row.text("unit")), role: role, entry: EntryID(try row.text("entry_id")))
        }
    }

    /// Units of which these parties are owners, in order of the unit code.
    /// - Parameter divisions: only units of these.
    /// - Returns: one page, and how many there are.
    package static func owned(
        by parties: [PartyID], divisions: [String], offset: Int, limit: Int, region: String, in connection: any Connection
    ) throws -> (holdings: [Holding], total: Int) {
        let condition: SQL = """
            region = \(region) AND party_id IN \(list: parties.map(\.text)) AND role = 'owner' AND substr(unit, 1, 6) IN \(list: divisions)
            """
        let rows = try connection.rows(
            """
            SELECT party_id, unit, entry_id FROM register_holding WHERE \(sql: condition) ORDER BY unit, party_id LIMIT \(limit) OFFSET \(offset)
            """)
        let total = try connection.row("SELECT COUNT(*) AS n FROM register_holding WHERE \(sql: condition)")?.int("n") ?? 0
        let holdings = try rows.map { row in
            Holding(
                party: PartyID(try row.text("party_id")), unit: UnitCode(trusted: try row.text("unit")), role: .owner, entry: EntryID(try row.text("entry_id")))
        }
        return (holdings, Int(total))
    }
}
