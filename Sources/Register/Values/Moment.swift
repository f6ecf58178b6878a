/// An instant in microseconds since 1970-01-01T00:00:00Z.
///
/// Priority of registration is decided by the time of acceptance (实施细则 67), so a second is too coarse.
package struct Moment: Hashable, Sendable, Comparable, Codable {
    package let microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }
    package init(seconds: Int64) { self.microseconds = seconds * 1_000_000 }

    package init(from decoder: any Decoder) throws { microseconds = try decoder.singleValueContainer().decode(Int64.self) }
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(microseconds)
    }

    package static func < (a: Moment, b: Moment) -> Bool { a.microseconds < b.microseconds }
    package func adding(seconds: Double) -> Moment { Moment(microseconds: microseconds + Int64(seconds * 1_000_000)) }
    package func seconds(since other: Moment) -> Double { Double(microseconds - other.microseconds) / 1_000_000 }

    /// Asia/Shanghai has been UTC+8 without summer time since 1992; every date the platform reckons with is later.
    private static let shanghaiOffset: Int64 = 8 * 3_600 * 1_000_000
    private static let dayLength: Int64 = 86_400 * 1_000_000

    /// The day in Asia/Shanghai on which this instant falls.
    package var date: LegalDate {
        let local = microseconds + Self.shanghaiOffset
        let day = local >= 0 ? local / Self.dayLength : (local - Self.dayLength + 1) / Self.dayLength
        return LegalDate(dayNumber: Int32(day))
    }

    /// The first instant of a day in Asia/Shanghai.
    package init(startOf date: LegalDate) { self.init(microseconds: Int64(date.dayNumber) * Self.dayLength - Self.shanghaiOffset) }

    /// Hour, minute and second of the day in Asia/Shanghai.
    package var timeOfDay: (hour: Int, minute: Int, second: Int) {
        let second = Int((microseconds - Moment(startOf: date).microseconds) / 1_000_000)
        return (second / 3600, second % 3600 / 60, second % 60)
    }
}

extension Moment: CustomStringConvertible {
    /// `2026-11-23 14:05:09` in Asia/Shanghai.
    package var description: String {
        let (hour, minute, second) = timeOfDay
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(date) \(two(hour)):\(two(minute)):\(two(second))"
    }
    /// RFC 3339 with the offset of Asia/Shanghai.
    package var rfc3339: String {
        let (hour, minute, second) = timeOfDay
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(date)T\(two(hour)):\(two(minute)):\(two(second))+08:00"
    }
}
