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
}

/// The only door to the register.
///
/// One call is one write transaction: acts, pages, look-ups, certificate numbers, log entries, and whatever the case adds in `along`
/// (its own state, outgoing messages) are stored together or not at all.
package struct Registrar: Sendable {
    private let database: any Database
    private let region: String
    private let numbering: CertificateNumbering

    package init(database: any Database, region: String, numbering: CertificateNumbering) {
        self.database = database
        self.region = region
        self.numbering = numbering
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
        let units = Set(filing.acts.map(\.unit))
        for attempt in 0..<Self.attempts {
            let (stored, related) = try await pages(of: units)
            for unit in units where stored[unit] == nil { throw BookError.unknownUnit(unit.text) }
            let prepared = try PreparedFiling(filing, stored: stored, related: related)
            do {
                return try await database.write(.rowLocks) { connection in
                    try enter(prepared, caseID: caseID, orders: orders, along: along, in: connection)
                }
            } catch PageMoved.moved {
                // Back off a little: whoever moved the page is done, but many may be waiting for it.
                if attempt > 2 { try await Task.sleep(for: .milliseconds(Int.random(in: 1...(5 * attempt)))) }
            }
        }
        throw BookError.contended(filing.id)
    }

    /// Everything that would stand in the way now, without entering anything.
    package func refusals(_ filing: Filing) async throws -> [Refusal] {
        let units = Set(filing.acts.map(\.unit))
        let (stored, related) = try await pages(of: units)
        for unit in units where stored[unit] == nil { throw BookError.unknownUnit(unit.text) }
        return filing.refusals(on: stored.mapValues(\.folio), related: related)
    }

    private enum PageMoved: Error { case moved }

    /// The pages of the units and, for context, of the parcels they stand on.
    private func pages(of units: Set<UnitCode>) async throws -> (stored: [UnitCode: StoredFolio], related: [UnitCode: Folio]) {
        let region = region
        return try await database.read { connection in
            var stored: [UnitCode: StoredFolio] = [:]
            var related: [UnitCode: Folio] = [:]
            for unit in units {
                stored[unit] = try FolioRecords.find(unit, region: region, in: connection)
                let parcel = unit.parcelUnit
                if parcel != unit, related[parcel] == nil {
                    related[parcel] = try FolioRecords.find(parcel, region: region, in: connection)?.folio
                }
            }
            return (stored, related)
        }
    }

    private func enter(
        _ prepared: PreparedFiling, caseID: String, orders: [CertificateOrder],
        along: (any Connection, Registration) throws -> Void, in connection: any Connection
    ) throws -> Registration {
        let filing = prepared.filing
        // A seizure of the land must not slip past a registration on the house (查封规定 21): the land's page is held as it was judged.
        let share: SQL = connection.engine == .postgres ? "FOR SHARE" : ""
        for (unit, version) in prepared.context {
            let row = try connection.row("SELECT version FROM register_folio WHERE region = \(region) AND unit = \(unit.text) \(sql: share)")
            guard try row?.int("version") == Int64(version) else { throw PageMoved.moved }
        }
        for page in prepared.pages {
            let replaced = try FolioRecords.replace(
                page.after.unit, version: page.after.version, standing: page.after.standing.rawValue, body: page.body, head: page.head,
                expecting: page.before.folio.version, region: region, in: connection)
            guard replaced else { throw PageMoved.moved }
            try HoldingRecords.move(from: page.before.folio.holdings, to: page.after.holdings, region: region, in: connection)
        }
        try BookRecords.insert(prepared, caseID: caseID, region: region, in: connection)
        let (numbers, ended) = try certify(prepared, caseID: caseID, orders: orders, in: connection)
        let registration = Registration(
            filingID: filing.id, registeredAt: filing.registeredAt, entries: prepared.acts.map(\.entry), numbers: numbers,
            tokens: orders.map(\.token), ended: ended,
            folios: Dictionary(uniqueKeysWithValues: prepared.pages.map { ($0.after.unit, $0.after) }))
        try along(connection, registration)
        return registration
    }

    /// Numbers the new certificates and ends those whose entry no longer stands or was certified anew.
    private func certify(
        _ prepared: PreparedFiling, caseID: String, orders: [CertificateOrder], in connection: any Connection
    ) throws -> (numbers: [String], ended: [String]) {
        let at = prepared.filing.registeredAt
        var old: [IssuedCertificate] = []
        for page in prepared.pages where page.before.folio.version > 0 {
            old += try CertificateRecords.valid(of: page.after.unit, region: region, in: connection)
        }
        var numbers: [String] = []
        for order in orders {
            let series = numbering.series(order.kind, year: at.date.year)
            let serial = try NumberSeries.take(series, region: region, in: connection)
            let number = try numbering.number(order.kind, year: at.date.year, serial: serial)
            try CertificateRecords.insert(order, number: number, caseID: caseID, at: at, region: region, in: connection)
            try logCertificate(number, "issued", order.unit, order.entry, at, in: connection)
            numbers.append(number)
        }
        var ended: [String] = []
        let live = Set(prepared.pages.flatMap { $0.after.liveEntries })
        for certificate in old {
            let successor = orders.firstIndex { $0.kind == certificate.kind && $0.unit == certificate.unit && certificate.kind == .certificate }
                ?? orders.firstIndex { $0.entry == certificate.entry }
            if live.contains(certificate.entry) && !orders.contains(where: { $0.entry == certificate.entry }) { continue }
            let status: IssuedCertificate.Status = successor == nil ? .cancelled : .replaced
            try CertificateRecords.end(
                certificate.number, as: status, replacedBy: successor.map { numbers[$0] }, at: at, region: region, in: connection)
            try logCertificate(certificate.number, status.rawValue, certificate.unit, certificate.entry, at, in: connection)
            ended.append(certificate.number)
        }
        return (numbers, ended)
    }

    private func logCertificate(
        _ number: String, _ event: String, _ unit: UnitCode, _ entry: EntryID, _ at: Moment, in connection: any Connection
    ) throws {
        try LogRecords.append(
            leafID: "certificate:\(event):\(number)",
            entry: RegisterHash.certificateEntry(number: number, event: event, unit: unit, entry: entry, at: at), in: connection)
    }
}

extension Folio {
    /// Every entry that stands on the page.
    package var liveEntries: [EntryID] {
        (ownership.map { [$0.entry.id] } ?? []) + mortgages.map(\.entry.id) + notices.map(\.entry.id) + objections.map(\.entry.id)
            + easements.map(\.entry.id) + residences.map(\.entry.id)
    }
}
