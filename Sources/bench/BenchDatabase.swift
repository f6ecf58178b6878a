import ArgumentParser
import Foundation
import Logging
import Storage

/// Databases that benches open, use and close again.
enum BenchDatabase {
    /// What `database` names: read once.
    static func read<T: Sendable>(_ database: String, _ work: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        guard let location = DatabaseLocation(url: database) else { throw ValidationError("not a database: \(database)") }
        return try await with(location) { try await $0.read(work) }
    }

    /// A new SQLite database below `folder`, gone afterwards.
    static func scratch<T>(_ name: String, in folder: String, _ work: (any Database) async throws -> T) async throws -> T {
        let folder = "\(folder)/\(name)-\(ProcessInfo.processInfo.processIdentifier)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try await with(.sqlite(path: "\(folder)/book.sqlite"), work)
    }

    /// An empty database of a PostgreSQL server, with so many connections.
    static func postgres<T>(_ conninfo: String, clients: Int, _ work: (any Database) async throws -> T) async throws -> T {
        var options = DatabaseOptions()
        options.connections = clients
        return try await with(.postgres(conninfo: conninfo), options: options, work)
    }

    private static func with<T>(_ location: DatabaseLocation, options: DatabaseOptions = DatabaseOptions(), _ work: (any Database) async throws -> T) async throws -> T {
        let opened = try await openDatabase(location, options: options, logger: Logger(label: "bench"))
        do {
            let result = try await work(opened)
            await opened.close()
            return result
        } catch {
            await opened.close()
            throw error
        }
    }
}
