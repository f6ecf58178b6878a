import GRDBSQLite

/// How SQLite means to run a statement.
enum SQLitePlan {
    /// The steps of the plan that read a whole table or a whole region of one.
    ///
    /// A statement without a condition is meant to; one with a condition says why in a comment that begins with `reads all:`.
    static func wholesale(_ text: String, on connection: OpaquePointer) -> [String] {
        guard text.contains("WHERE "), !text.contains("reads all:") else { return [] }
        var statement: OpaquePointer?
        guard sqlite3_prepare_v3(connection, "EXPLAIN QUERY PLAN " + text, -1, 0, &statement, nil) == SQLITE_OK else { return [] }
        defer { sqlite3_finalize(statement) }
        var steps: [String] = []
        while sqlite3_step(statement) == SQLITE_ROW {
            guard let detail = sqlite3_column_text(statement, 3).map({ String(cString: $0) }) else { continue }
            if isWholesale(detail) { steps.append(detail) }
        }
        return steps
    }

    private static func isWholesale(_ step: String) -> Bool {
        if step.hasPrefix("SEARCH "), step.hasSuffix("(region=?)") { return true }
        guard step.hasPrefix("SCAN ") else { return false }
        // Parts of the statement itself, and the small tables of the schema.
        return !step.contains("CONSTANT ROW") && !step.hasPrefix("SCAN (") && !step.contains("pragma_") && !step.contains("sqlite_")
            && !step.contains("schema_migration") && !step.contains("VIRTUAL TABLE")
    }
}
