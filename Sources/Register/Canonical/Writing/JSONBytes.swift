/// A growing buffer of bytes: what writers write into. Owns its memory; not copied, so that writing needs no checks for sharing.
struct JSONBytes: ~Copyable {
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = max(capacity, 16)
        base = .allocate(capacity: self.capacity)
    }

    deinit { base.deallocate() }

    @inline(__always)
    private mutating func reserve(_ more: Int) {
        if capacity - count < more { grow(more) }
    }

    @inline(never)
    private mutating func grow(_ more: Int) {
        let larger = max(capacity * 2, count + more)
        let new = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        new.update(from: base, count: count)
        base.deallocate()
        base = new
        capacity = larger
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        reserve(1)
        base[count] = byte
        count += 1
    }

    @inline(__always)
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let source = bytes.baseAddress else { return }
        reserve(bytes.count)
        (base + count).update(from: source, count: bytes.count)
        count += bytes.count
    }

    mutating func append(_ text: StaticString) {
        append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    @inline(__always)
    mutating func set(_ byte: UInt8, at index: Int) {
        precondition(index >= 0 && index < count)
        base[index] = byte
    }

    @inline(__always)
    func bytes(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        return UnsafeBufferPointer(start: base + range.lowerBound, count: range.count)
    }

    /// Forgets what was written from `index` on.
    mutating func truncate(to index: Int) {
        precondition(index >= 0 && index <= count)
        count = index
    }

    /// Puts `pieces` of the tail that begins at `start` into another order. They must cover it.
    mutating func reorder(from start: Int, pieces: some Sequence<Range<Int>>) {
        let length = count - start
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: length) { scratch in
            guard let target = scratch.baseAddress else { return }
            var at = 0
            for piece in pieces {
                precondition(at + piece.count <= length && piece.upperBound <= count)
                (target + at).update(from: base + piece.lowerBound, count: piece.count)
                at += piece.count
            }
            (base + start).update(from: target, count: at)
        }
    }

    /// The bytes as an array.
    func array() -> [UInt8] { Array(bytes(0..<count)) }

    // MARK: values

    /// A whole number in decimal.
    mutating func appendDecimal(_ value: Int64) {
        var magnitude = value.magnitude
        reserve(20)
        if value < 0 {
            base[count] = UInt8(ascii: "-")
            count += 1
        }
        var digits = 1
        var limit: UInt64 = 10
        while digits < 19, magnitude >= limit {
            digits += 1
            limit &*= 10
        }
        if digits == 19, magnitude >= 10_000_000_000_000_000_000 { digits = 20 }
        var at = count + digits
        count = at
        repeat {
            at -= 1
            base[at] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: magnitude % 10)
            magnitude /= 10
        } while magnitude > 0
    }

    /// A string with its quotes, escaped as RFC 8785 section 3.2.2.2 wants it: as little as possible.
    mutating func appendQuoted(_ text: String) {
        var text = text
        text.withUTF8 { appendQuoted($0) }
    }

    mutating func appendQuoted(_ text: UnsafeBufferPointer<UInt8>) {
        reserve(text.count + 2)
        base[count] = UInt8(ascii: "\"")
        count += 1
        var clean = 0
        var index = JSONBytes.nextEscape(in: text, from: 0)
        while index < text.count {
            append(UnsafeBufferPointer(rebasing: text[clean..<index]))
            appendEscape(text[index])
            clean = index + 1
            index = JSONBytes.nextEscape(in: text, from: clean)
        }
        append(UnsafeBufferPointer(rebasing: text[clean...]))
        append(UInt8(ascii: "\""))
    }

    private mutating func appendEscape(_ byte: UInt8) {
        append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(byte)
        case 0x08: append(UInt8(ascii: "b"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0x0a: append(UInt8(ascii: "n"))
        case 0x0c: append(UInt8(ascii: "f"))
        case 0x0d: append(UInt8(ascii: "r"))
        default:
            append("u00")
            append(UInt8(ascii: "0") + (byte >> 4))
            let low = byte & 0x0f
            append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
        }
    }

    /// Index of the first byte that must be escaped, eight at a time; `text.count` if there is none.
    @inline(__always)
    static func nextEscape(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        guard let base = text.baseAddress else { return 0 }
        let raw = UnsafeRawPointer(base)
        var index = start
        while index + 8 <= text.count {
            let found = ByteWord(raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)).specials
            if found != 0 { return index + found.trailingZeroBitCount >> 3 }
            index += 8
        }
        while index < text.count {
            let byte = base[index]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return index }
            index += 1
        }
        return index
    }
}

/// Eight bytes looked at together.
struct ByteWord {
    let value: UInt64

    @inline(__always)
    init(_ raw: UInt64) { value = UInt64(littleEndian: raw) }

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    /// The high bit of each byte that is a quote, a backslash or below 0x20; exact up to the first such byte.
    @inline(__always)
    var specials: UInt64 {
        let quote = value ^ (ByteWord.ones &* 0x22)
        let backslash = value ^ (ByteWord.ones &* 0x5c)
        let isQuote = (quote &- ByteWord.ones) & ~quote
        let isBackslash = (backslash &- ByteWord.ones) & ~backslash
        let isControl = (value &- (ByteWord.ones &* 0x20)) & ~value
        return (isQuote | isBackslash | isControl) & ByteWord.highs
    }

    @inline(__always)
    var isASCII: Bool { value & ByteWord.highs == 0 }
}
