package import Register

/// How failed sign-ins slow an account down: nobody can be shut out for long by somebody else's guesses, and nobody
/// can guess often.
package enum Lockout {
    /// Failures that cost nothing yet.
    package static let free: Int64 = 4

    /// Until when the account waits after so many failures in a row: one minute at the fifth, doubled by each further one, at most an hour.
    package static func until(failures: Int64, at now: Moment) -> Moment? {
        guard failures > free else { return nil }
        let doublings = min(failures - free - 1, 6)
        return now.adding(seconds: min(3600, 60 * Double(1 << doublings)))
    }
}
