/// A time as documents write it, in the time of China.
struct DocumentDate {
    private let year: Int64
    private let month: Int64
    private let day: Int64
    private let second: Int64

    /// Seconds since 1970. The calendar is counted by eras of 400 years from 1 March of year 0.
    init(_ seconds: Int64) {
        let local = seconds + 8 * 3600
        let days = local >= 0 ? local / 86400 : (local - 86399) / 86400
        second = local - days * 86400
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// `D:20260801100000+08'00'`
    var pdf: String {
        "D:" + pad(year, 4) + pad(month) + pad(day) + pad(second / 3600) + pad(second / 60 % 60) + pad(second % 60) + "+08'00'"
    }

    /// `2026-08-01T10:00:00+08:00`
    var iso: String {
        "\(pad(year, 4))-\(pad(month))-\(pad(day))T\(pad(second / 3600)):\(pad(second / 60 % 60)):\(pad(second % 60))+08:00"
    }

    private func pad(_ number: Int64, _ count: Int = 2) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }
}
