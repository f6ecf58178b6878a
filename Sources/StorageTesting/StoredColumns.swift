package import Storage

/// The tables of a database and their columns, as the database itself tells them.
package struct StoredColumns: Sendable {
    package struct Column: Hashable, Sendable {
        package let table: String
        package let name: String
        /// `text`, `blob` or `integer`.
        package let type: String
        package var label: String { "\(table).\(name)" }
    }

    package private(set) var columns: [Column] = []
    /// By table, the columns of its key.
    package private(set) var keys: [String: [String]] = [:]

    package init(of database: any Database) async throws {
        let rows = try await database.read { connection in
            switch database.engine {
            case .sqlite:
                try connection.rows(
                    """
                    SELECT m.name AS t, c.name AS c, c.pk AS k, lower(c.type) AS ty /* reads all: the schema */ FROM sqlite_master AS m, pragma_table_info(m.name) AS c
                    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, c.cid
                    """)
            case .postgres:
                try connection.rows(
                    """
                    SELECT c.relname::text AS t, a.attname::text AS c /* reads all: the schema */,
                        CASE a.atttypid WHEN 'text'::regtype THEN 'text' WHEN 'bytea'::regtype THEN 'blob' ELSE 'integer' END AS ty,
                        COALESCE(array_position(i.indkey::int2[], a.attnum) + 1, 0)::bigint AS k
                    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                    LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
                    WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relname, a.attnum
                    """)
            }
        }
        for row in rows {
            let column = Column(table: try row.text("t"), name: try row.text("c"), type: try row.text("ty"))
            columns.append(column)
            if try row.int("k") > 0 { keys[column.table, default: []].append(column.name) }
        }
    }

    package func columns(of table: String) -> [Column] { columns.filter { $0.table == table } }
}
