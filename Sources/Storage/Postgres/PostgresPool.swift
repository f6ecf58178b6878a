import Logging
import Synchronization

/// The connections of a PostgreSQL database: opened when wanted, at most so many, handed out in the order of asking.
final class PostgresPool: Sendable {
    private typealias Grant = CheckedContinuation<PostgresConnection?, any Error>

    private struct Waiter {
        let id: UInt64
        let deadline: ContinuousClock.Instant
        let grant: Grant
    }

    private struct State {
        /// The last one used is handed out first: the others may go cold.
        var idle: [PostgresConnection] = []
        /// Those that are idle, in use or being opened.
        var count = 0
        var waiters: [Waiter] = []
        var nextID: UInt64 = 0
        var watching = false
        var closed = false
        var whenEmpty: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let conninfo: String
    private let options: DatabaseOptions
    private let logger: Logger

    init(conninfo: String, options: DatabaseOptions, logger: Logger) {
        self.conninfo = conninfo
        self.options = options
        self.logger = logger
    }

    /// Waits for a connection and runs `use` with it.
    /// - Throws: ``StorageError/busy`` if none became free in time, ``StorageError/closed``, `CancellationError`, what `use` throws.
    func withConnection<T: Sendable>(_ use: (PostgresConnection) async throws -> T) async throws -> T {
        let connection = try await acquire()
        do {
            let value = try await use(connection)
            await release(connection)
            return value
        } catch {
            await release(connection)
            throw error
        }
    }

    // MARK: Handing out

    private func acquire() async throws -> PostgresConnection {
        if let connection = try await grant() { return connection }
        // There is room for a new one, and it is already counted.
        let connection = PostgresConnection()
        do {
            try await connection.open(conninfo: conninfo, options: options, logger: logger)
            return connection
        } catch {
            giveUpPlace()
            throw error
        }
    }

    /// Returns a free connection, or nil for the permission to open one.
    private func grant() async throws -> PostgresConnection? {
        try Task.checkCancellation()
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (grant: Grant) in
                let immediate: Result<PostgresConnection?, any Error>? = state.withLock { state in
                    if state.closed { return .failure(StorageError.closed) }
                    if let connection = state.idle.popLast() { return .success(connection) }
                    if state.count < max(options.connections, 1) {
                        state.count += 1
                        return .success(nil)
                    }
                    state.waiters.append(Waiter(id: id, deadline: .now + options.acquireTimeout, grant: grant))
                    return nil
                }
                if let immediate { return grant.resume(with: immediate) }
                if Task.isCancelled { cancel(id) }
                watchDeadlines()
            }
        } onCancel: {
            cancel(id)
        }
    }

    private func cancel(_ id: UInt64) {
        let waiter = state.withLock { state in
            state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0) }
        }
        waiter?.grant.resume(throwing: CancellationError())
    }

    /// One task for all that wait; the first in the queue is the first to run out of time.
    private func watchDeadlines() {
        let starts = state.withLock { state in
            defer { state.watching = true }
            return !state.watching
        }
        guard starts else { return }
        Task {
            while let next = nextDeadline() {
                try? await Task.sleep(until: next, tolerance: .milliseconds(5), clock: .continuous)
            }
        }
    }

    private func nextDeadline() -> ContinuousClock.Instant? {
        let (late, next) = state.withLock { state in
            let late = state.waiters.prefix { $0.deadline <= .now }
            state.waiters.removeFirst(late.count)
            state.watching = !state.waiters.isEmpty
            return (late, state.waiters.first?.deadline)
        }
        for waiter in late { waiter.grant.resume(throwing: StorageError.busy) }
        return next
    }

    // MARK: Taking back

    private func release(_ connection: PostgresConnection) async {
        guard connection.isUsable else {
            await connection.close()
            // Others that went idle earlier have most likely lost the same server.
            for idle in state.withLock({ takeIdle(&$0) }) {
                await idle.close()
                giveUpPlace()
            }
            return giveUpPlace()
        }
        let (waiter, close) = state.withLock { state -> (Waiter?, Bool) in
            if state.closed { return (nil, true) }
            if !state.waiters.isEmpty { return (state.waiters.removeFirst(), false) }
            state.idle.append(connection)
            return (nil, false)
        }
        waiter?.grant.resume(returning: connection)
        if close {
            await connection.close()
            giveUpPlace()
        }
    }

    /// A connection is gone: whoever waits longest may open another.
    private func giveUpPlace() {
        let (waiter, empty) = state.withLock { state -> (Waiter?, [CheckedContinuation<Void, Never>]) in
            if !state.closed, !state.waiters.isEmpty { return (state.waiters.removeFirst(), []) }
            state.count -= 1
            guard state.count == 0 else { return (nil, []) }
            defer { state.whenEmpty = [] }
            return (nil, state.whenEmpty)
        }
        waiter?.grant.resume(returning: nil)
        for closer in empty { closer.resume() }
    }

    private func takeIdle(_ state: inout State) -> [PostgresConnection] {
        defer { state.idle = [] }
        return state.idle
    }

    /// Refuses whoever waits, lets running transactions end, and closes all connections.
    func close() async {
        let (idle, waiters) = state.withLock { state in
            defer { state.waiters = [] }
            state.closed = true
            return (takeIdle(&state), state.waiters)
        }
        for waiter in waiters { waiter.grant.resume(throwing: StorageError.closed) }
        for connection in idle {
            await connection.close()
            giveUpPlace()
        }
        await withCheckedContinuation { continuation in
            let done = state.withLock { state in
                if state.count > 0 { state.whenEmpty.append(continuation) }
                return state.count == 0
            }
            if done { continuation.resume() }
        }
    }
}
