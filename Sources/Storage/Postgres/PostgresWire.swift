import CPostgres
import Logging

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The conversation with a PostgreSQL server over one connection: what is sent, and what is answered.
///
/// Statements are prepared once for each connection. Several at a time, and the first of a transaction with its `BEGIN`,
/// travel in one round trip (libpq's pipeline mode), because over a network the round trips are what takes the time.
final class PostgresWire {
    let connection: OpaquePointer
    private let logger: Logger
    private var cache: RecencyCache<SQLShape, PreparedVariants>
    private var parameters = PostgresParameters()
    private var preparedCount = 0
    /// Names of statements that were pushed out of the cache and are still known to the server.
    private var forgotten: [String] = []
    /// Whether the answer to ``sendLast(_:)`` was not read yet.
    private var unread = false
    /// Set when a migration changed the columns of a prepared statement, or the conversation got out of step.
    private var isStale = false

    /// The last `WARNING`: during a commit it says that the standbys have not confirmed it.
    var warning: String?

    /// - Throws: ``StorageError/connectionLost(_:)`` if the server can't be reached.
    init(conninfo: String, options: DatabaseOptions, logger: Logger) throws(StorageError) {
        connection = try Self.connect(conninfo, options: options)
        self.logger = logger
        cache = RecencyCache(limit: options.cachedStatements)
        PQsetNoticeReceiver(
            connection,
            { context, result in
                guard let context, let result else { return }
                Unmanaged<PostgresWire>.fromOpaque(context).takeUnretainedValue().notice(result)
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit {
        PQfinish(connection)
    }

    private static func connect(_ conninfo: String, options: DatabaseOptions) throws(StorageError) -> OpaquePointer {
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
        guard let connection = PQconnectdbParams(keywords, values, 1) else { throw .connectionLost("out of memory") }
        guard PQstatus(connection) == CONNECTION_OK else {
            defer { PQfinish(connection) }
            throw .connectionLost(lastMessage(of: connection))
        }
        return connection
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

    var isConnected: Bool {
        PQstatus(connection) == CONNECTION_OK
    }

    /// Whether another transaction may begin on it.
    var isUsable: Bool {
        isConnected && !isStale && (unread || PQtransactionStatus(connection) == PQTRANS_IDLE)
    }

    // MARK: Commands without parameters

    /// Runs commands and returns the tag of the last one.
    @discardableResult
    func command(_ text: String) throws(StorageError) -> String {
        readLast()
        guard let result = PQexec(connection, text) else { throw lost() }
        defer { PQclear(result) }
        try check(result)
        return PQcmdStatus(result).map { String(cString: $0) } ?? ""
    }

    /// Ends a transaction whose outcome does not matter, without waiting for the answer.
    func sendLast(_ text: String) {
        let text = ([text] + deallocations()).joined(separator: "; ")
        if PQsendQuery(connection, text) == 1 { unread = true } else { isStale = true }
    }

    func readLast() {
        guard unread else { return }
        unread = false
        while let result = PQgetResult(connection) {
            if PQresultStatus(result) != PGRES_COMMAND_OK { isStale = true }
            PQclear(result)
        }
    }

    /// Lets the server forget the statements that were pushed out. Outside a transaction.
    func tidy() {
        guard !forgotten.isEmpty, isConnected else { return }
        do { try command(deallocations().joined(separator: "; ")) } catch { isStale = true }
    }

    private func deallocations() -> [String] {
        defer { forgotten = [] }
        return forgotten.map { "DEALLOCATE \($0)" }
    }

    // MARK: Statements

    /// Runs statements, in order, in one round trip; before them a command, if one is given.
    /// - Throws: what the first failing one failed with. Those after it were not run.
    func run(_ statements: some Collection<SQL>, after command: String? = nil) throws(StorageError) -> [PostgresAnswer] {
        readLast()
        if command == nil, statements.count == 1, let sql = statements.first,
            let known = cache.value(for: sql.shape)?.statement(for: sql.bindings), known.execute()
        {
            return [try execute(sql, known)]
        }
        for sql in statements where cache.value(for: sql.shape) == nil && sql.shape.holdsQuestionMark {
            throw .invalidStatement(SQL.questionMark)
        }
        return try pipeline(statements, after: command)
    }

    private func execute(_ sql: SQL, _ statement: PostgresStatement) throws(StorageError) -> PostgresAnswer {
        let result = parameters.with(sql.bindings) { count, values, lengths, formats in
            PQexecPrepared(connection, statement.name, count, values, lengths, formats, 1)
        }
        guard let result else { throw lost() }
        let answer = PostgresAnswer(result, of: statement)
        try check(result)
        return answer
    }

    private enum Step {
        case command
        case prepare(PostgresStatement, PreparedVariants)
        case execute(PostgresStatement)
    }

    private func pipeline(
        _ statements: some Collection<SQL>, after command: String?
    ) throws(StorageError) -> [PostgresAnswer] {
        guard PQenterPipelineMode(connection) == 1 else { throw lost() }
        var steps: [Step] = []
        var sent = true
        if let command {
            sent = PQsendQueryParams(connection, command, 0, nil, nil, nil, nil, 0) == 1
            steps.append(.command)
        }
        for sql in statements where sent {
            let (statement, variants, isNew) = statement(for: sql)
            if isNew {
                let types = statement.kinds.map(\.postgresType)
                sent = PQsendPrepare(connection, statement.name, sql.shape.postgresText, Int32(types.count), types) == 1
                steps.append(.prepare(statement, variants))
            }
            let executes = parameters.with(sql.bindings) { count, values, lengths, formats in
                PQsendQueryPrepared(connection, statement.name, count, values, lengths, formats, 1)
            }
            sent = sent && executes == 1
            steps.append(.execute(statement))
        }
        guard sent, PQpipelineSync(connection) == 1 else {
            isStale = true
            throw lost()
        }
        return try answers(to: steps)
    }

    /// Reads what is answered to each step; after a failed one the server skips the others.
    private func answers(to steps: [Step]) throws(StorageError) -> [PostgresAnswer] {
        var answers: [PostgresAnswer] = []
        var failure: StorageError?
        for step in steps {
            guard isConnected, let result = PQgetResult(connection) else {
                failure = failure ?? lost()
                break
            }
            let status = PQresultStatus(result)
            let good = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK
            if !good, status != PGRES_PIPELINE_ABORTED, failure == nil { failure = error(of: result) }
            switch step {
            case .execute(let statement) where good: answers.append(PostgresAnswer(result, of: statement))
            case .prepare(let statement, let variants) where !good:
                variants.remove(statement)
                PQclear(result)
            default: PQclear(result)
            }
            while isConnected, let rest = PQgetResult(connection) { PQclear(rest) }
        }
        if isConnected, let sync = PQgetResult(connection) { PQclear(sync) }
        if PQexitPipelineMode(connection) != 1 { isStale = true }
        if let failure { throw failure }
        return answers
    }

    private func statement(for sql: SQL) -> (PostgresStatement, PreparedVariants, isNew: Bool) {
        let variants: PreparedVariants
        if let known = cache.value(for: sql.shape) {
            variants = known
        } else {
            variants = PreparedVariants()
            if let pushedOut = cache.insert(variants, for: sql.shape) { forgotten += pushedOut.statements.map(\.name) }
        }
        let former = variants.statement(for: sql.bindings)
        if let former {
            if former.execute() { return (former, variants, false) }
            variants.remove(former)
            forgotten.append(former.name)
        }
        preparedCount += 1
        let statement = PostgresStatement(name: "s\(preparedCount)", kinds: sql.bindings.map(\.kind), after: former)
        if let pushedOut = variants.add(statement) { forgotten.append(pushedOut.name) }
        return (statement, variants, true)
    }

    // MARK: Errors

    private func check(_ result: OpaquePointer) throws(StorageError) {
        switch PQresultStatus(result) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: return
        default: throw error(of: result)
        }
    }

    func error(of result: OpaquePointer) -> StorageError {
        // Without a SQLSTATE the message is libpq's own: the server did not answer.
        if StorageError.field(dengbu_pg_field_sqlstate, of: result).isEmpty {
            return isConnected ? .other(code: "libpq", message: Self.lastMessage(of: connection)) : lost()
        }
        // A migration changed what a prepared statement returns: run the transaction again, on another connection.
        if StorageError.field(dengbu_pg_field_function, of: result) == "RevalidateCachedQuery" {
            isStale = true
            return .serializationFailure
        }
        return StorageError(postgres: result)
    }

    func lost() -> StorageError {
        .connectionLost(Self.lastMessage(of: connection))
    }

    private static func lastMessage(of connection: OpaquePointer) -> String {
        PQerrorMessage(connection).map { String(cString: $0) }?.split(separator: "\n").first.map(String.init) ?? ""
    }
}
