/// The part of a path that names a tile or a bundle within its level: `x001/x234/067`, partial with `.p/112`.
enum TilePath {
    static func format(_ index: Int, _ width: Int) -> String {
        var path = digits(index % 1000)
        var rest = index / 1000
        while rest > 0 {
            path = "x" + digits(rest % 1000) + "/" + path
            rest /= 1000
        }
        return width == TileID.fullWidth ? path : path + ".p/\(width)"
    }

    static func parse(_ text: some StringProtocol) -> (index: Int, width: Int)? {
        var parts = text.split(separator: "/", omittingEmptySubsequences: false)[...]
        var width = TileID.fullWidth
        if parts.count >= 2, parts[parts.endIndex - 2].hasSuffix(".p") {
            guard let partial = Decimal.parse(parts.removeLast().utf8), (1..<TileID.fullWidth).contains(partial),
                let last = parts.popLast()
            else { return nil }
            width = partial
            parts.append(last.dropLast(2))
        }
        var index = 0
        for (place, part) in parts.enumerated() {
            let isLast = place == parts.count - 1
            var characters = Array(part.utf8)[...]
            if !isLast {
                guard characters.popFirst() == UInt8(ascii: "x") else { return nil }
            }
            guard characters.count == 3, characters.allSatisfy(Decimal.isDigit) else { return nil }
            let group = characters.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
            let (product, overflow) = index.multipliedReportingOverflow(by: 1000)
            let (sum, more) = product.addingReportingOverflow(group)
            if overflow || more { return nil }
            // x000/005 would be a second name of 005.
            if place == 0, !isLast, group == 0 { return nil }
            index = sum
        }
        return (index, width)
    }

    private static func digits(_ group: Int) -> String {
        let text = String(group)
        return String(repeating: "0", count: 3 - text.utf8.count) + text
    }
}

/// Whole numbers in the one form that the C2SP texts allow: ASCII digits without leading zeros.
enum Decimal {
    static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// - Returns: nil for any other form, and beyond 2^63 - 1.
    static func parse(_ text: some Collection<UInt8>) -> Int? {
        guard let first = text.first, text.allSatisfy(isDigit) else { return nil }
        if first == UInt8(ascii: "0"), text.count > 1 { return nil }
        var value = 0
        for byte in text {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, more) = product.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
            if overflow || more { return nil }
            value = sum
        }
        return value
    }
}
