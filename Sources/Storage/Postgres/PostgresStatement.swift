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

    func rows(of result: OpaquePointer) throws(StorageError) -> [ResultRow] {
        let columns = self.columns ?? Self.columns(of: result)
        self.columns = columns
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

    private static func columns(of result: OpaquePointer) -> ColumnNames {
        ColumnNames((0..<PQnfields(result)).map { column in PQfname(result, column).map { String(cString: $0) } ?? "" })
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
}
