/// How numbers and text stand in a PDF.
extension [UInt8] {
    mutating func append(_ text: String) { append(contentsOf: text.utf8) }

    /// Four hexadecimal digits.
    mutating func appendHex(_ number: UInt16) {
        for shift in stride(from: 12, through: 0, by: -4) {
            let digit = UInt8(number >> UInt16(shift) & 15)
            append(digit < 10 ? 0x30 + digit : 0x37 + digit)
        }
    }

    /// A number to a hundredth (or another power of ten) and a blank; never with an exponent, which a PDF can't have.
    mutating func append(_ value: Double, decimals: Int = 2) {
        var scale = 1
        for _ in 0..<decimals { scale *= 10 }
        var scaled = Int((Swift.min(Swift.max(value, -1e7), 1e7) * Double(scale)).rounded())
        if scaled < 0 {
            append(UInt8(ascii: "-"))
            scaled = -scaled
        }
        appendInteger(scaled / scale)
        var fraction = scaled % scale
        if fraction != 0 {
            append(UInt8(ascii: "."))
            var place = scale / 10
            while fraction != 0 {
                append(0x30 + UInt8(fraction / place))
                fraction %= place
                place /= 10
            }
        }
        append(0x20)
    }

    mutating func appendInteger(_ value: Int) {
        if value >= 10 { appendInteger(value / 10) }
        append(0x30 + UInt8(value % 10))
    }
}
