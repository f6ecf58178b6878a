import Synchronization

/// Says when the time of something is over. One watch looks after all of it: a timer for each request costs as much as many a request does, and again
/// when it goes off long after the request.
final class TimeWatch: Sendable {
    private struct Running {
        let end: ContinuousClock.Instant
        let isOver: @Sendable () -> Void
    }

    private struct State {
        var running: [UInt64: Running] = [:]
        var begun: UInt64 = 0
        var isWatched = false
    }

    private let state = Mutex(State())
    /// What begins meanwhile with less time than this may get as much.
    private static let tick = Duration.seconds(1)

    /// - Parameter isOver: called once, unless it is ended before.
    /// - Returns: the number by which it is ended.
    func begin(_ limit: Duration, isOver: @escaping @Sendable () -> Void) -> UInt64 {
        let (number, isWatched) = state.withLock { state in
            state.begun += 1
            state.running[state.begun] = Running(end: .now + limit, isOver: isOver)
            defer { state.isWatched = true }
            return (state.begun, state.isWatched)
        }
        if !isWatched { Task.detached { await self.watch() } }
        return number
    }

    /// - Returns: false if its time was over before.
    func end(_ number: UInt64) -> Bool { state.withLock { $0.running.removeValue(forKey: number) } != nil }

    /// Until nothing runs any more.
    private func watch() async {
        while let first = firstEnd() {
            // Nobody cancels the watch.
            try? await Task.sleep(until: min(first, .now + Self.tick))
            let now = ContinuousClock.now
            let over = state.withLock { state in
                let over = state.running.filter { $0.value.end <= now }
                for number in over.keys { state.running[number] = nil }
                return over.values
            }
            for running in over { running.isOver() }
        }
    }

    /// - Returns: nil if nothing runs: whoever begins next begins a watch.
    private func firstEnd() -> ContinuousClock.Instant? {
        state.withLock { state in
            let first = state.running.values.map(\.end).min()
            state.isWatched = first != nil
            return first
        }
    }
}
