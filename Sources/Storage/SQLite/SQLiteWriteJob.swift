import Synchronization

/// A write that waits for its turn, whatever type it returns.
protocol SQLiteWriteJob: AnyObject, Sendable {
    var ticket: WriteTicket { get }

    /// Runs the closure and keeps its result until the group is durable. Returns whether it succeeded.
    func run(on session: SQLiteSession, guarded: Bool) -> Bool

    /// Replaces the result: the group it belonged to is lost.
    func fail(_ error: any Error)

    /// Lets the caller go on with the result.
    func settle()
}

/// Lets a cancelled caller say that it no longer waits.
final class WriteTicket: Sendable {
    private let cancelled = Atomic(false)

    var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    func cancel() { cancelled.store(true, ordering: .relaxed) }
}

/// Unchecked because after it was handed over only the writer's queue touches it.
final class TypedSQLiteWriteJob<T: Sendable>: SQLiteWriteJob, @unchecked Sendable {
    let ticket: WriteTicket
    private let work: @Sendable (any Connection) throws -> T
    private let continuation: CheckedContinuation<T, any Error>
    private var result: Result<T, any Error> = .failure(CancellationError())

    init(
        ticket: WriteTicket, work: @Sendable @escaping (any Connection) throws -> T,
        continuation: CheckedContinuation<T, any Error>
    ) {
        self.work = work
        self.continuation = continuation
        self.ticket = ticket
    }

    func run(on session: SQLiteSession, guarded: Bool) -> Bool {
        do {
            result = .success(try session.attempt(guarded: guarded, work))
            return true
        } catch {
            result = .failure(error)
            return false
        }
    }

    func fail(_ error: any Error) {
        result = .failure(error)
    }

    func settle() {
        continuation.resume(with: result)
    }
}
