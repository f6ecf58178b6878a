/// The lines of a text of bytes, one after the other.
struct TextLines {
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    /// The next line without its newline; nil where no whole line is left.
    mutating func next() -> ArraySlice<UInt8>? {
        guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        defer { rest = rest[(end + 1)...] }
        return rest[..<end]
    }

    /// What stands behind a word and a space; nil for any other line.
    static func value(of key: String, in line: ArraySlice<UInt8>?) -> ArraySlice<UInt8>? {
        let prefix = Array(key.utf8) + [UInt8(ascii: " ")]
        guard let line, line.starts(with: prefix) else { return nil }
        return line.dropFirst(prefix.count)
    }
}
