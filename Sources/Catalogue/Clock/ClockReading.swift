package import Register

/// What a legal clock shows on one day.
package struct ClockReading: Hashable, Sendable {
    package enum State: Hashable, Sendable {
        /// Not accepted yet.
        case notStarted
        case running
        case stopped(ClockEvent.StopReason)
        /// Ended in time.
        case met
        /// The last day has passed, whether or not the case has ended since.
        case breached
    }

    package let state: State
    /// Accepted, not stopped and not ended: the next working day will count. Also true of a breached clock that runs on.
    package let isRunning: Bool
    /// The term in working days; 0 means the same day.
    package let limit: Int
    /// Working days that have counted so far, the day of the reading included.
    package let used: Int
    /// Working days left after the day of the reading: 0 on the last day, negative by the days of breach.
    package let remaining: Int
    /// The last day of the term; for a stopped clock as if it were resumed on the day of the reading. nil before acceptance.
    package let dueOn: LegalDate?
    /// Whether the holidays of every day up to the due day are published.
    package let isCertain: Bool

    /// How far the case should have risen in the office, from the clock alone.
    ///
    /// 0: nothing to do. 1: seven tenths of the term are used. 2: the last day is today or the next working day. 3: breached.
    /// 4 to 8: breached for five further working days each. A term of less than two days warns on its last day alone, or not at all,
    /// so that no level is reached in the moment of acceptance.
    package var escalation: Int {
        if remaining < 0 { return 3 + min(5, (-remaining - 1) / 5) }
        guard isRunning, limit > 0 else { return 0 }
        if remaining <= (limit == 1 ? 0 : 1) { return 2 }
        return used * 10 >= limit * 7 ? 1 : 0
    }
}

/// One day of a legal clock's life, for the page that shows how a case's time was counted.
package struct ClockTick: Hashable, Sendable {
    package let date: LegalDate
    /// Why the day did or did not count.
    package let count: Count
    package let reading: ClockReading

    package enum Count: Hashable, Sendable {
        case counted
        /// The day of acceptance (民法典 201).
        case firstDay
        case dayOff
        case stopped(ClockEvent.StopReason)
        /// The clock was resumed on this day, which therefore does not count: the term goes on with the next.
        case resumed
    }
}
