package import Register

/// Which days are working days (工作日): what every term that is counted in working days is counted with.
///
/// The State Council publishes each year's holidays and the weekend days that are worked instead (调休) late in the year before. A
/// year without that arrangement is reckoned by weekends alone, and says so through `isCertain(_:)`.
package struct WorkCalendar: Hashable, Sendable {
    /// One year as it was published.
    package struct Year: Hashable, Sendable {
        package let year: Int
        /// The document it comes from.
        package let source: String
        package let holidays: [Holiday]
        /// Saturdays and Sundays that are worked.
        package let working: [LegalDate]

        package init(year: Int, source: String, holidays: [Holiday], working: [LegalDate]) {
            self.year = year
            self.source = source
            self.holidays = holidays
            self.working = working
        }
    }

    /// A holiday, first and last day included.
    package struct Holiday: Hashable, Sendable {
        package let name: String
        package let from: LegalDate
        package let until: LegalDate

        package init(name: String, from: LegalDate, until: LegalDate) {
            self.name = name
            self.from = from
            self.until = until
        }
    }

    /// The published years, in order.
    package let years: [Year]
    private let holidays: [Int32: String]
    private let worked: Set<Int32>
    private let known: Set<Int>

    package init(years: [Year] = []) {
        self.years = years.sorted { $0.year < $1.year }
        var holidays: [Int32: String] = [:]
        var worked: Set<Int32> = []
        for year in self.years {
            for holiday in year.holidays where holiday.from <= holiday.until {
                for day in holiday.from.dayNumber...holiday.until.dayNumber { holidays[day] = holiday.name }
            }
            worked.formUnion(year.working.map(\.dayNumber))
        }
        self.holidays = holidays
        self.worked = worked
        self.known = Set(years.map(\.year))
    }

    package func isWorkingDay(_ date: LegalDate) -> Bool {
        if worked.contains(date.dayNumber) { return true }
        return date.weekday <= 5 && holidays[date.dayNumber] == nil
    }

    /// Name of the holiday on that day; nil on other days, plain weekends included.
    package func holiday(on date: LegalDate) -> String? { holidays[date.dayNumber] }

    /// Whether the arrangement for that day's year is known. If not, its holidays are counted as working days for now.
    package func isCertain(_ date: LegalDate) -> Bool { known.contains(date.year) }

    /// The last day of a term of so many working days that begins on `date`.
    ///
    /// The day on which a term begins does not count, the next one is day 1 (民法典 201). A term of 0 days ends the same day, or on the
    /// next working day when that one is none (民法典 203). Negative numbers are taken as 0.
    package func add(workingDays: Int, to date: LegalDate) -> LegalDate {
        var day = date
        if workingDays <= 0 {
            while !isWorkingDay(day) { day = day.adding(days: 1) }
            return day
        }
        var left = workingDays
        while left > 0 {
            day = day.adding(days: 1)
            if isWorkingDay(day) { left -= 1 }
        }
        return day
    }

    /// Working days after `start` up to and including `end`: the inverse of `add(workingDays:to:)`. 0 when `end` is not after `start`.
    package func workingDays(from start: LegalDate, to end: LegalDate) -> Int {
        guard start < end else { return 0 }
        return (start.dayNumber + 1...end.dayNumber).count { isWorkingDay(LegalDate(dayNumber: $0)) }
    }
}
