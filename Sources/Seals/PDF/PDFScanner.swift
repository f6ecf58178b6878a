/// Reads the syntax of ISO 32000-1 section 7.3 without building objects: it finds where values begin and end.
///
/// Every method throws ``SealError/pdf(_:)`` at the end of the bytes or at nesting deeper than a document needs.
struct PDFScanner {
    let bytes: [UInt8]
    var position: Int

    init(_ bytes: [UInt8], at position: Int) {
        self.bytes = bytes
        self.position = position
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) || byte == 0 }
    static func isDelimiter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "["),
            UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "/"), UInt8(ascii: "%"):
            true
        default: false
        }
    }

    func byte(_ ahead: Int = 0) throws -> UInt8 {
        guard position >= 0, position + ahead < bytes.count else { throw SealError.pdf("it ends too early") }
        return bytes[position + ahead]
    }

    mutating func skipSpace() throws {
        while true {
            let next = try byte()
            if next == UInt8(ascii: "%") {
                while try byte() != 0x0A && byte() != 0x0D { position += 1 }
            } else if Self.isSpace(next) {
                position += 1
            } else {
                return
            }
        }
    }

    /// A run of regular characters: a number, a keyword, or a name after its slash.
    mutating func word() throws -> ArraySlice<UInt8> {
        let start = position
        while position < bytes.count, !Self.isSpace(bytes[position]), !Self.isDelimiter(bytes[position]) { position += 1 }
        return bytes[start..<position]
    }

    mutating func expect(_ keyword: String) throws {
        try skipSpace()
        guard try word().elementsEqual(keyword.utf8) else { throw SealError.pdf("\(keyword) is wanted at byte \(position)") }
    }

    mutating func integer() throws -> Int {
        try skipSpace()
        let word = try word()
        // Nearly all are digits alone, and few enough that they can't be too many for a number.
        if (1...18).contains(word.count), word.allSatisfy({ (0x30...0x39).contains($0) }) { return word.reduce(0) { 10 * $0 + Int($1 & 15) } }
        guard let number = Int(String(decoding: word, as: UTF8.self)) else { throw SealError.pdf("a number is wanted at byte \(position)") }
        return number
    }

    mutating func name() throws -> String {
        try skipSpace()
        guard try byte() == UInt8(ascii: "/") else { throw SealError.pdf("a name is wanted at byte \(position)") }
        position += 1
        return String(decoding: try word(), as: UTF8.self)
    }

    /// Skips a value of any kind and answers where it stands. `1 0 R` is one value.
    mutating func value(depth: Int = 0) throws -> Range<Int> {
        guard depth < 32 else { throw SealError.pdf("it is nested too deeply") }
        try skipSpace()
        let start = position
        switch try byte() {
        case UInt8(ascii: "/"):
            _ = try name()
        case UInt8(ascii: "("):
            try literalString()
        case UInt8(ascii: "["):
            position += 1
            try skipSpace()
            while try byte() != UInt8(ascii: "]") {
                _ = try value(depth: depth + 1)
                try skipSpace()
            }
            position += 1
        case UInt8(ascii: "<") where try byte(1) == UInt8(ascii: "<"):
            _ = try dictionary(depth: depth)
        case UInt8(ascii: "<"):
            while try byte() != UInt8(ascii: ">") { position += 1 }
            position += 1
        default:
            guard try !word().isEmpty else { throw SealError.pdf("a value is wanted at byte \(position)") }
            skipRestOfReference(from: start)
        }
        return start..<position
    }

    /// A dictionary's keys and where their values stand.
    mutating func dictionary(depth: Int = 0) throws -> PDFDictionary {
        try skipSpace()
        let start = position
        guard try byte() == UInt8(ascii: "<"), try byte(1) == UInt8(ascii: "<") else {
            throw SealError.pdf("a dictionary is wanted at byte \(position)")
        }
        position += 2
        var entries: [String: Range<Int>] = [:]
        try skipSpace()
        while try byte() != UInt8(ascii: ">") {
            let key = try name()
            entries[key] = try value(depth: depth + 1)
            try skipSpace()
        }
        guard try byte(1) == UInt8(ascii: ">") else { throw SealError.pdf("a dictionary isn't closed at byte \(position)") }
        position += 2
        return PDFDictionary(bytes: bytes, range: start..<position, entries: entries)
    }

    private mutating func literalString() throws {
        var open = 0
        repeat {
            switch try byte() {
            case UInt8(ascii: "\\"): position += 1
            case UInt8(ascii: "("): open += 1
            case UInt8(ascii: ")"): open -= 1
            default: break
            }
            position += 1
        } while open > 0
    }

    private mutating func skipRestOfReference(from start: Int) {
        guard bytes[start..<position].allSatisfy({ (0x30...0x39).contains($0) }) else { return }
        var ahead = self
        if let _ = try? ahead.integer(), let _ = try? ahead.expect("R") { position = ahead.position }
    }
}
