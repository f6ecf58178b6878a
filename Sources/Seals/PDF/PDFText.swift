/// Text strings of ISO 32000-1 section 7.9.2.2.
package enum PDFText {
    /// UTF-16 with its mark, as a hexadecimal string: no character needs escaping.
    package static func hex(_ text: String) -> String {
        var bytes: [UInt8] = [0xFE, 0xFF]
        for unit in text.utf16 {
            bytes.append(UInt8(unit >> 8))
            bytes.append(UInt8(unit & 0xFF))
        }
        return "<\(Hex.encode(bytes))>"
    }

    /// The text of a hexadecimal UTF-16 string, or of a literal string without escapes; nil for others.
    static func decode(_ source: String) -> String? {
        if source.hasPrefix("("), source.hasSuffix(")"), !source.contains("\\") { return String(source.dropFirst().dropLast()) }
        guard source.hasPrefix("<"), source.hasSuffix(">"), let bytes = Hex.decode(String(source.dropFirst().dropLast())),
            bytes.starts(with: [0xFE, 0xFF]), bytes.count.isMultiple(of: 2)
        else { return nil }
        let units = stride(from: 2, to: bytes.count, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        return String(decoding: units, as: UTF16.self)
    }
}
