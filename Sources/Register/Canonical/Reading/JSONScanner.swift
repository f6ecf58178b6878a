/// Reads JSON once from front to back (RFC 8259) and notes where each value stands. Refuses what RFC 8785 excludes:
/// repeated keys, lone surrogates, numbers beyond doubles, bytes that aren't UTF-8.
struct JSONScanner {
    private struct Open {
        let node: Int
        let isObject: Bool
        /// The last key, 0 if there was none.
        var key = 0
        /// Whether the keys came in ascending order: then none can repeat.
        var ascending = true
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private let depth: Int
    private var at = 0
    private var nodes: UnsafeMutableBufferPointer<JSONNode>
    private var count = 0
    private var open: [Open] = []

    init(_ bytes: UnsafeBufferPointer<UInt8>, depth: Int) {
        self.bytes = bytes
        self.depth = depth
        // One value in some twelve bytes; more are made room for as they come.
        nodes = .allocate(capacity: max(16, bytes.count / 12))
    }

    /// The nodes, which the caller frees.
    mutating func takeNodes() -> UnsafeMutableBufferPointer<JSONNode> { nodes }

    /// If it throws, the nodes are freed.
    mutating func scan() throws(CanonicalJSONError) {
        do {
            try scanAll()
        } catch {
            nodes.deallocate()
            throw error
        }
    }

    private mutating func scanAll() throws(CanonicalJSONError) {
        skipSpace()
        if at == bytes.count { throw .malformed(.empty, offset: at) }
        while true {
            // A value begins here, unless it opened something empty.
            if try scanValue() {
                if open[open.count - 1].isObject { try scanKey() }
                continue
            }
            // A value has ended: what comes next depends on what it stands in.
            while true {
                skipSpace()
                guard let outer = open.last else {
                    if at < bytes.count { throw .malformed(.trailing, offset: at) }
                    return
                }
                nodes[outer.node].count += 1
                let byte = try next()
                if byte == UInt8(ascii: ",") {
                    skipSpace()
                    if outer.isObject { try scanKey() }
                    break
                }
                guard byte == (outer.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                    throw .malformed(.unexpected(byte), offset: at - 1)
                }
                try close()
            }
        }
    }

    /// - Returns: Whether an object or array with something in it was opened.
    private mutating func scanValue() throws(CanonicalJSONError) -> Bool {
        let start = at
        switch try next() {
        case UInt8(ascii: "\""): try scanString()
        case UInt8(ascii: "{"): return try scanOpening(.object, UInt8(ascii: "}"), start)
        case UInt8(ascii: "["): return try scanOpening(.array, UInt8(ascii: "]"), start)
        case UInt8(ascii: "t"): try scanLiteral("true", .true, start)
        case UInt8(ascii: "f"): try scanLiteral("false", .false, start)
        case UInt8(ascii: "n"): try scanLiteral("null", .null, start)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try scanNumber(start)
        case let byte: throw .malformed(.unexpected(byte), offset: start)
        }
        return false
    }

    private mutating func scanOpening(
        _ kind: JSONNode.Kind, _ closing: UInt8, _ start: Int
    ) throws(CanonicalJSONError) -> Bool {
        guard open.count < depth else { throw .malformed(.tooDeep(limit: depth), offset: start) }
        let node = append(kind, start, start + 1)
        skipSpace()
        if at < bytes.count, bytes[at] == closing {
            at += 1
            nodes[node].end = UInt32(at)
            return false
        }
        open.append(Open(node: node, isObject: kind == .object))
        return true
    }

    private mutating func close() throws(CanonicalJSONError) {
        let closed = open.removeLast()
        nodes[closed.node].end = UInt32(at)
        nodes[closed.node].next = UInt32(count)
        if !closed.ascending { try refuseRepeatedKeys(closed.node) }
    }

    private mutating func scanKey() throws(CanonicalJSONError) {
        let start = at
        let byte = try next()
        guard byte == UInt8(ascii: "\"") else { throw .malformed(.unexpected(byte), offset: start) }
        let key = count
        try scanString()
        let last = open.count - 1
        let previous = open[last].key
        if previous > 0, open[last].ascending, !precedes(previous, key) { open[last].ascending = false }
        open[last].key = key
        skipSpace()
        let colon = try next()
        guard colon == UInt8(ascii: ":") else { throw .malformed(.unexpected(colon), offset: at - 1) }
        skipSpace()
    }

    /// Reads on behind the opening quote.
    private mutating func scanString() throws(CanonicalJSONError) {
        let start = at
        var escaped = false
        while true {
            if at + 8 <= bytes.count, let base = bytes.baseAddress {
                let word = ByteWord(UnsafeRawPointer(base).loadUnaligned(fromByteOffset: at, as: UInt64.self))
                if word.isASCII, word.specials == 0 {
                    at += 8
                    continue
                }
            }
            let byte = try next()
            if byte == UInt8(ascii: "\"") { break }
            if byte == UInt8(ascii: "\\") {
                escaped = true
                try scanEscape()
            } else if byte < 0x20 {
                throw .malformed(.controlCharacter, offset: at - 1)
            } else if byte >= 0x80 {
                try scanUnicode(byte)
            }
        }
        _ = append(.string, start, at - 1, escaped: escaped)
    }

    private mutating func scanEscape() throws(CanonicalJSONError) {
        let start = at - 1
        switch try next() {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return
        case UInt8(ascii: "u"):
            guard let unit = JSONEscapes.hexadecimal(bytes, at: at) else { throw .malformed(.badEscape, offset: start) }
            at += 4
            if unit & 0xfc00 == 0xdc00 { throw .malformed(.loneSurrogate, offset: start) }
            guard unit & 0xfc00 == 0xd800 else { return }
            guard at + 6 <= bytes.count, bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u"),
                let low = JSONEscapes.hexadecimal(bytes, at: at + 2), low & 0xfc00 == 0xdc00
            else { throw .malformed(.loneSurrogate, offset: start) }
            at += 6
        default: throw .malformed(.badEscape, offset: start)
        }
    }

    /// The rest of a character beyond ASCII, by the table of RFC 3629 section 4.
    private mutating func scanUnicode(_ first: UInt8) throws(CanonicalJSONError) {
        let start = at - 1
        let following: Int
        var second: ClosedRange<UInt8> = 0x80...0xbf
        switch first {
        case 0xc2...0xdf: following = 1
        case 0xe0:
            following = 2
            second = 0xa0...0xbf
        case 0xed:
            following = 2
            second = 0x80...0x9f
        case 0xe1...0xef: following = 2
        case 0xf0:
            following = 3
            second = 0x90...0xbf
        case 0xf1...0xf3: following = 3
        case 0xf4:
            following = 3
            second = 0x80...0x8f
        default: throw .malformed(.badUnicode, offset: start)
        }
        guard at + following <= bytes.count, second.contains(bytes[at]) else { throw .malformed(.badUnicode, offset: start) }
        for index in (at + 1)..<(at + following) where bytes[index] & 0xc0 != 0x80 {
            throw .malformed(.badUnicode, offset: start)
        }
        at += following
    }

    private mutating func scanNumber(_ start: Int) throws(CanonicalJSONError) {
        at = start
        if bytes[at] == UInt8(ascii: "-") { at += 1 }
        if at < bytes.count, bytes[at] == UInt8(ascii: "0") { at += 1 } else { try scanDigits(start) }
        var plain = true
        if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
            plain = false
            at += 1
            try scanDigits(start)
        }
        if at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e") {
            plain = false
            at += 1
            if at < bytes.count, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at += 1 }
            try scanDigits(start)
        }
        if !plain || at - start > 300 {
            guard JSONNumber.parse(UnsafeBufferPointer(rebasing: bytes[start..<at])) != nil else {
                throw .malformed(.numberTooLarge, offset: start)
            }
        }
        _ = append(.number, start, at)
    }

    private mutating func scanDigits(_ start: Int) throws(CanonicalJSONError) {
        let first = at
        while at < bytes.count, bytes[at] &- UInt8(ascii: "0") < 10 { at += 1 }
        if at == first {
            throw .malformed(at == bytes.count ? .truncated : .badNumber, offset: at == bytes.count ? at : start)
        }
    }

    private mutating func scanLiteral(
        _ literal: StaticString, _ kind: JSONNode.Kind, _ start: Int
    ) throws(CanonicalJSONError) {
        let length = literal.utf8CodeUnitCount
        for index in 1..<length {
            guard start + index < bytes.count else { throw .malformed(.truncated, offset: bytes.count) }
            guard bytes[start + index] == literal.utf8Start[index] else { throw .malformed(.badLiteral, offset: start) }
        }
        at = start + length
        _ = append(kind, start, at)
    }

    // MARK: keys

    private func raw(_ node: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[Int(nodes[node].start)..<Int(nodes[node].end)])
    }

    private func precedes(_ a: Int, _ b: Int) -> Bool {
        !nodes[a].escaped && !nodes[b].escaped && KeyOrder.compare(raw(a), raw(b)) < 0
    }

    private func refuseRepeatedKeys(_ object: Int) throws(CanonicalJSONError) {
        var keys: [(name: [UInt8], node: Int)] = []
        var key = object + 1
        while key < Int(nodes[object].next) {
            keys.append((nodes[key].escaped ? JSONEscapes.bytes(raw(key)) : Array(raw(key)), key))
            key = Int(nodes[key + 1].next)
        }
        keys.sort { $0.name.lexicographicallyPrecedes($1.name) }
        for (a, b) in zip(keys, keys.dropFirst()) where a.name == b.name {
            let name = String(decoding: b.name, as: UTF8.self)
            throw .malformed(.repeatedKey(name), offset: Int(nodes[max(a.node, b.node)].start) - 1)
        }
    }

    // MARK: bytes and nodes

    @inline(__always)
    private mutating func next() throws(CanonicalJSONError) -> UInt8 {
        guard at < bytes.count else { throw .malformed(.truncated, offset: at) }
        defer { at += 1 }
        return bytes[at]
    }

    @inline(__always)
    private mutating func skipSpace() {
        while at < bytes.count {
            let byte = bytes[at]
            guard byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 else { return }
            at += 1
        }
    }

    @inline(__always)
    private mutating func append(_ kind: JSONNode.Kind, _ start: Int, _ end: Int, escaped: Bool = false) -> Int {
        if count == nodes.count { grow() }
        let index = count
        count += 1
        nodes.initializeElement(
            at: index,
            to: JSONNode(
                kind: kind, escaped: escaped, start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end),
                next: UInt32(truncatingIfNeeded: index + 1), count: 0, cursor: UInt32(truncatingIfNeeded: index + 1)))
        return index
    }

    @inline(never)
    private mutating func grow() {
        let larger = UnsafeMutableBufferPointer<JSONNode>.allocate(capacity: nodes.count * 2)
        _ = larger.moveInitialize(fromContentsOf: UnsafeMutableBufferPointer(rebasing: nodes[..<count]))
        nodes.deallocate()
        nodes = larger
    }
}
