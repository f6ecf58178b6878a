package import Register
import Storage

/// A mortgage that an institution holds, as its own desk shows it.
package struct LentMortgage: Sendable {
    package let holding: Holding
    package let folio: Folio
    package let mortgage: Mortgage
    /// 不动产登记证明.
    package let proof: IssuedCertificate?
}

extension CaseOffice {
    /// One page of the mortgages that a party holds, in the order of their units.
    /// - Parameters:
    ///   - text: the beginning of a unit's code, or a proof's whole number.
    ///   - after: the last one of the page before.
    /// - Returns: at most `limit`.
    package func mortgages(heldBy party: PartyID, matching text: String? = nil, after: Holding?, limit: Int) async throws -> [LentMortgage] {
        let region = region
        return try await database.read { connection in
            let named = try text.flatMap { try CertificateRecords.find(number: $0, region: region, in: connection) }?.unit
            let rest: SQL = after.map { "AND (unit, entry_id) > (\($0.unit.text), \($0.entry.text))" } ?? ""
            let only = Self.units(named, text)
            let rows = try connection.rows(
                """
                SELECT unit, entry_id FROM register_holding
                WHERE region = \(region) AND party_id = \(party.text) AND role = 'mortgagee' \(sql: only) \(sql: rest)
                ORDER BY unit, entry_id LIMIT \(limit)
                """)
            return try rows.compactMap { row in
                let holding = Holding(
                    party: party, unit: UnitCode(trusted: try row.text("unit")), role: .mortgagee, entry: EntryID(try row.text("entry_id")))
                guard let folio = try FolioRecords.find(holding.unit, region: region, in: connection)?.folio,
                    let mortgage = folio.mortgages.first(where: { $0.entry.id == holding.entry })
                else { return nil }
                let proof = try CertificateRecords.valid(of: holding.unit, region: region, in: connection).first { $0.entry == holding.entry }
                return LentMortgage(holding: holding, folio: folio, mortgage: mortgage, proof: proof)
            }
        }
    }

    /// One unit by its key; else a beginning, looked for along the party's own index.
    private static func units(_ unit: UnitCode?, _ text: String?) -> SQL {
        guard let text else { return "" }
        if let unit = unit ?? (try? UnitCode(text)) { return "AND unit = \(unit.text)" }
        // A count of characters is safe to write out; see `QueueFilter`.
        return "AND substr(unit, 1, \(raw: String(text.unicodeScalars.count))) = \(text)"
    }
}
