import Synchronization

/// One row of a result. Values are looked up by column name; the names are shared by all rows of the statement.
package struct ResultRow: Sendable {
    private let columns: ColumnNames
    /// The values in the statement's order.
    package let values: [SQLValue]

    init(columns: ColumnNames, values: [SQLValue]) {
        self.columns = columns
        self.values = values
    }

    package var columnNames: [String] { columns.names }

    /// Where the columns of a sealed table lie in the row.
    func columns(of table: SealedTable, marked: Bool) throws -> SealedColumns { try columns.columns(of: table, marked: marked) }

    /// The value of a column, null included.
    /// - Throws: ``StorageError/missingColumn(_:)``.
    package func value(_ column: String) throws(StorageError) -> SQLValue {
        guard let index = columns.index(of: column) else { throw .missingColumn(column) }
        return values[index]
    }

    package func int(_ column: String) throws(StorageError) -> Int64 {
        guard case .integer(let integer) = try value(column) else { throw wrong(column, "integer") }
        return integer
    }

    /// A boolean, stored as 0 or 1; any other number is refused.
    package func bool(_ column: String) throws(StorageError) -> Bool {
        switch try value(column) {
        case .integer(0): return false
        case .integer(1): return true
        default: throw wrong(column, "boolean (0 or 1)")
        }
    }

    /// A real number; an integer is accepted and converted.
    package func real(_ column: String) throws(StorageError) -> Double {
        switch try value(column) {
        case .real(let real): return real
        case .integer(let integer): return Double(integer)
        default: throw wrong(column, "real")
        }
    }

    package func text(_ column: String) throws(StorageError) -> String {
        guard case .text(let text) = try value(column) else { throw wrong(column, "text") }
        return text
    }

    package func blob(_ column: String) throws(StorageError) -> [UInt8] {
        guard case .blob(let bytes) = try value(column) else { throw wrong(column, "blob") }
        return bytes
    }

    package func intIfPresent(_ column: String) throws(StorageError) -> Int64? {
        try isNull(column) ? nil : int(column)
    }

    package func boolIfPresent(_ column: String) throws(StorageError) -> Bool? {
        try isNull(column) ? nil : bool(column)
    }

    package func realIfPresent(_ column: String) throws(StorageError) -> Double? {
        try isNull(column) ? nil : real(column)
    }

    package func textIfPresent(_ column: String) throws(StorageError) -> String? {
        try isNull(column) ? nil : text(column)
    }

    package func blobIfPresent(_ column: String) throws(StorageError) -> [UInt8]? {
        try isNull(column) ? nil : blob(column)
    }

    package func isNull(_ column: String) throws(StorageError) -> Bool {
        try value(column) == .null
    }

    private func wrong(_ column: String, _ expected: String) -> StorageError {
        let found = columns.index(of: column).map { values[$0].kindName } ?? "nothing"
        return .wrongType(column: column, expected: expected, found: found)
    }
}

/// The column names of a statement, made once when it is prepared.
final class ColumnNames: Sendable {
    let names: [String]
    /// Only for wide results: comparing a dozen short names is faster than hashing one.
    private let indexes: [String: Int]?
    /// A statement writes to one sealed table at most, and always to the same.
    private let sealed = Mutex<SealedColumns?>(nil)

    init(_ names: [String]) {
        self.names = names
        indexes =
            names.count > 12
            ? Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
            : nil
    }

    func index(of name: String) -> Int? {
        if let indexes { return indexes[name] }
        for index in names.indices where names[index] == name { return index }
        return nil
    }

    func columns(of table: SealedTable, marked: Bool) throws -> SealedColumns {
        try sealed.withLock { known in
            if let known, known.table.number == table.number, known.isMarked == marked { return known }
            let columns = try SealedColumns(names, of: table, marked: marked)
            known = columns
            return columns
        }
    }
}
