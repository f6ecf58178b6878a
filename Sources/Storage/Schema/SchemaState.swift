/// How a database's schema stands to the migrations of this program.
package enum SchemaState: Hashable, Sendable {
    /// Nobody has migrated it.
    case empty
    case current
    /// It hasn't seen this migration yet, and maybe others behind it.
    case behind(next: String)
    /// A newer program has migrated it: this one is the first that it doesn't know.
    case ahead(unknown: String)
}

extension Database {
    /// Looks how far the schema is, and changes nothing.
    ///
    /// - Throws: ``StorageError/migrationChanged(_:)`` and ``StorageError/migrationOrder(expected:found:)`` where `migrate` would.
    package func schemaState(_ migrations: [Migration]) async throws -> SchemaState {
        try await read { try Migrator(connection: $0).state(migrations) }
    }
}

extension Migrator {
    func state(_ migrations: [Migration]) throws -> SchemaState {
        let tables =
            switch connection.engine {
            case .sqlite: try connection.row("SELECT count(*) AS found FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migration'")
            // The one that a statement of ours would find.
            case .postgres: try connection.row("SELECT CASE WHEN to_regclass('schema_migration') IS NULL THEN 0 ELSE 1 END::BIGINT AS found")
            }
        guard try tables?.int("found") == 1 else { return .empty }
        var applied = try applied()
        if applied.isEmpty { return .empty }
        var next: String?
        for migration in migrations {
            var past = applied[migration.series] ?? []
            if past.isEmpty {
                next = next ?? migration.name
            } else {
                let known = past.removeFirst()
                try compare(migration, name: known.text("name"), source: known.text("source"))
                applied[migration.series] = past
            }
        }
        if let unknown = try unknown(of: applied, beside: migrations) { return .ahead(unknown: unknown) }
        return next.map { .behind(next: $0) } ?? .current
    }
}
