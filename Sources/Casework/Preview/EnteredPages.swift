package import Register
package import Storage

/// The pages that a filing touched, as they stood before and after it: replayed from the acts, whatever has been entered since.
package enum EnteredPages {
    /// - Parameters:
    ///   - entries: the filing's, as its case noted them.
    ///   - limit: of units; a developer's filing may touch hundreds.
    /// - Throws: what reading or replaying throws: then the register does not agree with itself, and `dengbu verify` says where.
    package static func of(entries: [EntryID], limit: Int, region: String, in connection: any Connection) throws -> [FilingPreview.Page] {
        let units = try connection.rows(
            """
            SELECT unit, MIN(version) AS first, MAX(version) AS last FROM register_act
            WHERE region = \(region) AND entry_id IN \(list: entries.prefix(1_000).map(\.text)) GROUP BY unit ORDER BY unit LIMIT \(limit)
            """
        ).map { (unit: UnitCode(trusted: try $0.text("unit")), first: try $0.int("first"), last: try $0.int("last")) }
        return try units.compactMap { unit, first, last in
            guard let stored = try FolioRecords.find(unit, region: region, in: connection) else { return nil }
            let rows = try connection.rows(
                """
                SELECT a.version, a.act_index, a.body, f.header FROM register_act a
                JOIN register_filing f ON f.region = a.region AND f.filing_id = a.filing_id
                WHERE a.region = \(region) AND a.unit = \(unit.text) AND a.version <= \(last) ORDER BY a.version
                """)
            var page = Folio(unit: unit, description: stored.folio.description)
            var before: Folio?
            for (offset, row) in rows.enumerated() {
                let item = try CanonicalJSON.decode(UnitAct.self, from: row.blob("body"))
                if offset == 0, case .firstRegistration(let registration) = item.act {
                    // The page without entries has what the survey gave, which the first act states again.
                    page = Folio(unit: unit, description: registration.description)
                }
                if try row.int("version") == first { before = page }
                let filing = try CanonicalJSON.decode(FilingHeader.self, from: row.blob("header")).filing(acts: [item])
                page = try page.replaying(item.act, index: Int(try row.int("act_index")), in: filing)
            }
            return FilingPreview.Page(before: before ?? page, after: page)
        }
    }
}
