import Hummingbird
import Synchronization

/// Ends work whose time is over. One watch looks after all of it: a timer for each request costs as much as many a request does, and again when it
/// goes off long after the request.
final class TimeLimits: Sendable {
    private struct Running {
        let end: ContinuousClock.Instant
        let work: Task<Response, any Error>
    }

    private struct State {
        var running: [UInt64: Running] = [:]
        var begun: UInt64 = 0
        var isWatched = false
    }

    private let state = Mutex(State())
    /// What begins meanwhile with less time than this may get as much.
    private static let tick = Duration.seconds(1)

    /// Runs work that is cancelled when its time is over.
    /// - Throws: ``PortalError/tooSlow``, even if the work came to something after all.
    func run(_ limit: Duration?, _ work: @Sendable @escaping () async throws -> Response) async throws -> Response {
        guard let limit else { return try await work() }
        let task = Task { try await work() }
        let number = begin(task, until: .now + limit)
        let result = await withTaskCancellationHandler { await task.result } onCancel: { task.cancel() }
        // The watch took it away: it was over.
        guard state.withLock({ $0.running.removeValue(forKey: number) }) != nil else { throw PortalError.tooSlow }
        return try result.get()
    }

    private func begin(_ work: Task<Response, any Error>, until end: ContinuousClock.Instant) -> UInt64 {
        let (number, isWatched) = state.withLock { state in
            state.begun += 1
            state.running[state.begun] = Running(end: end, work: work)
            defer { state.isWatched = true }
            return (state.begun, state.isWatched)
        }
        if !isWatched { Task.detached { await self.watch() } }
        return number
    }

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
            for running in over { running.work.cancel() }
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
