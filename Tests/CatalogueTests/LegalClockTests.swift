import Chance
import Catalogue
import Register
import Testing

@Suite("The legal clock")
struct LegalClockTests {
    let calendar: WorkCalendar

    init() throws { calendar = try Repository.catalogue().calendar }

    private func day(_ text: String) throws -> LegalDate { try #require(LegalDate(text)) }
    private func noon(_ text: String) throws -> Moment { Moment(startOf: try day(text)).adding(seconds: 12 * 3600) }

    @Test("nothing counts before acceptance")
    func before() throws {
        let reading = LegalClock(limit: 5, calendar: calendar).reading([.accepted(at: try noon("2026-11-23"))], on: try day("2026-11-20"))
        #expect(reading.state == .notStarted)
        #expect(reading.dueOn == nil)
        #expect(reading.escalation == 0)
    }

    @Test("five working days from Monday 23 November are over on Monday 30 November, and broken on the day after")
    func plain() throws {
        let clock = LegalClock(limit: 5, calendar: calendar)
        let events = [ClockEvent.accepted(at: try noon("2026-11-23"))]
        let first = clock.reading(events, on: try day("2026-11-23"))
        #expect((first.used, first.remaining) == (0, 5))
        #expect(first.dueOn == (try day("2026-11-30")))
        let last = clock.reading(events, on: try day("2026-11-30"))
        #expect((last.used, last.remaining) == (5, 0))
        #expect(last.state == .running)
        let late = clock.reading(events, on: try day("2026-12-01"))
        #expect(late.remaining == -1)
        #expect(late.state == .breached)
        #expect(late.dueOn == (try day("2026-11-30")))
    }

    @Test("the day of the stop counts, the day of the resumption does not")
    func stopAndResume() throws {
        let clock = LegalClock(limit: 5, calendar: calendar)
        let events: [ClockEvent] = [
            .accepted(at: try noon("2026-11-23")), .stopped(at: try noon("2026-11-25"), reason: .correction),
            .resumed(at: try noon("2026-12-02")),
        ]
        let stopped = clock.reading(events, on: try day("2026-11-30"))
        #expect(stopped.state == .stopped(.correction))
        #expect(stopped.used == 2)
        #expect(!stopped.isRunning)
        let resumed = clock.reading(events, on: try day("2026-12-02"))
        #expect(resumed.used == 2)
        #expect(resumed.dueOn == (try day("2026-12-07")))
        #expect(
            clock.ticks(events, through: try day("2026-12-03")).map(\.count) == [
                .firstDay, .counted, .counted, .stopped(.correction), .stopped(.correction), .dayOff, .dayOff, .stopped(.correction),
                .stopped(.correction), .resumed, .counted,
            ])
    }

    @Test("two reasons to stand still need two resumptions; the same reason twice needs one")
    func nested() throws {
        let clock = LegalClock(limit: 5, calendar: calendar)
        var events: [ClockEvent] = [
            .accepted(at: try noon("2026-11-23")), .stopped(at: try noon("2026-11-24"), reason: .correction),
            .stopped(at: try noon("2026-11-25"), reason: .court), .stopped(at: try noon("2026-11-25"), reason: .court),
            .resumed(at: try noon("2026-11-26"), reason: .correction),
        ]
        #expect(clock.reading(events, on: try day("2026-11-27")).state == .stopped(.court))
        events.append(.resumed(at: try noon("2026-11-27")))
        #expect(clock.reading(events, on: try day("2026-11-27")).state == .running)
    }

    @Test("a case that ended in time stays met, one that ended late stays breached")
    func ended() throws {
        let clock = LegalClock(limit: 5, calendar: calendar)
        let accepted = ClockEvent.accepted(at: try noon("2026-11-23"))
        let later = try day("2027-03-01")
        #expect(clock.reading([accepted, .ended(at: try noon("2026-11-30"))], on: later).state == .met)
        #expect(clock.reading([accepted, .ended(at: try noon("2026-12-01"))], on: later).state == .breached)
        #expect(clock.reading([accepted, .ended(at: try noon("2026-11-30"))], on: later).used == 5)
    }

    @Test("a term of the same day that begins on a holiday is over on the next working day")
    func atOnce() throws {
        let clock = LegalClock(limit: 0, calendar: calendar)
        let events = [ClockEvent.accepted(at: try noon("2026-10-03"))]
        #expect(clock.reading(events, on: try day("2026-10-08")).remaining == 0)
        #expect(clock.reading(events, on: try day("2026-10-09")).state == .breached)
    }

    @Test("escalation rises when seven tenths are used, on the last two days, and with every five days of breach")
    func levels() throws {
        let clock = LegalClock(limit: 10, calendar: calendar)
        let events = [ClockEvent.accepted(at: try noon("2026-11-02"))]
        func level(_ date: String) throws -> Int { clock.reading(events, on: try day(date)).escalation }
        #expect(try level("2026-11-10") == 0)
        #expect(try level("2026-11-11") == 1)
        #expect(try level("2026-11-13") == 2)
        #expect(try level("2026-11-16") == 2)
        #expect(try level("2026-11-17") == 3)
        #expect(try level("2026-11-23") == 3)
        #expect(try level("2026-11-24") == 4)
        #expect(clock.nextEscalation(events, after: try day("2026-11-02")) == (try day("2026-11-11")))
        #expect(clock.nextEscalation(events, after: try day("2026-11-11")) == (try day("2026-11-13")))
        #expect(clock.nextEscalation(events, after: try day("2026-11-16")) == (try day("2026-11-17")))
    }

    @Test("a term that reaches into a year without published holidays says so")
    func uncertain() throws {
        let events = [ClockEvent.accepted(at: try noon("2026-11-23"))]
        #expect(!LegalClock(limit: 30, calendar: calendar).reading(events, on: try day("2026-11-23")).isCertain)
        #expect(LegalClock(limit: 5, calendar: calendar).reading(events, on: try day("2026-11-23")).isCertain)
    }

    // MARK: - Whatever happens

    /// A random life of a case: stops and resumptions in any order, perhaps an end.
    private func life(_ generator: inout SeededDice) throws -> [ClockEvent] {
        let start = try day("2024-06-01").dayNumber
        var at = Moment(startOf: LegalDate(dayNumber: start + Int32.random(in: 0..<700, using: &generator)))
        func later() -> Moment {
            at = at.adding(seconds: Double.random(in: 1...(12 * 86_400), using: &generator))
            return at
        }
        var events: [ClockEvent] = [.accepted(at: later())]
        for _ in 0..<Int.random(in: 0...6, using: &generator) {
            let reason = ClockEvent.StopReason.allCases.randomElement(using: &generator)
            if Bool.random(using: &generator), let reason {
                events.append(.stopped(at: later(), reason: reason))
            } else {
                events.append(.resumed(at: later(), reason: Bool.random(using: &generator) ? reason : nil))
            }
        }
        if Bool.random(using: &generator) { events.append(.ended(at: later())) }
        return events
    }

    @Test("readings only ever go forward, by at most a day, and only while the clock runs; they never depend on the future")
    func monotone() throws {
        var generator = SeededDice(seed: 1)
        for _ in 0..<300 {
            let events = try life(&generator)
            let clock = LegalClock(limit: Int.random(in: 0...30, using: &generator), calendar: calendar)
            var day = events[0].at.date
            var last = clock.reading(events, on: day)
            for _ in 0..<70 {
                day = day.adding(days: 1)
                let reading = clock.reading(events, on: day)
                #expect(reading == clock.reading(events.filter { $0.at.date <= day }, on: day))
                #expect((0...1).contains(reading.used - last.used))
                if reading.used > last.used { #expect(last.isRunning && calendar.isWorkingDay(day)) }
                if last.isRunning, calendar.isWorkingDay(day) { #expect(reading.used == last.used + 1) }
                if last.state == .breached { #expect(reading.state == .breached) }
                if clock.limit > 0, reading.remaining >= 0 { #expect(reading.used + reading.remaining == clock.limit) }
                last = reading
            }
        }
    }

    @Test("stopping never makes the due day earlier")
    func stoppingNeverShortens() throws {
        var generator = SeededDice(seed: 2)
        for _ in 0..<500 {
            let events = try life(&generator).filter { if case .ended = $0 { false } else { true } }
            let clock = LegalClock(limit: Int.random(in: 0...30, using: &generator), calendar: calendar)
            let accepted = events[0]
            let plain = clock.reading([accepted], on: accepted.at.date)
            let last = try #require(events.last).at.date
            for offset in 0..<40 {
                let day = accepted.at.date.adding(days: offset)
                guard day <= last.adding(days: 5) else { break }
                let due = try #require(clock.reading(events, on: day).dueOn)
                #expect(due >= (try #require(plain.dueOn)))
            }
        }
    }

    @Test("without a stop the due day is what the calendar says")
    func dueByCalendar() throws {
        var generator = SeededDice(seed: 3)
        for _ in 0..<500 {
            let start = try day("2023-02-01").adding(days: Int.random(in: 0..<1_200, using: &generator))
            let limit = Int.random(in: 0...40, using: &generator)
            let due = calendar.add(workingDays: limit, to: start)
            let clock = LegalClock(limit: limit, calendar: calendar)
            let events = [ClockEvent.accepted(at: Moment(startOf: start).adding(seconds: 3_600))]
            #expect(clock.reading(events, on: start).dueOn == due)
            #expect(clock.reading(events, on: due).state == .running)
            #expect(clock.reading(events, on: calendar.add(workingDays: 1, to: due)).state == .breached)
        }
    }

    @Test("each tick is the reading of its day")
    func ticksAreReadings() throws {
        var generator = SeededDice(seed: 4)
        for _ in 0..<60 {
            let events = try life(&generator)
            let clock = LegalClock(limit: 10, calendar: calendar)
            for tick in clock.ticks(events, through: events[0].at.date.adding(days: 60)) {
                #expect(tick.reading == clock.reading(events, on: tick.date))
            }
        }
    }
}
