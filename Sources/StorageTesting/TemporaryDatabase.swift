import Foundation
package import Logging
package import Storage

/// A new, empty database that nobody else uses, until ``remove()``.
package struct TemporaryDatabase: Sendable {
    package let location: DatabaseLocation
    /// SQLite: the folder that holds nothing but the database.
    private let folder: URL?
    /// PostgreSQL: the database's name on the test server.
    private let name: String?

    /// - Throws: ``TestServerMissing`` for PostgreSQL without a server.
    package init(_ engine: Engine) async throws {
        let id = UUID().uuidString.lowercased().replacing("-", with: "")
        switch engine {
        case .sqlite:
            let folder = FileManager.default.temporaryDirectory.appending(path: "dengbu-test-\(id)")
            self.folder = folder
            name = nil
            location = .sqlite(path: folder.appending(path: "test.sqlite").path)
        case .postgres:
            guard let server = postgresServer else { throw TestServerMissing() }
            let name = "dengbu_test_\(id)"
            try await runPostgresCommand("CREATE DATABASE \(name)", on: server)
            folder = nil
            self.name = name
            location = .postgres(conninfo: Self.conninfo(server, database: name))
        }
    }

    /// Removes the database, open connections or not.
    package func remove() async throws {
        if let folder, FileManager.default.fileExists(atPath: folder.path) { try FileManager.default.removeItem(at: folder) }
        if let name, let postgresServer {
            try await runPostgresCommand("DROP DATABASE IF EXISTS \(name) WITH (FORCE)", on: postgresServer)
        }
    }

    /// The same server with another database: the last `dbname` counts, a URL has it as its path.
    private static func conninfo(_ server: String, database: String) -> String {
        guard server.contains("://"), var url = URLComponents(string: server) else { return "\(server) dbname=\(database)" }
        url.path = "/" + database
        return url.string ?? server
    }
}

/// Makes a database, runs the migrations and `body` on it, and removes it whatever happens.
package func withTemporaryDatabase<T: Sendable>(
    _ engine: Engine, migrations: [Migration] = [], options: DatabaseOptions = .init(),
    logger: Logger = quietLogger, _ body: (any Database) async throws -> T
) async throws -> T {
    let temporary = try await TemporaryDatabase(engine)
    do {
        let database = try await openDatabase(temporary.location, options: options, logger: logger)
        let result: Result<T, any Error>
        do {
            try await database.migrate(migrations)
            result = .success(try await body(database))
        } catch {
            result = .failure(error)
        }
        await database.close()
        try await temporary.remove()
        return try result.get()
    } catch {
        try? await temporary.remove()
        throw error
    }
}

extension DatabaseOptions {
    /// For tests of tables that lead their keys with the region: a statement that no index serves is refused.
    package static var refusingScans: DatabaseOptions {
        var options = DatabaseOptions()
        options.refusesScans = true
        return options
    }
}

/// Logs only what should never happen.
package let quietLogger: Logger = {
    var logger = Logger(label: "dengbu.test")
    logger.logLevel = .critical
    return logger
}()
