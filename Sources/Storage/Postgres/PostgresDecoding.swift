import CPostgres

/// Reads values in the binary form of the protocol, so that both engines answer alike: every integer as `Int64`, booleans as
/// 0 and 1, the exact numbers that `sum` makes as integers.
enum PostgresDecoding {
    /// - Throws: ``StorageError/invalidStatement(_:)`` for a type outside the common subset: cast it to text in the query.
    static func value(_ result: OpaquePointer, row: Int32, column: Int32) throws(StorageError) -> SQLValue {
        guard PQgetisnull(result, row, column) == 0 else { return .null }
        let count = Int(PQgetlength(result, row, column))
        let bytes = UnsafeRawBufferPointer(start: PQgetvalue(result, row, column), count: count)
        switch PQftype(result, column) {
        case 20: return .integer(Int64(bigEndian: bytes.loadUnaligned(as: Int64.self)))
        case 25, 19, 1043, 1042, 705, 114: return .text(String(decoding: bytes, as: UTF8.self))  // text, name, varchar, char, unknown, json
        case 17: return .blob([UInt8](bytes))
        case 23: return .integer(Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self))))
        case 21: return .integer(Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self))))
        case 26: return .integer(Int64(UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self))))  // oid
        case 16: return .integer(bytes[0] == 0 ? 0 : 1)
        case 701: return .real(Double(bitPattern: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))))
        case 700: return .real(Double(Float(bitPattern: UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self)))))
        case 1700: return numeric(bytes)
        case 3802: return .text(String(decoding: bytes.dropFirst(), as: UTF8.self))  // jsonb: a version byte, then its text
        case 2278: return .null  // void
        case let type: throw .invalidStatement("a column of the PostgreSQL type \(type): cast it to TEXT or BIGINT")
        }
    }

    /// `numeric`: groups of four decimal digits. An integer if it has no decimals and fits, else the nearest real.
    private static func numeric(_ bytes: UnsafeRawBufferPointer) -> SQLValue {
        func word(_ index: Int) -> Int {
            Int(Int16(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 2, as: Int16.self)))
        }
        let groups = word(0)
        let weight = word(1)
        let sign = UInt16(truncatingIfNeeded: word(2))
        let decimals = word(3)
        switch sign {
        case 0xC000: return .real(.nan)
        case 0xD000: return .real(.infinity)
        case 0xF000: return .real(-.infinity)
        default: break
        }
        var text = sign == 0x4000 ? "-0" : "0"
        for position in 0...max(weight, 0) {
            let digits = String(position < groups && weight >= 0 ? word(4 + position) : 0)
            text += String(repeating: "0", count: 4 - digits.count) + digits
        }
        if decimals == 0, let integer = Int64(text) { return .integer(integer) }
        text += "."
        let firstFraction = weight + 1
        for position in firstFraction..<max(groups, firstFraction) {
            let digits = String(position >= 0 ? word(4 + position) : 0)
            text += String(repeating: "0", count: 4 - digits.count) + digits
        }
        return .real(Double(text + "0") ?? .nan)
    }
}
