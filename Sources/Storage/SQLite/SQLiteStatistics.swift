/// What SQLite's planner is told about our indexes.
///
/// Every key begins with `region`, which selects nothing in a database that serves one region; without statistics the planner
/// takes it for a good filter and walks a whole index to save a small sort. Measured statistics would be right today and move
/// tomorrow, and with them the plans. So the planner is told once how such keys select, whatever the tables hold: plans are
/// the same on an empty book and on one with millions of pages.
enum SQLiteStatistics {
    /// What every table is taken to hold.
    private static let rows = 1_000_000
    /// Columns with few different values.
    private static let coarse: Set<String> = [
        "kind", "role", "state", "status", "phase", "standing", "open", "service", "level", "department", "event", "escalation", "subject_kind",
        "identifier_kind",
    ]

    /// Writes the statistics where they differ, so that a start without a new migration writes nothing.
    static func describe(in connection: any Connection) throws {
        var wanted: [String: (table: String, stat: String)] = [:]
        let indexes = try connection.rows(
            """
            SELECT l.name AS table_name, l.wr AS without_rowid, i.name AS index_name, i."unique" AS is_unique, i.origin AS origin, i.partial AS is_partial
            FROM pragma_table_list AS l, pragma_index_list(l.name) AS i WHERE l.schema = 'main' AND l.type = 'table' AND l.name NOT LIKE 'sqlite%'
            """)
        for row in indexes {
            let index = try row.text("index_name")
            let columns = try connection.rows("SELECT name FROM pragma_index_info(\(index)) ORDER BY seqno").map { try $0.textIfPresent("name") ?? "" }
            let primary = try row.text("origin") == "pk" && row.int("without_rowid") == 1
            let table = try row.text("table_name")
            wanted[primary ? table : index] = (table, stat(columns, unique: try row.int("is_unique") == 1 && row.int("is_partial") == 0))
        }
        let exists = try connection.row("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'sqlite_stat1'")?.int("n") == 1
        if exists {
            let found = try connection.rows("SELECT idx, stat FROM sqlite_stat1")
            let same = try found.count == wanted.count && found.allSatisfy { try wanted[$0.textIfPresent("idx") ?? ""]?.stat == $0.text("stat") }
            if same { return }
        }
        try connection.script("ANALYZE sqlite_schema; DELETE FROM sqlite_stat1")
        for (index, item) in wanted {
            try connection.execute("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (\(item.table), \(index), \(item.stat))")
        }
        try connection.script("ANALYZE sqlite_schema")
    }

    /// Rows in all, then rows that share the first column, the first two, …
    private static func stat(_ columns: [String], unique: Bool) -> String {
        var left = rows
        var numbers = [rows]
        for (position, column) in columns.enumerated() {
            switch column {
            case "region": break
            case _ where coarse.contains(column): left = max(left / 4, 1)
            case _ where column.hasSuffix("_at") || column == "at" || column == "due_on": left = max(left / 1_000, 1)
            default: left = min(max(left / 2, 1), 10)
            }
            if unique, position == columns.count - 1 { left = 1 }
            numbers.append(left)
        }
        return numbers.map(String.init).joined(separator: " ")
    }
}
