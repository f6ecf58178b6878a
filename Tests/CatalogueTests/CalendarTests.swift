import Chance
import Catalogue
import Register
import Testing

@Suite("Working days")
struct CalendarTests {
    let calendar: WorkCalendar

    init() throws { calendar = try Repository.catalogue().calendar }

    private func day(_ text: String) throws -> LegalDate { try #require(LegalDate(text)) }

    @Test(
        "a day is worked as the State Council arranged it",
        arguments: [
            ("2026-02-13", true), ("2026-02-14", true), ("2026-02-15", false), ("2026-02-23", false), ("2026-02-24", true),
            ("2026-02-28", true), ("2026-01-02", false), ("2026-01-04", true), ("2026-05-09", true), ("2026-09-20", true),
            ("2026-10-07", false), ("2026-10-08", true), ("2026-10-10", true), ("2026-10-11", false), ("2026-11-23", true),
            ("2026-11-22", false), ("2025-01-27", true), ("2025-01-28", false), ("2025-02-05", true), ("2025-10-08", false),
            ("2025-10-11", true), ("2024-02-09", true), ("2024-02-18", true), ("2024-09-16", false), ("2023-10-07", true),
            ("2023-10-08", true), ("2023-05-06", true), ("2023-01-02", false),
        ])
    func workingDay(_ date: String, _ isWorked: Bool) throws {
        #expect(calendar.isWorkingDay(try day(date)) == isWorked)
    }

    @Test(
        "a year has as many working days as it has days, less its weekends and its statutory holidays: moving days off adds none",
        arguments: [(2023, 11), (2024, 11), (2025, 13), (2026, 13)])
    func total(_ year: Int, _ statutory: Int) throws {
        let first = try #require(LegalDate(year: year, month: 1, day: 1))
        let last = try #require(LegalDate(year: year, month: 12, day: 31))
        let days = (first.dayNumber...last.dayNumber).map { LegalDate(dayNumber: $0) }
        let weekdays = days.count { $0.weekday <= 5 }
        #expect(days.count { calendar.isWorkingDay($0) } == weekdays - statutory)
    }

    @Test("the day on which a term begins does not count, the next one is day 1 (民法典 201)")
    func firstDay() throws {
        #expect(calendar.add(workingDays: 1, to: try day("2026-11-23")) == (try day("2026-11-24")))
        #expect(calendar.add(workingDays: 5, to: try day("2026-11-23")) == (try day("2026-11-30")))
    }

    @Test("five working days from the Friday before the Spring Festival of 2026 end two weeks later")
    func springFestival() throws {
        #expect(calendar.add(workingDays: 5, to: try day("2026-02-13")) == (try day("2026-02-27")))
        #expect(calendar.add(workingDays: 6, to: try day("2026-02-13")) == (try day("2026-02-28")))
        #expect(calendar.workingDays(from: try day("2026-02-13"), to: try day("2026-02-28")) == 6)
    }

    @Test("a term of no days ends the same day, or on the next working day when that one is none (民法典 203)")
    func sameDay() throws {
        #expect(calendar.add(workingDays: 0, to: try day("2026-11-23")) == (try day("2026-11-23")))
        #expect(calendar.add(workingDays: 0, to: try day("2026-10-03")) == (try day("2026-10-08")))
    }

    @Test("a year that was not published yet is reckoned by weekends and says that it is uncertain")
    func unknownYear() throws {
        let due = calendar.add(workingDays: 30, to: try day("2026-11-23"))
        #expect(due == (try day("2027-01-04")))
        #expect(!calendar.isCertain(due))
        #expect(calendar.isCertain(try day("2026-12-31")))
    }

    @Test("adding working days and counting them are inverse, from any day")
    func inverse() throws {
        var generator = SeededDice(seed: 20)
        let start = try day("2023-01-01").dayNumber
        for _ in 0..<2_000 {
            let from = LegalDate(dayNumber: start + Int32.random(in: 0..<1_460, using: &generator))
            let days = Int.random(in: 1...60, using: &generator)
            let end = calendar.add(workingDays: days, to: from)
            #expect(calendar.workingDays(from: from, to: end) == days)
            #expect(calendar.isWorkingDay(end))
        }
    }

    @Test("a holiday knows its name")
    func name() throws {
        #expect(calendar.holiday(on: try day("2026-02-17")) == "春节")
        #expect(calendar.holiday(on: try day("2026-11-22")) == nil)
    }
}
