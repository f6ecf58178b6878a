/// A co-owner's share (份额) as an exact reduced fraction in (0, 1].
///
/// 民法典 298: co-owners by shares hold according to their shares; they must sum to exactly one, which no float can promise.
package struct Share: Hashable, Sendable, Comparable, Codable {
    package let numerator: Int64
    package let denominator: Int64

    /// - Returns: nil unless 0 < numerator <= denominator and the reduced denominator is at most 10⁶.
    package init?(_ numerator: Int64, _ denominator: Int64) {
        guard numerator > 0, denominator > 0, numerator <= denominator else { return nil }
        let divisor = Share.gcd(numerator, denominator)
        guard denominator / divisor <= 1_000_000 else { return nil }
        self.numerator = numerator / divisor
        self.denominator = denominator / divisor
    }

    package static let whole = Share(unchecked: 1, 1)
    private init(unchecked numerator: Int64, _ denominator: Int64) {
        self.numerator = numerator
        self.denominator = denominator
    }

    /// Written `1/3`, as the certificate prints it.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let share = Share(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a share: \(text)")
        }
        self = share
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// Reads `1/3`; also `40%`.
    package init?(_ text: some StringProtocol) {
        if text.hasSuffix("%"), let percent = Int64(text.dropLast()) {
            self.init(percent, 100)
            return
        }
        let parts = text.split(separator: "/")
        guard parts.count == 2, let numerator = Int64(parts[0]), let denominator = Int64(parts[1]) else { return nil }
        self.init(numerator, denominator)
    }

    /// Exact: numerators and denominators are at most 10⁶.
    package static func < (a: Share, b: Share) -> Bool { a.numerator * b.denominator < b.numerator * a.denominator }

    /// A part of this share: half of a third is a sixth. Nil where it can't be written exactly.
    package func part(_ part: Share) -> Share? { Share(numerator * part.numerator, denominator * part.denominator) }

    /// Both together; nil beyond the whole, or where it can't be written exactly.
    package func joined(with other: Share) -> Share? {
        Share(numerator * other.denominator + other.numerator * denominator, denominator * other.denominator)
    }

    static func gcd(_ a: Int64, _ b: Int64) -> Int64 { b == 0 ? a : gcd(b, a % b) }
}

extension Share: CustomStringConvertible {
    package var description: String { "\(numerator)/\(denominator)" }
}

extension Sequence where Element == Share {
    /// Whether the shares sum to exactly one. Overflow counts as "no".
    package var sumToOne: Bool {
        var numerator: Int64 = 0
        var denominator: Int64 = 1
        for share in self {
            let (left, o1) = numerator.multipliedReportingOverflow(by: share.denominator)
            let (right, o2) = share.numerator.multipliedReportingOverflow(by: denominator)
            let (sum, o3) = left.addingReportingOverflow(right)
            let (product, o4) = denominator.multipliedReportingOverflow(by: share.denominator)
            if o1 || o2 || o3 || o4 { return false }
            let divisor = Share.gcd(sum, product)
            numerator = sum / divisor
            denominator = product / divisor
        }
        return numerator == 1 && denominator == 1
    }
}
