/// What a QR code says, as its codewords: segments, filling, and the correction of Reed and Solomon (ISO/IEC 18004, 7.4 to 7.6).
struct QRCodewords {
    let version: QRVersion
    /// Data and correction, in the order in which they are placed.
    let bytes: [UInt8]

    /// A text as bytes, and decimal digits after it, which are packed three into ten bits, in the smallest version that holds them.
    /// - Returns: nil if none does.
    init?(_ text: [UInt8], digits: [UInt8], _ correction: QRCode.Correction) {
        guard let version = Self.version(text: text.count, digits: digits.count, correction) else { return nil }
        self.version = version
        var stream = BitStream(capacity: version.codewords)
        if !text.isEmpty {
            stream.append(0b0100, 4)
            stream.append(text.count, Self.textCount(version))
            for byte in text { stream.append(Int(byte), 8) }
        }
        if !digits.isEmpty {
            stream.append(0b0001, 4)
            stream.append(digits.count, Self.digitCount(version))
            for start in stride(from: 0, to: digits.count, by: 3) {
                let group = digits[start..<min(start + 3, digits.count)]
                stream.append(group.reduce(0) { $0 * 10 + Int($1 & 15) }, 1 + 3 * group.count)
            }
        }
        bytes = Self.corrected(stream.filled(to: version.dataCodewords(correction)), version, correction)
    }

    /// The smallest version that holds so many bytes and digits; nil if none does.
    static func version(text: Int, digits: Int, _ correction: QRCode.Correction) -> QRVersion? {
        QRVersion.all.first { bits(text, digits, $0) <= 8 * $0.dataCodewords(correction) }
    }

    /// How long the counts of characters are (table 3).
    private static func textCount(_ version: QRVersion) -> Int { version.number < 10 ? 8 : 16 }
    private static func digitCount(_ version: QRVersion) -> Int { version.number < 10 ? 10 : version.number < 27 ? 12 : 14 }

    private static func bits(_ text: Int, _ digits: Int, _ version: QRVersion) -> Int {
        // A count that its field can't hold is of a text that the version can't hold either.
        (text == 0 ? 0 : 4 + textCount(version) + 8 * text)
            + (digits == 0 ? 0 : 4 + digitCount(version) + 10 * (digits / 3) + [0, 4, 7][digits % 3])
    }

    /// Divides data into blocks, the shorter ones first, and takes blocks in turn, for data and then for correction.
    private static func corrected(_ data: [UInt8], _ version: QRVersion, _ correction: QRCode.Correction) -> [UInt8] {
        let (count, words) = (version.blocks(correction), version.correctionCodewords(correction))
        let short = data.count / count
        let firstLong = count - data.count % count
        let code = ReedSolomon.of(words)
        var starts: [Int] = []
        var endings: [[UInt8]] = []
        var start = 0
        for block in 0..<count {
            let length = short + (block < firstLong ? 0 : 1)
            starts.append(start)
            endings.append(code.remainder(of: data[start..<start + length]))
            start += length
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(version.codewords)
        for index in 0...short {
            for block in (index < short ? 0 : firstLong)..<count { bytes.append(data[starts[block] + index]) }
        }
        for index in 0..<words {
            for ending in endings { bytes.append(ending[index]) }
        }
        return bytes
    }
}

/// Bits, the highest first.
private struct BitStream {
    private var bytes: [UInt8] = []
    private var pending = 0
    private var pendingCount = 0

    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    /// - Parameter count: at most 16.
    mutating func append(_ value: Int, _ count: Int) {
        pending = pending << count | value
        pendingCount += count
        while pendingCount >= 8 {
            pendingCount -= 8
            bytes.append(UInt8(truncatingIfNeeded: pending >> pendingCount))
        }
        pending &= 0xFF
    }

    /// After the end of the message: a terminator as far as there is room, zeros up to a whole byte, and two bytes in turn.
    func filled(to count: Int) -> [UInt8] {
        var stream = self
        stream.append(0, min(4, 8 * count - 8 * bytes.count - pendingCount))
        if stream.pendingCount > 0 { stream.append(0, 8 - stream.pendingCount) }
        var filling: UInt8 = 0xEC
        while stream.bytes.count < count {
            stream.bytes.append(filling)
            filling ^= 0xEC ^ 0x11
        }
        return stream.bytes
    }
}
