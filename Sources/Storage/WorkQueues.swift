// Work queues are tables. Any number of workers, in any number of server processes, takes jobs from them like this, the
// same text on both engines:
//
//     let jobs = try await database.write(.rowLocks) { connection in
//         try connection.rows("""
//             WITH picked AS MATERIALIZED (
//                 SELECT id FROM job WHERE state = 'waiting' AND due <= \(now)
//                 ORDER BY due, id LIMIT \(count) \(sql: connection.forUpdateSkipLocked))
//             UPDATE job SET state = 'taken', lease_until = \(now + lease) FROM picked WHERE job.id = picked.id
//             RETURNING job.id, job.body
//             """)
//     }
//
// The inner query must be a materialised CTE: PostgreSQL may run a plain subquery more than once and so lock more rows than
// the limit. A worker that dies leaves the lease to run out; the job is then taken again, so its effect must be idempotent.

extension Connection {
    /// Locks the selected rows until the end of the transaction and skips those that others hold.
    /// Stands at the end of a `SELECT`. Empty on SQLite, where there is only one writer at a time.
    package var forUpdateSkipLocked: SQL {
        engine == .postgres ? "FOR UPDATE SKIP LOCKED" : ""
    }

    /// Locks the selected rows until the end of the transaction and waits for those that others hold.
    /// Stands at the end of a `SELECT`. Empty on SQLite, where there is only one writer at a time.
    package var forUpdate: SQL {
        engine == .postgres ? "FOR UPDATE" : ""
    }

    /// Waits until no other transaction holds the lock of this name, and holds it until the end of this one.
    ///
    /// Use it with ``WriteIsolation/rowLocks``: a serialisable transaction would still see what was there before it waited.
    package func lock(_ name: String) throws {
        guard engine == .postgres else { return }
        _ = try rows("SELECT pg_advisory_xact_lock(hashtextextended(\(name), 0))")
    }

    /// Takes the lock of this name until the end of the transaction if nobody holds it. Returns whether it did; so one of
    /// several server processes is elected for a piece of work.
    package func tryLock(_ name: String) throws -> Bool {
        guard engine == .postgres else { return true }
        return try row("SELECT pg_try_advisory_xact_lock(hashtextextended(\(name), 0)) AS held")?.bool("held") ?? false
    }
}
