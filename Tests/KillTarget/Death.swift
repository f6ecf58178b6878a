import Foundation
import Synchronization

/// SIGKILL by a process's own hand: some time after a batch, in the midst of the next, and at the latest ten batches later, however busy
/// the machine is and whoever watches.
final class Death: Sendable {
    private let batches: Int
    private let microseconds: Int
    private let counted = Mutex(0)

    init(after batches: Int, microseconds: Int) {
        self.batches = batches
        self.microseconds = microseconds
    }

    func count() {
        let now = counted.withLock { counted in
            counted += 1
            return counted
        }
        if now == batches {
            let pause = UInt32(microseconds)
            Thread.detachNewThread {
                usleep(pause)
                kill(getpid(), SIGKILL)
            }
        }
        if now >= batches + 10 { kill(getpid(), SIGKILL) }
    }
}
