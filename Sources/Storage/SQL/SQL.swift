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
    /// The text with a `?` for each parameter; PostgreSQL's `$1` are made from it once, when the statement is prepared.
    package private(set) var text: String
    var bindings: [SQLBinding]
    /// Why this can't be run, if it can't: found while the text was put together, thrown when it is used.
    private(set) var defect: String?

    package var values: [SQLValue] { bindings.map(\.value) }

    /// How many parameters a statement may have on both engines (SQLite's default limit).
    static let parameterLimit = 32_766

    /// Throws if the text can't be run on both engines.
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
    package init(stringLiteral value: String) {
        var interpolation = StringInterpolation(literalCapacity: value.utf8.count, interpolationCount: 0)
        interpolation.appendLiteral(value)
        self.init(stringInterpolation: interpolation)
    }

    package init(stringInterpolation: StringInterpolation) {
        self = stringInterpolation.sql
    }

    package struct StringInterpolation: StringInterpolationProtocol, Sendable {
        fileprivate var sql = SQL(text: "", bindings: [], defect: nil)

        package init(literalCapacity: Int, interpolationCount: Int) {
            sql.text.reserveCapacity(literalCapacity + interpolationCount)
            sql.bindings.reserveCapacity(interpolationCount)
        }

        package mutating func appendLiteral(_ literal: String) {
            sql.append(text: literal)
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
        if more.utf8.contains(UInt8(ascii: "?")) { defect = "a question mark in the text: bind the value instead" }
        text += more
    }

    fileprivate mutating func append(_ value: SQLValue, whenNull kind: SQLKind) {
        text += "?"
        bindings.append(SQLBinding(value: value, kind: SQLKind(value, whenNull: kind)))
    }

    fileprivate mutating func append(_ other: SQL) {
        text += other.text
        bindings += other.bindings
        defect = defect ?? other.defect
    }

    fileprivate mutating func append<Value: SQLConvertible>(list values: some Sequence<Value>) {
        var separator = "("
        for value in values {
            text += separator
            append(value.sqlValue, whenNull: Value.sqlKind)
            separator = ", "
        }
        guard separator == "(" else {
            text += ")"
            return
        }
        let words = text.suffix(24).uppercased().split(whereSeparator: \.isWhitespace)
        if words.suffix(2) == ["NOT", "IN"] { defect = "NOT IN with an empty list: decide before asking the database" }
        text += "(NULL)"
    }

    /// The parts one after another: `SQL(joining: conditions, with: " AND ")`.
    package init(joining parts: some Sequence<SQL>, with separator: String) {
        self.init(text: "", bindings: [], defect: nil)
        for (index, part) in parts.enumerated() {
            if index > 0 { append(text: separator) }
            append(part)
        }
    }

    /// The text with `$1`, `$2` … for PostgreSQL. A `?` in it is always a parameter, see ``check()``.
    var postgresText: String {
        var numbered = ""
        numbered.reserveCapacity(text.utf8.count + bindings.count * 3)
        var number = 0
        for part in text.split(separator: "?", omittingEmptySubsequences: false) {
            if number > 0 { numbered += "$\(number)" }
            numbered += part
            number += 1
        }
        return numbered
    }
}

extension String {
    /// Whether there is a zero byte in it; every text parameter of every statement is asked.
    fileprivate var holdsNUL: Bool {
        utf8.withContiguousStorageIfAvailable { $0.contains(0) } ?? utf8.contains(0)
    }
}
