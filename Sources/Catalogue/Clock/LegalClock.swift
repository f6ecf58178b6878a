package import Register

/// A term in working days that starts with acceptance, stands still when the law says so, and ends (条例 17, 20; 民法典 200 to 203).
///
/// A pure fold: the same events, limit and calendar give the same reading for a day, today and in twenty years. One rule decides
/// every day: *a day counts if it is a working day and the clock was running when the day began*. So the day of acceptance does not
/// count (民法典 201), the day on which the clock stops does, the day on which it is resumed does not, and stopping can only ever
/// move the due day away.
package struct LegalClock: Hashable, Sendable {
    /// The term in working days; 0 means the same day.
    package let limit: Int
    package let calendar: WorkCalendar

    /// - Parameter limit: working days; negative numbers are taken as 0.
    package init(limit: Int, calendar: WorkCalendar) {
        self.limit = max(0, limit)
        self.calendar = calendar
    }

    /// What the clock shows at the end of a day. Events of later days are ignored, so that any past day can be read again.
    package func reading(_ events: [ClockEvent], on day: LegalDate) -> ClockReading {
        run(events, through: day) { _, _ in }
    }

    /// Every day from acceptance to `day`, or to the end of the case if that is earlier, with what it counted for.
    package func ticks(_ events: [ClockEvent], through day: LegalDate) -> [ClockTick] {
        var ticks: [ClockTick] = []
        _ = run(events, through: day) { face, count in
            ticks.append(ClockTick(date: face.day, count: count, reading: reading(of: face)))
        }
        return ticks
    }

    /// The next day after `day` on which the escalation level will be higher if nothing else happens: when to look again.
    /// - Returns: nil if the clock is not running, or stands at the last level.
    package func nextEscalation(_ events: [ClockEvent], after day: LegalDate) -> LegalDate? {
        let past = events.filter { $0.at.date <= day }
        let now = reading(past, on: day)
        guard now.isRunning else { return nil }
        var next = day
        // From acceptance to the last level there are limit + 26 working days; no run of days off is longer than two weeks.
        for _ in 0..<(limit + 26) * 4 + 30 {
            next = next.adding(days: 1)
            if reading(past, on: next).escalation > now.escalation { return next }
        }
        return nil
    }

    // MARK: - The fold

    /// The clock's face while days pass.
    private struct Face {
        var day: LegalDate
        var accepted: LegalDate?
        var ended = false
        var stops: [ClockEvent.StopReason] = []
        var used = 0
        /// The day on which the term was used up.
        var lastDay: LegalDate?
        /// Counted days after it.
        var over = 0

        var isRunning: Bool { accepted != nil && !ended && stops.isEmpty }

        mutating func apply(_ event: ClockEvent) {
            switch event {
            case .accepted(let at):
                if accepted == nil { accepted = at.date }
            case .stopped(_, let reason):
                // Being returned twice is one stop; a correction and a court's order are two.
                if accepted != nil, !stops.contains(reason) { stops.append(reason) }
            case .resumed(_, let reason):
                if let reason { stops.removeAll { $0 == reason } } else { _ = stops.popLast() }
            case .ended:
                if accepted != nil { ended = true }
            }
        }
    }

    private func run(_ events: [ClockEvent], through day: LegalDate, each: (Face, ClockTick.Count) -> Void) -> ClockReading {
        let events = events.filter { $0.at.date <= day }
        guard let start = events.first(where: { if case .accepted = $0 { true } else { false } })?.at.date else {
            return ClockReading(state: .notStarted, isRunning: false, limit: limit, used: 0, remaining: limit, dueOn: nil, isCertain: true)
        }
        var face = Face(day: start)
        if limit == 0 { face.lastDay = calendar.add(workingDays: 0, to: start) }
        var next = events.startIndex
        while face.day <= day {
            let stoppedBefore = face.stops.last
            let counts = face.isRunning && calendar.isWorkingDay(face.day)
            if counts {
                face.used += 1
                if let last = face.lastDay {
                    if face.day > last { face.over += 1 }
                } else if face.used == limit {
                    face.lastDay = face.day
                }
            }
            while next < events.endIndex, events[next].at.date <= face.day {
                face.apply(events[next])
                next += 1
            }
            let count: ClockTick.Count =
                if face.day == start {
                    .firstDay
                } else if counts {
                    .counted
                } else if !calendar.isWorkingDay(face.day) {
                    .dayOff
                } else if let reason = stoppedBefore {
                    face.stops.isEmpty ? .resumed : .stopped(reason)
                } else {
                    .dayOff
                }
            each(face, count)
            if face.ended { break }
            if face.day == day { break }
            face.day = face.day.adding(days: 1)
        }
        return reading(of: face)
    }

    private func reading(of face: Face) -> ClockReading {
        let due = face.lastDay ?? calendar.add(workingDays: limit - face.used, to: face.day)
        let remaining = face.lastDay == nil ? limit - face.used : -face.over
        let state: ClockReading.State =
            if face.over > 0 {
                .breached
            } else if face.ended {
                .met
            } else if let reason = face.stops.last {
                .stopped(reason)
            } else {
                .running
            }
        return ClockReading(
            state: state, isRunning: face.isRunning, limit: limit, used: face.used, remaining: remaining, dueOn: due,
            isCertain: isCertain(from: face.accepted ?? face.day, through: due))
    }

    private func isCertain(from start: LegalDate, through end: LegalDate) -> Bool {
        var day = start
        while day.year < end.year {
            guard calendar.isCertain(day) else { return false }
            day = day.adding(years: 1)
        }
        return calendar.isCertain(end)
    }
}
