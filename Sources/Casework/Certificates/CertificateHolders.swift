package import Register
package import Storage

extension CertificateRecords {
    /// Whether somebody is named on a certificate as its holder: they hold what it certifies, or they applied for it and it has ended since.
    /// Whoever applied beside them — the seller, the mortgagor — is not: it says whom the property belongs to now.
    package static func isHolder(_ party: PartyID, of certificate: IssuedCertificate, region: String, in connection: any Connection) throws -> Bool {
        try !held(by: party, among: [certificate], region: region, in: connection).isEmpty
    }

    /// Those of which somebody is the holder, in their order: the page of each unit is read once, whatever was issued on it.
    package static func held(
        by party: PartyID, among certificates: [IssuedCertificate], region: String, in connection: any Connection
    ) throws -> [IssuedCertificate] {
        let units = Set(certificates.map(\.unit)).sorted()
        var entries: Set<EntryID> = []
        for part in units.chunks(of: 500) {
            for page in try FolioRecords.find(Set(part), region: region, in: connection).values {
                entries.formUnion(page.folio.holdings.filter { $0.party == party }.map(\.entry))
                // Whoever objected holds nothing in the unit, but their proof is theirs.
                entries.formUnion(page.folio.objections.filter { $0.applicant.id == party }.map(\.entry.id))
            }
        }
        let ended = Set(certificates.filter { $0.status != .valid && !entries.contains($0.entry) }.map(\.caseID)).sorted()
        var applied: Set<String> = []
        for part in ended.chunks(of: 500) {
            applied.formUnion(
                try connection.rows(
                    """
                    SELECT case_id FROM case_party WHERE region = \(region) AND party_id = \(party.text)
                    AND case_id IN \(list: part) AND role NOT IN ('seller', 'mortgagor')
                    """
                ).map { try $0.text("case_id") })
        }
        return certificates.filter { entries.contains($0.entry) || $0.status != .valid && applied.contains($0.caseID) }
    }

    /// Those of a case's that are a party's own. What was issued to another party is theirs to show.
    package static func of(caseID: String, heldBy party: PartyID, region: String, in connection: any Connection) throws -> [IssuedCertificate] {
        try held(by: party, among: of(caseID: caseID, region: region, in: connection), region: region, in: connection)
    }

    /// Every certificate and proof of somebody, ended ones too, the newest first.
    package static func of(party: PartyID, region: String, in connection: any Connection) throws -> [IssuedCertificate] {
        var found: [String: IssuedCertificate] = [:]
        for holding in try HoldingRecords.of(party, region: region, in: connection).prefix(200) {
            for certificate in try all(of: holding.unit, region: region, in: connection) where certificate.entry == holding.entry {
                found[certificate.number] = certificate
            }
        }
        let cases = try connection.rows(
            """
            SELECT DISTINCT case_id FROM case_party WHERE region = \(region) AND party_id = \(party.text) AND role NOT IN ('seller', 'mortgagor')
            ORDER BY case_id DESC LIMIT 200
            """
        ).map { try $0.text("case_id") }
        for id in cases {
            for certificate in try of(caseID: id, heldBy: party, region: region, in: connection) { found[certificate.number] = certificate }
        }
        return found.values.sorted { ($0.issuedAt, $0.number) > ($1.issuedAt, $1.number) }
    }
}
