package import Ledger
package import Register
package import Storage

/// The table of the log's keys: public halves, and from which tree to which each has signed. The private halves are in the key folder.
package enum LogKeySchema {
    package static let migrations: [Migration] = [
        Migration(
            "log.keys.0001 periods",
            shared: [
                """
                CREATE TABLE log_key (
                    vkey TEXT NOT NULL PRIMARY KEY, first_size BIGINT, last_size BIGINT, since BIGINT NOT NULL, retire_at BIGINT)
                """
            ])
    ]
}

/// A key of the log as the table has it.
package struct LogKeyRow: Hashable, Sendable {
    package let vkey: String
    /// Size of the first checkpoint that it signed; nil before.
    package var firstSize: Int64?
    /// Size of the last checkpoint that it signed; nil while it signs.
    package var lastSize: Int64?
    /// When it was taken into use.
    package let since: Moment
    /// When it stops to sign, because another has taken over; nil while nobody has.
    package var retireAt: Moment?

    package init(vkey: String, firstSize: Int64? = nil, lastSize: Int64? = nil, since: Moment, retireAt: Moment? = nil) {
        self.vkey = vkey
        self.firstSize = firstSize
        self.lastSize = lastSize
        self.since = since
        self.retireAt = retireAt
    }

}

extension LogKeys {
    /// What others verify with. The log's first key signs from the beginning: as long as it is the only one its line is the key alone, which
    /// every tool reads.
    /// - Throws: `LedgerError` for a key that can't be read.
    package init(rows: [LogKeyRow]) throws {
        try self.init(rows.enumerated().map { number, row in
            LogKey(try NoteKey.verifier(row.vkey), from: number == 0 ? 0 : row.firstSize.map(Int.init) ?? 0, until: row.lastSize.map(Int.init))
        })
    }
}

/// Reading and writing the log's keys.
package enum LogKeyRecords {
    /// All of them, in the order in which they came into use.
    package static func all(in connection: any Connection) throws -> [LogKeyRow] {
        try connection.rows("SELECT vkey, first_size, last_size, since, retire_at FROM log_key ORDER BY since, vkey").map { row in
            LogKeyRow(
                vkey: try row.text("vkey"), firstSize: try row.intIfPresent("first_size"), lastSize: try row.intIfPresent("last_size"),
                since: Moment(microseconds: try row.int("since")), retireAt: try row.intIfPresent("retire_at").map(Moment.init(microseconds:)))
        }
    }

    package static func save(_ row: LogKeyRow, in connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO log_key (vkey, first_size, last_size, since, retire_at)
            VALUES (\(row.vkey), \(row.firstSize), \(row.lastSize), \(row.since.microseconds), \(row.retireAt?.microseconds))
            ON CONFLICT (vkey) DO UPDATE SET first_size = excluded.first_size, last_size = excluded.last_size, retire_at = excluded.retire_at
            """)
    }

    static func remove(_ row: LogKeyRow, in connection: any Connection) throws {
        try connection.execute("DELETE FROM log_key WHERE vkey = \(row.vkey)")
    }
}
