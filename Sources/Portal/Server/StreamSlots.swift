import Synchronization

/// Counts open streams, in all and for each client, so that they can't use up the server's connections.
package final class StreamSlots: Sendable {
    private struct State {
        var total = 0
        var clients: [String: Int] = [:]
    }

    private let state = Mutex(State())
    private let limit: Int
    private let limitPerClient: Int

    package init(limit: Int, limitPerClient: Int) {
        self.limit = limit
        self.limitPerClient = limitPerClient
    }

    package var count: Int { state.withLock { $0.total } }

    /// Nil if there are too many.
    func take(_ client: String) -> StreamSlot? {
        state.withLock { state in
            guard state.total < limit, state.clients[client, default: 0] < limitPerClient else { return nil }
            state.total += 1
            state.clients[client, default: 0] += 1
            return StreamSlot(slots: self, client: client)
        }
    }

    fileprivate func release(_ client: String) {
        state.withLock { state in
            state.total -= 1
            let rest = state.clients[client, default: 1] - 1
            state.clients[client] = rest > 0 ? rest : nil
        }
    }
}

/// One open stream. Given back once, at the latest when nobody holds it any more: a response that was never written has no end.
final class StreamSlot: Sendable {
    private let slots: StreamSlots
    private let client: String
    private let isReleased = Mutex(false)

    init(slots: StreamSlots, client: String) {
        self.slots = slots
        self.client = client
    }

    func release() {
        let first = isReleased.withLock { isReleased in
            defer { isReleased = true }
            return !isReleased
        }
        if first { slots.release(client) }
    }

    deinit { release() }
}
