import Synchronization

/// Wakes one waiting loop. A ring that nobody waits for is remembered once.
///
/// Not an `AsyncStream`: a stream ends for good when the task that reads it is cancelled, as a reader with a time limit is.
package final class Bell: Sendable {
    private struct State {
        var rung = false
        var waiter: CheckedContinuation<Void, Never>?
    }
    private let state = Mutex(State())

    package init() {}

    package func ring() {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard let waiter = state.waiter else {
                state.rung = true
                return nil
            }
            state.waiter = nil
            return waiter
        }
        waiter?.resume()
    }

    /// Returns at the next ring, after a time, or when the task is cancelled. One task at a time may wait.
    package func wait(atMost limit: Duration) async {
        // Under load it has rung already, and a timer that isn't needed costs as much as a small job.
        if takeRing() { return }
        let timer = Task { [self] in
            if (try? await Task.sleep(for: limit)) != nil { wake() }
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let now = state.withLock { state -> Bool in
                    if state.rung || Task.isCancelled {
                        state.rung = false
                        return true
                    }
                    state.waiter = continuation
                    return false
                }
                if now { continuation.resume() }
            }
        } onCancel: {
            wake()
        }
        timer.cancel()
    }

    /// Whether it has rung since it was last waited for. From here on it is no more: whoever is told so looks.
    func takeRing() -> Bool {
        state.withLock { state in
            defer { state.rung = false }
            return state.rung
        }
    }

    /// Ends a wait that is under way, without being remembered.
    private func wake() {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }
}
