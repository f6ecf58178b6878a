/// A table whose rows are sealed (``RowSealer``): what stands in it is committed to nowhere else, so that nothing but a seal would show that
/// somebody altered it behind the program's back.
package struct SealedTable: Sendable, Hashable {
    /// Stands in the seals: it is never changed, and never given to another table.
    package let number: Int
    package let name: String
    /// The primary key without the region.
    package let key: [String]
    /// Whether its key begins with the region, as nearly all do.
    package let hasRegion: Bool
    /// The columns that are sealed; nil for all. The key is part of every seal.
    let columns: Set<String>?

    /// - Parameters:
    ///   - key: the primary key; a region may stand first in it. No statement may change a column of it.
    ///   - columns: where something else answers for the others.
    package init(_ number: Int, _ name: String, key: [String], columns: Set<String>? = nil) {
        self.number = number
        self.name = name
        hasRegion = key.first == "region"
        self.key = hasRegion ? Array(key.dropFirst()) : key
        self.columns = columns
    }

    /// Whether a seal is made over the column's value.
    func seals(_ column: String) -> Bool {
        guard column != "region", !key.contains(column) else { return false }
        return columns?.contains(column) ?? true
    }

    /// By which two bytes a row's seal knows the column; nil for one that isn't sealed.
    package func tag(of column: String) -> UInt16? { seals(column) ? RowSeal.tag(of: column) : nil }

    /// The whole primary key.
    var primaryKey: [String] { (hasRegion ? ["region"] : []) + key }
}

/// One row of a sealed table, as it is or was just written.
struct SealedRow: Sendable {
    let table: SealedTable
    let place: Place
    /// All columns but those of the key.
    let columns: [(name: String, value: SQLValue)]

    /// Where a row's seal is found.
    struct Place: Hashable, Comparable, Sendable {
        let region: String
        let table: Int
        let key: String

        static func < (a: Self, b: Self) -> Bool { (a.region, a.table, a.key) < (b.region, b.table, b.key) }
    }

    /// - Parameter start: where the table's own columns begin in the result.
    init(_ row: ResultRow, of table: SealedTable, from start: Int = 0) throws {
        self.table = table
        let names = row.columnNames[start...]
        let values = row.values[start...]
        var region = ""
        var key = Array(repeating: SQLValue.null, count: table.key.count)
        var columns: [(name: String, value: SQLValue)] = []
        columns.reserveCapacity(names.count)
        for (name, value) in zip(names, values) {
            if name == "region", table.hasRegion {
                if case .text(let text) = value { region = text }
            } else if let place = table.key.firstIndex(of: name) {
                key[place] = value
            } else {
                columns.append((name, value))
            }
        }
        guard !key.contains(.null) else { throw StorageError.invalidStatement("\(table.name) has no key \(table.key.joined(separator: ", "))") }
        place = Place(region: region, table: table.number, key: key.map(Self.text).joined(separator: "/"))
        self.columns = columns
    }

    /// A key's value in one readable word: it stands in the table of seals, and in what the audit says.
    private static func text(_ value: SQLValue) -> String {
        switch value {
        case .null: ""
        case .integer(let integer): String(integer)
        case .real(let real): String(real.bitPattern, radix: 16)
        case .text(let text): text.replacing("%", with: "%25").replacing("/", with: "%2F")
        case .blob(let bytes): String(unsafeUninitializedCapacity: bytes.count * 2) { buffer in
            let digits = Array("0123456789abcdef".utf8)
            for (index, byte) in bytes.enumerated() { (buffer[2 * index], buffer[2 * index + 1]) = (digits[Int(byte >> 4)], digits[Int(byte & 15)]) }
            return bytes.count * 2
        }
        }
    }
}
