/// Takes back the escapes of a string that is known to be well formed.
enum JSONEscapes {
    /// - Parameter raw: What stands between the quotes.
    static func text(_ raw: UnsafeBufferPointer<UInt8>) -> String {
        String(unsafeUninitializedCapacity: raw.count) { write(raw, to: $0) }
    }

    static func bytes(_ raw: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        Array(unsafeUninitializedCapacity: raw.count) { text, count in count = write(raw, to: text) }
    }

    /// A signed message carries what it says as a string within a string, so escapes are many and stand close together.
    /// - Parameter text: has room for as many bytes as `raw` has; no escape is shorter than what it stands for.
    /// - Returns: how many were written.
    private static func write(_ raw: UnsafeBufferPointer<UInt8>, to text: UnsafeMutableBufferPointer<UInt8>) -> Int {
        var (index, count) = (0, 0)
        func put(_ byte: UInt8) {
            text[count] = byte
            count += 1
        }
        while index < raw.count {
            let byte = raw[index]
            index += 1
            guard byte == UInt8(ascii: "\\"), index < raw.count else {
                put(byte)
                continue
            }
            let kind = raw[index]
            index += 1
            switch kind {
            case UInt8(ascii: "b"): put(0x08)
            case UInt8(ascii: "t"): put(0x09)
            case UInt8(ascii: "n"): put(0x0a)
            case UInt8(ascii: "f"): put(0x0c)
            case UInt8(ascii: "r"): put(0x0d)
            case UInt8(ascii: "u"):
                guard var scalar = hexadecimal(raw, at: index) else { continue }
                index += 4
                if scalar & 0xfc00 == 0xd800, let low = hexadecimal(raw, at: index + 2) {
                    scalar = 0x10000 + (scalar & 0x3ff) << 10 + low & 0x3ff
                    index += 6
                }
                if let scalar = Unicode.Scalar(scalar) { UTF8.encode(scalar)?.forEach(put) }
            default: put(kind)
            }
        }
        return count
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
