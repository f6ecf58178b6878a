/// A calendar day in Asia/Shanghai: what the law counts in. No clock and no time zone table is needed to use it.
package struct LegalDate: Hashable, Sendable, Comparable, Codable {
    /// Days since 1970-01-01.
    package let dayNumber: Int32

    package init(dayNumber: Int32) { self.dayNumber = dayNumber }

    /// - Returns: nil if there is no such day in the Gregorian calendar between the years 1 and 9999.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
        // Howard Hinnant, "chrono-compatible low-level date algorithms": days_from_civil.
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let date = LegalDate(dayNumber: Int32(era * 146_097 + dayOfEra - 719_468))
        let parts = date.parts
        guard parts.year == year, parts.month == month, parts.day == day else { return nil }
        self = date
    }

    /// Reads `2026-11-23`.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let date = LegalDate(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a date: \(text)")
        }
        self = date
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    package var parts: (year: Int, month: Int, day: Int) {
        let z = Int(dayNumber) + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    package var year: Int { parts.year }
    /// 1 = Monday … 7 = Sunday.
    package var weekday: Int { ((Int(dayNumber) + 3) % 7 + 7) % 7 + 1 }

    package func adding(days: Int) -> LegalDate { LegalDate(dayNumber: dayNumber + Int32(days)) }

    /// The same day `years` later; 29 February becomes 28 February (民法典 202: a term in years ends on the corresponding day,
    /// or on the last day of the month where there is none).
    package func adding(years: Int) -> LegalDate {
        let (year, month, day) = parts
        return LegalDate(year: year + years, month: month, day: day)
            ?? LegalDate(year: year + years, month: month, day: 28) ?? self
    }

    package static func < (a: LegalDate, b: LegalDate) -> Bool { a.dayNumber < b.dayNumber }
}

extension LegalDate: CustomStringConvertible {
    package var description: String {
        let (year, month, day) = parts
        let y = String(year)
        return "\(String(repeating: "0", count: 4 - y.count))\(y)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    }
    /// `2026年11月23日`
    package var chinese: String {
        let (year, month, day) = parts
        return "\(year)年\(month)月\(day)日"
    }
}
