import Foundation

extension Database {
    /// Brings the schema up to date: runs the migrations that this database has not seen, in the given order, in one
    /// transaction. Several server processes may start at once; one does it, the others wait and find it done.
    ///
    /// - Throws: ``StorageError/migrationChanged(_:)``, ``StorageError/migrationOrder(expected:found:)`` or
    ///   ``StorageError/migrationUnknown(_:)`` if the given migrations don't continue what this database has seen, and what the
    ///   engine says about a statement. Nothing is changed then.
    package func migrate(_ migrations: [Migration]) async throws {
        var seen: Set<String> = []
        for migration in migrations where !seen.insert(migration.name).inserted {
            throw StorageError.migrationChanged("\(migration.name) is given twice")
        }
        let deadline = ContinuousClock.now + .seconds(120)
        while true {
            do {
                return try await write(.rowLocks) { try Migrator(connection: $0).run(migrations) }
            } catch StorageError.busy where ContinuousClock.now < deadline {
                // Another process is at a long migration.
                try await Task.sleep(for: .milliseconds(200))
            }
        }
    }
}

/// Applies migrations inside one transaction and records them.
struct Migrator {
    let connection: any Connection

    func run(_ migrations: [Migration]) throws {
        if connection.engine == .postgres {
            // Waiting for another process, or building an index, may take its time.
            try connection.script("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
            try connection.lock("schema_migration")
        }
        try connection.script(SchemaDialect.translate(Self.table, for: connection.engine))
        var applied = try applied()
        for migration in migrations {
            var past = applied[migration.series] ?? []
            if past.isEmpty {
                try apply(migration)
            } else {
                let next = past.removeFirst()
                try compare(migration, name: next.text("name"), source: next.text("source"))
                applied[migration.series] = past
            }
        }
        if let unknown = try unknown(of: applied, beside: migrations) { throw StorageError.migrationUnknown(unknown) }
        if connection.engine == .sqlite { try SQLiteStatistics.describe(in: connection) }
    }

    /// What the database has seen, by series, in order.
    func applied() throws -> [String: [ResultRow]] {
        try Dictionary(
            grouping: connection.rows("SELECT series, name, source FROM schema_migration ORDER BY series, position"),
            by: { try $0.text("series") })
    }

    /// A migration of a given series that none of the given ones is.
    /// - Parameter rest: what the database has seen, without those that were given.
    func unknown(of rest: [String: [ResultRow]], beside migrations: [Migration]) throws -> String? {
        let given = Set(migrations.map(\.series))
        return try rest.first { given.contains($0.key) && !$0.value.isEmpty }?.value.first?.text("name")
    }

    func compare(_ migration: Migration, name: String, source: String) throws {
        guard migration.name == name else { throw StorageError.migrationOrder(expected: name, found: migration.name) }
        guard migration.source(for: connection.engine) == source else { throw StorageError.migrationChanged(name) }
    }

    private func apply(_ migration: Migration) throws {
        for statement in migration.statements(for: connection.engine) { try connection.script(statement) }
        let position = try connection.row(
            "SELECT count(*) AS applied FROM schema_migration WHERE series = \(migration.series)")?.int("applied")
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        try connection.execute(
            """
            INSERT INTO schema_migration (series, position, name, source, applied_at)
            VALUES (\(migration.series), \(position), \(migration.name), \(migration.source(for: connection.engine)), \(now))
            """)
    }

    /// `applied_at` is in milliseconds since 1970. The source is kept whole, so that an operator sees what ran.
    private static let table = """
        CREATE TABLE IF NOT EXISTS schema_migration (
            series TEXT NOT NULL, position BIGINT NOT NULL, name TEXT NOT NULL UNIQUE,
            source TEXT NOT NULL, applied_at BIGINT NOT NULL,
            PRIMARY KEY (series, position))
        """
}
