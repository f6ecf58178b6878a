import GRDBSQLite

/// A prepared statement of one SQLite connection.
final class SQLiteStatement {
    private let handle: OpaquePointer
    private let parameterCount: Int
    private(set) var columns: ColumnNames
    /// How often SQLite has compiled the text again because the schema had changed; its columns may be others then.
    private var repreparations: Int32 = 0
    /// Whether it can change the database (also `BEGIN IMMEDIATE` and DDL can).
    let writes: Bool
    /// Whether the engine's count of changed rows belongs to this statement.
    let countsRows: Bool

    /// - Throws: what SQLite says about the text; ``StorageError/invalidStatement(_:)`` if it is not exactly one statement.
    init(_ text: String, on connection: OpaquePointer) throws(StorageError) {
        var prepared: OpaquePointer?
        var onlyOne = true
        var text = text
        let code = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                var tail: UnsafePointer<CChar>?
                let code = sqlite3_prepare_v3(
                    connection, characters.baseAddress, Int32(characters.count), UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, &tail)
                if let start = characters.baseAddress, let tail {
                    onlyOne = characters[(tail - start)...].allSatisfy { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
                }
                return code
            }
        }
        guard code == SQLITE_OK else { throw StorageError(sqlite: connection) }
        guard let prepared, onlyOne else {
            sqlite3_finalize(prepared)
            throw .invalidStatement("not exactly one statement")
        }
        handle = prepared
        parameterCount = Int(sqlite3_bind_parameter_count(prepared))
        columns = Self.columns(of: prepared)
        writes = sqlite3_stmt_readonly(prepared) == 0
        let keyword = text.drop(while: \.isWhitespace).prefix { $0.isLetter }.uppercased()
        countsRows = writes && ["INSERT", "UPDATE", "DELETE", "REPLACE", "WITH"].contains(keyword)
    }

    deinit {
        sqlite3_finalize(handle)
    }

    /// Runs to the end and hands over each row. The statement is ready for its next use afterwards.
    func run(
        _ bindings: [SQLBinding], row: (SQLiteStatement) -> Void, on connection: OpaquePointer
    ) throws(StorageError) {
        guard bindings.count == parameterCount else {
            throw .invalidStatement("\(parameterCount) parameters wanted, \(bindings.count) given")
        }
        defer {
            sqlite3_reset(handle)
            if parameterCount > 0 { sqlite3_clear_bindings(handle) }
        }
        var position: Int32 = 1
        for binding in bindings {
            guard bind(binding.value, at: position) == SQLITE_OK else { throw StorageError(sqlite: connection) }
            position += 1
        }
        while true {
            let code = sqlite3_step(handle)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else { throw StorageError(sqlite: connection) }
            let repreparations = sqlite3_stmt_status(handle, SQLITE_STMTSTATUS_REPREPARE, 0)
            if repreparations != self.repreparations {
                self.repreparations = repreparations
                columns = Self.columns(of: handle)
            }
            row(self)
        }
    }

    /// Runs an INSERT once for each row. The values are bound where they lie, not copied.
    func insertAll(_ rows: BulkRows, numberedFrom first: Int64, on connection: OpaquePointer) throws(StorageError) {
        defer {
            sqlite3_reset(handle)
            sqlite3_clear_bindings(handle)
        }
        let shift: Int32 = rows.counter == nil ? 1 : 2
        try rows.each({ (column, cell) throws(StorageError) in
            let position = Int32(column) + shift
            let code =
                switch cell {
                case .integer(let value): sqlite3_bind_int64(handle, position, value)
                case .text(let part):
                    // An empty text may come without an address, which would bind null.
                    part.isEmpty
                        ? sqlite3_bind_text64(handle, position, "", 0, Self.copied, UInt8(SQLITE_UTF8))
                        : sqlite3_bind_text64(
                            handle, position, part.baseAddress?.assumingMemoryBound(to: CChar.self), UInt64(part.count), nil, UInt8(SQLITE_UTF8))
                case .blob(let part):
                    part.isEmpty
                        ? sqlite3_bind_zeroblob(handle, position, 0) : sqlite3_bind_blob64(handle, position, part.baseAddress, UInt64(part.count), nil)
                }
            guard code == SQLITE_OK else { throw StorageError(sqlite: connection) }
        }, end: { (row) throws(StorageError) in
            if shift == 2 { sqlite3_bind_int64(handle, 1, first + Int64(row)) }
            guard sqlite3_step(handle) == SQLITE_DONE else { throw StorageError(sqlite: connection) }
            sqlite3_reset(handle)
        })
    }

    private static func columns(of handle: OpaquePointer) -> ColumnNames {
        ColumnNames(
            (0..<sqlite3_column_count(handle)).map { column in
                sqlite3_column_name(handle, column).map { String(cString: $0) } ?? ""
            })
    }

    private func bind(_ value: SQLValue, at position: Int32) -> Int32 {
        switch value {
        case .null: return sqlite3_bind_null(handle, position)
        case .integer(let integer): return sqlite3_bind_int64(handle, position, integer)
        case .real(let real): return sqlite3_bind_double(handle, position, real)
        case .text(var text):
            return text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) { characters in
                    // An empty text may come without an address, which would bind null.
                    characters.baseAddress.map {
                        sqlite3_bind_text64(handle, position, $0, UInt64(characters.count), Self.copied, UInt8(SQLITE_UTF8))
                    } ?? sqlite3_bind_text64(handle, position, "", 0, Self.copied, UInt8(SQLITE_UTF8))
                }
            }
        case .blob(let bytes):
            guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(handle, position, 0) }
            return bytes.withUnsafeBytes {
                sqlite3_bind_blob64(handle, position, $0.baseAddress, UInt64($0.count), Self.copied)
            }
        }
    }

    /// SQLITE_TRANSIENT, a macro that Swift does not see: SQLite copies the bytes before the call returns.
    private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    /// The values of the row that the statement stands on.
    func values() -> [SQLValue] {
        let count = columns.names.count
        return [SQLValue](unsafeUninitializedCapacity: count) { buffer, initialized in
            for column in 0..<count { buffer.initializeElement(at: column, to: value(Int32(column))) }
            initialized = count
        }
    }

    private func value(_ column: Int32) -> SQLValue {
        switch sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, column))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(handle, column))
        case SQLITE_TEXT:
            guard let start = sqlite3_column_text(handle, column) else { return .text("") }
            let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
            return .text(String(decoding: bytes, as: UTF8.self))
        case SQLITE_BLOB:
            guard let start = sqlite3_column_blob(handle, column) else { return .blob([]) }
            return .blob([UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))))
        default: return .null
        }
    }
}
