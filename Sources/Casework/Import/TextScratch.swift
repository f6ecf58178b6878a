import Ledger

/// Memory in which a short text is put together part by part, again and again.
///
/// Appending to an array asks at each part who else holds it and whether there is room. Records of a city have some hundred million parts;
/// here each is a copy into memory that was large enough from the beginning.
struct TextScratch: ~Copyable {
    private let memory: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    /// Both digits of each byte, as they lie in memory.
    private static let hexDigits: [UInt16] = (0..<256).map { byte in
        let digits = Array("0123456789abcdef".utf8)
        return UInt16(littleEndian: UInt16(digits[byte >> 4]) | UInt16(digits[byte & 15]) << 8)
    }
    private let hexDigits = Self.hexDigits

    /// - Parameter capacity: bytes of the longest text.
    init(capacity: Int) { memory = .allocate(byteCount: capacity, alignment: 16) }

    deinit { memory.deallocate() }

    /// Begins the next text.
    mutating func clear() { count = 0 }

    /// - Precondition: the text isn't longer than was said.
    private mutating func room(_ length: Int) -> UnsafeMutableRawPointer {
        precondition(length <= memory.count - count, "the text is longer than its scratch")
        defer { count += length }
        // Memory of an allocation has an address.
        return memory.baseAddress.unsafelyUnwrapped + count
    }

    mutating func put(_ part: UnsafeRawBufferPointer) {
        guard let start = part.baseAddress else { return }
        room(part.count).copyMemory(from: start, byteCount: part.count)
    }

    mutating func put(_ text: StaticString) { put(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)) }

    mutating func put(_ byte: UInt8) { room(1).storeBytes(of: byte, as: UInt8.self) }

    mutating func put(decimal number: Int) {
        if number > 9 { put(decimal: number / 10) }
        put(UInt8(ascii: "0") + UInt8(number % 10))
    }

    /// In lower-case hexadecimal.
    mutating func put(hex bytes: UnsafeRawBufferPointer) {
        let start = room(2 * bytes.count)
        for (place, byte) in bytes.enumerated() { start.storeBytes(of: hexDigits[Int(byte)], toByteOffset: 2 * place, as: UInt16.self) }
    }

    mutating func put(hex digest: Digest32) { digest.withUnsafeBytes { put(hex: $0) } }

    func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try body(UnsafeRawBufferPointer(rebasing: memory[0..<count]))
    }
}

/// A short text for each field's name, side by side in one array.
struct FieldTexts: Sendable {
    private let bytes: [UInt8]
    /// Where each begins, and at last where all end.
    private let starts: [Int]

    /// - Parameter text: makes it of the name.
    init(of names: [[UInt8]], _ text: ([UInt8]) -> [UInt8]) {
        var bytes: [UInt8] = []
        var starts = [0]
        for name in names {
            bytes += text(name)
            starts.append(bytes.count)
        }
        self.bytes = bytes
        self.starts = starts
    }

    /// - Parameter number: the field's among all names.
    func withText<R>(_ number: Int, _ body: (UnsafeRawBufferPointer) -> R) -> R {
        let range = starts[number]..<starts[number + 1]
        return bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }
}
