import Register
import Storage

/// Writing what a filing leaves for ever: its header, its acts, and their log entries.
enum BookRecords {
    static func insert(_ prepared: PreparedFiling, caseID: String, region: String, in connection: any Connection) throws {
        try connection.executeAll(statements(prepared, caseID: caseID, region: region, in: connection))
    }

    static func statements(_ prepared: PreparedFiling, caseID: String, region: String, in connection: any Connection) -> [SQL] {
        let filing = prepared.filing
        var statements: [SQL] = [
            """
            INSERT INTO register_filing (region, filing_id, case_id, sequence, registered_at, header)
            VALUES (\(region), \(filing.id), \(caseID), \(filing.sequence), \(filing.registeredAt.microseconds), \(prepared.header))
            """
        ]
        for act in prepared.acts {
            statements.append(
                """
                INSERT INTO register_act (region, unit, version, filing_id, act_index, entry_id, kind, registered_at, body, salt, leaf)
                VALUES (\(region), \(act.unit.text), \(act.version), \(filing.id), \(act.index), \(act.entry.text), \(act.kind),
                        \(filing.registeredAt.microseconds), \(act.body), \(act.salt), \(act.leaf))
                """)
            statements.append(LogRecords.appending(leafID: "act:\(act.entry.text)", entry: act.leafEntry, in: connection))
        }
        return statements
    }
}
