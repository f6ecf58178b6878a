package import Register
package import Storage

extension CertificateRecords {
    /// Whether somebody is named on a certificate as its holder: they hold what it certifies, or they applied for it and it has ended since.
    /// Whoever applied beside them — the seller, the mortgagor — is not: it says whom the property belongs to now.
    package static func isHolder(_ party: PartyID, of certificate: IssuedCertificate, region: String, in connection: any Connection) throws -> Bool {
        let holdings = try FolioRecords.find(certificate.unit, region: region, in: connection)?.folio.holdings ?? []
        if holdings.contains(where: { $0.party == party && $0.entry == certificate.entry }) { return true }
        // Whoever objected holds nothing in the unit, but their proof is theirs.
        if let page = try FolioRecords.find(certificate.unit, region: region, in: connection)?.folio,
            page.objections.contains(where: { $0.applicant.id == party && $0.entry.id == certificate.entry })
        {
            return true
        }
        guard certificate.status != .valid else { return false }
        let roles = try connection.rows(
            "SELECT role FROM case_party WHERE region = \(region) AND party_id = \(party.text) AND case_id = \(certificate.caseID)"
        ).map { try $0.text("role") }
        return roles.contains { !["seller", "mortgagor"].contains($0) }
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
            for certificate in try of(caseID: id, region: region, in: connection) where try isHolder(party, of: certificate, region: region, in: connection) {
                found[certificate.number] = certificate
            }
        }
        return found.values.sorted { ($0.issuedAt, $0.number) > ($1.issuedAt, $1.number) }
    }
}
