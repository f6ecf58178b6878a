import Register
import Storage

/// A filing that only has to be stored, with what its case adds to the transaction.
struct PendingFiling: Sendable {
    let prepared: PreparedFiling
    /// The valid certificates of its units as the filing was prepared.
    let certificates: [IssuedCertificate]
    let caseID: String
    let orders: [CertificateOrder]
    let along: @Sendable (any Connection, Registration) throws -> Void

    var units: [UnitCode] { prepared.pages.map(\.after.unit) }
}

/// A page is no longer as it was when the law was judged: the filing must be prepared anew.
enum PageMoved: Error { case moved }

/// Stores filings inside a transaction: all of them, or the error of the first that can't be.
struct FilingEntry: Sendable {
    let region: String
    let numbering: CertificateNumbering
    let pending: Registrar.Pending

    /// - Parameter filings: on different units.
    /// - Throws: `PageMoved`, what `along` throws, `StorageError`.
    func enter(_ filings: [PendingFiling], in connection: any Connection) throws -> [Registration] {
        for filing in filings { try hold(filing.prepared.context, in: connection) }
        // One round trip on PostgreSQL. The pages come first, in the order of their units: whoever comes second waits before having
        // done anything, and two can't wait for each other.
        let pages = filings.flatMap(\.prepared.pages).sorted { $0.after.unit < $1.after.unit }
        var statements = pages.map { FolioRecords.replacing($0, region: region) }
        for page in pages {
            statements += HoldingRecords.moving(from: page.before.folio.holdings, to: page.after.holdings, region: region)
            statements += SeizureWatch.following(from: page.before.folio, to: page.after, region: region)
        }
        for filing in filings { statements += BookRecords.statements(filing.prepared, caseID: filing.caseID, region: region, in: connection) }
        let changes = try connection.executeAll(statements)
        guard changes.prefix(pages.count).allSatisfy({ $0 == 1 }) else { throw PageMoved.moved }
        // The pages are held now, as they are by whoever takes down what a court has sold: none of that has come since the law was asked.
        for filing in filings where try pending(Set(filing.prepared.filing.acts.map(\.unit)), connection) != filing.prepared.pending { throw PageMoved.moved }
        // The same of houses on land: whoever seizes one holds the land's page as it was, and has come before or comes after (查封规定 21).
        for filing in filings {
            let seen = try SeizedHouses.seen(under: Set(filing.prepared.filing.acts.map(\.unit)), region: region, in: connection)
            if seen != filing.prepared.seizedHouses { throw PageMoved.moved }
        }
        return try certify(filings, in: connection)
    }

    /// A seizure of the land must not slip past a registration on the house (查封规定 21): the land's page is held as it was judged.
    private func hold(_ context: [(unit: UnitCode, version: Int)], in connection: any Connection) throws {
        let share: SQL = connection.engine == .postgres ? "FOR SHARE" : ""
        for (unit, version) in context {
            let row = try connection.row("SELECT version FROM register_folio WHERE region = \(region) AND unit = \(unit.text) \(sql: share)")
            guard try row?.int("version") == Int64(version) else { throw PageMoved.moved }
        }
    }

    /// Numbers the new certificates and ends those whose entry no longer stands or was certified anew.
    private func certify(_ filings: [PendingFiling], in connection: any Connection) throws -> [Registration] {
        var numbers = try take(for: filings, in: connection)[...]
        var statements: [SQL] = []
        var registrations: [Registration] = []
        for filing in filings {
            let own = Array(numbers.prefix(filing.orders.count))
            numbers = numbers.dropFirst(filing.orders.count)
            let ended = certify(filing, numbers: own, into: &statements, in: connection)
            let prepared = filing.prepared
            registrations.append(
                Registration(
                    filingID: prepared.filing.id, registeredAt: prepared.filing.registeredAt, entries: prepared.acts.map(\.entry), numbers: own,
                    tokens: filing.orders.map(\.token), ended: ended,
                    folios: Dictionary(uniqueKeysWithValues: prepared.pages.map { ($0.after.unit, $0.after) }),
                    risenSeizures: Dictionary(uniqueKeysWithValues: prepared.pages.map { ($0.after.unit, $0.after.risenSeizures(since: $0.before.folio)) })))
        }
        if !statements.isEmpty { try connection.executeAll(statements) }
        for (filing, registration) in zip(filings, registrations) { try filing.along(connection, registration) }
        return registrations
    }

    /// - Returns: numbers of the certificates that lose their force.
    private func certify(_ filing: PendingFiling, numbers: [String], into statements: inout [SQL], in connection: any Connection) -> [String] {
        let at = filing.prepared.filing.registeredAt
        let orders = filing.orders
        for (order, number) in zip(orders, numbers) {
            statements.append(CertificateRecords.inserting(order, number: number, caseID: filing.caseID, at: at, region: region))
            statements.append(
                LogRecords.appending(
                    leafID: "certificate:issued:\(number)", entry: RegisterHash.issuedEntry(order, number: number, caseID: filing.caseID, at: at),
                    in: connection))
        }
        var ended: [String] = []
        let changed = Set(filing.units)
        let live = Set(filing.prepared.pages.flatMap { $0.after.liveEntries })
        for certificate in filing.certificates where changed.contains(certificate.unit) {
            let successor = orders.firstIndex { $0.kind == certificate.kind && $0.unit == certificate.unit && certificate.kind == .certificate }
                ?? orders.firstIndex { $0.entry == certificate.entry }
            if live.contains(certificate.entry) && !orders.contains(where: { $0.entry == certificate.entry }) { continue }
            let status: IssuedCertificate.Status = successor == nil ? .cancelled : .replaced
            let next = successor.map { numbers[$0] }
            statements.append(CertificateRecords.ending(certificate.number, as: status, replacedBy: next, at: at, region: region))
            statements.append(
                LogRecords.appending(
                    leafID: "certificate:\(status.rawValue):\(certificate.number)",
                    entry: RegisterHash.endedEntry(
                        number: certificate.number, event: status.rawValue, successor: next, unit: certificate.unit.text, entry: certificate.entry.text,
                        at: at),
                    in: connection))
            ended.append(certificate.number)
        }
        return ended
    }

    /// The next number for each order in turn, each series taken once. On PostgreSQL all wait here for whoever holds the series, so it is
    /// taken after every other lock.
    private func take(for filings: [PendingFiling], in connection: any Connection) throws -> [String] {
        let wanted = filings.flatMap { filing in
            let year = filing.prepared.filing.registeredAt.date.year
            return filing.orders.map { (kind: $0.kind, year: year, series: numbering.series($0.kind, year: year)) }
        }
        var next: [String: Int64] = [:]
        for (series, orders) in Dictionary(grouping: wanted, by: \.series).sorted(by: { $0.key < $1.key }) {
            next[series] = try NumberSeries.take(series, count: orders.count, region: region, in: connection)
        }
        return try wanted.map { order in
            let serial = next[order.series, default: 1]
            next[order.series] = serial + 1
            return try numbering.number(order.kind, year: order.year, serial: serial)
        }
    }
}
