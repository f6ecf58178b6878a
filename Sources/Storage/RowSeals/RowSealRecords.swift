/// Tables of the seals of rows.
package enum RowSealSchema {
    package static let migrations: [Migration] = [
        Migration(
            "seals.0001 seals of rows",
            shared: [
                """
                CREATE TABLE row_seal (
                    region TEXT NOT NULL, table_number BIGINT NOT NULL, row_key TEXT NOT NULL, seal BLOB NOT NULL,
                    PRIMARY KEY (region, table_number, row_key)) WITHOUT ROWID
                """,
                // Tables all of whose rows are sealed, and since when.
                "CREATE TABLE row_seal_table (table_number BIGINT NOT NULL PRIMARY KEY, sealed_at BIGINT NOT NULL, mark BLOB NOT NULL)",
            ])
    ]
}

enum RowSealRecords {
    static func put(_ seal: RowSeal, at place: SealedRow.Place) -> SQL {
        """
        INSERT INTO row_seal (region, table_number, row_key, seal) VALUES (\(place.region), \(place.table), \(place.key), \(seal.stored))
        ON CONFLICT (region, table_number, row_key) DO UPDATE SET seal = excluded.seal
        """
    }

    static func find(_ place: SealedRow.Place) -> SQL {
        "SELECT seal FROM row_seal WHERE region = \(place.region) AND table_number = \(place.table) AND row_key = \(place.key)"
    }

    static func remove(_ place: SealedRow.Place) -> SQL {
        "DELETE FROM row_seal WHERE region = \(place.region) AND table_number = \(place.table) AND row_key = \(place.key)"
    }

    /// Seals of rows of one table in one region, as they are stored.
    static func find(_ keys: [String], table: Int, region: String, in connection: any Connection) throws -> [String: [UInt8]] {
        guard !keys.isEmpty else { return [:] }
        let rows = try connection.rows(
            "SELECT row_key, seal FROM row_seal WHERE region = \(region) AND table_number = \(table) AND row_key IN \(list: keys)")
        return Dictionary(try rows.map { (try $0.text("row_key"), try $0.blob("seal")) }, uniquingKeysWith: { first, _ in first })
    }

    /// Since when tables are sealed, with the code that says so.
    static func marks(in connection: any Connection) throws -> [Int: (since: Int64, mark: [UInt8])] {
        let rows = try connection.rows("SELECT table_number, sealed_at, mark FROM row_seal_table ORDER BY table_number")
        return Dictionary(
            try rows.map { (Int(try $0.int("table_number")), (since: try $0.int("sealed_at"), mark: try $0.blob("mark"))) }, uniquingKeysWith: { first, _ in first })
    }
}
