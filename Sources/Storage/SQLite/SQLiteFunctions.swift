import GRDBSQLite

/// Functions that statements use and PostgreSQL has in its schema.
enum SQLiteFunctions {
    /// Makes them known to a connection.
    static func add(to connection: OpaquePointer) {
        sqlite3_create_function_v2(
            connection, "order_code", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, nil,
            { context, _, values in
                guard let values, let key = sqlite3_value_blob(values[0]), sqlite3_value_type(values[1]) == SQLITE_INTEGER else { return sqlite3_result_null(context) }
                let bytes = UnsafeRawBufferPointer(start: key, count: Int(sqlite3_value_bytes(values[0])))
                OrderCode.code(bytes, sqlite3_value_int64(values[1])).withUnsafeBytes { code in
                    // SQLite copies what it is given before the call ends.
                    sqlite3_result_blob(context, code.baseAddress, Int32(code.count), unsafeBitCast(-1, to: sqlite3_destructor_type.self))
                }
            }, nil, nil, nil)
    }
}
