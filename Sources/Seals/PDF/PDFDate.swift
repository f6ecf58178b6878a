/// Dates of documents, written in the time of China: as in a PDF (ISO 32000-1 section 7.9.4) and in its metadata (ISO 8601).
package enum PDFDate {
    private static let chinaOffset: Int64 = 8 * 3600

    /// `D:20260801093000+08'00'`
    package static func text(_ seconds: Int64) -> String {
        "D:" + parts(seconds).joined() + "+08'00'"
    }

    /// `2026-08-01T09:30:00+08:00`
    package static func iso(_ seconds: Int64) -> String {
        let parts = parts(seconds)
        return parts[..<3].joined(separator: "-") + "T" + parts[3...].joined(separator: ":") + "+08:00"
    }

    /// Year, month, day, hour, minute and second in digits.
    private static func parts(_ seconds: Int64) -> [String] {
        let local = seconds + chinaOffset
        let day = local >= 0 ? local / 86400 : (local - 86399) / 86400
        let rest = local - day * 86400
        let (year, month, date) = civil(day)
        return [digits(year, 4)] + [month, date, rest / 3600, rest / 60 % 60, rest % 60].map { digits($0, 2) }
    }

    /// Seconds since 1970, or nil if the text isn't a full date with an offset.
    static func seconds(_ text: String) -> Int64? {
        let source = Array(text.utf8)
        guard source.count >= 17, text.hasPrefix("D:") else { return nil }
        func number(_ range: Range<Int>) -> Int64? {
            range.upperBound <= source.count ? Int64(String(decoding: source[range], as: UTF8.self)) : nil
        }
        guard let year = number(2..<6), let month = number(6..<8), let date = number(8..<10), let hour = number(10..<12),
            let minute = number(12..<14), let second = number(14..<16), (1...12).contains(month), (1...31).contains(date),
            (0..<24).contains(hour), (0..<60).contains(minute), (0...60).contains(second)
        else { return nil }
        var offset: Int64 = 0
        if source[16] != UInt8(ascii: "Z") {
            guard let hours = number(17..<19), let minutes = number(20..<22) else { return nil }
            offset = (hours * 60 + minutes) * 60 * (source[16] == UInt8(ascii: "-") ? -1 : 1)
        }
        return days(year, month, date) * 86400 + hour * 3600 + minute * 60 + second - offset
    }

    // The proleptic Gregorian calendar by eras of 400 years (146097 days), counted from 1 March of year 0.

    private static func civil(_ day: Int64) -> (Int64, Int64, Int64) {
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private static func days(_ year: Int64, _ month: Int64, _ date: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + date - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func digits(_ number: Int64, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }
}
