import Logging

/// Runs one command that can't be part of a transaction, on a connection of its own: `CREATE DATABASE`, `DROP DATABASE`.
package func runPostgresCommand(_ command: String, on conninfo: String) async throws {
    try await blocking("storage.postgres.command") {
        let session = try PostgresSession(
            conninfo: conninfo, options: DatabaseOptions(), logger: Logger(label: "dengbu.storage") { _ in SwiftLogNoOpLogHandler() })
        try session.command(command)
    }
}
