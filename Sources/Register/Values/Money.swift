/// An amount of renminbi in integer fen (分). Never a binary float.
package struct Money: Hashable, Sendable, Comparable, Codable, AdditiveArithmetic {
    package var fen: Int64

    package init(fen: Int64) { self.fen = fen }
    /// Whole yuan (元).
    package init(yuan: Int64) { self.fen = yuan * 100 }

    package init(from decoder: any Decoder) throws { fen = try decoder.singleValueContainer().decode(Int64.self) }
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(fen)
    }

    package static let zero = Money(fen: 0)
    package static func < (a: Money, b: Money) -> Bool { a.fen < b.fen }
    package static func + (a: Money, b: Money) -> Money { Money(fen: a.fen + b.fen) }
    package static func - (a: Money, b: Money) -> Money { Money(fen: a.fen - b.fen) }
    package static func * (a: Money, b: Int64) -> Money { Money(fen: a.fen * b) }
}

extension Money: CustomStringConvertible {
    /// Yuan with two decimals and thousands separators, as printed in certificates: `1,234,567.80`.
    package var description: String {
        let sign = fen < 0 ? "-" : ""
        let magnitude = fen.magnitude
        let cents = magnitude % 100
        let digits = Array(String(magnitude / 100))
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { grouped.append(",") }
            grouped.append(digit)
        }
        return "\(sign)\(grouped).\(cents < 10 ? "0" : "")\(cents)"
    }
}

extension Money {
    /// Reads `1234567.8` or `1,234,567.80`: yuan with at most two decimals, never negative.
    package init?(yuanText text: String) {
        let plain = text.filter { $0 != "," && $0 != " " }
        guard let area = Area(squareMetres: plain) else { return nil }
        self.init(fen: area.hundredths)
    }
}
