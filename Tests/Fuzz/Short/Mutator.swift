/// Makes hostile inputs of good ones: bytes and bits, but also lines, numbers and the words that the formats consist of, so that much
/// of what comes out gets past the first check. The same seed gives the same inputs.
struct Mutator {
    private var state: UInt64
    private let seeds: [[UInt8]]

    init(seed: UInt64, seeds: [[UInt8]]) {
        state = seed
        self.seeds = seeds
    }

    private static let words: [[UInt8]] = [
        "\n", "\n\n", "— ", "—", " ", "+", "=", "/", "x000/", ".p/", ".p/0", ".p/256", "000", "old ", "index ", "extra ", "witness ", "group ",
        "quorum ", "none", "any", "all", "tile/", "entries/", "0", "01", "-1", "255", "256", "9007199254740993", "9223372036854775807",
        "9223372036854775808", "18446744073709551616", "1e400", "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "\\udc00",
        "null", "true", "c2sp.org/tlog-proof@v1\n", "dengbu-map-proof@v1\n", "dengbu-map ", "name ", "entry ", "other ", "fuzz.example/log", "\u{3000}", "\u{301}", "\r\n", "\u{0}", "é", "e\u{301}",
    ].map { Array($0.utf8) } + [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0x80], [0, 0], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]]

    private mutating func next(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(max(1, bound)))
    }

    mutating func input() -> [UInt8] {
        var bytes = seeds[next(seeds.count)]
        for _ in 0...next(3) { mutate(&bytes) }
        return bytes
    }

    private mutating func mutate(_ bytes: inout [UInt8]) {
        let at = next(bytes.count + 1)
        switch next(10) {
        case 0 where at < bytes.count: bytes[at] ^= 1 << UInt8(next(8))
        case 1 where at < bytes.count: bytes[at] = UInt8(next(256))
        case 2 where at < bytes.count: bytes.removeSubrange(at..<min(bytes.count, at + 1 + next(8)))
        case 3: bytes.insert(contentsOf: Self.words[next(Self.words.count)], at: at)
        case 4:
            let word = Self.words[next(Self.words.count)]
            bytes.replaceSubrange(at..<min(bytes.count, at + word.count), with: word)
        case 5: bytes.removeLast(bytes.count - at)
        case 6: lines(&bytes)
        case 7: number(&bytes)
        case 8:
            // The end of another good one.
            let other = seeds[next(seeds.count)]
            bytes = Array(bytes[..<at]) + other[next(other.count + 1)...]
        default:
            let end = min(bytes.count, at + 1 + next(64))
            if at < end, bytes.count < 4_096 { bytes.insert(contentsOf: bytes[at..<end], at: next(bytes.count + 1)) }
        }
    }

    /// Doubles, drops or moves a line.
    private mutating func lines(_ bytes: inout [UInt8]) {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let line = lines[next(lines.count)]
        switch next(3) {
        case 0: if bytes.count < 4_096 { lines.insert(line, at: next(lines.count + 1)) }
        case 1: lines.remove(at: next(lines.count))
        default:
            let from = next(lines.count)
            lines.swapAt(from, next(lines.count))
        }
        bytes = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
    }

    /// Another number where one stands.
    private mutating func number(_ bytes: inout [UInt8]) {
        guard let start = bytes.indices.filter({ (0x30...0x39).contains(bytes[$0]) }).randomElement(by: { next($0) }) else { return }
        var end = start
        while end < bytes.count, (0x30...0x39).contains(bytes[end]) { end += 1 }
        let numbers = ["0", "1", "2", "19", "20", "21", "255", "256", "257", "65535", "9223372036854775807", "9223372036854775808", "00", "-0"]
        bytes.replaceSubrange(start..<end, with: Array(numbers[next(numbers.count)].utf8))
    }
}

extension Array {
    fileprivate func randomElement(by dice: (Int) -> Int) -> Element? { isEmpty ? nil : self[dice(count)] }
}
