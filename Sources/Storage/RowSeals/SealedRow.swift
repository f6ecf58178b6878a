/// One row of a sealed table, as it is or was just written.
struct SealedRow: Sendable {
    let columns: SealedColumns
    /// In the order of the statement's columns.
    let values: [SQLValue]
    let place: Place

    /// Where a row's seal is found.
    struct Place: Hashable, Comparable, Sendable {
        let region: String
        let table: Int
        let key: String

        static func < (a: Self, b: Self) -> Bool { (a.region, a.table, a.key) < (b.region, b.table, b.key) }
    }

    /// - Parameter marked: whether the table's own columns begin after the marker.
    init(_ row: ResultRow, of table: SealedTable, marked: Bool = false) throws {
        columns = try row.columns(of: table, marked: marked)
        values = row.values
        var region = ""
        if let place = columns.region, case .text(let text) = values[place] { region = text }
        var key = ""
        for (index, place) in columns.key.enumerated() {
            if case .null = values[place] { throw table.withoutKey }
            if index > 0 { key += "/" }
            key += Self.text(values[place])
        }
        place = Place(region: region, table: table.number, key: key)
    }

    /// A key's value in one readable word: it stands in the table of seals, and in what the audit says.
    private static func text(_ value: SQLValue) -> String {
        switch value {
        case .null: ""
        case .integer(let integer): String(integer)
        case .real(let real): String(real.bitPattern, radix: 16)
        case .text(let text): text.utf8.contains { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "/") } ? escaped(text) : text
        case .blob(let bytes): String(unsafeUninitializedCapacity: bytes.count * 2) { buffer in
            let digits: StaticString = "0123456789abcdef"
            for (index, byte) in bytes.enumerated() { (buffer[2 * index], buffer[2 * index + 1]) = (digits.utf8Start[Int(byte >> 4)], digits.utf8Start[Int(byte & 15)]) }
            return bytes.count * 2
        }
        }
    }

    private static func escaped(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 8)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "%"): bytes += Array("%25".utf8)
            case UInt8(ascii: "/"): bytes += Array("%2F".utf8)
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
