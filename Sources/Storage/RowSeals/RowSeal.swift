/// The codes of a row's values, by column.
struct RowSeal: Hashable, Sendable {
    struct Code: Hashable, Sendable {
        let tag: UInt16
        var code: UInt64
    }

    /// In the order of their tags, as they are stored.
    private(set) var codes: [Code] = []

    /// Stands for the row's key.
    static let keyTag: UInt16 = 0

    /// A column's name in two bytes (FNV-1a, folded). No two columns of a sealed table may share them, which a test wants.
    static func tag(of column: String) -> UInt16 {
        var hash: UInt32 = 2_166_136_261
        for byte in column.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return max(1, UInt16(truncatingIfNeeded: hash >> 16) ^ UInt16(truncatingIfNeeded: hash))
    }

    init(capacity: Int) { codes.reserveCapacity(capacity) }

    /// - Returns: nil for bytes that no seal is stored as.
    init?(stored bytes: [UInt8]) {
        guard bytes.count % Self.width == 0 else { return nil }
        codes.reserveCapacity(bytes.count / Self.width + 1)
        for start in stride(from: 0, to: bytes.count, by: Self.width) {
            let tag = UInt16(bytes[start]) << 8 | UInt16(bytes[start + 1])
            guard self[tag] == nil else { return nil }
            var code: UInt64 = 0
            for byte in bytes[(start + 2)..<(start + Self.width)] { code = code << 8 | UInt64(byte) }
            self[tag] = code
        }
    }

    subscript(tag: UInt16) -> UInt64? {
        get {
            let place = place(of: tag)
            return place < codes.count && codes[place].tag == tag ? codes[place].code : nil
        }
        set {
            let place = place(of: tag)
            let isThere = place < codes.count && codes[place].tag == tag
            switch newValue {
            case let code? where isThere: codes[place].code = code
            case let code?: codes.insert(Code(tag: tag, code: code), at: place)
            case nil: if isThere { codes.remove(at: place) }
            }
        }
    }

    /// Where the tag stands, or would; from behind, because codes come in order.
    private func place(of tag: UInt16) -> Int {
        var place = codes.count
        while place > 0, codes[place - 1].tag >= tag { place -= 1 }
        return place
    }

    var stored: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: codes.count * Self.width) { buffer, count in
            for item in codes {
                for shift in stride(from: 8, through: 0, by: -8) {
                    buffer.initializeElement(at: count, to: UInt8(truncatingIfNeeded: item.tag >> shift))
                    count += 1
                }
                for shift in stride(from: 56, through: 0, by: -8) {
                    buffer.initializeElement(at: count, to: UInt8(truncatingIfNeeded: item.code >> UInt64(shift)))
                    count += 1
                }
            }
        }
    }

    /// Bytes a code: its tag and itself.
    private static let width = 10
}
