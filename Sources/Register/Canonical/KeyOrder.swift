/// The order of object members in RFC 8785 section 3.2.3: by UTF-16 code units, compared here on UTF-8.
///
/// The two differ in one place: characters beyond U+FFFF are surrogates (D800 to DFFF) in UTF-16 and so come before
/// U+E000 to U+FFFF, whose UTF-8 begins with EE or EF.
enum KeyOrder {
    /// Below zero if `a` comes first, zero if both are the same bytes.
    @inline(__always)
    static func compare(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Int {
        let common = min(a.count, b.count)
        var index = 0
        while index < common, a[index] == b[index] { index += 1 }
        if index == common { return a.count - b.count }
        return weight(a[index]) - weight(b[index])
    }

    static func compare(_ a: String, _ b: String) -> Int {
        var (a, b) = (a, b)
        return a.withUTF8 { left in b.withUTF8 { compare(left, $0) } }
    }

    @inline(__always)
    private static func weight(_ byte: UInt8) -> Int {
        byte == 0xee || byte == 0xef ? Int(byte) + 0x10 : Int(byte)
    }
}
