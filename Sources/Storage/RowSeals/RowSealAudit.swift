/// What an audit of sealed rows finds.
package struct RowSealFindings: Sendable {
    package struct Defect: Sendable, Hashable {
        package let place: String
        package let problem: String
    }

    package var rows = 0
    package var defects: [Defect] = []
    /// Rows of tables that aren't sealed as a whole yet.
    package var unsealed = 0

    mutating func add(_ place: String, _ problem: String) { defects.append(Defect(place: place, problem: problem)) }
}

extension RowSealer {
    /// Compares all rows of a table in a region with their seals, and the seals with the rows.
    /// - Parameters:
    ///   - enough: after so many defects it has made its point.
    ///   - progress: told how many more rows were read.
    package func audit(
        _ table: SealedTable, region: String, enough: Int, in database: any Database, progress: (Int) -> Void
    ) async throws -> RowSealFindings {
        var findings = RowSealFindings()
        let place = table.hasRegion ? region : ""
        let isMarked = try await database.read { try self.isMarked(table.number, in: $0) }
        guard let isMarked else {
            findings.add("\(table.name), its mark", "is not what was sealed")
            return findings
        }
        var after: [SQLValue]? = nil
        repeat {
            let start = after
            let page = try await database.read { connection -> (findings: RowSealFindings, next: [SQLValue]?) in
                let rows = try connection.rows(table.page(after: start, where: region))
                return (try self.compare(rows, of: table, in: place, isMarked: isMarked, connection), try table.next(rows, regional: true))
            }
            findings.rows += page.findings.rows
            findings.unsealed += page.findings.unsealed
            findings.defects += page.findings.defects
            progress(page.findings.rows)
            after = page.next
        } while after != nil && findings.defects.count < enough
        guard findings.defects.isEmpty else { return findings }
        let found = findings
        let stray = try await database.read { try self.stray(of: table, in: place, beside: found, $0) }
        if let stray { findings.add("\(table.name) \(stray)", "is sealed, but isn't there") }
        return findings
    }

    /// Whether a database's rows were sealed with this key; nil if none were sealed yet.
    package func fits(_ database: any Database) async throws -> Bool? {
        let marks = try await database.read { try RowSealRecords.marks(in: $0) }
        guard !marks.isEmpty else { return nil }
        return marks.contains { mark(of: $0.key, since: $0.value.since) == $0.value.mark }
    }

    /// Marks and seals of tables that aren't sealed at all.
    package func auditStrangers(in database: any Database) async throws -> RowSealFindings {
        let numbers = tables.map(\.number)
        return try await database.read { connection in
            var findings = RowSealFindings()
            for (number, found) in try RowSealRecords.marks(in: connection).sorted(by: { $0.key < $1.key }) where !numbers.contains(number) {
                // What isn't a table is a sum of the engine's, whose mark is at least ours and this number's.
                if number < Self.firstSum || self.mark(of: number, since: found.since) != found.mark {
                    findings.add("sealed tables", "there is no table \(number)")
                }
            }
            let lost = try connection.rows(
                "SELECT region, table_number, row_key /* reads all: asked for strangers */ FROM row_seal WHERE table_number NOT IN \(list: numbers) LIMIT 10")
            for row in lost { findings.add("the seal of \(try row.text("row_key"))", "is one of the table \(try row.int("table_number")), which isn't there") }
            return findings
        }
    }

    /// Whether all that a number stands for is sealed.
    /// - Returns: nil if the mark isn't ours.
    package func isMarked(_ number: Int, in connection: any Connection) throws -> Bool? {
        guard let found = try RowSealRecords.marks(in: connection)[number] else { return false }
        return mark(of: number, since: found.since) == found.mark ? true : nil
    }

    private func compare(
        _ rows: [ResultRow], of table: SealedTable, in region: String, isMarked: Bool, _ connection: any Connection
    ) throws -> RowSealFindings {
        var findings = RowSealFindings()
        findings.rows = rows.count
        let read = try rows.map { try SealedRow($0, of: table) }
        let seals = try RowSealRecords.find(read.map(\.place.key), table: table.number, region: region, in: connection)
        for row in read {
            let name = "\(table.name) \(row.place.key)"
            guard let bytes = seals[row.place.key] else {
                if isMarked { findings.add(name, "has no seal") } else { findings.unsealed += 1 }
                continue
            }
            guard let stored = RowSeal(stored: bytes) else {
                findings.add(name, "its seal can't be read")
                continue
            }
            let expected = seal(row)
            guard stored != expected else { continue }
            let wrong = row.columns.sealed.sorted { $0.place < $1.place }.filter { stored[$0.tag] != expected[$0.tag] }.map(\.name)
            findings.add(name, wrong.isEmpty ? "its seal is not its own" : "\(wrong.joined(separator: ", ")): not what was sealed")
        }
        return findings
    }

    /// A seal whose row is gone. Rows that others write meanwhile are counted with their seals in one snapshot.
    private func stray(of table: SealedTable, in region: String, beside findings: RowSealFindings, _ connection: any Connection) throws -> String? {
        let filter: SQL = table.hasRegion ? "WHERE region = \(region)" : ""
        let rows = try connection.row("SELECT COUNT(*) AS n /* reads all: counted */ FROM \(raw: table.name) \(sql: filter)")?.int("n") ?? 0
        let seals = try connection.row(
            "SELECT COUNT(*) AS n /* reads all: counted */ FROM row_seal WHERE region = \(region) AND table_number = \(table.number)")?.int("n") ?? 0
        guard seals > rows - Int64(findings.unsealed) else { return nil }
        let keys = Set(
            try connection.rows("SELECT \(raw: table.primaryKey.joined(separator: ", ")) /* reads all: one of them has a seal too many */ FROM \(raw: table.name) \(sql: filter)")
                .map { try SealedRow($0, of: table).place.key })
        return try connection.rows(
            "SELECT row_key /* reads all: one of them is of no row */ FROM row_seal WHERE region = \(region) AND table_number = \(table.number) ORDER BY row_key"
        ).map { try $0.text("row_key") }.first { !keys.contains($0) }
    }
}
