import Logging
import Synchronization

/// A connection with a thread of its own. libpq's calls block, and transactions run on it as plain synchronous closures.
actor PostgresConnection {
    private let executor = QueueExecutor(label: "storage.postgres")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private var session: PostgresSession?
    /// Whether the pool may hand it out again. Set on the connection's thread before the pool looks.
    private nonisolated let usable = Atomic(false)

    nonisolated var isUsable: Bool { usable.load(ordering: .acquiring) }

    func open(conninfo: String, options: DatabaseOptions, logger: Logger) throws {
        session = try PostgresSession(conninfo: conninfo, options: options, logger: logger)
        usable.store(true, ordering: .releasing)
    }

    /// Runs a closure in a transaction.
    func transaction<T: Sendable>(_ kind: PostgresTransaction, _ work: @Sendable (any Connection) throws -> T) throws -> T {
        guard let session else { throw StorageError.closed }
        defer { usable.store(session.isUsable, ordering: .releasing) }
        return try session.transaction(kind, work)
    }

    func close() {
        session = nil
        usable.store(false, ordering: .releasing)
    }
}
