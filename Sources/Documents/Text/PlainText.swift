/// Makes a text from outside fit to be printed.
enum PlainText {
    /// The longest text of one field, in characters. 附记 of a real certificate stays far below it.
    static let limit = 20_000

    /// Removes what can't be printed or would reorder what stands beside it: control characters, bidirectional overrides,
    /// invisible characters. Line ends become `\n`.
    static func clean(_ text: String) -> String {
        if text.unicodeScalars.allSatisfy(isPlain) { return text }
        var result = String.UnicodeScalarView()
        var previous: UnicodeScalar?
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0D, 0x2028, 0x2029, 0x85, 0x0B, 0x0C: result.append("\n")
            case 0x0A: if previous != "\r" { result.append("\n") }
            case 0x09: result.append(" ")
            case 0..<0x20, 0x7F..<0xA0, 0xAD, 0x200B, 0x200E...0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB,
                0xE0000...0xE007F: break
            default: result.append(scalar)
            }
            previous = scalar
        }
        return String(result)
    }

    /// Whether a character is far from all that is removed or replaced, as nearly all are.
    private static func isPlain(_ character: UnicodeScalar) -> Bool {
        switch character.value {
        case 0x20..<0x7F, 0xAE...0x1FFF, 0x2070...0xFEFE, 0xFF00...0xFFF8: true
        default: false
        }
    }

    /// The cleaned text. Throws ``DocumentError/textTooLong(field:length:limit:)``.
    static func clean(_ text: String, field: String, limit: Int = limit) throws -> String {
        // Scalars bound the work, whatever the number of characters they make up.
        guard text.unicodeScalars.count <= limit else {
            throw DocumentError.textTooLong(field: field, length: text.unicodeScalars.count, limit: limit)
        }
        return clean(text)
    }

    /// The cleaned text, which must not be blank.
    static func required(_ text: String, field: String, limit: Int = limit) throws -> String {
        let clean = try clean(text, field: field, limit: limit)
        guard clean.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
            throw DocumentError.textMissing(field: field)
        }
        return clean
    }
}
