import Dispatch
import StorageTesting
import Synchronization
import Testing

/// Stops reads or writes half-way, and counts them.
final class Stage: Sendable {
    private let gate = DispatchSemaphore(value: 0)
    private let counts = Mutex((arrived: 0, entered: 0, left: 0))

    var arrived: Int { counts.withLock { $0.arrived } }
    var entered: Int { counts.withLock { $0.entered } }
    var left: Int { counts.withLock { $0.left } }

    func wait() {
        if gate.wait(timeout: .now() + .seconds(Int(testPatience.components.seconds))) == .timedOut { Issue.record("nobody opened the stage") }
    }

    func block() {
        arrive()
        wait()
    }

    func open() { _ = gate.signal() }

    func enter() -> Int {
        counts.withLock { counts in
            counts.entered += 1
            return counts.entered
        }
    }

    func arrive() { counts.withLock { $0.arrived += 1 } }
    func leave() { counts.withLock { $0.left += 1 } }
}
