package import Storage
import Synchronization

/// Counts what is asked of a database: how many snapshots are read, by how many statements, and how many transactions write.
package final class CountedDatabase: Database {
    package struct Count: Hashable, Sendable {
        package var reads = 0
        /// Of those reads.
        package var statements = 0
        package var writes = 0
    }

    private let base: any Database
    private let counter = Mutex(Count())

    package init(_ base: any Database) { self.base = base }

    package var engine: Engine { base.engine }

    /// What was asked since this was last asked.
    package func taken() -> Count {
        counter.withLock { count in
            defer { count = Count() }
            return count
        }
    }

    package func read<T: Sendable>(_ work: @Sendable @escaping (any Connection) throws -> T) async throws -> T {
        counter.withLock { $0.reads += 1 }
        return try await base.read { connection in try work(CountedConnection(base: connection) { [self] in counter.withLock { $0.statements += 1 } }) }
    }

    package func write<T: Sendable>(_ isolation: WriteIsolation, _ work: @Sendable @escaping (any Connection) throws -> T) async throws -> T {
        counter.withLock { $0.writes += 1 }
        return try await base.write(isolation, work)
    }

    package func close() async { await base.close() }
}

private struct CountedConnection: Connection {
    let base: any Connection
    let count: () -> Void

    var engine: Engine { base.engine }

    func rows(_ sql: SQL) throws -> [ResultRow] {
        count()
        return try base.rows(sql)
    }

    func execute(_ sql: SQL) throws -> Int { try base.execute(sql) }
    func executeAll(_ statements: [SQL]) throws -> [Int] { try base.executeAll(statements) }

    func answers(to statements: [SQL]) throws -> [StatementAnswer] {
        for _ in statements { count() }
        return try base.answers(to: statements)
    }

    func script(_ text: String) throws { try base.script(text) }
    func savepoint<T>(_ work: () throws -> T) throws -> T { try base.savepoint(work) }
}
