package import Register
package import Storage

/// What a registration leaves behind for its case.
package struct Registration: Sendable {
    package let filingID: String
    package let registeredAt: Moment
    package let entries: [EntryID]
    /// Numbers of the certificates and proofs issued, in the order they were asked for.
    package let numbers: [String]
    package let tokens: [String]
    /// Numbers of those that lost their force.
    package let ended: [String]
    /// The pages as they now stand.
    package let folios: [UnitCode: Folio]
    /// Seizures that waited before, and are in force with it.
    package let risenSeizures: [UnitCode: [Seizure]]
}

/// The only door to the register.
///
/// One call is one write transaction: acts, pages, look-ups, certificate numbers, log entries, and whatever the case adds in `along`
/// (its own state, outgoing messages) are stored together or not at all.
package struct Registrar: Sendable {
    private let database: any Database
    private let region: String
    private let queue: FilingQueue
    private let pending: Pending

    /// What courts have sold of these units and nobody has entered yet, read in the transaction.
    package typealias Pending = @Sendable (Set<UnitCode>, any Connection) throws -> [PendingAcceptance]

    package init(database: any Database, region: String, numbering: CertificateNumbering, pending: @escaping Pending = { _, _ in [] }) {
        self.database = database
        self.region = region
        self.pending = pending
        queue = FilingQueue(database: database, entry: FilingEntry(region: region, numbering: numbering, pending: pending))
    }

    /// How often a filing is prepared anew because others changed its pages meanwhile.
    private static let attempts = 12

    /// Enters a filing.
    /// - Parameter along: further writes of the same transaction; may be run again, so it must have no other effects.
    /// - Throws: `Refusal` if the law stands in the way, `BookError` if a page is unknown or stays contended.
    package func file(
        _ filing: Filing, caseID: String, issuing orders: [CertificateOrder] = [],
        along: @escaping @Sendable (any Connection, Registration) throws -> Void = { _, _ in }
    ) async throws -> Registration {
        try await file(filing, seen: nil, caseID: caseID, issuing: orders, along: along)
    }

    /// The same on what the law was asked about a moment ago.
    /// - Parameter known: its versions are compared in the transaction as those of any other look: whatever was entered since is looked at.
    func file(
        _ filing: Filing, seen known: Look?, caseID: String, issuing orders: [CertificateOrder],
        along: @escaping @Sendable (any Connection, Registration) throws -> Void
    ) async throws -> Registration {
        let units = Set(filing.acts.map(\.unit))
        for attempt in 0..<Self.attempts {
            let seen = if attempt == 0, let known, known.suffices(for: units) { known } else { try await look(at: units, for: filing) }
            for unit in units where seen.stored[unit] == nil { throw BookError.unknownUnit(unit.text) }
            let prepared = try PreparedFiling(filing, caseID: caseID, stored: seen.stored, related: seen.related, pending: seen.pending, seizedHouses: seen.seizedHouses)
            do {
                return try await queue.enter(
                    PendingFiling(prepared: prepared, certificates: seen.certificates, caseID: caseID, orders: orders, along: along))
            } catch PageMoved.moved {
                // Back off a little: whoever moved the page is done, but many may be waiting for it.
                if attempt > 2 { try await Task.sleep(for: .milliseconds(Int.random(in: 1...(5 * attempt)))) }
            } catch StorageError.unique(let table, let constraint) {
                // Statements travel together, so the act of a page that has moved on may be refused before the page itself is looked at.
                let now = try await look(at: units, for: filing)
                let moved = prepared.pages.contains { now.stored[$0.after.unit]?.folio.version != $0.before.folio.version }
                guard moved else { throw StorageError.unique(table: table, constraint: constraint) }
            }
        }
        throw BookError.contended(filing.id)
    }

    /// Everything that would stand in the way now, without entering anything, and what it was judged against.
    func refusals(_ filing: Filing, in snapshot: any Connection) throws -> (refusals: [Refusal], seen: Look) {
        let units = Set(filing.acts.map(\.unit))
        let seen = try Self.look(at: units, for: filing, pending: pending, region: region, in: snapshot)
        for unit in units where seen.stored[unit] == nil { throw BookError.unknownUnit(unit.text) }
        return (filing.refusals(on: seen.stored.mapValues(\.folio), related: seen.related, pending: seen.pending), seen)
    }

    /// What a filing is judged against. Certificates change only together with their unit's page, so its version stands for them too.
    struct Look: Sendable {
        fileprivate let units: Set<UnitCode>
        fileprivate let stored: [UnitCode: StoredFolio]
        /// The parcels on which the units stand, and for land the houses on it that are seized; where it is given up a house that still stands on it.
        fileprivate let related: [UnitCode: Folio]
        fileprivate let certificates: [IssuedCertificate]
        fileprivate let pending: [PendingAcceptance]
        fileprivate let seizedHouses: [SeizedHouses.Seen]
        /// Whether it says of land that no house stands on it: what isn't there has no version.
        fileprivate let isOfAbsence: Bool

        /// Whether a filing on these units may be prepared on it later.
        func suffices(for units: Set<UnitCode>) -> Bool { self.units == units && !isOfAbsence && units.allSatisfy { stored[$0] != nil } }
    }

    private func look(at units: Set<UnitCode>, for filing: Filing) async throws -> Look {
        let (region, pending) = (region, pending)
        return try await database.read { try Self.look(at: units, for: filing, pending: pending, region: region, in: $0) }
    }

    private static func look(
        at units: Set<UnitCode>, for filing: Filing, pending: Pending, region: String, in connection: any Connection
    ) throws -> Look {
        let endedLand = filing.acts.compactMap { item -> UnitCode? in
            if case .cancel = item.act, item.unit == item.unit.parcelUnit { item.unit } else { nil }
        }
        let houses = try SeizedHouses.seen(under: units, region: region, in: connection)
        var pages = try FolioRecords.find(units.union(units.map(\.parcelUnit)).union(houses.map(\.unit)), region: region, in: connection)
        for land in endedLand {
            guard let house = try FolioRecords.firstBuilt(on: land, besides: units, region: region, in: connection) else { continue }
            pages[house.folio.unit] = house
        }
        let stored = pages.filter { units.contains($0.key) }
        let issued = stored.values.contains { $0.folio.version > 0 }
        return Look(
            units: units, stored: stored, related: pages.filter { !units.contains($0.key) }.mapValues(\.folio),
            certificates: issued ? try CertificateRecords.valid(of: units, region: region, in: connection) : [],
            pending: try pending(units, connection), seizedHouses: houses, isOfAbsence: !endedLand.isEmpty)
    }
}

extension Folio {
    /// Every entry that stands on the page.
    package var liveEntries: [EntryID] {
        (ownership.map { [$0.entry.id] } ?? []) + mortgages.map(\.entry.id) + notices.map(\.entry.id) + objections.map(\.entry.id)
            + easements.map(\.entry.id) + residences.map(\.entry.id)
    }
}
