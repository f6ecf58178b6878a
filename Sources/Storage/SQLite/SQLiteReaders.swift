import Dispatch
import Foundation
import GRDBSQLite
import Synchronization

/// The readers of a SQLite database: a few threads, each with a connection of its own, that take the reads which wait.
///
/// A read of one case takes some twenty microseconds, so what counts is how it gets to its thread: under load the threads find the
/// next read waiting and never sleep, where a queue for each connection would wake a thread for every read. Reads that waited when a
/// snapshot was opened share it: SQLite forgets its pages whenever a snapshot finds that somebody has written, so each new one reads
/// them from the file again. For the same reason the reader that fell asleep last is woken first: it knows most of today's pages.
final class SQLiteReaders: Sendable {
    private let state: Mutex<State>

    private struct State {
        var waiting: [Job] = []
        /// First of `waiting` that nobody has taken.
        var next = 0
        var isClosed = false
        /// Readers that sleep, the one that fell asleep last at the end.
        var asleep: [DispatchSemaphore] = []
        /// Reads submitted so far: a read may run in any snapshot that was opened after it was submitted.
        var submitted: UInt64 = 0

        mutating func pop() -> Job {
            let job = waiting[next]
            next += 1
            if next == waiting.count {
                waiting.removeAll(keepingCapacity: true)
                next = 0
            } else if next >= 1_024 {
                waiting.removeFirst(next)
                next = 0
            }
            return job
        }
    }

    /// Those whose connections are open.
    private let running = DispatchGroup()

    /// A read that waits, whatever it returns.
    private struct Job {
        var number: UInt64 = 0
        let run: @Sendable (SQLiteSession) -> Void
        let refuse: @Sendable (StorageError) -> Void
    }

    /// - Throws: what SQLite says when it can't open the file.
    init(path: String, options: DatabaseOptions) throws {
        var handles: [OpaquePointer] = []
        do {
            for _ in 0..<max(options.readers, 1) { handles.append(try Self.open(path, options)) }
        } catch {
            for handle in handles { sqlite3_close_v2(handle) }
            throw error
        }
        state = Mutex(State())
        for handle in handles {
            running.enter()
            let address = UInt(bitPattern: handle)
            let thread = Thread { [self] in
                guard let handle = OpaquePointer(bitPattern: address) else { return }
                serve(SQLiteSession(handle, options: options))
                sqlite3_close_v2(handle)
                running.leave()
            }
            thread.name = "storage.reader"
            // As the main thread's: what statements and closures of pages need.
            thread.stackSize = 4 << 20
            thread.start()
        }
    }

    private static func open(_ path: String, _ options: DatabaseOptions) throws -> OpaquePointer {
        var handle: OpaquePointer?
        let code = sqlite3_open_v2(path, &handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let handle else {
            defer { sqlite3_close_v2(handle) }
            throw handle.map { StorageError(sqlite: $0) } ?? StorageError.busy
        }
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, Int32(clamping: options.lockTimeout.milliseconds))
        guard sqlite3_exec(handle, "PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY", nil, nil, nil) == SQLITE_OK else {
            defer { sqlite3_close_v2(handle) }
            throw StorageError(sqlite: handle)
        }
        return handle
    }

    func read<T: Sendable>(_ work: @Sendable @escaping (any Connection) throws -> T) async throws -> T {
        try Task.checkCancellation()
        let ticket = WriteTicket()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<T, any Error>) in
                submit(
                    Job(
                        run: { session in
                            guard !ticket.isCancelled else { return continuation.resume(throwing: CancellationError()) }
                            continuation.resume(with: Result { try session.readInSnapshot(work) })
                        },
                        refuse: { continuation.resume(throwing: $0) }))
            }
        } onCancel: {
            ticket.cancel()
        }
    }

    private func submit(_ job: Job) {
        let (isAccepted, reader) = state.withLock { state -> (Bool, DispatchSemaphore?) in
            guard !state.isClosed else { return (false, nil) }
            state.submitted += 1
            var job = job
            job.number = state.submitted
            state.waiting.append(job)
            return (true, state.asleep.popLast())
        }
        reader?.signal()
        if !isAccepted { job.refuse(.closed) }
    }

    private func serve(_ session: SQLiteSession) {
        let bell = DispatchSemaphore(value: 0)
        while let first = take(bell) {
            do {
                try session.control("BEGIN")
            } catch {
                first.refuse(error)
                continue
            }
            // The snapshot itself is taken at the first statement, which is later still.
            let opened = state.withLock { $0.submitted }
            first.run(session)
            while session.isInTransaction, let job = take(submittedUpTo: opened) { job.run(session) }
            if session.isInTransaction { try? session.control("COMMIT") }
            if session.isInTransaction { try? session.control("ROLLBACK") }
        }
        session.finish()
    }

    /// - Returns: the next read if it waits and was submitted early enough; it isn't waited for.
    private func take(submittedUpTo opened: UInt64) -> Job? {
        state.withLock { state in
            guard state.next < state.waiting.count, state.waiting[state.next].number <= opened else { return nil }
            return state.pop()
        }
    }

    /// - Parameter bell: this reader's, by which it is woken.
    /// - Returns: nil once it is closed and everything that waited is done.
    private func take(_ bell: DispatchSemaphore) -> Job? {
        while true {
            let (job, isLast) = state.withLock { state -> (Job?, Bool) in
                if state.next < state.waiting.count { return (state.pop(), false) }
                if !state.isClosed { state.asleep.append(bell) }
                return (nil, state.isClosed)
            }
            if job != nil || isLast { return job }
            bell.wait()
        }
    }

    /// Refuses further reads and waits for those that were accepted. Blocks.
    func close() {
        let asleep = state.withLock { state in
            state.isClosed = true
            defer { state.asleep = [] }
            return state.asleep
        }
        for bell in asleep { bell.signal() }
        running.wait()
    }
}
