package import Register
package import Storage

/// Files of records that were put on the log, and how far each got.
package enum ImportSchema {
    static let migrations: [Migration] = [
        Migration(
            "import.0001 records of before",
            shared: [
                // `done` moves in the transaction that puts the records on the log.
                """
                CREATE TABLE log_import (
                    region TEXT NOT NULL, digest BLOB NOT NULL, name TEXT NOT NULL, at BIGINT NOT NULL, records BIGINT NOT NULL, done BIGINT NOT NULL,
                    PRIMARY KEY (region, digest))
                """,
                """
                CREATE TABLE log_import_page (
                    region TEXT NOT NULL, digest BLOB NOT NULL, page BIGINT NOT NULL, first_unit TEXT NOT NULL, last_unit TEXT NOT NULL, sealed BLOB NOT NULL,
                    PRIMARY KEY (region, digest, page))
                """,
                "CREATE INDEX log_import_page_unit ON log_import_page (region, digest, last_unit, page)",
            ])
    ]
}

/// The import of one file.
package struct ImportState: Hashable, Sendable {
    /// SHA-256 of the file.
    package let digest: [UInt8]
    package let name: String
    /// When it began: the time that its entries have.
    package let at: Moment
    package let records: Int
    package internal(set) var done: Int

    package var isFinished: Bool { done == records }

    /// All of a registry, in no order: a registry has few.
    package static func all(region: String, in connection: any Connection) throws -> [ImportState] {
        try connection.rows("SELECT digest, name, at, records, done /* reads all: one row a file */ FROM log_import WHERE region = \(region)").map { row in
            ImportState(
                digest: try row.blob("digest"), name: try row.text("name"), at: Moment(microseconds: try row.int("at")),
                records: Int(try row.int("records")), done: Int(try row.int("done")))
        }
    }

    func inserting(region: String) -> SQL {
        """
        INSERT INTO log_import (region, digest, name, at, records, done)
        VALUES (\(region), \(digest), \(name), \(at.microseconds), \(records), \(done))
        """
    }

    func moving(to done: Int, region: String) -> SQL {
        "UPDATE log_import SET done = \(done) WHERE region = \(region) AND digest = \(digest)"
    }
}
