package import Register

/// A filing to which the law was applied against known versions of the pages, with every byte that will be stored.
///
/// Preparing happens outside the write transaction, so that several processors share the work and the single writer of SQLite only
/// compares versions and stores bytes. If a page has moved on in between, the versions differ and everything is prepared anew:
/// the law is thereby always judged against exactly the state that the transaction replaces.
struct PreparedFiling: Sendable {
    struct Page: Sendable {
        let before: StoredFolio
        let after: Folio
        let body: [UInt8]
        var head: [UInt8]
    }

    struct StoredAct: Sendable {
        let unit: UnitCode
        let version: Int
        let index: Int
        let entry: EntryID
        let kind: String
        let body: [UInt8]
        let salt: [UInt8]
        let leafEntry: [UInt8]
        let leaf: [UInt8]
    }

    let filing: Filing
    /// In order of the unit code: every writer takes the pages in the same order, so two can't wait for each other.
    let pages: [Page]
    let acts: [StoredAct]
    let header: [UInt8]
    /// What courts have sold and nobody has entered yet, as the law was asked.
    let pending: [PendingAcceptance]
    /// Of land: the seized houses on it, as the law was asked.
    let seizedHouses: [SeizedHouses.Seen]
    /// Versions of the pages that were only looked at: the land under a house. They must not have moved either.
    let context: [(unit: UnitCode, version: Int)]

    /// Applies the law.
    /// - Parameter encodingPages: false where the pages will change again before they are stored.
    /// - Throws: `Refusal` when the law stands in the way.
    init(
        _ filing: Filing, caseID: String, stored: [UnitCode: StoredFolio], related: [UnitCode: Folio], pending: [PendingAcceptance] = [],
        seizedHouses: [SeizedHouses.Seen] = [], encodingPages: Bool = true
    ) throws {
        self.pending = pending
        self.seizedHouses = seizedHouses
        self.filing = filing
        // Whoever registers on a house holds the land's page, so whoever registers on the land doesn't hold the houses': two would wait for each other. They are
        // looked at once more when the land's page is held.
        let lookedAt = Set(seizedHouses.map(\.unit))
        context = related.values.filter { stored[$0.unit] == nil && !lookedAt.contains($0.unit) }.map { ($0.unit, $0.version) }.sorted { $0.0 < $1.0 }
        header = try CanonicalJSON.encode(FilingHeader(filing, caseID: caseID))
        var current = stored.mapValues(\.folio)
        var heads = stored.mapValues(\.head)
        var acts: [StoredAct] = []
        acts.reserveCapacity(filing.acts.count)
        // The pages as they will stand after the whole filing; `applied` is all or none.
        let after = try filing.applied(to: current, related: related, pending: pending)
        for (index, item) in filing.acts.enumerated() {
            let version = (current[item.unit]?.version ?? 0) + 1
            current[item.unit]?.version = version
            let body = try CanonicalJSON.encode(item)
            let salt = RandomText.bytes(16)
            let entry = filing.entry(index).id
            let previous = heads[item.unit] ?? []
            // All entries of one filing speak of the page after the whole of it: between its acts nothing is registered.
            let state = after[item.unit].map { PublicState($0).commitment(ofAct: salt) }
            let leafEntry = RegisterHash.entry(
                unit: item.unit, version: version, entry: entry, kind: item.act.kind, at: filing.registeredAt,
                previous: previous.isEmpty ? nil : previous, commitment: RegisterHash.commitment(salt: salt, header: header, body: body), state: state)
            let leaf = RegisterHash.leaf(leafEntry)
            heads[item.unit] = leaf
            acts.append(
                StoredAct(
                    unit: item.unit, version: version, index: index, entry: entry, kind: item.act.kind, body: body, salt: salt,
                    leafEntry: leafEntry, leaf: leaf))
        }
        self.acts = acts
        self.pages = try stored.keys.sorted().compactMap { unit in
            guard let before = stored[unit], let folio = after[unit], folio.version != before.folio.version else { return nil }
            return Page(before: before, after: folio, body: encodingPages ? try CanonicalJSON.encode(folio) : [], head: heads[unit] ?? [])
        }
    }
}

/// Everything of a filing but its acts: needed to replay them exactly.
package struct FilingHeader: Codable, Hashable, Sendable {
    package let id: String
    /// The case that it was entered for.
    package let caseID: String
    package let acceptedAt: Moment
    package let sequence: Int64
    package let registeredAt: Moment
    package let basis: Filing.Basis
    package let consents: [Consent]

    package init(_ filing: Filing, caseID: String) {
        id = filing.id
        self.caseID = caseID
        acceptedAt = filing.acceptedAt
        sequence = filing.sequence
        registeredAt = filing.registeredAt
        basis = filing.basis
        consents = filing.consents
    }

    /// The filing again, with its acts.
    package func filing(acts: [UnitAct]) -> Filing {
        Filing(
            id: id, acceptedAt: acceptedAt, sequence: sequence, registeredAt: registeredAt, basis: basis, acts: acts, consents: consents)
    }
}
