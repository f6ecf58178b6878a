/// Standard base64 with padding (RFC 4648 section 4), strictly: of each sequence of bytes exactly one text is accepted,
/// so that nobody can alter a signed file without altering what it says.
package enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 0xff, count: 256)
        for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
        return table
    }()

    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        let input = Array(bytes)
        let count = (input.count + 2) / 3 * 4
        return String(unsafeUninitializedCapacity: count) { output in
            var at = 0
            for group in stride(from: 0, to: input.count, by: 3) {
                let left = input.count - group
                let b0 = Int(input[group])
                let b1 = left > 1 ? Int(input[group + 1]) : 0
                let b2 = left > 2 ? Int(input[group + 2]) : 0
                output[at] = alphabet[b0 >> 2]
                output[at + 1] = alphabet[(b0 & 0x03) << 4 | b1 >> 4]
                output[at + 2] = left > 1 ? alphabet[(b1 & 0x0f) << 2 | b2 >> 6] : UInt8(ascii: "=")
                output[at + 3] = left > 2 ? alphabet[b2 & 0x3f] : UInt8(ascii: "=")
                at += 4
            }
            return at
        }
    }

    /// - Returns: nil for anything but the one form that `encode` would have written.
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        let input = Array(text)
        guard input.count % 4 == 0 else { return nil }
        guard input.last != nil else { return [] }
        let padding = input.suffix(2).count { $0 == UInt8(ascii: "=") }
        if padding == 1, input[input.count - 1] != UInt8(ascii: "=") { return nil }
        var output: [UInt8] = []
        output.reserveCapacity(input.count / 4 * 3)
        var bits: UInt32 = 0
        for index in 0..<(input.count - padding) {
            let value = values[Int(input[index])]
            if value == 0xff { return nil }
            bits = bits << 6 | UInt32(value)
            if index % 4 == 3 {
                output.append(UInt8(truncatingIfNeeded: bits >> 16))
                output.append(UInt8(truncatingIfNeeded: bits >> 8))
                output.append(UInt8(truncatingIfNeeded: bits))
                bits = 0
            }
        }
        switch padding {
        case 1:
            guard bits & 0x03 == 0 else { return nil }
            output.append(UInt8(truncatingIfNeeded: bits >> 10))
            output.append(UInt8(truncatingIfNeeded: bits >> 2))
        case 2:
            guard bits & 0x0f == 0 else { return nil }
            output.append(UInt8(truncatingIfNeeded: bits >> 4))
        default: break
        }
        return output
    }
}

/// Hexadecimal text; written in lower case, read in either.
package enum Hexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 0x0f)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2)
        var high: UInt8?
        for character in text {
            let value: UInt8
            switch character {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = character - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = character - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = character - UInt8(ascii: "A") + 10
            default: return nil
            }
            if let upper = high {
                bytes.append(upper << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return bytes
    }
}
