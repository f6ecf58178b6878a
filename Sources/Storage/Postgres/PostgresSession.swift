import CPostgres
import Logging

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// One connection to a PostgreSQL server with its prepared statements, and the transaction that is open on it.
///
/// Lives inside one ``PostgresConnection``, whose thread makes all of libpq's blocking calls.
final class PostgresSession: Connection {
    let engine = Engine.postgres
    private let connection: OpaquePointer
    private let logger: Logger
    private var cache: RecencyCache<String, PreparedVariants>
    private var parameters = PostgresParameters()
    private var preparedCount = 0
    private var savepointDepth = 0

    /// What spoilt the open transaction. The server would refuse further statements too; this tells why.
    private var failure: StorageError?
    /// A `WARNING` came: during a commit it says that the standbys have not confirmed it.
    private var warning: String?
    /// A migration changed the columns of a statement that was prepared before it: start afresh on another connection.
    private var isStale = false

    /// - Throws: ``StorageError/connectionLost(_:)`` if the server can't be reached; ``StorageError/unsuitable(_:)`` if it does
    ///   not keep what it confirms.
    init(conninfo: String, options: DatabaseOptions, logger: Logger) throws {
        connection = try Self.connect(conninfo, options: options)
        self.logger = logger
        cache = RecencyCache(limit: options.cachedStatements)
        let context = Unmanaged.passUnretained(self).toOpaque()
        PQsetNoticeReceiver(
            connection,
            { context, result in
                guard let context, let result else { return }
                Unmanaged<PostgresSession>.fromOpaque(context).takeUnretainedValue().notice(result)
            }, context)
        try prepareSession(options)
    }

    deinit {
        PQfinish(connection)
    }

    private static func connect(_ conninfo: String, options: DatabaseOptions) throws -> OpaquePointer {
        // The first keyword is expanded, so it may be a whole URL; later ones win over what stands in it.
        let settings: [(String, String)] = [
            ("dbname", conninfo), ("client_encoding", "UTF8"),
            ("connect_timeout", "\(max(options.connectTimeout.milliseconds / 1000, 2))"),
            ("fallback_application_name", "dengbu"),
        ]
        let texts: [(UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<CChar>?)] = settings.map { (strdup($0), strdup($1)) }
        defer {
            for (keyword, value) in texts {
                free(keyword)
                free(value)
            }
        }
        let keywords = texts.map { UnsafePointer<CChar>($0.0) } + [nil]
        let values = texts.map { UnsafePointer<CChar>($0.1) } + [nil]
        guard let connection = PQconnectdbParams(keywords, values, 1) else { throw StorageError.connectionLost("out of memory") }
        guard PQstatus(connection) == CONNECTION_OK else {
            defer { PQfinish(connection) }
            throw StorageError.connectionLost(lastMessage(of: connection))
        }
        return connection
    }

    private func prepareSession(_ options: DatabaseOptions) throws {
        let wanted = [
            ("fsync", ["on"]), ("full_page_writes", ["on"]), ("server_encoding", ["UTF8"]),
            ("synchronous_commit", ["on", "remote_apply", "remote_write", "local"]),
        ]
        for (setting, allowed) in wanted {
            let found = try row("SELECT current_setting(\(setting)) AS setting")?.text("setting") ?? ""
            guard allowed.contains(found) else { throw StorageError.unsuitable("the PostgreSQL server has \(setting) = \(found)") }
        }
        try control(
            """
            SET statement_timeout = \(options.statementTimeout.milliseconds);
            SET lock_timeout = \(options.lockTimeout.milliseconds);
            SET idle_in_transaction_session_timeout = 60000;
            SET timezone = 'UTC'; SET bytea_output = 'hex'; SET extra_float_digits = 1
            """)
    }

    private func notice(_ result: OpaquePointer) {
        let message = StorageError.field(dengbu_pg_field_primary, of: result)
        if StorageError.field(dengbu_pg_field_severity, of: result) == "WARNING" {
            warning = message
            logger.warning("PostgreSQL: \(message)")
        } else {
            logger.debug("PostgreSQL: \(message)")
        }
    }

    /// Whether the connection can be used for another transaction.
    var isUsable: Bool {
        !isStale && PQstatus(connection) == CONNECTION_OK && PQtransactionStatus(connection) == PQTRANS_IDLE
    }

    // MARK: Statements

    func rows(_ sql: SQL) throws -> [ResultRow] {
        let result = try run(sql)
        defer { PQclear(result.handle) }
        do throws(StorageError) {
            return try result.statement.rows(of: result.handle)
        } catch {
            throw note(error)
        }
    }

    func execute(_ sql: SQL) throws -> Int {
        let result = try run(sql).handle
        defer { PQclear(result) }
        // A query's tag counts the rows that it returned; only changes are wanted.
        guard let tag = PQcmdStatus(result), tag[0] != CChar(UInt8(ascii: "S")), let count = PQcmdTuples(result) else { return 0 }
        return Int(String(cString: count)) ?? 0
    }

    func script(_ text: String) throws {
        if failure != nil { throw StorageError.transactionAborted }
        do throws(StorageError) { try control(text) } catch { throw note(error) }
    }

    /// Runs a statement. The caller clears the result.
    private func run(_ sql: SQL) throws -> (handle: OpaquePointer, statement: PostgresStatement) {
        if failure != nil { throw StorageError.transactionAborted }
        try sql.check()
        do {
            let statement = try prepared(sql)
            let result = try parameters.with(sql.bindings) { count, values, lengths, formats in
                PQexecPrepared(connection, statement.name, count, values, lengths, formats, 1)
            }
            return (try checked(result), statement)
        } catch let error as StorageError {
            throw note(error)
        }
    }

    private func prepared(_ sql: SQL) throws -> PostgresStatement {
        let variants: PreparedVariants
        if let known = cache.value(for: sql.text) {
            variants = known
        } else {
            variants = PreparedVariants()
            if let forgotten = cache.insert(variants, for: sql.text) {
                for statement in forgotten.statements { try control("DEALLOCATE \(statement.name)") }
            }
        }
        if let statement = variants.statement(for: sql.bindings) { return statement }
        preparedCount += 1
        let statement = PostgresStatement(name: "s\(preparedCount)", kinds: sql.bindings.map(\.kind))
        let types = statement.kinds.map(\.postgresType)
        PQclear(try checked(PQprepare(connection, statement.name, sql.postgresText, Int32(types.count), types)))
        if let forgotten = variants.add(statement) { try control("DEALLOCATE \(forgotten.name)") }
        return statement
    }

    /// The result if it is good; else it is cleared and the error thrown.
    private func checked(_ result: OpaquePointer?) throws(StorageError) -> OpaquePointer {
        guard let result else { throw .connectionLost(Self.lastMessage(of: connection)) }
        switch PQresultStatus(result) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
            return result
        default:
            defer { PQclear(result) }
            // Without a SQLSTATE the message is libpq's own: the server did not answer.
            if StorageError.field(dengbu_pg_field_sqlstate, of: result).isEmpty {
                let message = Self.lastMessage(of: connection)
                throw PQstatus(connection) == CONNECTION_OK ? .other(code: "libpq", message: message) : .connectionLost(message)
            }
            if StorageError.field(dengbu_pg_field_function, of: result) == "RevalidateCachedQuery" {
                isStale = true
                throw .serializationFailure
            }
            throw StorageError(postgres: result)
        }
    }

    private static func lastMessage(of connection: OpaquePointer) -> String {
        PQerrorMessage(connection).map { String(cString: $0) }?.split(separator: "\n").first.map(String.init) ?? ""
    }

    private func note(_ error: StorageError) -> StorageError {
        failure = failure ?? error
        return error
    }

    /// Runs one command outside a transaction.
    func command(_ text: String) throws(StorageError) {
        try control(text)
    }

    /// Runs commands of our own, without parameters.
    private func control(_ text: String) throws(StorageError) {
        PQclear(try checked(PQexec(connection, text)))
    }

    // MARK: Transactions

    /// Runs a closure in a transaction. What is thrown tells whether it may be run again, see ``StorageError/isTransient``.
    func transaction<T>(_ begin: String, _ work: (any Connection) throws -> T) throws -> T {
        failure = nil
        savepointDepth = 0
        try control(begin)
        let value: T
        do {
            value = try work(self)
            if let failure { throw failure }
        } catch {
            if PQstatus(connection) == CONNECTION_OK { try? control("ROLLBACK") }
            // The closure may have caught the conflict and thrown something of its own.
            if let failure, failure.isTransient { throw failure }
            throw error
        }
        try commit()
        return value
    }

    private func commit() throws(StorageError) {
        warning = nil
        let result: OpaquePointer
        do {
            result = try checked(PQexec(connection, "COMMIT"))
        } catch .connectionLost(let message), .other(code: "libpq", let message) {
            throw .outcomeUnknown(message)
        }
        defer { PQclear(result) }
        guard let tag = PQcmdStatus(result), String(cString: tag) == "COMMIT" else { throw .transactionAborted }
        // The commit is on this server, but its standbys did not confirm it: it may be lost with the server.
        if let warning { throw .outcomeUnknown(warning) }
    }

    func savepoint<T>(_ work: () throws -> T) throws -> T {
        if failure != nil { throw StorageError.transactionAborted }
        savepointDepth += 1
        defer { savepointDepth -= 1 }
        let name = "attempt_\(savepointDepth)"
        do throws(StorageError) { try control("SAVEPOINT \(name)") } catch { throw note(error) }
        do {
            let value = try work()
            if let failure { throw failure }
            try control("RELEASE \(name)")
            return value
        } catch {
            // After a conflict or on a lost connection nothing can be saved; the transaction as a whole runs again.
            if let failure, failure.isTransient { throw failure }
            do throws(StorageError) {
                try control("ROLLBACK TO \(name)")
                try control("RELEASE \(name)")
            } catch {
                throw note(error)
            }
            failure = nil
            throw error
        }
    }
}
