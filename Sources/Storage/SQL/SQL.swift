#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// One SQL statement, written as a string literal in which every `\(value)` becomes a bound parameter.
///
/// ```swift
/// let open: SQL = "SELECT name FROM party WHERE region = \(region) AND kind IN \(list: kinds)"
/// ```
///
/// - `\(value)` binds any ``SQLConvertible`` value or optional.
/// - `\(list: values)` writes `(?, ?, ?)`. An empty list writes `(NULL)`, which nothing is `IN`; after `NOT IN` an empty
///   list has no such form and is refused.
/// - `\(sql: other)` inserts another `SQL` with its parameters.
/// - `\(raw: text)` inserts trusted text as it is. Never give it anything that came from outside.
///
/// # The subset of SQL that both engines share
///
/// The same text runs on SQLite (from 3.39) and PostgreSQL (from 15). What stays inside the subset behaves the same; the tests run on both.
///
/// - Names are `snake_case`, unquoted: PostgreSQL folds `leafIndex` to `leafindex`. Key words are upper case.
/// - Types are `BIGINT`, `TEXT`, `BLOB` and `REAL` (64 bits); booleans are 0 and 1, instants integers or ISO text, JSON text.
///   See ``Migration`` for how they are translated. Both engines refuse a value of another type.
/// - `INSERT … ON CONFLICT (…) DO NOTHING / DO UPDATE SET x = excluded.x`, `RETURNING`, `UPDATE … FROM`, `WITH … AS MATERIALIZED`,
///   `WITH RECURSIVE`, window functions, `FILTER (WHERE …)`, row values `(a, b) > (\(a), \(b))`, `LIMIT … OFFSET …`,
///   `CASE`, `COALESCE`, `NULLIF`, `||`, `CAST(x AS BIGINT)`, `count sum min max avg`, `lower upper` (ASCII), `length substr replace abs`,
///   `IS NOT DISTINCT FROM` (SQLite from 3.39), partial and expression indexes.
/// - `LIKE` differs (SQLite's ignores the case of ASCII letters): use `substr(x, 1, n) = \(prefix)` or a half-open range.
/// - `ORDER BY` puts nulls first in SQLite and last in PostgreSQL: write `NULLS FIRST` or `NULLS LAST` where it matters.
/// - Integer division truncates in both. `sum` of no rows is null in both.
/// - A null without a type can't be inferred in `\(x) IS NULL`: bind a typed optional (`Int64?`), not `SQLValue.null`, or write `CAST`.
/// - No `?` in the text: write the value as a parameter. No `;`: one statement at a time.
/// - Text holds no NUL character: PostgreSQL can't store one, so both refuse it.
/// - A failed statement ends the transaction, as PostgreSQL does it: throw the error on, or wrap the attempt in ``Connection/savepoint(_:)``.
package struct SQL: Sendable {
    /// What the text is put together from. Prepared statements are found by it, so a statement that is known costs no text at all.
    private(set) var shape = SQLShape()
    var bindings: [SQLBinding] = []
    /// Why this can't be run, if it can't: found while the text was put together, thrown when it is used.
    private(set) var defect: String?

    private init() {}

    /// A statement whose text was put together elsewhere, with a value for each of its parameters.
    init(shape: SQLShape, bindings: [SQLBinding]) {
        self.shape = shape
        self.bindings = bindings
    }

    /// The text with a `?` for each parameter; PostgreSQL's `$1` are made from it once, when the statement is prepared.
    package var text: String { shape.text }

    package var values: [SQLValue] { bindings.map(\.value) }

    /// How many parameters a statement may have on both engines (SQLite's default limit).
    static let parameterLimit = 32_766

    static let questionMark = "a question mark in the text: bind the value instead"

    /// Throws if it can't be run on both engines. What is wrong with the program's own literals is found when the statement is prepared.
    func check() throws(StorageError) {
        if let defect { throw .invalidStatement(defect) }
        if bindings.count > Self.parameterLimit { throw .invalidStatement("more than \(Self.parameterLimit) parameters") }
        for binding in bindings {
            if case .text(let text) = binding.value, text.holdsNUL { throw .invalidValue("a NUL character in a text") }
        }
    }
}

/// A parameter and the type that PostgreSQL is told.
struct SQLBinding: Sendable, Hashable {
    var value: SQLValue
    var kind: SQLKind
}

extension SQL: ExpressibleByStringInterpolation {
    package init(stringLiteral value: StaticString) {
        var interpolation = StringInterpolation(literalCapacity: value.utf8CodeUnitCount, interpolationCount: 0)
        interpolation.appendLiteral(value)
        self.init(stringInterpolation: interpolation)
    }

    package init(stringInterpolation: StringInterpolation) {
        self = stringInterpolation.sql
    }

    package struct StringInterpolation: StringInterpolationProtocol, Sendable {
        fileprivate var sql = SQL()

        package init(literalCapacity: Int, interpolationCount: Int) {
            sql.shape.reserve(2 * interpolationCount + 1)
            sql.bindings.reserveCapacity(interpolationCount)
        }

        package mutating func appendLiteral(_ literal: StaticString) {
            sql.shape.append(literal)
        }

        /// Binds the value as a parameter.
        package mutating func appendInterpolation<Value: SQLConvertible>(_ value: Value) {
            sql.append(value.sqlValue, whenNull: Value.sqlKind)
        }

        /// Binds the value, or a null of its type.
        package mutating func appendInterpolation<Value: SQLConvertible>(_ value: Value?) {
            sql.append(value?.sqlValue ?? .null, whenNull: Value.sqlKind)
        }

        /// Inserts trusted text: a table's or a column's name from our own code, never input.
        package mutating func appendInterpolation(raw text: String) {
            sql.append(text: text)
        }

        /// Inserts another statement part with its parameters.
        package mutating func appendInterpolation(sql other: SQL) {
            sql.append(other)
        }

        /// Binds each value: `(?, ?, ?)`.
        package mutating func appendInterpolation<Value: SQLConvertible>(list values: some Sequence<Value>) {
            sql.append(list: values)
        }
    }
}

extension SQL {
    fileprivate mutating func append(text more: String) {
        shape.append(more)
    }

    fileprivate mutating func append(_ value: SQLValue, whenNull kind: SQLKind) {
        shape.appendParameter()
        bindings.append(SQLBinding(value: value, kind: SQLKind(value, whenNull: kind)))
    }

    fileprivate mutating func append(_ other: SQL) {
        shape.append(other.shape)
        bindings += other.bindings
        defect = defect ?? other.defect
    }

    fileprivate mutating func append<Value: SQLConvertible>(list values: some Sequence<Value>) {
        var isEmpty = true
        for value in values {
            shape.append(isEmpty ? "(" : ", " as StaticString)
            append(value.sqlValue, whenNull: Value.sqlKind)
            isEmpty = false
        }
        guard isEmpty else { return shape.append(")" as StaticString) }
        let words = text.suffix(24).uppercased().split(whereSeparator: \.isWhitespace)
        if words.suffix(2) == ["NOT", "IN"] { defect = "NOT IN with an empty list: decide before asking the database" }
        shape.append("(NULL)" as StaticString)
    }

    /// The parts one after another: `SQL(joining: conditions, with: " AND ")`.
    package init(joining parts: some Sequence<SQL>, with separator: String) {
        self.init()
        for (index, part) in parts.enumerated() {
            if index > 0 { append(text: separator) }
            append(part)
        }
    }
}

extension String {
    /// Whether there is a zero byte in it; every text parameter of every statement is asked.
    fileprivate var holdsNUL: Bool {
        utf8.withContiguousStorageIfAvailable { bytes in bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false } ?? utf8.contains(0)
    }
}
