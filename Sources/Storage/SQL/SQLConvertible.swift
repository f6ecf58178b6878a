/// A type whose values can stand in an ``SQL`` text as bound parameters: `"… WHERE unit = \(unit)"`.
///
/// Types with a raw value of a convertible type need only declare the conformance.
package protocol SQLConvertible {
    var sqlValue: SQLValue { get }
    /// The storage class, told to PostgreSQL when an optional of this type is nil. Give it for types that are used as
    /// optionals: without it PostgreSQL must be able to infer the type from the statement (it can in `INSERT` and `UPDATE`).
    static var sqlKind: SQLKind { get }
}

extension SQLConvertible {
    package static var sqlKind: SQLKind { .unknown }
}

extension SQLConvertible where Self: RawRepresentable, RawValue: SQLConvertible {
    package var sqlValue: SQLValue { rawValue.sqlValue }
    package static var sqlKind: SQLKind { RawValue.sqlKind }
}

extension SQLValue: SQLConvertible {
    package var sqlValue: SQLValue { self }
}

extension Int64: SQLConvertible {
    package var sqlValue: SQLValue { .integer(self) }
    package static var sqlKind: SQLKind { .integer }
}

extension Int: SQLConvertible {
    package var sqlValue: SQLValue { .integer(Int64(self)) }
    package static var sqlKind: SQLKind { .integer }
}

extension Int32: SQLConvertible {
    package var sqlValue: SQLValue { .integer(Int64(self)) }
    package static var sqlKind: SQLKind { .integer }
}

extension UInt8: SQLConvertible {
    package var sqlValue: SQLValue { .integer(Int64(self)) }
    package static var sqlKind: SQLKind { .integer }
}

extension Bool: SQLConvertible {
    package var sqlValue: SQLValue { .integer(self ? 1 : 0) }
    package static var sqlKind: SQLKind { .integer }
}

extension Double: SQLConvertible {
    package var sqlValue: SQLValue { .real(self) }
    package static var sqlKind: SQLKind { .real }
}

extension String: SQLConvertible {
    package var sqlValue: SQLValue { .text(self) }
    package static var sqlKind: SQLKind { .text }
}

extension Substring: SQLConvertible {
    package var sqlValue: SQLValue { .text(String(self)) }
    package static var sqlKind: SQLKind { .text }
}

extension Array: SQLConvertible where Element == UInt8 {
    package var sqlValue: SQLValue { .blob(self) }
    package static var sqlKind: SQLKind { .blob }
}

extension Optional: SQLConvertible where Wrapped: SQLConvertible {
    package var sqlValue: SQLValue { self?.sqlValue ?? .null }
    package static var sqlKind: SQLKind { Wrapped.sqlKind }
}
