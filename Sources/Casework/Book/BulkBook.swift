package import Register
package import Storage

/// Enters many filings at once: for loading and importing, where nobody waits for a single answer.
///
/// The law is applied to each filing in order exactly as `Registrar` does, and the same rows come out; only the pages' intermediate
/// states are skipped, and everything goes into one transaction. All units must be new to the book.
package struct BulkBook: Sendable {
    private let region: String
    private let numbering: CertificateNumbering
    private var pages: [UnitCode: StoredFolio] = [:]
    private var filings: [(prepared: PreparedFiling, caseID: String)] = []
    private var orders: [(order: CertificateOrder, at: Moment, caseID: String)] = []

    package init(region: String, numbering: CertificateNumbering) {
        self.region = region
        self.numbering = numbering
    }

    /// Makes a unit known by its survey.
    package mutating func add(_ unit: UnitCode, _ description: UnitDescription) {
        pages[unit] = StoredFolio(folio: Folio(unit: unit, description: description), head: [])
    }

    package func folio(_ unit: UnitCode) -> Folio? { pages[unit]?.folio }

    /// - Throws: `Refusal` if the law stands in the way.
    package mutating func enter(_ filing: Filing, caseID: String, issuing: [CertificateOrder] = []) throws {
        var touched: [UnitCode: StoredFolio] = [:]
        var related: [UnitCode: Folio] = [:]
        for unit in Set(filing.acts.map(\.unit)) {
            guard let page = pages[unit] else { throw BookError.unknownUnit(unit.text) }
            touched[unit] = page
            if unit.parcelUnit != unit { related[unit.parcelUnit] = pages[unit.parcelUnit]?.folio }
        }
        let prepared = try PreparedFiling(filing, caseID: caseID, stored: touched, related: related, encodingPages: false)
        for page in prepared.pages { pages[page.after.unit] = StoredFolio(folio: page.after, head: page.head) }
        filings.append((prepared, caseID))
        for order in issuing { orders.append((order, filing.registeredAt, caseID)) }
    }

    package var unitCount: Int { pages.count }

    /// Stores everything.
    /// - Returns: the certificates that were ordered, with their numbers.
    @discardableResult
    package func write(in connection: any Connection) throws -> [(order: CertificateOrder, number: String)] {
        for (unit, page) in pages.sorted(by: { $0.key < $1.key }) {
            try connection.execute(
                """
                INSERT INTO register_folio (region, unit, version, standing, body, head)
                VALUES (\(region), \(unit.text), \(page.folio.version), \(page.folio.standing.rawValue), \(try CanonicalJSON.encode(page.folio)), \(page.head))
                """)
            try HoldingRecords.move(from: [], to: page.folio.holdings, region: region, in: connection)
            if !page.folio.seizures.isEmpty { try connection.execute(SeizureWatch.setting(page.folio, region: region)) }
        }
        for (prepared, caseID) in filings { try BookRecords.insert(prepared, caseID: caseID, region: region, in: connection) }
        var issued: [(order: CertificateOrder, number: String)] = []
        for (order, at, caseID) in orders {
            let year = at.date.year
            let serial = try NumberSeries.take(numbering.series(order.kind, year: year), region: region, in: connection)
            let number = try numbering.number(order.kind, year: year, serial: serial)
            try CertificateRecords.insert(order, number: number, caseID: caseID, at: at, region: region, in: connection)
            try LogRecords.append(
                leafID: "certificate:issued:\(number)",
                entry: RegisterHash.issuedEntry(order, number: number, caseID: caseID, at: at), in: connection)
            issued.append((order, number))
        }
        return issued
    }
}
