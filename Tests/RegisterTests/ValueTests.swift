import Testing

@testable import Register

/// Dates, moments, shares, money and areas: exact, or not at all.
@Suite struct ValueTests {
    @Test("every day of four centuries has its own number, and back")
    func dates() throws {
        let first = try #require(LegalDate(year: 1800, month: 1, day: 1))
        var expected = first
        for _ in 0..<146_097 {
            let (year, month, day) = expected.parts
            let again = LegalDate(year: year, month: month, day: day)
            if again != expected { Issue.record("\(expected)") }
            expected = expected.adding(days: 1)
        }
        #expect(expected == LegalDate(year: 2200, month: 1, day: 1))
        #expect(LegalDate(dayNumber: 18_628).description == "2021-01-01")
        #expect(LegalDate("2026-11-23")?.weekday == 1)
    }

    @Test("days that don't exist don't exist", arguments: ["2026-02-29", "2026-13-01", "2026-00-10", "2026-11-31", "26-11-23", "2026/11/23", "", "2026-11-2 "])
    func badDates(text: String) { #expect(LegalDate(text) == nil) }

    @Test("a year from 29 February ends on 28 February")
    func leap() {
        #expect(LegalDate("2024-02-29")?.adding(years: 1).description == "2025-02-28")
        #expect(LegalDate("2024-02-29")?.adding(years: 4).description == "2028-02-29")
    }

    @Test("the day begins at midnight in Shanghai")
    func moments() throws {
        let day = try #require(LegalDate("2026-11-23"))
        let midnight = Moment(startOf: day)
        #expect(midnight.date == day)
        #expect(Moment(microseconds: midnight.microseconds - 1).date == day.adding(days: -1))
        #expect(midnight.adding(seconds: 51_909).rfc3339 == "2026-11-23T14:25:09+08:00")
        #expect(Moment(microseconds: -1).date.description == "1970-01-01")
    }

    @Test("shares are reduced, add up exactly, and never overflow into yes")
    func shares() throws {
        #expect(Share("2/6") == Share("1/3"))
        #expect(Share("40%")?.description == "2/5")
        for bad in ["0/1", "3/2", "-1/2", "1/0", "1", "a/b", "1/2/3", "1/1000001"] { #expect(Share(bad) == nil, "\(bad)") }
        #expect([Share("1/3"), Share("1/3"), Share("1/3")].compactMap(\.self).sumToOne)
        #expect(![Share("1/3"), Share("1/3")].compactMap(\.self).sumToOne)
        let primes: [Int64] = [999_983, 999_979, 999_961, 999_959, 999_953]
        #expect(!primes.compactMap { Share(1, $0) }.sumToOne)
        #expect([Share("2/3")].compactMap(\.self).reachTwoThirds)
        #expect(![Share("1/3"), Share("333333/1000000")].compactMap(\.self).reachTwoThirds)
    }

    @Test("money and areas print as certificates do")
    func amounts() {
        #expect(Money(fen: 123_456_780).description == "1,234,567.80")
        #expect(Money(fen: -5).description == "-0.05")
        #expect(Area(hundredths: 9_530).description == "95.30")
        #expect(Area(squareMetres: "95.3") == Area(hundredths: 9_530))
        for bad in ["95.305", "-1", "", "1.", ".5", "1e3", "95,3"] { #expect(Area(squareMetres: bad) == nil, "\(bad)") }
    }
}
