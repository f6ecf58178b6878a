package import Register
package import Storage

/// When the versions of a key came into use and may last be used. Versions that never changed have no row: they have been there from the beginning.
///
/// The log's keys are not here: their time is counted in entries (`LogKeyRecords`).
package enum KeyPeriods {
    package static let migrations: [Migration] = [
        Migration(
            "keys.0001 periods",
            shared: [
                """
                CREATE TABLE key_period (
                    name TEXT NOT NULL, version BIGINT NOT NULL, since BIGINT NOT NULL, until BIGINT, PRIMARY KEY (name, version))
                """
            ])
    ]

    package struct Row: Hashable, Sendable {
        package let version: Int
        package let since: Moment
        /// Nil while no other version has taken over.
        package let until: Moment?
    }

    package static func all(of name: String, in connection: any Connection) throws -> [Row] {
        try connection.rows("SELECT version, since, until FROM key_period WHERE name = \(name) ORDER BY version").map { row in
            Row(
                version: Int(try row.int("version")), since: Moment(microseconds: try row.int("since")),
                until: try row.intIfPresent("until").map(Moment.init(microseconds:)))
        }
    }

    /// A version begins, and those before it end.
    /// - Parameters:
    ///   - since: when it begins.
    ///   - overlap: seconds after that for which the ones before it still count.
    package static func begin(_ version: Int, of name: String, since: Moment, overlap: Double, in connection: any Connection) throws {
        let end = since.adding(seconds: overlap)
        let rows = try all(of: name, in: connection)
        for earlier in 1..<version {
            let row = rows.first { $0.version == earlier }
            let until = min(row?.until ?? end, end)
            try save(name, earlier, since: row?.since ?? Moment(microseconds: 0), until: until, in: connection)
        }
        try save(name, version, since: since, until: nil, in: connection)
    }

    private static func save(_ name: String, _ version: Int, since: Moment, until: Moment?, in connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO key_period (name, version, since, until) VALUES (\(name), \(version), \(since.microseconds), \(until?.microseconds))
            ON CONFLICT (name, version) DO UPDATE SET since = excluded.since, until = excluded.until
            """)
    }
}
