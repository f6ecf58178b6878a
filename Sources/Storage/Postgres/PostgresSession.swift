import Logging

/// The transaction that is open on one connection to a PostgreSQL server.
///
/// Lives inside one ``PostgresConnection``, whose thread makes all of libpq's blocking calls.
final class PostgresSession: Connection {
    let engine = Engine.postgres
    private let wire: PostgresWire
    /// The command that begins the transaction. It travels with the first statement.
    private var pendingBegin: String?
    private var savepointDepth = 0
    /// What spoilt the open transaction. The server would refuse further statements too; this tells why.
    private var failure: StorageError?

    /// - Throws: ``StorageError/connectionLost(_:)`` if the server can't be reached; ``StorageError/unsuitable(_:)`` if it does
    ///   not keep what it confirms.
    init(conninfo: String, options: DatabaseOptions, logger: Logger) throws(StorageError) {
        wire = try PostgresWire(conninfo: conninfo, options: options, logger: logger)
        try prepareSession(options)
    }

    private func prepareSession(_ options: DatabaseOptions) throws(StorageError) {
        let wanted = [
            ("fsync", ["on"]), ("full_page_writes", ["on"]), ("server_encoding", ["UTF8"]),
            ("synchronous_commit", ["on", "remote_apply", "remote_write", "local"]),
        ]
        for (setting, allowed) in wanted {
            let found = try wire.run(["SELECT current_setting(\(setting)) AS setting"]).first?.rows().first?.text("setting") ?? ""
            guard allowed.contains(found) else { throw .unsuitable("the PostgreSQL server has \(setting) = \(found)") }
        }
        try wire.command(
            """
            SET statement_timeout = \(options.statementTimeout.milliseconds);
            SET lock_timeout = \(options.lockTimeout.milliseconds);
            SET idle_in_transaction_session_timeout = 60000;
            SET timezone = 'UTC'; SET bytea_output = 'hex'; SET extra_float_digits = 1
            """)
    }

    /// Whether the connection can be used for another transaction.
    var isUsable: Bool { wire.isUsable }

    /// Runs one command outside a transaction.
    func command(_ text: String) throws(StorageError) {
        try wire.command(text)
    }

    // MARK: Statements

    func rows(_ sql: SQL) throws -> [ResultRow] {
        try noting { () throws(StorageError) in try run(CollectionOfOne(sql)).first?.rows() ?? [] }
    }

    func execute(_ sql: SQL) throws -> Int {
        try noting { () throws(StorageError) in try run(CollectionOfOne(sql)).first?.changes ?? 0 }
    }

    func executeAll(_ statements: [SQL]) throws -> [Int] {
        try inPortions(statements) { answer throws(StorageError) in answer.changes }
    }

    func answers(to statements: [SQL]) throws -> [StatementAnswer] {
        try inPortions(statements) { answer throws(StorageError) in StatementAnswer(changes: answer.changes, rows: try answer.rows()) }
    }

    /// In portions, so that answers to thousands of statements don't pile up in memory.
    private func inPortions<T>(_ statements: [SQL], _ read: (PostgresAnswer) throws(StorageError) -> T) throws -> [T] {
        var results: [T] = []
        var rest = statements[...]
        while !rest.isEmpty {
            let portion = rest.prefix(500)
            rest = rest.dropFirst(500)
            try noting { () throws(StorageError) in
                for answer in try run(portion) { results.append(try read(answer)) }
            }
        }
        return results
    }

    /// Inserts rows by COPY.
    func insertAll(_ rows: BulkRows, numberedFrom first: Int64) throws {
        try noting { () throws(StorageError) in
            try rows.check()
            try begin()
            try wire.copy(rows, numberedFrom: first)
        }
    }

    func script(_ text: String) throws {
        try noting { () throws(StorageError) in
            try begin()
            try wire.command(text)
        }
    }

    private func run(_ statements: some Collection<SQL>) throws(StorageError) -> [PostgresAnswer] {
        for sql in statements { try sql.check() }
        let begin = pendingBegin
        pendingBegin = nil
        return try wire.run(statements, after: begin)
    }

    private func begin() throws(StorageError) {
        guard let begin = pendingBegin else { return }
        pendingBegin = nil
        try wire.command(begin)
    }

    /// Remembers the failure that ends the transaction.
    private func noting<T>(_ work: () throws(StorageError) -> T) throws(StorageError) -> T {
        if failure != nil { throw .transactionAborted }
        do {
            return try work()
        } catch {
            failure = error
            throw error
        }
    }

    // MARK: Transactions

    /// Runs a closure in a transaction. What is thrown tells whether it may be run again, see ``StorageError/isTransient``.
    func transaction<T>(_ kind: PostgresTransaction, _ work: (any Connection) throws -> T) throws -> T {
        failure = nil
        savepointDepth = 0
        pendingBegin = kind.begin
        let value: T
        do {
            value = try work(self)
            if let failure { throw failure }
        } catch {
            rollBack()
            // The closure may have caught the conflict and thrown something of its own.
            if let failure, failure.isTransient { throw failure }
            throw error
        }
        if pendingBegin != nil { return value }  // It did nothing.
        if kind.changesNothing { wire.sendLast("COMMIT") } else { try commit() }
        return value
    }

    private func rollBack() {
        guard pendingBegin == nil, wire.isConnected else { return }
        // If it fails the connection is no longer usable, which the pool sees; the server has rolled back then.
        _ = try? wire.command("ROLLBACK")
        wire.tidy()
    }

    private func commit() throws(StorageError) {
        wire.warning = nil
        let tag: String
        do {
            tag = try wire.command("COMMIT")
        } catch .connectionLost(let message), .other(code: "libpq", let message) {
            throw .outcomeUnknown(message)
        }
        guard tag == "COMMIT" else { throw .transactionAborted }
        // The commit is on this server, but its standbys did not confirm it: it may be lost with the server.
        if let warning = wire.warning { throw .outcomeUnknown(warning) }
        wire.tidy()
    }

    func savepoint<T>(_ work: () throws -> T) throws -> T {
        savepointDepth += 1
        defer { savepointDepth -= 1 }
        let name = "attempt_\(savepointDepth)"
        try noting { () throws(StorageError) in
            try begin()
            try wire.command("SAVEPOINT \(name)")
        }
        do {
            let value = try work()
            if let failure { throw failure }
            try noting { () throws(StorageError) in _ = try wire.command("RELEASE \(name)") }
            return value
        } catch {
            // After a conflict or on a lost connection nothing can be saved; the transaction as a whole runs again.
            if let failure, failure.isTransient { throw failure }
            failure = nil
            try noting { () throws(StorageError) in
                try wire.command("ROLLBACK TO \(name)")
                try wire.command("RELEASE \(name)")
            }
            throw error
        }
    }
}

/// The kinds of transactions that are run.
enum PostgresTransaction: Sendable {
    case read
    case write(WriteIsolation)

    var begin: String {
        switch self {
        case .read: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        case .write(.serializable): "BEGIN ISOLATION LEVEL SERIALIZABLE"
        case .write(.rowLocks): "BEGIN ISOLATION LEVEL READ COMMITTED"
        }
    }

    var changesNothing: Bool {
        if case .read = self { true } else { false }
    }
}
