import CPostgres

/// A statement that one connection has prepared under a name, for parameters of certain types.
final class PostgresStatement {
    let name: String
    let kinds: [SQLKind]
    private var columns: ColumnNames?

    init(name: String, kinds: [SQLKind]) {
        self.name = name
        self.kinds = kinds
    }

    /// The names of the result's columns, read from the first result.
    func columns(of result: OpaquePointer) -> ColumnNames {
        if let columns { return columns }
        let columns = ColumnNames(
            (0..<PQnfields(result)).map { column in PQfname(result, column).map { String(cString: $0) } ?? "" })
        self.columns = columns
        return columns
    }
}

/// The forms of one SQL text that differ in the types of their nulls.
final class PreparedVariants {
    private(set) var statements: [PostgresStatement] = []
    private static let limit = 16

    func statement(for bindings: [SQLBinding]) -> PostgresStatement? {
        statements.first { statement in
            statement.kinds.count == bindings.count && zip(statement.kinds, bindings).allSatisfy { $0 == $1.kind }
        }
    }

    /// Adds one and returns the one that had to go for it.
    func add(_ statement: PostgresStatement) -> PostgresStatement? {
        statements.append(statement)
        return statements.count > Self.limit ? statements.removeFirst() : nil
    }

    func remove(_ statement: PostgresStatement) {
        statements.removeAll { $0 === statement }
    }
}

/// What the server answered to one statement.
final class PostgresAnswer {
    private let result: OpaquePointer
    private let statement: PostgresStatement

    init(_ result: OpaquePointer, of statement: PostgresStatement) {
        self.result = result
        self.statement = statement
    }

    deinit {
        PQclear(result)
    }

    func rows() throws(StorageError) -> [ResultRow] {
        let columns = statement.columns(of: result)
        let width = PQnfields(result)
        var rows: [ResultRow] = []
        rows.reserveCapacity(Int(PQntuples(result)))
        for row in 0..<PQntuples(result) {
            var values: [SQLValue] = []
            values.reserveCapacity(Int(width))
            for column in 0..<width { values.append(try PostgresDecoding.value(result, row: row, column: column)) }
            rows.append(ResultRow(columns: columns, values: values))
        }
        return rows
    }

    /// How many rows were changed. A query's tag counts the rows that it returned; those are not meant.
    var changes: Int {
        guard let tag = PQcmdStatus(result), tag[0] != CChar(UInt8(ascii: "S")), let count = PQcmdTuples(result) else { return 0 }
        return Int(String(cString: count)) ?? 0
    }
}
