/// A value as both engines store it. There is no boolean (0 and 1), no date (text or epoch milliseconds) and no decimal.
package enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])

    /// What the value is called in errors. Never the value itself: it may be somebody's personal data.
    var kindName: String {
        switch self {
        case .null: "null"
        case .integer: "integer"
        case .real: "real"
        case .text: "text"
        case .blob: "blob"
        }
    }
}

/// The storage class of a parameter. PostgreSQL plans a statement for declared types, so a null that came from an
/// optional keeps the type it would have had; SQLite does not need it.
package enum SQLKind: UInt8, Sendable {
    case unknown, integer, real, text, blob

    init(_ value: SQLValue, whenNull kind: SQLKind) {
        switch value {
        case .null: self = kind
        case .integer: self = .integer
        case .real: self = .real
        case .text: self = .text
        case .blob: self = .blob
        }
    }
}
