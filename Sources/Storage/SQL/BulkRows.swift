/// Many rows for one table, laid out in two flat arrays: what a batch of an import or of the log is stored from.
///
/// A statement of its own for each row costs more than the row: its text is put together, looked up and checked every time. Here the
/// text is one, and values lie side by side. SQLite runs one prepared statement over them; PostgreSQL copies them as they lie, or, where they are
/// few, takes them with one statement.
package struct BulkRows: Sendable {
    package enum Kind: Sendable { case integer, text, blob }

    let table: String
    let columns: [String]
    private let kinds: [Kind]
    /// Counts the rows up from the number given to `insert`; stands before the other columns.
    let counter: String?
    /// Integers as they are; of texts and blobs where they lie in `bytes`.
    private var cells: [Int64] = []
    private var bytes: [UInt8] = []
    private var holdsNUL = false

    /// - Parameters:
    ///   - table: trusted text, as are the columns' names.
    ///   - counter: a column that is numbered when the rows are inserted.
    package init(into table: String, counter: String? = nil, _ columns: [(name: String, kind: Kind)]) {
        self.table = table
        self.columns = columns.map(\.name)
        self.counter = counter
        kinds = columns.map(\.kind)
    }

    package var count: Int { cells.count / kinds.count }
    package var isEmpty: Bool { cells.isEmpty }
    /// Bytes of all texts and blobs.
    package var byteCount: Int { bytes.count }

    package mutating func reserve(rows: Int, bytes: Int) {
        cells.reserveCapacity(rows * kinds.count)
        self.bytes.reserveCapacity(bytes)
    }

    // MARK: Filling: the values of a row in the columns' order

    package mutating func add(_ integer: Int64) { cells.append(integer) }

    package mutating func add(text: String) {
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        close(start)
    }

    package mutating func add(blob: [UInt8]) {
        let start = bytes.count
        bytes.append(contentsOf: blob)
        close(start)
    }

    package mutating func add(_ part: UnsafeRawBufferPointer) {
        let start = bytes.count
        bytes.append(contentsOf: part)
        close(start)
    }

    private mutating func close(_ start: Int) {
        if kinds[cells.count % kinds.count] == .text, bytes[start...].contains(0) { holdsNUL = true }
        cells.append(Int64(start) << 28 | Int64(bytes.count - start))
    }

    /// Throws what `SQL.check` would throw for one of the rows.
    func check() throws(StorageError) {
        if holdsNUL { throw .invalidValue("a NUL character in a text") }
        guard cells.count % kinds.count == 0 else { throw .invalidStatement("the last row has too few values") }
    }

    // MARK: Reading

    /// A value where it lies.
    enum Cell {
        case integer(Int64)
        case text(UnsafeRawBufferPointer)
        case blob(UnsafeRawBufferPointer)
    }

    /// Hands over each row's values with their place among the columns, and calls `end` after each row.
    func each<E: Error>(_ body: (Int, Cell) throws(E) -> Void, end: (Int) throws(E) -> Void) throws(E) {
        var failure: E?
        bytes.withUnsafeBytes { bytes in
            do throws(E) {
                var column = 0
                var row = 0
                for cell in cells {
                    let place = Int(cell >> 28)
                    switch kinds[column] {
                    case .integer: try body(column, .integer(cell))
                    case .text: try body(column, .text(UnsafeRawBufferPointer(rebasing: bytes[place..<(place + Int(cell & 0xFFF_FFFF))])))
                    case .blob: try body(column, .blob(UnsafeRawBufferPointer(rebasing: bytes[place..<(place + Int(cell & 0xFFF_FFFF))])))
                    }
                    column += 1
                    if column == kinds.count {
                        column = 0
                        try end(row)
                        row += 1
                    }
                }
            } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// The statement that inserts so many rows, without their values.
    func insertion(of rows: Int) -> SQLShape {
        let names = (counter.map { [$0] } ?? []) + columns
        var shape = SQLShape()
        shape.append("INSERT INTO \(table) (\(names.joined(separator: ", "))) VALUES ")
        for row in 0..<rows {
            for place in names.indices {
                shape.append(place > 0 ? ", " : row > 0 ? "), (" : "(" as StaticString)
                shape.appendParameter()
            }
        }
        shape.append(")" as StaticString)
        return shape
    }

    /// From so many rows or bytes on the round trip that COPY takes more is worth it.
    var areMany: Bool { count >= 256 || bytes.count >= 1 << 18 }

    /// One statement that inserts them all; for few.
    func statement(numberedFrom first: Int64) -> SQL {
        var bindings: [SQLBinding] = []
        bindings.reserveCapacity(cells.count + count)
        each({ column, cell in
            if column == 0, counter != nil { bindings.append(SQLBinding(value: .integer(first + Int64(bindings.count / (columns.count + 1))), kind: .integer)) }
            switch cell {
            case .integer(let value): bindings.append(SQLBinding(value: .integer(value), kind: .integer))
            case .text(let part): bindings.append(SQLBinding(value: .text(String(decoding: part, as: UTF8.self)), kind: .text))
            case .blob(let part): bindings.append(SQLBinding(value: .blob([UInt8](part)), kind: .blob))
            }
        }, end: { _ in })
        return SQL(shape: insertion(of: count), bindings: bindings)
    }
}

extension Connection {
    /// Inserts all rows.
    /// - Parameter first: what the first row's counter is, if the rows have one.
    package func insert(_ rows: BulkRows, numberedFrom first: Int64 = 0) throws {
        if let sealing = self as? SealingConnection {
            try sealing.requireUnsealed(rows.table)
            return try sealing.base.insert(rows, numberedFrom: first)
        }
        if let session = self as? SQLiteSession { return try session.insertAll(rows, numberedFrom: first) }
        if rows.areMany, let session = self as? PostgresSession { return try session.insertAll(rows, numberedFrom: first) }
        try rows.check()
        if !rows.isEmpty { try execute(rows.statement(numberedFrom: first)) }
    }
}
