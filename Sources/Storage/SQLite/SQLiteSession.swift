import GRDBSQLite

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// One SQLite connection with its prepared statements, and the transaction that is open on it.
///
/// GRDB opens and owns the connections; statements go straight to SQLite, because GRDB's observation and row types would cost
/// more than the statements themselves.
///
/// Unchecked because GRDB runs everything on a connection on that connection's own serial queue, and nothing else touches it.
final class SQLiteSession: Connection, @unchecked Sendable {
    let engine = Engine.sqlite
    private let handle: OpaquePointer
    private var cache: RecencyCache<SQLShape, SQLiteStatement>
    private let statementTimeout: UInt64
    private let refusesScans: Bool
    /// `.max` for none. Zero until the running statement has been looked at for the first time: most are done before, and need no clock.
    private var deadline = UInt64.max
    private var timedOut = false

    /// What spoilt the open transaction: it may do nothing more, as on PostgreSQL.
    private(set) var failure: StorageError?
    /// A savepoint is opened when the first statement needs it: a closure that only looks and refuses costs none.
    private var savepointDue = false
    private var savepointOpen = false
    /// Whether the running closure has tried to change something.
    private(set) var hasWritten = false
    /// How many further groups give each of their closures a savepoint: some closure had to be undone lately.
    var guardedGroups = 0
    /// Of the writer's connection: how its groups have lately been.
    var pace = WritePace()

    init(_ handle: OpaquePointer, options: DatabaseOptions) {
        self.handle = handle
        cache = RecencyCache(limit: options.cachedStatements)
        statementTimeout = options.statementTimeout.nanoseconds
        refusesScans = options.refusesScans
        SQLiteFunctions.add(to: handle)
        let context = Unmanaged.passUnretained(self).toOpaque()
        // Looks at the clock every few thousand steps of SQLite's machine: about every tenth of a millisecond.
        sqlite3_progress_handler(handle, 4_000, { Unmanaged<SQLiteSession>.fromOpaque($0!).takeUnretainedValue().isLate() }, context)
    }

    /// Gives the statements back to SQLite, which could not close the connection otherwise.
    func finish() {
        cache.removeAll()
        sqlite3_progress_handler(handle, 0, nil, nil)
    }

    private func isLate() -> Int32 {
        let now = monotonicNanoseconds()
        if deadline == 0 { deadline = now &+ statementTimeout }
        timedOut = now > deadline
        return timedOut ? 1 : 0
    }

    // MARK: Statements

    func rows(_ sql: SQL) throws -> [ResultRow] {
        var rows: [ResultRow] = []
        _ = try run(sql) { rows.append(ResultRow(columns: $0.columns, values: $0.values())) }
        return rows
    }

    func execute(_ sql: SQL) throws -> Int {
        let statement = try run(sql) { _ in }
        return statement.countsRows ? Int(sqlite3_changes64(handle)) : 0
    }

    func executeAll(_ statements: [SQL]) throws -> [Int] {
        try statements.map { try execute($0) }
    }

    func answers(to statements: [SQL]) throws -> [StatementAnswer] {
        try statements.map { sql in
            var rows: [ResultRow] = []
            let statement = try run(sql) { rows.append(ResultRow(columns: $0.columns, values: $0.values())) }
            return StatementAnswer(changes: statement.countsRows ? Int(sqlite3_changes64(handle)) : 0, rows: rows)
        }
    }

    func insertAll(_ rows: BulkRows, numberedFrom first: Int64) throws(StorageError) {
        if failure != nil { throw .transactionAborted }
        do { try rows.check() } catch { throw note(error) }
        let statement: SQLiteStatement
        do { statement = try prepared(rows.insertion(of: 1)) } catch { throw note(error) }
        try openSavepointIfDue()
        hasWritten = true
        timedOut = false
        deadline = .max  // Each row takes microseconds, however many there are.
        do { try statement.insertAll(rows, numberedFrom: first, on: handle) } catch { throw note(error) }
    }

    func script(_ text: String) throws {
        if failure != nil { throw StorageError.transactionAborted }
        try openSavepointIfDue()
        hasWritten = true
        deadline = .max  // A migration may take its time.
        guard sqlite3_exec(handle, text, nil, nil, nil) == SQLITE_OK else { throw fail() }
    }

    private func run(_ sql: SQL, row: (SQLiteStatement) -> Void) throws(StorageError) -> SQLiteStatement {
        if failure != nil { throw .transactionAborted }
        do { try sql.check() } catch { throw note(error) }
        let statement: SQLiteStatement
        do { statement = try prepared(sql.shape) } catch { throw note(error) }
        if statement.writes {
            try openSavepointIfDue()
            hasWritten = true
        }
        timedOut = false
        deadline = 0
        do { try statement.run(sql.bindings, row: row, on: handle) } catch { throw note(error) }
        return statement
    }

    private func prepared(_ shape: SQLShape) throws(StorageError) -> SQLiteStatement {
        if let known = cache.value(for: shape) { return known }
        guard !shape.holdsQuestionMark else { throw .invalidStatement(SQL.questionMark) }
        let text = shape.text
        let statement = try SQLiteStatement(text, on: handle)
        if refusesScans, let step = SQLitePlan.wholesale(text, on: handle).first { throw .invalidStatement("\(step): \(text)") }
        _ = cache.insert(statement, for: shape)
        return statement
    }

    private func fail() -> StorageError {
        note(StorageError(sqlite: handle))
    }

    private func note(_ error: StorageError) -> StorageError {
        failure = error
        return error
    }

    // MARK: Transactions

    /// Runs statements of our own that have no parameters.
    func control(_ text: StaticString) throws(StorageError) {
        deadline = .max
        try prepared(SQLShape(text)).run([], row: { _ in }, on: handle)
    }

    /// Whether SQLite has a transaction open. It ends one by itself after some errors (disk full, interrupted write).
    var isInTransaction: Bool {
        sqlite3_get_autocommit(handle) == 0
    }

    /// Runs a closure that only reads in the open snapshot. If it throws, the snapshot serves the next one all the same.
    func readInSnapshot<T>(_ work: (any Connection) throws -> T) throws -> T {
        failure = nil
        do {
            let value = try work(self)
            if let failure { throw failure }
            return value
        } catch {
            if failure == .timeout, !timedOut { throw CancellationError() }  // GRDB interrupts a cancelled task's statement
            throw error
        }
    }

    /// Runs one closure of a group.
    /// - Parameter guarded: if it throws, its own changes are undone; otherwise its caller rolls the whole transaction back.
    func attempt<T>(guarded: Bool, _ work: (any Connection) throws -> T) throws -> T {
        failure = nil
        hasWritten = false
        savepointDue = guarded
        savepointOpen = false
        defer { savepointDue = false }
        do {
            let value = try work(self)
            if let failure { throw failure }
            if savepointOpen { try control("RELEASE member") }
            return value
        } catch {
            if savepointOpen { undo(.member) }
            throw error
        }
    }

    private func openSavepointIfDue() throws(StorageError) {
        guard savepointDue else { return }
        savepointDue = false
        do { try control("SAVEPOINT member") } catch { throw note(error) }
        savepointOpen = true
    }

    func savepoint<T>(_ work: () throws -> T) throws -> T {
        if failure != nil { throw StorageError.transactionAborted }
        try openSavepointIfDue()
        try control("SAVEPOINT attempt")
        do {
            let value = try work()
            if let failure { throw failure }
            try control("RELEASE attempt")
            return value
        } catch {
            undo(.attempt)
            // SQLite may have ended the whole transaction; then there is nothing left to go on with.
            if isInTransaction { failure = nil } else { failure = failure ?? .transactionAborted }
            throw error
        }
    }

    private enum Savepoint { case member, attempt }

    /// Undoes what was done since the savepoint. If even that fails, it undoes the whole transaction: the caller sees it
    /// by ``isInTransaction``, and nothing half done is committed.
    private func undo(_ savepoint: Savepoint) {
        guard isInTransaction else { return }
        do {
            switch savepoint {
            case .member:
                try control("ROLLBACK TO member")
                try control("RELEASE member")
            case .attempt:
                try control("ROLLBACK TO attempt")
                try control("RELEASE attempt")
            }
        } catch {
            try? control("ROLLBACK")
        }
    }
}

/// A clock that never goes back, in nanoseconds.
func monotonicNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

extension Duration {
    /// Whole nanoseconds; negative durations count as none.
    var nanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        return seconds < 0 ? 0 : UInt64(seconds) * 1_000_000_000 + UInt64(max(attoseconds, 0) / 1_000_000_000)
    }

    var milliseconds: Int64 {
        Int64(nanoseconds / 1_000_000)
    }
}
