import Crypto

/// Seals rows that no log commits to: accounts, messages on their way, surveys, projects.
///
/// A row's seal is a code (HMAC-SHA-256, cut to 64 bits) over each of its values, bound to table, row and column, and one over the row's key. A
/// statement renews the codes of the columns that it sets and leaves the others: what was altered before in another column of the row isn't made
/// good by it. Who alters a byte without the key is found by the audit; who has the key, or puts a row back together with a seal that it had
/// before, isn't.
package struct RowSealer: Sendable {
    private let key: SymmetricKey
    package let tables: [SealedTable]
    let statements: SealedStatements

    /// - Parameter key: 32 bytes that are used for nothing else.
    package init(key: [UInt8], tables: [SealedTable]) {
        precondition(Set(tables.map(\.number)).count == tables.count && Set(tables.map(\.name)).count == tables.count, "a table's number is its own")
        precondition(tables.allSatisfy { $0.number < Self.firstSum }, "the number is one of a sum")
        self.key = SymmetricKey(data: key)
        self.tables = tables
        statements = SealedStatements(tables)
    }

    /// The codes of all values of the row that are there, and of its key.
    func seal(_ row: SealedRow) -> RowSeal {
        let begun = begin(row.place)
        var seal = RowSeal()
        seal.codes[RowSeal.keyTag] = Self.code(begun)
        for column in row.columns where row.table.seals(column.name) && column.value != .null { seal.codes[RowSeal.tag(of: column.name)] = code(begun, column) }
        return seal
    }

    /// The seal of a row of which some columns were set anew.
    func renew(_ old: RowSeal, with row: SealedRow, set names: Set<String>) -> RowSeal {
        let begun = begin(row.place)
        var seal = old
        for column in row.columns where names.contains(column.name) && row.table.seals(column.name) {
            seal.codes[RowSeal.tag(of: column.name)] = column.value == .null ? nil : code(begun, column)
        }
        return seal
    }

    /// A code over values that stand in one place, below 2^62, so that codes of many rows can be added up in a column of a row above them
    /// without its former value (``Connection/code(over:_:)``).
    package func code(over place: String, _ values: [SQLValue]) -> Int64 {
        var bytes = SealedBytes(0x02)
        bytes.add(place)
        for (index, value) in values.enumerated() { bytes.add("\(index)", value) }
        return Int64(Self.code(hashing(bytes)) >> 2)
    }

    /// The key to the code of one row's number (``OrderCode``): whoever sees it on its way can make no other row's.
    func orderKey(of place: String) -> [UInt8] {
        var bytes = SealedBytes(0x03)
        bytes.add(place)
        return Array(hashing(bytes).finalize())
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
        return Array(hashing(bytes).finalize())
    }

    private func begin(_ place: SealedRow.Place) -> HMAC<SHA256> {
        var bytes = SealedBytes(0x01)
        bytes.add(UInt64(place.table))
        bytes.add(place.region)
        bytes.add(place.key)
        return hashing(bytes)
    }

    private func hashing(_ bytes: SealedBytes) -> HMAC<SHA256> {
        var hmac = HMAC<SHA256>(key: key)
        hmac.update(data: bytes.bytes)
        return hmac
    }

    private func code(_ begun: HMAC<SHA256>, _ column: (name: String, value: SQLValue)) -> UInt64 {
        var bytes = SealedBytes()
        bytes.add(column.name, column.value)
        var hmac = begun
        hmac.update(data: bytes.bytes)
        return Self.code(hmac)
    }

    private static func code(_ hmac: HMAC<SHA256>) -> UInt64 {
        hmac.finalize().withUnsafeBytes { UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)) }
    }
}

/// What a code is made over, put together before it is hashed: each piece handed over by itself costs more than hashing it.
private struct SealedBytes {
    private(set) var bytes: [UInt8] = []

    /// - Parameter use: which kind of code it is for.
    init(_ use: UInt8) {
        bytes.reserveCapacity(128)
        bytes.append(use)
    }

    init() { bytes.reserveCapacity(128) }

    mutating func add(_ number: UInt64) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// With its length before it, so that nothing can be moved from one part into the next.
    mutating func add(_ text: String) {
        add(UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    mutating func add(_ name: String, _ value: SQLValue) {
        add(name)
        switch value {
        case .null: bytes.append(0)
        case .integer(let integer):
            bytes.append(1)
            add(UInt64(bitPattern: integer))
        case .real(let real):
            bytes.append(2)
            add(real.bitPattern)
        case .text(let text):
            bytes.append(3)
            add(text)
        case .blob(let blob):
            bytes.append(4)
            add(UInt64(blob.count))
            bytes.append(contentsOf: blob)
        }
    }
}

/// The codes of a row's values, by column.
struct RowSeal: Hashable, Sendable {
    var codes: [UInt16: UInt64] = [:]

    /// Stands for the row's key.
    static let keyTag: UInt16 = 0

    /// A column's name in two bytes (FNV-1a, folded). No two columns of a sealed table may share them, which a test wants.
    static func tag(of column: String) -> UInt16 {
        var hash: UInt32 = 2_166_136_261
        for byte in column.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return max(1, UInt16(truncatingIfNeeded: hash >> 16) ^ UInt16(truncatingIfNeeded: hash))
    }

    init() {}

    /// - Returns: nil for bytes that no seal is stored as.
    init?(stored bytes: [UInt8]) {
        guard bytes.count % 10 == 0 else { return nil }
        for start in stride(from: 0, to: bytes.count, by: 10) {
            let tag = UInt16(bytes[start]) << 8 | UInt16(bytes[start + 1])
            guard codes[tag] == nil else { return nil }
            codes[tag] = bytes[(start + 2)..<(start + 10)].reduce(0) { $0 << 8 | UInt64($1) }
        }
    }

    var stored: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(codes.count * 10)
        for (tag, code) in codes.sorted(by: { $0.key < $1.key }) {
            bytes += [UInt8(tag >> 8), UInt8(tag & 0xFF)]
            withUnsafeBytes(of: code.bigEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }
}
