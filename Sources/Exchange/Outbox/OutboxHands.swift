import Contracts
import Synchronization

/// Messages that this process has stored and delivers at once: they need neither be looked for in the table nor claimed there, where others leave them
/// alone until their lease is over. What is in hand and not delivered before the process dies is found when that time has come.
package final class OutboxHands: Sendable {
    private struct State {
        var jobs: [OutboxJob] = []
        var isServed = false
    }

    private let state = Mutex(State())
    /// Rings when there is something to deliver, in hand or in the table.
    let bell = Bell()

    package init() {}

    /// More than anybody could deliver soon: the table keeps them.
    private static let most = 4_096

    /// Whether somebody in this process delivers what is put here. If not, messages are stored for whoever looks at the table first.
    package var isServed: Bool { state.withLock { $0.isServed } }

    /// Somebody delivers from here on.
    func serve() {
        state.withLock { $0.isServed = true }
    }

    /// Takes messages that were stored as handed over (`Outbox.enqueue`); where nobody delivers, the table keeps them.
    package func take(_ messages: [OutgoingMessage]) {
        guard !messages.isEmpty else { return }
        state.withLock { state in
            guard state.isServed, state.jobs.count < Self.most else { return }
            state.jobs += messages.map { message in
                OutboxJob(
                    id: message.id, peer: message.peer.wire, contract: message.contract, caseID: message.caseID,
                    purpose: message.purpose, payload: .plain(message.payload), attempts: 1)
            }
        }
        bell.ring()
    }

    /// Something was put into the table: look now.
    package func ring() { bell.ring() }

    var isEmpty: Bool { state.withLock { $0.jobs.isEmpty } }

    /// What is to be delivered next.
    func next(atMost limit: Int) -> [OutboxJob] {
        state.withLock { state in
            let taken = Array(state.jobs.prefix(limit))
            state.jobs.removeFirst(taken.count)
            return taken
        }
    }
}
