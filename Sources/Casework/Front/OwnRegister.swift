import Identity
package import Register
package import Storage

/// What somebody sees of the register as its own holder.
package struct OwnPage: Sendable {
    package let folio: Folio
    /// The reader's own in full, everybody else's masked.
    package let names: [PartyID: String]
    package let certificates: [IssuedCertificate]
}

extension CaseOffice {
    /// One page of a party's parts in the register, in the order of their units.
    package func property(of party: PartyID, after: Holding?, limit: Int) async throws -> [(holding: Holding, folio: Folio)] {
        let region = region
        return try await database.read { connection in
            try HoldingRecords.page(of: party, after: after, limit: limit, region: region, in: connection).compactMap { holding in
                try FolioRecords.find(holding.unit, region: region, in: connection).map { (holding, $0.folio) }
            }
        }
    }

    /// One unit's page for its holder; nil if the asker has no part in it: for them it doesn't exist.
    package func ownPage(of unit: UnitCode, for party: PartyID) async throws -> OwnPage? {
        let region = region
        let parties = parties
        return try await database.read { connection in
            guard let page = try FolioRecords.find(unit, region: region, in: connection), page.folio.holdings.contains(where: { $0.party == party }) else {
                return nil
            }
            let certificates = try CertificateRecords.held(
                by: party, among: CertificateRecords.all(of: unit, region: region, in: connection), region: region, in: connection)
            return OwnPage(
                folio: page.folio, names: try parties.names(of: page.folio.everybody, in: connection).masked(besides: party), certificates: certificates)
        }
    }

    /// Valid certificates and proofs of what a party holds, in the order of their numbers.
    package func certificates(of party: PartyID, after number: String?, limit: Int) async throws -> [IssuedCertificate] {
        let region = region
        return try await database.read { try CertificateRecords.held(by: party, after: number, limit: limit, region: region, in: $0) }
    }

    /// A certificate that this party may open.
    /// - Returns: nil for everybody else; they learn no more than from the public check.
    package func ownCertificate(token: String, for party: PartyID) async throws -> IssuedCertificate? {
        let region = region
        return try await database.read { connection in
            guard let certificate = try CertificateRecords.find(token: token, in: connection) else { return nil }
            return try CertificateRecords.isHolder(party, of: certificate, region: region, in: connection) ? certificate : nil
        }
    }
}

extension HoldingRecords {
    /// One page of a party's holdings after another one, by unit, role and entry.
    package static func page(of party: PartyID, after: Holding?, limit: Int, region: String, in connection: any Connection) throws -> [Holding] {
        let rest: SQL = after.map { "AND (unit, role, entry_id) > (\($0.unit.text), \($0.role.rawValue), \($0.entry.text))" } ?? ""
        return try connection.rows(
            """
            SELECT unit, role, entry_id FROM register_holding WHERE region = \(region) AND party_id = \(party.text) \(sql: rest)
            ORDER BY unit, role, entry_id LIMIT \(limit)
            """
        ).compactMap { row in
            guard let role = Holding.Role(rawValue: try row.text("role")) else { return nil }
            return Holding(party: party, unit: UnitCode(trusted: try row.text("unit")), role: role, entry: EntryID(try row.text("entry_id")))
        }
    }
}
