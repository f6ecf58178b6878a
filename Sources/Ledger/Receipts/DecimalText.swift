/// Bytes as decimal digits: a QR code holds three of them in ten bits, so nothing is lost to a text encoding, and an address may
/// carry them behind its `#` as they are.
///
/// Seven bytes, the first one highest, are 17 digits; what is left over at the end takes the fewest digits that hold it.
package enum DecimalText {
    private static let digits = [0, 3, 5, 8, 10, 13, 15, 17]

    package static func encode(_ bytes: [UInt8]) -> String {
        var text = ""
        text.reserveCapacity(bytes.count * 17 / 7 + 17)
        for start in stride(from: 0, to: bytes.count, by: 7) {
            let chunk = bytes[start..<min(start + 7, bytes.count)]
            let number = String(chunk.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
            text += String(repeating: "0", count: digits[chunk.count] - number.utf8.count) + number
        }
        return text
    }

    /// - Returns: nil for anything but what `encode` writes.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let all = Array(text.utf8)
        guard all.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: all.count, by: 17) {
            let chunk = all[start..<min(start + 17, all.count)]
            guard let count = digits.firstIndex(of: chunk.count) else { return nil }
            let number = chunk.reduce(UInt64(0)) { $0 * 10 + UInt64($1 - 0x30) }
            guard number >> UInt64(8 * count) == 0 else { return nil }
            for index in 0..<count { bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * (count - 1 - index)))) }
        }
        return bytes
    }
}
