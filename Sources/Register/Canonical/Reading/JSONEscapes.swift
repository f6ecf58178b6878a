/// Takes back the escapes of a string that is known to be well formed.
enum JSONEscapes {
    /// - Parameter raw: What stands between the quotes.
    static func text(_ raw: UnsafeBufferPointer<UInt8>) -> String { String(decoding: bytes(raw), as: UTF8.self) }

    static func bytes(_ raw: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(raw.count)
        var index = 0
        while index < raw.count {
            let byte = raw[index]
            index += 1
            guard byte == UInt8(ascii: "\\"), index < raw.count else {
                text.append(byte)
                continue
            }
            let kind = raw[index]
            index += 1
            switch kind {
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "n"): text.append(0x0a)
            case UInt8(ascii: "f"): text.append(0x0c)
            case UInt8(ascii: "r"): text.append(0x0d)
            case UInt8(ascii: "u"):
                guard var scalar = hexadecimal(raw, at: index) else { continue }
                index += 4
                if scalar & 0xfc00 == 0xd800, let low = hexadecimal(raw, at: index + 2) {
                    scalar = 0x10000 + (scalar & 0x3ff) << 10 + low & 0x3ff
                    index += 6
                }
                if let scalar = Unicode.Scalar(scalar) { text.append(contentsOf: UTF8.encode(scalar) ?? .init()) }
            default: text.append(kind)
            }
        }
        return text
    }

    /// Four hexadecimal digits; nil for anything else.
    static func hexadecimal(_ raw: UnsafeBufferPointer<UInt8>, at start: Int) -> UInt32? {
        guard start >= 0, start + 4 <= raw.count else { return nil }
        var value: UInt32 = 0
        for index in start..<(start + 4) {
            let digit: UInt8
            switch raw[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = raw[index] - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = raw[index] - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = raw[index] - UInt8(ascii: "A") + 10
            default: return nil
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}
