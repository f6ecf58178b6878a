/// A database that seals what is written to sealed tables, in the transaction that writes it.
package final class SealingDatabase: Database {
    /// The database without seals: for the schema.
    package let base: any Database
    package let sealer: RowSealer

    package init(_ base: any Database, sealer: RowSealer) {
        self.base = base
        self.sealer = sealer
    }

    package var engine: Engine { base.engine }

    package func read<T: Sendable>(_ work: @Sendable @escaping (any Connection) throws -> T) async throws -> T { try await base.read(work) }

    package func write<T: Sendable>(_ isolation: WriteIsolation, _ work: @Sendable @escaping (any Connection) throws -> T) async throws -> T {
        let sealer = sealer
        return try await base.write(isolation) { connection in
            let sealing = SealingConnection(connection, sealer)
            let value = try work(sealing)
            try sealing.finish()
            return value
        }
    }

    package func close() async { await base.close() }
}

/// The transaction of a ``SealingDatabase``: notes the rows of sealed tables that statements write, and seals them at the end.
final class SealingConnection: Connection {
    let base: any Connection
    private let seals: RowSealer
    private var notes: [SealedRow.Place: Note] = [:]

    /// What became of a row.
    private enum Note {
        case new(SealedRow)
        /// New if it has no seal yet, else changed.
        case put(SealedRow, Set<String>)
        case changed(SealedRow, Set<String>)
        case gone
    }

    init(_ base: any Connection, _ sealer: RowSealer) {
        self.base = base
        seals = sealer
        engine = base.engine
    }

    let engine: Engine
    var sealer: RowSealer? { seals }

    func rows(_ sql: SQL) throws -> [ResultRow] {
        guard let statement = try seals.statements.statement(sql) else { return try base.rows(sql) }
        let rows = try base.rows(statement.returning(sql, on: engine))
        try note(rows, statement)
        return rows
    }

    func execute(_ sql: SQL) throws -> Int {
        guard let statement = try seals.statements.statement(sql) else { return try base.execute(sql) }
        let rows = try base.rows(statement.returning(sql, on: engine))
        try note(rows, statement)
        return rows.count
    }

    func executeAll(_ statements: [SQL]) throws -> [Int] {
        let sealed = try statements.map { try seals.statements.statement($0) }
        guard sealed.contains(where: { $0 != nil }) else { return try base.executeAll(statements) }
        return try answers(to: statements).map(\.changes)
    }

    func answers(to statements: [SQL]) throws -> [StatementAnswer] {
        let sealed = try statements.map { try seals.statements.statement($0) }
        let answers = try base.answers(to: zip(statements, sealed).map { sql, statement in statement?.returning(sql, on: engine) ?? sql })
        return try zip(answers, sealed).map { answer, statement in
            guard let statement else { return answer }
            try note(answer.rows, statement)
            return StatementAnswer(changes: answer.rows.count, rows: answer.rows)
        }
    }

    func script(_ text: String) throws { try base.script(text) }

    func savepoint<T>(_ work: () throws -> T) throws -> T {
        let before = notes
        do { return try base.savepoint(work) } catch {
            notes = before
            throw error
        }
    }

    /// Rows in bulk are written without a look at them.
    func requireUnsealed(_ table: String) throws(StorageError) {
        if seals.tables.contains(where: { $0.name == table }) { throw .invalidStatement("rows of the sealed table \(table) in bulk") }
    }

    // MARK: seals

    private func note(_ rows: [ResultRow], _ statement: SealedStatement) throws {
        for row in rows {
            let row = try SealedRow(row, of: statement.table, marked: true)
            notes[row.place] = switch (statement.kind, notes[row.place]) {
            case (.delete, _): .gone
            case (.insert, _), (_, .new), (.upsert, .gone): .new(row)
            case (.upsert(let columns), nil): .put(row, columns)
            case (.upsert(let columns), .put(_, let earlier)), (.update(let columns), .put(_, let earlier)): .put(row, earlier.union(columns))
            case (.upsert(let columns), .changed(_, let earlier)), (.update(let columns), .changed(_, let earlier)): .changed(row, earlier.union(columns))
            case (.update(let columns), nil), (.update(let columns), .gone): .changed(row, columns)
            }
        }
    }

    /// Writes the seals of all rows that were noted.
    func finish() throws {
        guard !notes.isEmpty else { return }
        let places = notes.keys.sorted()
        let known = try stored(of: places.filter { place in
            switch notes[place] {
            case .put, .changed: true
            default: false
            }
        })
        try base.executeAll(
            places.compactMap { place -> SQL? in
                switch notes[place] {
                case .new(let row): return RowSealRecords.put(seals.seal(row), at: place)
                case .put(let row, let columns):
                    return RowSealRecords.put(known[place].map { seals.renew($0, with: row, set: columns) } ?? seals.seal(row), at: place)
                // A row without a seal isn't given one by a change: the audit has to name it.
                case .changed(let row, let columns): return known[place].map { RowSealRecords.put(seals.renew($0, with: row, set: columns), at: place) }
                case .gone: return RowSealRecords.remove(place)
                case nil: return nil
                }
            })
        notes = [:]
    }

    private func stored(of places: [SealedRow.Place]) throws -> [SealedRow.Place: RowSeal] {
        guard !places.isEmpty else { return [:] }
        let answers = try base.answers(to: places.map(RowSealRecords.find))
        var found: [SealedRow.Place: RowSeal] = [:]
        // One that can't be read stays as it is, for the audit to name.
        for (place, answer) in zip(places, answers) { found[place] = try answer.rows.first.flatMap { RowSeal(stored: try $0.blob("seal")) } }
        return found
    }
}

extension Connection {
    /// A code over values in one place (``RowSealer/code(over:_:)``); nil where rows aren't sealed.
    package func code(over place: String, _ values: [SQLValue]) -> Int64? { sealer?.code(over: place, values) }
}
