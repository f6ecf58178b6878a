import Storage

/// Entries that wait for their place in the log have a code over the serial by which they wait (``OrderCode``): nothing else would show that
/// somebody sent one of them forward or back.
enum PendingCodes {
    /// `log_serial` is the next serial; each look at it takes one.
    static let migration = Migration(
        "log.0006 codes of serials",
        sqlite: [
            "ALTER TABLE log_pending ADD COLUMN code BLOB",
            "CREATE VIEW log_serial AS SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'log_pending'), 0) + 1 AS serial",
        ],
        postgres: [
            "ALTER TABLE log_pending ADD COLUMN code BYTEA", OrderCode.postgresFunction,
            "CREATE VIEW log_serial AS SELECT nextval('log_pending_serial_seq') AS serial",
        ])

    static func place(_ leafID: String) -> String { "pending/\(leafID)" }

    /// What marks that every entry that waits has its code.
    static let mark = RowSealer.firstSum + 2

    /// Gives those their codes that waited before there were codes: the sequencer has taken most of them meanwhile.
    static func adopt(in database: SealingDatabase) async throws -> Int {
        let sealer = database.sealer
        return try await database.once(mark) {
            try await database.base.write(.rowLocks) { connection in
                let rows = try connection.rows(
                    "SELECT serial, leaf_id /* reads all: those without a code */ FROM log_pending WHERE code IS NULL ORDER BY serial \(sql: connection.forUpdate)")
                return try rows.reduce(0) { count, row in
                    let serial = try row.int("serial")
                    let code = sealer.orderCode(of: place(try row.text("leaf_id")), serial)
                    return try count + connection.execute("UPDATE log_pending SET code = \(code) WHERE serial = \(serial) AND code IS NULL")
                }
            }
        }
    }

    /// An entry that waits.
    struct Row: Sendable {
        let serial: Int64
        let leafID: String
        let code: [UInt8]?
    }

    static func waiting(in connection: any Connection) throws -> [Row] {
        try connection.rows("SELECT serial, leaf_id, code FROM log_pending ORDER BY serial").map {
            Row(serial: try $0.int("serial"), leafID: try $0.text("leaf_id"), code: try $0.blobIfPresent("code"))
        }
    }
}

extension BookVerifier {
    /// What waits for its place in the log waits in the order in which it came.
    func verify(_ pending: [PendingCodes.Row], _ report: inout Report) async throws {
        guard let sealer else { return }
        guard let isCoded = try await isMarked(PendingCodes.mark) else { return report.add("log, the mark of its serials", "is not what was sealed") }
        var uncoded = 0
        for entry in pending {
            if entry.code == nil, !isCoded {
                uncoded += 1
            } else if entry.code != sealer.orderCode(of: PendingCodes.place(entry.leafID), entry.serial) {
                report.add("log entry \(entry.leafID), which waits", "its serial \(entry.serial) is not the one that it was given")
            }
        }
        if uncoded > 0 { report.unchecked.append("the order of \(uncoded) entries that wait for their place: dengbu serve gives them their codes") }
    }
}
