package import Logging

/// Opens the database and makes sure that it keeps what it confirms.
/// - Throws: ``StorageError/unsuitable(_:)`` if the engine is set up to lose confirmed writes, ``StorageError/connectionLost(_:)``
///   if the server can't be reached, and what the engine says.
package func openDatabase(
    _ location: DatabaseLocation, options: DatabaseOptions = .init(), logger: Logger
) async throws -> any Database {
    switch location {
    case .sqlite(let path): try await SQLiteDatabase.open(path: path, options: options, logger: logger)
    case .postgres(let conninfo): try await PostgresDatabase.open(conninfo: conninfo, options: options, logger: logger)
    }
}
