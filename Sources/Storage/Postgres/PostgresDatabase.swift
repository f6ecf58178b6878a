import Logging

/// A PostgreSQL server: a pool of connections, and closures that run again when transactions got in each other's way.
final class PostgresDatabase: Database {
    let engine = Engine.postgres
    private let pool: PostgresPool
    private let options: DatabaseOptions
    private let logger: Logger

    private init(pool: PostgresPool, options: DatabaseOptions, logger: Logger) {
        self.pool = pool
        self.options = options
        self.logger = logger
    }

    static func open(conninfo: String, options: DatabaseOptions, logger: Logger) async throws -> PostgresDatabase {
        let pool = PostgresPool(conninfo: conninfo, options: options, logger: logger)
        let database = PostgresDatabase(pool: pool, options: options, logger: logger)
        do {
            try await database.look()
        } catch {
            await pool.close()
            throw error
        }
        return database
    }

    /// Connects once, so that a wrong conninfo shows at once, and looks how the database sorts.
    private func look() async throws {
        let collation = try await read { connection in
            try connection.row("SELECT datcollate FROM pg_database WHERE datname = current_database()")?.text("datcollate")
        }
        if let collation, !["C", "POSIX", "C.UTF-8", "C.utf8"].contains(collation) {
            logger.warning(
                "The database sorts text by a language's rules; SQLite sorts it by code point. Create it with LC_COLLATE 'C'.",
                metadata: ["collation": "\(collation)"])
        }
    }

    func read<T: Sendable>(_ work: @Sendable @escaping (any Connection) throws -> T) async throws -> T {
        try await run(.read, attempts: 4, work)
    }

    func write<T: Sendable>(
        _ isolation: WriteIsolation, _ work: @Sendable @escaping (any Connection) throws -> T
    ) async throws -> T {
        try await run(.write(isolation), attempts: options.writeAttempts, work)
    }

    func close() async {
        await pool.close()
    }

    /// Runs until it succeeds, fails for good, or was tried often enough. Whenever it is run again, the attempt before has
    /// certainly left nothing behind.
    private func run<T: Sendable>(
        _ kind: PostgresTransaction, attempts: Int, _ work: @Sendable @escaping (any Connection) throws -> T
    ) async throws -> T {
        var conflicts = 0
        var losses = 0
        while true {
            do {
                return try await pool.withConnection { try await $0.transaction(kind, work) }
            } catch StorageError.serializationFailure where conflicts + 1 < attempts {
                conflicts += 1
                try await pause(attempt: conflicts, longest: .milliseconds(60))
            } catch StorageError.connectionLost(let message) where losses < 3 {
                losses += 1
                logger.notice("PostgreSQL connection lost, trying again", metadata: ["reason": "\(message)"])
                try await pause(attempt: losses * 5, longest: .milliseconds(500))
            }
        }
    }

    /// Waits a random time that grows with the attempts, so that those who collided do not collide again.
    private func pause(attempt: Int, longest: Duration) async throws {
        let longest = min(Double(longest.nanoseconds), 500_000 * Double(1 << min(attempt, 20)))
        try await Task.sleep(for: .nanoseconds(Int64.random(in: 0...Int64(longest))))
    }
}
