package import Identity
package import Register
import Storage

/// What an official asks the register, with the purpose that the law wants declared (条例 28).
package struct RegisterQuestion: Sendable {
    package var text: String
    package var key: RegisterKey
    package var purpose: Purpose
    package var offset: Int
    package var limit: Int

    package init(_ text: String, by key: RegisterKey, for purpose: Purpose, offset: Int = 0, limit: Int = 20) {
        self.text = text
        self.key = key
        self.purpose = purpose
        self.offset = offset
        self.limit = limit
    }
}

/// One unit found, its owners masked.
package struct RegisterLine: Sendable {
    package let folio: Folio
    package let owners: [String]
}

/// One unit's page as an official sees it, after the look was written down.
package struct RevealedPage: Sendable {
    package let folio: Folio
    package let revealed: [PartyID: RevealedParty]
    package let certificates: [IssuedCertificate]
}

/// Officials look into the register. Every look is recorded before anything of it is shown.
extension CaseOffice {
    package func search(
        _ question: RegisterQuestion, divisions: [String], by viewer: Viewer, at now: Moment
    ) async throws -> (hits: RegisterHits, lines: [RegisterLine]) {
        let region = region
        let parties = parties
        // Read beside the writer: a search through cold pages must not hold up registrations, nor wait for them.
        let (hits, lines) = try await database.read { connection in
            let hits = try RegisterLookup.find(
                question.text, by: question.key, divisions: divisions, offset: question.offset, limit: question.limit, parties: parties, region: region,
                in: connection)
            let lines = try hits.units.compactMap { try FolioRecords.find($0, region: region, in: connection)?.folio }.map { folio in
                let owners = folio.ownership?.holders.map(\.party.id) ?? []
                let names = try parties.masked(owners, in: connection)
                return RegisterLine(folio: folio, owners: owners.compactMap { names[$0]?.name })
            }
            return (hits, lines)
        }
        // To say what somebody owns is a look at them, whether or not a page is opened afterwards.
        if !hits.holders.isEmpty {
            try await database.write { connection in
                try parties.lookLog.record(hits.holders, fields: [.property], for: question.purpose, by: viewer, at: now, in: connection)
            }
        }
        return (hits, lines)
    }

    /// - Returns: nil for a unit without a page; nothing is recorded then.
    package func revealPage(of unit: UnitCode, for purpose: Purpose, by viewer: Viewer, at now: Moment) async throws -> RevealedPage? {
        let region = region
        let parties = parties
        return try await database.write { connection in
            guard let folio = try FolioRecords.find(unit, region: region, in: connection)?.folio else { return nil }
            let revealed = try parties.reveal(
                folio.everybody, fields: [.name, .property], for: purpose, by: viewer, about: LookSubject(unit: unit), at: now, in: connection)
            return RevealedPage(folio: folio, revealed: revealed, certificates: try CertificateRecords.all(of: unit, region: region, in: connection))
        }
    }
}
