import Register
import Synchronization

/// Books of which somebody in this process has news, for whoever carries them on here: they needn't be looked for in the tables nor claimed, where others
/// leave them alone until the lease is over.
final class RungBooks: Sendable {
    private struct Waiting {
        var handed: [ClaimedBook] = []
        /// Whether the tables may have others.
        var looks = false
    }

    private let waiting = Mutex(Waiting())

    /// Until when others leave a book alone: short, because what a process was told before it was killed waits for its end.
    static func lease(_ now: Moment) -> Moment { now.adding(seconds: 5) }

    func hand(_ books: [ClaimedBook]) {
        waiting.withLock { $0.handed += books }
    }

    /// Somebody has left news in the tables.
    func look() {
        waiting.withLock { $0.looks = true }
    }

    /// What was handed over, each book once, and whether the tables are to be looked at besides.
    func take(atMost limit: Int) -> (handed: [ClaimedBook], looks: Bool) {
        waiting.withLock { waiting in
            let taken = Array(waiting.handed.prefix(limit))
            waiting.handed.removeFirst(taken.count)
            let looks = waiting.looks && taken.count < limit
            if looks { waiting.looks = false }
            var known: Set<String> = []
            // The lease given last is the one that the tables have.
            return (taken.reversed().filter { known.insert($0.book).inserted }, looks)
        }
    }
}
