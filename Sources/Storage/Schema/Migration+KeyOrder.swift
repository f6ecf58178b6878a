extension Migration {
    /// A table whose rows SQLite keeps beside an index of their key, as it was created, to be kept in the order of the key instead.
    package struct KeyOrdered: Sendable {
        let table: String
        let columns: String
        let indexes: [String]

        /// - Parameters:
        ///   - columns: The table's columns as SQLite has them, and its key: what stands between the parentheses.
        ///   - indexes: Statements that create its further indexes; they go with the old table.
        package init(_ table: String, columns: String, indexes: [String] = []) {
            self.table = table
            self.columns = columns
            self.indexes = indexes
        }

        fileprivate var statements: [String] {
            [
                "CREATE TABLE \(table)_ordered (\(columns)) STRICT, WITHOUT ROWID", "INSERT INTO \(table)_ordered SELECT * FROM \(table)",
                "DROP TABLE \(table)", "ALTER TABLE \(table)_ordered RENAME TO \(table)",
            ] + indexes
        }
    }

    /// Lays tables of small rows anew on SQLite, in the order of their keys: one tree to write instead of two, and half as many pages
    /// in a commit. Rows of more than about a thousand bytes are better left where they are. PostgreSQL has no such tables.
    package static func keyOrder(_ name: String, of tables: [KeyOrdered]) -> Migration {
        Migration(name, sqlite: tables.flatMap(\.statements))
    }
}
