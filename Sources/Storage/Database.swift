/// A database on one of the two engines. Obtained from ``openDatabase(_:options:logger:)``.
///
/// Closures are synchronous and run on the engine's own threads, never on the cooperative pool. They see one consistent
/// snapshot. Don't start a `read` or `write` inside a closure: the closure's own connection does it all.
package protocol Database: Sendable {
    var engine: Engine { get }

    /// Reads one snapshot. A statement that writes is refused with ``StorageError/readOnly``.
    func read<T: Sendable>(_ work: @Sendable @escaping (any Connection) throws -> T) async throws -> T

    /// Runs a transaction and returns after it was made durable. A closure that throws changes nothing.
    ///
    /// The closure must have no effect outside the database: it may be run again, after a conflict with another transaction
    /// or because another closure of its group spoilt the group.
    @discardableResult
    func write<T: Sendable>(
        _ isolation: WriteIsolation, _ work: @Sendable @escaping (any Connection) throws -> T
    ) async throws -> T

    /// Waits for what is running, then closes. Later calls throw ``StorageError/closed``.
    func close() async
}

extension Database {
    /// Runs a serialisable transaction: as if no other one ran at the same time.
    @discardableResult
    package func write<T: Sendable>(_ work: @Sendable @escaping (any Connection) throws -> T) async throws -> T {
        try await write(.serializable, work)
    }
}

/// How a write is kept apart from others that run at the same time. SQLite has one writer: everything is serialisable there.
package enum WriteIsolation: Sendable {
    /// As if it ran alone. Right for everything unless measured otherwise.
    case serializable
    /// PostgreSQL's READ COMMITTED: each statement sees what is committed when it begins. Right for work queues and
    /// wherever the closure locks the rows it decides on (``Connection/forUpdate``, ``Connection/lock(_:)``).
    case rowLocks
}

/// The open transaction inside a `read` or `write` closure. Don't let it escape the closure.
package protocol Connection {
    var engine: Engine { get }

    /// What seals the rows that are written (``SealingDatabase``); nil where rows aren't sealed.
    var sealer: RowSealer? { get }

    /// All rows of a query, or of a change with `RETURNING`.
    func rows(_ sql: SQL) throws -> [ResultRow]

    /// Runs a change and returns how many rows it inserted, changed or deleted (0 for anything else).
    @discardableResult func execute(_ sql: SQL) throws -> Int

    /// Runs several changes in order and returns how many rows each changed. On PostgreSQL they travel in one round trip: use it
    /// where a transaction writes to many tables. After one that fails the others are not run.
    @discardableResult func executeAll(_ statements: [SQL]) throws -> [Int]

    /// Runs several statements in order, in one round trip as ``executeAll(_:)`` does, and returns what each answered.
    func answers(to statements: [SQL]) throws -> [StatementAnswer]

    /// Runs several statements without parameters, separated by semicolons. For migrations only.
    func script(_ text: String) throws

    /// Runs a part whose failure may be caught: if `work` throws, its changes are undone and the transaction goes on.
    func savepoint<T>(_ work: () throws -> T) throws -> T
}

/// What a statement answered.
package struct StatementAnswer: Sendable {
    /// How many rows it changed.
    package let changes: Int
    package let rows: [ResultRow]
}

extension Connection {
    package var sealer: RowSealer? { nil }

    /// The first row of a query, or nil.
    package func row(_ sql: SQL) throws -> ResultRow? {
        try rows(sql).first
    }
}
