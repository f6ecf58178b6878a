import CPostgres

/// A statement that one connection has prepared under a name, for parameters of certain types.
final class PostgresStatement {
    let name: String
    let kinds: [SQLKind]
    /// After how many executions it is prepared anew.
    let life: Int
    private var executions = 0
    private var columns: ColumnNames?

    /// The server keeps a plan that it made when a table was small until the table is analysed, and reads a grown table whole by it
    /// (`plan_cache_mode = auto`). So the first plan lives shortly, and each next one longer.
    private static let lives = (first: 32, longest: 131_072)

    /// - Parameter former: the one whose place it takes.
    init(name: String, kinds: [SQLKind], after former: PostgresStatement? = nil) {
        self.name = name
        self.kinds = kinds
        life = former.map { min($0.life * 8, Self.lives.longest) } ?? Self.lives.first
    }

    /// Counts an execution. False if it has lived long enough, and another has to be prepared.
    func execute() -> Bool {
        executions += 1
        return executions <= life
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
