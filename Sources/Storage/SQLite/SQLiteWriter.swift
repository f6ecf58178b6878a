import GRDB
import Logging
import Synchronization

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The one writer of a SQLite database. It takes the writes that wait, runs them in one transaction and lets their callers
/// go on after one durable sync. While the disk syncs, the next group gathers: the busier it gets, the larger the groups.
final class SQLiteWriter: Sendable {
    private struct State {
        var waiting: [any SQLiteWriteJob] = []
        var draining = false
        var closed = false
    }

    private let state = Mutex(State())
    private let pool: DatabasePool
    private let sessions: SQLiteSessions
    private let options: DatabaseOptions
    private let logger: Logger

    init(pool: DatabasePool, sessions: SQLiteSessions, options: DatabaseOptions, logger: Logger) {
        self.pool = pool
        self.sessions = sessions
        self.options = options
        self.logger = logger
    }

    func write<T: Sendable>(_ work: @Sendable @escaping (any Connection) throws -> T) async throws -> T {
        let ticket = WriteTicket()
        return try await withTaskCancellationHandler {
            try Task.checkCancellation()
            return try await withCheckedThrowingContinuation { continuation in
                submit(TypedSQLiteWriteJob(ticket: ticket, work: work, continuation: continuation))
            }
        } onCancel: {
            ticket.cancel()
        }
    }

    private func submit(_ job: any SQLiteWriteJob) {
        let (refusal, starts): (StorageError?, Bool) = state.withLock { state in
            if state.closed { return (.closed, false) }
            if state.waiting.count >= options.waitingWrites { return (.overloaded, false) }
            state.waiting.append(job)
            defer { state.draining = true }
            return (nil, !state.draining)
        }
        if let refusal {
            job.fail(refusal)
            job.settle()
        } else if starts {
            // GRDB's queue for the writer: a thread of its own while there is work.
            pool.asyncWriteWithoutTransaction { self.drain($0) }
        }
    }

    /// Refuses further writes and waits for those that were accepted.
    func close() async {
        let wasClosed = state.withLock { state in
            defer { state.closed = true }
            return state.closed
        }
        if wasClosed { return }
        await withCheckedContinuation { continuation in
            pool.asyncWriteWithoutTransaction { _ in continuation.resume() }
        }
    }

    // MARK: On the writer's queue

    private func drain(_ connection: GRDB.Database) {
        let session: SQLiteSession
        do {
            session = try sessions.session(of: connection)
        } catch {
            return settle(takeWaiting(), with: error)
        }
        while true {
            var jobs = takeWaiting()[...]
            if jobs.isEmpty { return }
            if session.pace.gathers {
                let part = UInt32(clamping: options.groupGathering.nanoseconds / 1_000 / UInt64(WritePace.looks))
                for _ in 0..<WritePace.looks where part > 0 && jobs.count < WritePace.enough {
                    usleep(part)
                    jobs += takeMore()
                }
            }
            while !jobs.isEmpty {
                let waiting = jobs.count
                session.pace.begins(at: monotonicNanoseconds())
                jobs = commitGroup(jobs, on: session, limit: options.groupLimit)
                session.pace.ends(with: waiting - jobs.count, at: monotonicNanoseconds())
            }
        }
    }

    /// What has come since the first of a group were taken.
    private func takeMore() -> [any SQLiteWriteJob] {
        state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
    }

    private func takeWaiting() -> [any SQLiteWriteJob] {
        state.withLock { state in
            let taken = state.waiting
            state.waiting = []
            state.draining = !taken.isEmpty
            return taken
        }
    }

    /// How many groups are careful after a closure had to be undone.
    private static let carefulGroups = 32

    /// Runs the first jobs in one transaction and settles them.
    ///
    /// A savepoint a closure costs SQLite a copy of every page that the closure changes, so there are none as long as all goes well. When a
    /// closure throws after it has changed something, the group is rolled back and runs again with savepoints, and so do the next ones.
    /// - Returns: the jobs that are still to be run.
    private func commitGroup(
        _ jobs: ArraySlice<any SQLiteWriteJob>, on session: SQLiteSession, limit: Int
    ) -> ArraySlice<any SQLiteWriteJob> {
        do {
            try session.control("BEGIN IMMEDIATE")
        } catch {
            settle(Array(jobs.prefix(limit)), with: error)
            return jobs.dropFirst(limit)
        }
        var rest = jobs
        var group: [any SQLiteWriteJob] = []
        let alone = min(jobs.count, limit) == 1
        let guarded = !alone && session.guardedGroups > 0
        if guarded { session.guardedGroups -= 1 }
        let closing = monotonicNanoseconds() + options.groupDuration.nanoseconds
        repeat {
            let job = rest.removeFirst()
            if job.ticket.isCancelled {
                settle([job], with: CancellationError())
                continue
            }
            let succeeded = job.run(on: session, guarded: guarded)
            guard session.isInTransaction else {
                // The engine itself ended the transaction, and with it what the others of the group did: they run again.
                job.settle()
                return rerun(group, before: rest, on: session)
            }
            group.append(job)
            if !succeeded, !guarded, session.hasWritten {
                guard !alone else { return roll(group, back: session, rest: rest) }
                rollBack(session)
                session.guardedGroups = Self.carefulGroups
                return group[...] + rest
            }
        } while !rest.isEmpty && group.count < limit && monotonicNanoseconds() < closing
        do {
            try session.control("COMMIT")
        } catch {
            return commitFailed(group, error, on: session, rest: rest)
        }
        for job in group { job.settle() }
        return rest
    }

    /// The single closure of a transaction threw: undo it all, then tell.
    private func roll(
        _ group: [any SQLiteWriteJob], back session: SQLiteSession, rest: ArraySlice<any SQLiteWriteJob>
    ) -> ArraySlice<any SQLiteWriteJob> {
        rollBack(session)
        for job in group { job.settle() }
        return rest
    }

    /// A commit can fail for a deferred constraint that one closure broke, which the others must not suffer for: then each
    /// runs alone. For any other reason all callers are told; they can't know from a refusal inside the lost group either.
    private func commitFailed(
        _ group: [any SQLiteWriteJob], _ error: StorageError, on session: SQLiteSession, rest: ArraySlice<any SQLiteWriteJob>
    ) -> ArraySlice<any SQLiteWriteJob> {
        rollBack(session)
        if case .foreignKey = error, group.count > 1 { return rerun(group, before: rest, on: session) }
        logger.error("commit failed", metadata: ["writes": "\(group.count)", "error": "\(error)"])
        // After a failed sync nobody knows what is on the disk.
        if case .other(_, let message) = error {
            settle(group, with: StorageError.outcomeUnknown(message))
        } else {
            settle(group, with: error)
        }
        return rest
    }

    private func rerun(
        _ group: [any SQLiteWriteJob], before rest: ArraySlice<any SQLiteWriteJob>, on session: SQLiteSession
    ) -> ArraySlice<any SQLiteWriteJob> {
        var group = group[...]
        while !group.isEmpty { group = commitGroup(group, on: session, limit: 1) }
        return rest
    }

    private func rollBack(_ session: SQLiteSession) {
        guard session.isInTransaction else { return }
        do {
            try session.control("ROLLBACK")
        } catch {
            logger.critical("a transaction could not be rolled back", metadata: ["error": "\(error)"])
        }
    }

    private func settle(_ jobs: [any SQLiteWriteJob], with error: any Error) {
        for job in jobs {
            job.fail(error)
            job.settle()
        }
    }
}
