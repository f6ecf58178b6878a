/// Why bytes are not the JSON that the register reads, or why a value can't be written as such.
package enum CanonicalJSONError: Error, Hashable, Sendable {
    /// Not JSON (RFC 8259), or JSON that RFC 8785 excludes. `offset` counts bytes from the beginning.
    case malformed(Malformation, offset: Int)
    /// A whole number that not every reader keeps exactly (RFC 7493 section 2.2). Write it as a string.
    case integerOutOfRange(String, at: String)
    /// JSON has no infinity and no NaN.
    case notFinite(at: String)
    /// Two members of one object have this name.
    case repeatedKey(String, at: String)
    /// Containers of one value were written to in turns; the bytes would have to be guessed.
    case interleavedContainers(at: String)

    package enum Malformation: Hashable, Sendable {
        case empty
        case tooLong(limit: Int)
        case tooDeep(limit: Int)
        case truncated
        case unexpected(UInt8)
        case trailing
        case badLiteral
        case badNumber
        /// A number beyond the range of doubles.
        case numberTooLarge
        case badEscape
        /// Half of a surrogate pair.
        case loneSurrogate
        case controlCharacter
        case badUnicode
        case repeatedKey(String)
    }

    /// The whole numbers that every reader keeps: ±(2⁵³ − 1).
    package static let safeIntegers = -9_007_199_254_740_991...9_007_199_254_740_991
}

extension CanonicalJSONError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .malformed(let what, let offset): "\(what) at byte \(offset)"
        case .integerOutOfRange(let number, let path):
            "\(number) at \(path) lies beyond ±(2^53-1), which JSON readers don't keep exactly: write it as a string"
        case .notFinite(let path): "the number at \(path) is not finite"
        case .repeatedKey(let key, let path): "the key \(key) comes twice at \(path)"
        case .interleavedContainers(let path): "containers at \(path) were written to in turns"
        }
    }
}

extension CanonicalJSONError.Malformation: CustomStringConvertible {
    package var description: String {
        switch self {
        case .empty: "no value"
        case .tooLong(let limit): "more than \(limit) bytes"
        case .tooDeep(let limit): "more than \(limit) levels"
        case .truncated: "the text breaks off"
        case .unexpected(let byte):
            byte > 0x20 && byte < 0x7f ? "unexpected '\(Character(Unicode.Scalar(byte)))'" : "unexpected byte \(byte)"
        case .trailing: "text after the value"
        case .badLiteral: "neither true, false nor null"
        case .badNumber: "not a number as JSON writes it"
        case .numberTooLarge: "a number beyond the range of doubles"
        case .badEscape: "not an escape of JSON"
        case .loneSurrogate: "half of a surrogate pair"
        case .controlCharacter: "a control character in a string"
        case .badUnicode: "not UTF-8"
        case .repeatedKey(let key): "the key \(key) comes twice"
        }
    }
}
