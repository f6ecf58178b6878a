import CPostgres

extension StorageError {
    /// What the server answered, by SQLSTATE (postgresql.org/docs/15/errcodes-appendix.html). The detail and the context of
    /// the message are left out: they quote values.
    init(postgres result: OpaquePointer) {
        let table = Self.field(dengbu_pg_field_table, of: result)
        let constraint = Self.field(dengbu_pg_field_constraint, of: result)
        let message = Self.field(dengbu_pg_field_primary, of: result)
        let state = Self.field(dengbu_pg_field_sqlstate, of: result)
        switch state {
        case "23505": self = .unique(table: table, constraint: constraint)
        case "23503": self = .foreignKey(table: table, constraint: constraint)
        case "23514": self = .check(constraint: constraint)
        case "23502": self = .notNull(table: table, column: Self.field(dengbu_pg_field_column, of: result))
        case "42804": self = .invalidValue(message)
        case "25006": self = .readOnly
        case "25P02": self = .transactionAborted
        case "57014": self = .timeout
        case "55P03", "53300": self = .busy
        case "53100": self = .diskFull
        case "XX001", "XX002", "58030": self = .corrupt(message)
        case "57P01", "57P02", "57P03", "57P05", "25P03": self = .connectionLost(message)
        default: self.init(sqlStateClass: state.prefix(2), state: state, message: message)
        }
    }

    private init(sqlStateClass: Substring, state: String, message: String) {
        switch sqlStateClass {
        case "40": self = .serializationFailure
        case "08": self = .connectionLost(message)
        case "22": self = .invalidValue(message)
        default: self = .other(code: state, message: message)
        }
    }

    static func field(_ field: Int32, of result: OpaquePointer) -> String {
        PQresultErrorField(result, field).map { String(cString: $0) } ?? ""
    }
}
