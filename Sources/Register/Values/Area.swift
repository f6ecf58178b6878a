/// An area in hundredths of a square metre: registers state areas with two decimals (GB/T 17986.1).
package struct Area: Hashable, Sendable, Comparable, Codable, AdditiveArithmetic {
    package var hundredths: Int64

    package init(hundredths: Int64) { self.hundredths = hundredths }

    package init(from decoder: any Decoder) throws { hundredths = try decoder.singleValueContainer().decode(Int64.self) }
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hundredths)
    }

    package static let zero = Area(hundredths: 0)
    package static func < (a: Area, b: Area) -> Bool { a.hundredths < b.hundredths }
    package static func + (a: Area, b: Area) -> Area { Area(hundredths: a.hundredths + b.hundredths) }
    package static func - (a: Area, b: Area) -> Area { Area(hundredths: a.hundredths - b.hundredths) }
}

extension Area: CustomStringConvertible {
    /// Square metres with two decimals and no unit: `95.30`.
    package var description: String {
        let sign = hundredths < 0 ? "-" : ""
        let rest = hundredths.magnitude % 100
        return "\(sign)\(hundredths.magnitude / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}

extension Area {
    /// Reads `95.3`, `95.30` or `95`; at most two decimals, never negative.
    package init?(squareMetres text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = parts.first, !whole.isEmpty, whole.count <= 12,
            whole.allSatisfy({ $0.isASCII && $0.isNumber }), let metres = Int64(whole)
        else { return nil }
        var rest: Int64 = 0
        if parts.count == 2 {
            let decimals = parts[1]
            guard (1...2).contains(decimals.count), decimals.allSatisfy({ $0.isASCII && $0.isNumber }), let value = Int64(decimals)
            else { return nil }
            rest = decimals.count == 1 ? value * 10 : value
        }
        self.init(hundredths: metres * 100 + rest)
    }
}
