import Foundation

extension SealingDatabase {
    /// Seals the rows that were there before their table was sealed, page by page beside the work of others; then the table is marked, and a row
    /// without a seal is one that the audit names. What was altered until then is sealed as it is.
    ///
    /// Tables that are marked aren't looked at.
    /// - Returns: how many rows were sealed.
    @discardableResult
    package func adopt() async throws -> Int {
        var sealed = try await adoptSchema()
        for table in sealer.tables { sealed += try await once(table.number) { try await adopt(table) } }
        return sealed
    }

    /// Does what seals rows of before they were sealed, and marks it as done: what is done isn't done again, so that nobody has an alteration
    /// sealed by taking a seal away.
    /// - Parameter number: a table's, or from ``RowSealer/firstSum`` on that of sums of codes.
    /// - Returns: how many rows were sealed.
    package func once(_ number: Int, _ adopt: () async throws -> Int) async throws -> Int {
        guard try await base.read({ try RowSealRecords.marks(in: $0)[number] }) == nil else { return 0 }
        let sealed = try await adopt()
        let since = Int64(Date().timeIntervalSince1970 * 1_000_000)
        let mark = sealer.mark(of: number, since: since)
        try await base.write(.rowLocks) { connection in
            try connection.execute(
                """
                INSERT INTO row_seal_table (table_number, sealed_at, mark) VALUES (\(number), \(since), \(mark))
                ON CONFLICT (table_number) DO NOTHING
                """)
        }
        return sealed
    }

    /// Goes through the rows of a table by region and key, page by page, each page in a transaction of its own in which its rows stay locked.
    /// - Parameters:
    ///   - columns: what is read beside region and key.
    ///   - change: what is done about a row.
    /// - Returns: how many rows were changed.
    package func changeEach(
        in table: String, key: String, columns: String, page: Int,
        _ change: @Sendable @escaping (_ row: ResultRow, _ region: String, _ key: String, any Connection) throws -> Int
    ) async throws -> Int {
        var changed = 0
        var next: (region: String, key: String)? = ("", "")
        while let start = next {
            let done = try await base.write(.rowLocks) { connection -> (last: (region: String, key: String)?, count: Int) in
                let rows = try connection.rows(
                    """
                    SELECT region, \(raw: key), \(raw: columns) /* reads all: page by page */ FROM \(raw: table)
                    WHERE (region, \(raw: key)) > (\(start.region), \(start.key)) ORDER BY region, \(raw: key) LIMIT \(page) \(sql: connection.forUpdate)
                    """)
                let count = try rows.reduce(0) { try $0 + change($1, $1.text("region"), $1.text(key), connection) }
                return (rows.count < page ? nil : try rows.last.map { (try $0.text("region"), try $0.text(key)) }, count)
            }
            changed += done.count
            next = done.last
        }
        return changed
    }

    /// Seals the rows of the schema's own table, which migrations have written: few, at every start.
    @discardableResult
    package func adoptSchema() async throws -> Int {
        guard let table = sealer.tables.first(where: { $0.name == "schema_migration" }) else { return 0 }
        return try await adopt(table)
    }

    private func adopt(_ table: SealedTable) async throws -> Int {
        var sealed = 0
        var after: [SQLValue]? = nil
        repeat {
            let start = after
            let page = try await base.write(.rowLocks) { try self.adopt(table, after: start, in: $0) }
            sealed += page.sealed
            after = page.next
        } while after != nil
        return sealed
    }

    /// Rows stay locked until their seals are there: whoever changes one of them waits, and then finds its seal.
    private func adopt(_ table: SealedTable, after: [SQLValue]?, in connection: any Connection) throws -> (sealed: Int, next: [SQLValue]?) {
        let rows = try connection.rows(table.page(after: after, where: nil, lock: connection.forUpdate))
        let read = try rows.map { try SealedRow($0, of: table) }
        var missing: [SealedRow] = []
        for (region, rows) in Dictionary(grouping: read, by: \.place.region) {
            let known = try RowSealRecords.find(rows.map(\.place.key), table: table.number, region: region, in: connection)
            missing += rows.filter { known[$0.place.key] == nil }
        }
        try connection.executeAll(missing.sorted { $0.place < $1.place }.map { RowSealRecords.put(sealer.seal($0), at: $0.place) })
        return (missing.count, try table.next(rows))
    }
}

extension SealedTable {
    /// Rows read at a time.
    static let pageSize = 500

    /// One page of the table in the order of its key.
    /// - Parameters:
    ///   - after: the key of the last row of the page before.
    ///   - region: the rows of this region alone.
    func page(after: [SQLValue]?, where region: String?, lock: SQL = "") -> SQL {
        var conditions: [SQL] = []
        if let region, hasRegion { conditions.append("region = \(region)") }
        let names = region == nil || !hasRegion ? primaryKey : key
        if let after {
            let values = SQL(joining: after.map { value -> SQL in "\(value)" }, with: ", ")
            conditions.append("(\(raw: names.joined(separator: ", "))) > (\(sql: values))")
        }
        let filter: SQL = conditions.isEmpty ? "" : "WHERE \(sql: SQL(joining: conditions, with: " AND "))"
        return """
            SELECT * FROM \(raw: name) /* reads all: sealed rows, page by page */ \(sql: filter)
            ORDER BY \(raw: names.joined(separator: ", ")) LIMIT \(Self.pageSize) \(sql: lock)
            """
    }

    /// Where the page after this one begins; nil if this was the last.
    /// - Parameter regional: whether the pages are of one region.
    func next(_ rows: [ResultRow], regional: Bool = false) throws -> [SQLValue]? {
        guard rows.count == Self.pageSize, let last = rows.last else { return nil }
        return try (regional && hasRegion ? key : primaryKey).map { try last.value($0) }
    }
}
