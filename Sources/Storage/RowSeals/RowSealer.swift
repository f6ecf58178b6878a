import Crypto

/// Seals rows that no log commits to: accounts, messages on their way, surveys, projects.
///
/// A row's seal is a code (HMAC-SHA-256, cut to 64 bits) over each of its values, bound to table, row and column, and one over the row's key. A
/// statement renews the codes of the columns that it sets and leaves the others: what was altered before in another column of the row isn't made
/// good by it. Who alters a byte without the key is found by the audit; who has the key, or puts a row back together with a seal that it had
/// before, isn't.
package struct RowSealer: Sendable {
    private let key: KeyedHash
    package let tables: [SealedTable]
    let statements: SealedStatements

    /// - Parameter key: 32 bytes that are used for nothing else.
    package init(key: [UInt8], tables: [SealedTable]) {
        precondition(Set(tables.map(\.number)).count == tables.count && Set(tables.map(\.name)).count == tables.count, "a table's number is its own")
        precondition(tables.allSatisfy { $0.number < Self.firstSum }, "the number is one of a sum")
        self.key = KeyedHash(key: key)
        self.tables = tables
        statements = SealedStatements(tables)
    }

    /// The codes of all values of the row that are there, and of its key.
    func seal(_ row: SealedRow) -> RowSeal {
        let begun = begin(row.place)
        var bytes = SealedBytes()
        var seal = RowSeal(capacity: row.columns.sealed.count + 1)
        seal[RowSeal.keyTag] = Self.code(key.code(begun))
        for column in row.columns.sealed {
            if case .null = row.values[column.place] { continue }
            seal[column.tag] = code(begun, column, row, &bytes)
        }
        return seal
    }

    /// The seal of a row of which some columns were set anew.
    func renew(_ old: RowSeal, with row: SealedRow, set names: Set<String>) -> RowSeal {
        let begun = begin(row.place)
        var bytes = SealedBytes()
        var seal = old
        for column in row.columns.sealed where names.contains(column.name) {
            if case .null = row.values[column.place] { seal[column.tag] = nil } else { seal[column.tag] = code(begun, column, row, &bytes) }
        }
        return seal
    }

    /// A code over values that stand in one place, below 2^62, so that codes of many rows can be added up in a column of a row above them
    /// without its former value (``Connection/code(over:_:)``).
    package func code(over place: String, _ values: [SQLValue]) -> Int64 {
        var bytes = SealedBytes(0x02)
        bytes.add(place)
        for (index, value) in values.enumerated() {
            bytes.add("\(index)")
            bytes.add(value)
        }
        return Int64(Self.code(key.code(key.begin(with: bytes.bytes))) >> 2)
    }

    /// The key to the code of one row's number (``OrderCode``): whoever sees it on its way can make no other row's.
    func orderKey(of place: String) -> [UInt8] {
        var bytes = SealedBytes(0x03)
        bytes.add(place)
        return Array(key.code(key.begin(with: bytes.bytes)))
    }

    /// Numbers of tables are below it, those of sums of codes (``SealingDatabase/once(_:_:)``) from it on.
    package static let firstSum = 1_000

    /// What sums of codes are counted up to.
    package static let codeSpan: Int64 = 1 << 62

    /// The code that says since when a table's rows are all sealed.
    func mark(of table: Int, since: Int64) -> [UInt8] {
        var bytes = SealedBytes(0xFF)
        bytes.add(UInt64(table))
        bytes.add(UInt64(bitPattern: since))
        return Array(key.code(key.begin(with: bytes.bytes)))
    }

    private func begin(_ place: SealedRow.Place) -> SHA256 {
        var bytes = SealedBytes(0x01)
        bytes.add(UInt64(place.table))
        bytes.add(place.region)
        bytes.add(place.key)
        return key.begin(with: bytes.bytes)
    }

    private func code(_ begun: SHA256, _ column: SealedColumns.Column, _ row: SealedRow, _ bytes: inout SealedBytes) -> UInt64 {
        bytes.begin(with: column.head)
        bytes.add(row.values[column.place])
        return Self.code(key.code(begun, bytes.bytes))
    }

    private static func code(_ digest: SHA256Digest) -> UInt64 {
        digest.withUnsafeBytes { UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)) }
    }
}
