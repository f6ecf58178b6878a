/// Numbers as RFC 8785 section 3.2.2.3 wants them: as ECMAScript's `Number.prototype.toString` writes a double.
enum JSONNumber {
    /// - Precondition: `value` is finite.
    static func format(_ value: Double) -> String {
        if value == 0 { return "0" }
        if value == value.rounded(.towardZero), abs(value) <= 9_007_199_254_740_992 { return String(Int64(value)) }
        // Swift finds the shortest digits that read back as the same double, and of those the nearest, as ECMAScript
        // does; only where the point and the exponent go differs.
        let (digits, point) = shortest(abs(value).description)
        let text: String
        let count = digits.utf8.count
        if point > 21 || point < -5 {
            let exponent = point - 1
            let mantissa = count == 1 ? digits : "\(digits.prefix(1)).\(digits.dropFirst())"
            text = "\(mantissa)e\(exponent < 0 ? "-" : "+")\(abs(exponent))"
        } else if point >= count {
            text = digits + String(repeating: "0", count: point - count)
        } else if point > 0 {
            text = "\(digits.prefix(point)).\(digits.dropFirst(point))"
        } else {
            text = "0." + String(repeating: "0", count: -point) + digits
        }
        return value < 0 ? "-" + text : text
    }

    /// The significant digits of a description such as `1.5e-07`, and where the decimal point stands relative to the
    /// first of them: the value is 0.digits × 10^point.
    private static func shortest(_ description: String) -> (digits: String, point: Int) {
        var mantissa = Substring(description)
        var exponent = 0
        if let mark = mantissa.firstIndex(of: "e") {
            exponent = Int(mantissa[mantissa.index(after: mark)...]) ?? 0
            mantissa = mantissa[..<mark]
        }
        let parts = mantissa.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let whole = parts[0]
        let fraction = parts.count > 1 ? parts[1] : ""
        let all = whole + fraction
        let leading = all.prefix { $0 == "0" }.count
        var digits = all.dropFirst(leading)
        while digits.last == "0" { digits.removeLast() }
        return (String(digits), whole.count + exponent - leading)
    }

    /// The value of a number that follows JSON's grammar.
    /// - Returns: nil if it is beyond the range of doubles.
    static func parse(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        if let integer = integer(text) { return Double(integer) }
        guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else { return nil }
        return value
    }

    /// The value of a number without fraction or exponent, if every reader keeps it exactly.
    static func integer(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        var index = 0
        let negative = text.first == UInt8(ascii: "-")
        if negative { index = 1 }
        guard text.count - index <= 16, index < text.count else { return nil }
        var value: Int64 = 0
        while index < text.count {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value &* 10 &+ Int64(digit)
            index += 1
        }
        guard value <= CanonicalJSONError.safeIntegers.upperBound else { return nil }
        return negative ? -value : value
    }
}
