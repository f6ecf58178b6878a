import Register

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Reads the lines of an export in place: one flat JSON object a line, values strings or numbers, no names but those of its page.
///
/// One reader serves many lines; after `read` its `fields` say where the values of the last line lie. Values that stand in the line as
/// canonical JSON writes them, which are nearly all, aren't copied. An export writes a table's fields in one order, so the name that is tried
/// first is the one that stood behind the same name before.
struct RecordReader {
    /// Longest line: the log's entries are short whatever a record says, but a record is kept whole.
    static let longestLine = 60_000

    struct Field {
        var name: Int
        /// The characters of a canonical JSON string between its quotation marks.
        var value: UnsafeRawBufferPointer
    }

    /// In the order of their names.
    private(set) var fields: [Field] = []
    private(set) var page = 0
    /// What stands here was written anew, because the line had it with escapes. Kept until the next line.
    private var rewritten: [UnsafeMutableRawBufferPointer] = []
    let names = FieldNames.all
    /// For each field the one that stood behind it last, or -1; at the end the one with which a line began.
    private var following = [Int](repeating: -1, count: FieldNames.all.names.count + 1)
    private let pages = RegisterPage.allCases.map { Array($0.rawValue.utf8) }
    private static let pageField = FieldNames.all.number("BM")

    mutating func release() {
        for buffer in rewritten { buffer.deallocate() }
        rewritten.removeAll(keepingCapacity: true)
    }

    /// - Parameter line: without its newline.
    /// - Throws: `RecordFault` without a line number.
    mutating func read(_ line: UnsafeRawBufferPointer) throws(RecordFault) {
        if !rewritten.isEmpty { release() }
        fields.removeAll(keepingCapacity: true)
        guard line.count <= Self.longestLine else { throw RecordFault(.tooLong, "a record has at most \(Self.longestLine) bytes") }
        var at = skip(line, 0)
        guard at < line.count else { throw RecordFault(.blankLine, "every line is one record: remove the line") }
        guard line[at] == UInt8(ascii: "{") else { throw RecordFault(.notJSON, "a record begins with {") }
        at = skip(line, at + 1)
        if at < line.count, line[at] == UInt8(ascii: "}") { at += 1 } else {
            var last = following.count - 1
            while true {
                last = try member(line, &at, after: last)
                at = skip(line, at)
                guard at < line.count else { throw RecordFault(.notJSON, "the record has no end") }
                if line[at] == UInt8(ascii: "}") { at += 1; break }
                guard line[at] == UInt8(ascii: ",") else { throw RecordFault(.notJSON, "byte \(at + 1): , or } is wanted") }
                at = skip(line, at + 1)
            }
        }
        guard skip(line, at) == line.count else { throw RecordFault(.notJSON, "byte \(at + 1): something stands behind the record") }
        try checkPage()
    }

    /// The value of a field; nil if the record doesn't have it.
    func value(_ name: Int) -> UnsafeRawBufferPointer? {
        for field in fields where field.name == name { return field.value }
        return nil
    }

    private func skip(_ line: UnsafeRawBufferPointer, _ start: Int) -> Int {
        var at = start
        while at < line.count, line[at] == 0x20 || line[at] == 0x09 || line[at] == 0x0D { at += 1 }
        return at
    }

    /// - Returns: its field.
    private mutating func member(_ line: UnsafeRawBufferPointer, _ at: inout Int, after last: Int) throws(RecordFault) -> Int {
        guard at < line.count, line[at] == UInt8(ascii: "\"") else { throw RecordFault(.notJSON, "byte \(at + 1): a name in \"\" is wanted") }
        let number = try name(line, &at, after: last)
        at = skip(line, at)
        guard at < line.count, line[at] == UInt8(ascii: ":") else { throw RecordFault(.notJSON, "byte \(at + 1): a : is wanted") }
        at = skip(line, at + 1)
        guard at < line.count else { throw RecordFault(.notJSON, "the record has no end") }
        var value: UnsafeRawBufferPointer
        switch line[at] {
        case UInt8(ascii: "\""):
            var isEscaped: Bool
            (value, isEscaped) = try string(line, &at)
            if isEscaped { value = try canonical(value) }
        case UInt8(ascii: "n"):
            guard line.count - at >= 4, line[(at)..<(at + 4)].elementsEqual("null".utf8) else { throw RecordFault(.notJSON, "byte \(at + 1): no value") }
            at += 4
            return number
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): value = try decimal(line, &at)
        default: throw RecordFault(.notJSON, "byte \(at + 1): the value of \(names.name(number)) must be a string, a number or null")
        }
        // An empty column says nothing, as null.
        if value.isEmpty { return number }
        var sorted = fields.count
        fields.append(Field(name: number, value: value))
        while sorted > 0, fields[sorted - 1].name > number {
            fields.swapAt(sorted - 1, sorted)
            sorted -= 1
        }
        guard sorted == 0 || fields[sorted - 1].name != number else { throw RecordFault(.doubleField, "\(names.name(number)) stands there twice") }
        return number
    }

    /// The field whose name stands at a place of the line.
    private mutating func name(_ line: UnsafeRawBufferPointer, _ at: inout Int, after last: Int) throws(RecordFault) -> Int {
        let known = following[last]
        if known >= 0 {
            let length = Self.length(of: names.quoted, known, line, at)
            if length > 0 {
                at += length
                return known
            }
        }
        let (name, escaped) = try string(line, &at)
        guard !escaped, let number = names.number(name) else {
            throw RecordFault(.unknownField, "no page has a field \(String(decoding: name.prefix(40), as: UTF8.self))")
        }
        following[last] = number
        return number
    }

    /// The length of a field's text if it stands at a place of the line, else 0.
    private static func length(of texts: FieldTexts, _ number: Int, _ line: UnsafeRawBufferPointer, _ at: Int) -> Int {
        texts.withText(number) { text in
            guard let own = text.baseAddress, let base = line.baseAddress, line.count - at >= text.count else { return 0 }
            return memcmp(base + at, own, text.count) == 0 ? text.count : 0
        }
    }

    /// What stands between quotation marks, and whether there are escapes in it.
    private func string(_ line: UnsafeRawBufferPointer, _ at: inout Int) throws(RecordFault) -> (UnsafeRawBufferPointer, Bool) {
        let start = at + 1
        var end = start
        var escaped = false
        while true {
            end = Self.special(line, end)
            guard end < line.count else { throw RecordFault(.notJSON, "byte \(start): the string has no end") }
            switch line[end] {
            case UInt8(ascii: "\""):
                at = end + 1
                return (UnsafeRawBufferPointer(rebasing: line[start..<end]), escaped)
            case UInt8(ascii: "\\"):
                escaped = true
                end += 2
            default: throw RecordFault(.notJSON, "byte \(end + 1): a control character has to be escaped")
            }
        }
    }

    /// Where the next quotation mark, backslash or control character stands, from a place on; the end or beyond it if there is none.
    static func special(_ line: UnsafeRawBufferPointer, _ start: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var at = start
        // Eight bytes at a time: `(x - n) & ~x` has a byte's highest bit where the byte is below n. What a found byte borrows from those
        // above it is of no account, because the lowest is taken.
        while at + 8 <= line.count {
            let word = UInt64(littleEndian: line.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            let quote = word ^ (ones &* 0x22), backslash = word ^ (ones &* 0x5C)
            let found = ((quote &- ones) & ~quote | (backslash &- ones) & ~backslash | (word &- ones &* 0x20) & ~word) & (ones &* 0x80)
            if found != 0 { return at + found.trailingZeroBitCount / 8 }
            at += 8
        }
        while at < line.count, line[at] != UInt8(ascii: "\""), line[at] != UInt8(ascii: "\\"), line[at] >= 0x20 { at += 1 }
        return at
    }

    /// A plain decimal number, kept as it is written: areas and prices of exports.
    private func decimal(_ line: UnsafeRawBufferPointer, _ at: inout Int) throws(RecordFault) -> UnsafeRawBufferPointer {
        let start = at
        if line[at] == UInt8(ascii: "-") { at += 1 }
        let whole = digits(line, &at)
        let leading = whole > 1 && line[at - whole] == UInt8(ascii: "0")
        var fraction = 1
        if at < line.count, line[at] == UInt8(ascii: ".") {
            at += 1
            fraction = digits(line, &at)
        }
        let isExponent = at < line.count && line[at] | 0x20 == UInt8(ascii: "e")
        guard whole > 0, fraction > 0, !leading, !isExponent else { throw RecordFault(.notJSON, "byte \(start + 1): write the number as 12.5, or as a string") }
        return UnsafeRawBufferPointer(rebasing: line[start..<at])
    }

    private func digits(_ line: UnsafeRawBufferPointer, _ at: inout Int) -> Int {
        let start = at
        while at < line.count, line[at] >= 0x30, line[at] <= 0x39 { at += 1 }
        return at - start
    }

    /// The same string as RFC 8785 writes it.
    private mutating func canonical(_ value: UnsafeRawBufferPointer) throws(RecordFault) -> UnsafeRawBufferPointer {
        guard let whole = try? CanonicalJSON.canonicalize([UInt8(ascii: "\"")] + value + [UInt8(ascii: "\"")]) else {
            throw RecordFault(.notJSON, "an escape in a string means nothing")
        }
        let inner = whole.dropFirst().dropLast()
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, inner.count), alignment: 1)
        copy.copyBytes(from: inner)
        rewritten.append(copy)
        return UnsafeRawBufferPointer(rebasing: copy[0..<inner.count])
    }

    private mutating func checkPage() throws(RecordFault) {
        guard let index = fields.firstIndex(where: { $0.name == Self.pageField }) else {
            throw RecordFault(.missingField, "BM says which table the record is of: \(RegisterPage.allCases.map(\.rawValue).joined(separator: " "))")
        }
        let value = fields[index].value
        guard let page = pages.firstIndex(where: { $0.count == value.count && $0.elementsEqual(value) }) else {
            throw RecordFault(.unknownPage, "BM must be one of \(RegisterPage.allCases.map(\.rawValue).joined(separator: " "))")
        }
        self.page = page
        for field in fields where !names.has(field.name, page: page) {
            let own = RegisterPage.allCases[page]
            throw RecordFault(.unknownField, "\(own.rawValue) has no field \(names.name(field.name)); it has \(own.fields.joined(separator: " "))")
        }
    }
}
