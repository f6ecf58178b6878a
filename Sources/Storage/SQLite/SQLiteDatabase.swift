import Foundation
import GRDB
import Logging
import Synchronization

/// SQLite in WAL mode: one writer that commits in groups, several readers. GRDB opens the file and owns the writer's connection.
final class SQLiteDatabase: Database {
    let engine = Engine.sqlite
    private let pool: DatabasePool
    private let sessions: SQLiteSessions
    private let writer: SQLiteWriter
    private let readers: SQLiteReaders

    private init(pool: DatabasePool, readers: SQLiteReaders, sessions: SQLiteSessions, options: DatabaseOptions, logger: Logger) {
        self.readers = readers
        self.pool = pool
        self.sessions = sessions
        writer = SQLiteWriter(pool: pool, sessions: sessions, options: options, logger: logger)
    }

    static func open(path: String, options: DatabaseOptions, logger: Logger) async throws -> SQLiteDatabase {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let sessions = SQLiteSessions(options: options)
        return try await blocking("storage.open") {
            _ = SQLiteMemory.isUncounted
            do {
                let pool = try DatabasePool(path: path, configuration: configuration(options))
                try pool.writeWithoutTransaction { try makeDurable(sessions.session(of: $0)) }
                // The pool has made the file and its journal; the readers open them beside it.
                let readers = try SQLiteReaders(path: path, options: options)
                return SQLiteDatabase(pool: pool, readers: readers, sessions: sessions, options: options, logger: logger)
            } catch let error as DatabaseError {
                throw StorageError(error)
            }
        }
    }

    /// Bytes of a page in a database that is made here; one that is there already keeps what it has. With SQLite's own 4,096 an import takes a
    /// tenth longer, because each page is written, read and written again by calls of its own; with 16,384 registrations, which change a few
    /// rows in many places, become slower.
    private static let pageSize = 8_192

    private static func configuration(_ options: DatabaseOptions) -> GRDB.Configuration {
        var configuration = GRDB.Configuration()
        configuration.label = "storage"
        configuration.maximumReaderCount = 1
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(Double(options.lockTimeout.milliseconds) / 1000)
        configuration.prepareDatabase { connection in
            try connection.execute(sql: "PRAGMA page_size = \(pageSize); PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY")
        }
        return configuration
    }

    /// Sets what a confirmed write needs to survive a power cut, and looks whether it is so. GRDB sets `synchronous` to
    /// NORMAL when it opens the pool, which may lose the last commits; so this must come afterwards.
    private static func makeDurable(_ writer: SQLiteSession) throws {
        let pageSize = try writer.row("PRAGMA page_size")?.int("page_size") ?? 4_096
        // The WAL is brought into the database whenever it has grown by 16 MB.
        try writer.script("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = \(16_384_000 / pageSize)")
        // The WAL is written over after a checkpoint, not shortened, unless it grew beyond this (bytes).
        try writer.script("PRAGMA journal_size_limit = 67108864")
        let wanted: [(pragma: String, value: SQLValue)] = [
            ("synchronous", .integer(2)), ("journal_mode", .text("wal")), ("foreign_keys", .integer(1)),
        ]
        for (pragma, value) in wanted {
            let found = try writer.row("PRAGMA \(raw: pragma)")?.value(pragma)
            guard found == value else { throw StorageError.unsuitable("PRAGMA \(pragma) could not be set") }
        }
    }

    func read<T: Sendable>(_ work: @Sendable @escaping (any Connection) throws -> T) async throws -> T {
        try await readers.read(work)
    }

    func write<T: Sendable>(
        _ isolation: WriteIsolation, _ work: @Sendable @escaping (any Connection) throws -> T
    ) async throws -> T {
        try await writer.write(work)
    }

    func close() async {
        await writer.close()
        try? await blocking("storage.close") { [pool, readers, sessions] in
            readers.close()
            // Waits for the readers, then gives every statement back, without which no connection could be closed.
            try pool.barrierWriteWithoutTransaction { _ in sessions.finish() }
            try pool.close()
        }
    }
}

/// Our sessions of GRDB's connections.
final class SQLiteSessions: Sendable {
    private let sessions = Mutex<[UInt: SQLiteSession]>([:])
    private let options: DatabaseOptions

    init(options: DatabaseOptions) {
        self.options = options
    }

    /// The session of a connection; called on the connection's queue.
    func session(of connection: GRDB.Database) throws -> SQLiteSession {
        guard let handle = connection.sqliteConnection else { throw StorageError.closed }
        return sessions.withLock { sessions in
            let key = UInt(bitPattern: handle)
            if let session = sessions[key] { return session }
            let session = SQLiteSession(handle, options: options)
            sessions[key] = session
            return session
        }
    }

    /// Called when no connection is in use any more.
    func finish() {
        sessions.withLock { sessions in
            for session in sessions.values { session.finish() }
            sessions.removeAll()
        }
    }
}
