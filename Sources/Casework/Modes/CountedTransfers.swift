package import Catalogue
import Contracts
package import Register
package import Storage

/// One unit that changed hands with a mortgage on it or by a court's sale, as the reform's counters want it (案例二、三、十二、十六): written with the
/// registration itself, so that what is counted is what was registered.
package struct CountedTransfer: Hashable, Sendable {
    package var caseID: String
    /// The service: which way it went.
    package var mode: String
    package var registeredAt: Moment
    package var price: Money
    package var lent = Money.zero
    /// What the seller would have had to borrow to pay the old loans off before selling (过桥资金); nothing where no sale needed it.
    package var bridge = Money.zero
    /// What the court paid out of the proceeds for debts of the former owner (历史欠费, 案例十二).
    package var arrears = Money.zero
    /// Since when the case has held the tax receipt, settled, on which it was registered; nil where none was needed.
    package var taxedAt: Moment?
    package var traits = Traits()

    /// What the counters tell apart.
    package struct Traits: Hashable, Sendable {
        /// A sale in which organisations alone were seller and buyer (案例二).
        package var betweenEnterprises = false
        /// Somebody lends on it now who held no mortgage on it before (跨行、跨机构, 案例三、十六).
        package var acrossLenders = false
        /// The provident fund lends or is paid off (案例十六).
        package var providentFund = false
        /// A court sold it (案例十二): counted by itself, for no mortgage goes over with it.
        package var auction = false
    }
}

extension CountedTransfer {
    /// - Returns: nil for a service whose transfers nobody counts.
    init?(_ facts: CaseFacts, _ file: CaseFile, _ service: ServiceDefinition, registeredAt: Moment) {
        if let ruling = facts.ruling, service.kinds.contains(.transfer) {
            self.init(
                caseID: file.id, mode: service.id, registeredAt: registeredAt, price: ruling.price,
                arrears: ruling.paid.reduce(.zero) { $0 + $1.amount }, taxedAt: Self.taxed(facts, file), traits: Traits(auction: true))
            return
        }
        guard service.passesMortgaged else { return nil }
        let standing = Set(facts.claims.map(\.mortgagee.id))
        self.init(
            caseID: file.id, mode: service.id, registeredAt: registeredAt, price: facts.contract?.price ?? .zero,
            lent: facts.loans.reduce(.zero) { $0 + $1.approval.amount }, bridge: facts.payoffs.reduce(.zero) { $0 + $1.statement.total },
            taxedAt: Self.taxed(facts, file),
            traits: Traits(
                betweenEnterprises: facts.isBetweenEnterprises, acrossLenders: facts.loans.contains { !standing.contains($0.lender.ref.id) },
                providentFund: facts.loans.contains(where: \.approval.provident) || facts.claims.contains { facts.isFund($0.mortgagee) }))
    }

    /// The first moment from which on the case has held this very receipt as settled: a later look at it, because a source changed or a day went by, doesn't
    /// begin the time anew, and what the money was waited for counts.
    private static func taxed(_ facts: CaseFacts, _ file: CaseFile) -> Moment? {
        guard let receipt = facts.taxReceipt, receipt.settled else { return nil }
        var since: Moment?
        for action in file.actions.reversed() {
            guard case .gathered(let gathered) = action.event, gathered.material == CaseFacts.receiptMaterial, gathered.state == .fetched else { continue }
            guard let held = gathered.evidence.flatMap({ facts.receipt(heldAs: $0) }), held.settled, held.number == receipt.number else { break }
            since = action.at
        }
        return since
    }
}

extension CaseFacts {
    fileprivate func receipt(heldAs evidence: String) -> TaxReceiptFacts? { receipts[evidence]?.decode(Tax.DeedTaxReceipt.Answer.self).map(TaxReceiptFacts.init) }

    /// A contract between organisations alone; who inherits or is given something is nobody's buyer.
    fileprivate var isBetweenEnterprises: Bool {
        let sides = applicants.filter { !Self.serving.contains($0.role) }
        return contract != nil && !sides.isEmpty && sides.allSatisfy { $0.party.ref.kind != .person }
    }

    /// Whether a mortgagee is a provident fund: of all who hold mortgages it alone is a public institution, whose code begins with 12 (GB 32100—2015; 住房公积金管理条例 10).
    fileprivate func isFund(_ mortgagee: PartyRef) -> Bool { institution(of: mortgagee)?.hasPrefix("12") == true }
}

extension ServiceDefinition {
    /// Whether it transfers a unit on which a mortgage stands: it says so itself (`suits`), and it enters a transfer.
    package var passesMortgaged: Bool { kinds.contains(.transfer) && suits.contains { $0.fact == .mortgage && $0.values == ["standing"] } }
}

/// Sums of one month, mode and kind.
package struct TransferCount: Hashable, Sendable {
    /// Year and month: `202611`.
    package let month: Int
    package let mode: String
    package let traits: CountedTransfer.Traits
    package let number: Int
    package let price: Money
    package let lent: Money
    package let bridge: Money
    package let arrears: Money
    /// How many of them needed a tax receipt: those whose time is measured.
    package let taxed: Int
    /// All their seconds from the tax receipt to the registration, and the longest of them; nil where none had one.
    package let seconds: Double
    package let longestSeconds: Double?
    /// How many of them were registered within the hour after tax.
    package let withinHour: Int
}

package enum TransferRecords {
    package static let migrations = [
        Migration(
            "counts.0001 mortgaged transfers",
            shared: [
                """
                CREATE TABLE mortgaged_transfer (
                    region TEXT NOT NULL, month BIGINT NOT NULL, mode TEXT NOT NULL, case_id TEXT NOT NULL, registered_at BIGINT NOT NULL,
                    price BIGINT NOT NULL, lent BIGINT NOT NULL, bridge BIGINT NOT NULL, tax_seconds BIGINT, enterprises BIGINT NOT NULL,
                    PRIMARY KEY (region, month, mode, case_id))
                """
            ]),
        // Lines from before say nothing of these: nobody had asked.
        Migration(
            "counts.0002 lenders, the fund, auctions",
            shared: ["across_lenders", "provident_fund", "auction", "arrears"].map { "ALTER TABLE mortgaged_transfer ADD COLUMN \($0) BIGINT" }),
    ]

    /// Once a case, whichever attempt of the registration is the one that is stored.
    package static func insert(_ transfer: CountedTransfer, region: String, in connection: any Connection) throws {
        let seconds = transfer.taxedAt.map { Int64(max(0, transfer.registeredAt.seconds(since: $0))) }
        let traits = transfer.traits
        try connection.execute(
            """
            INSERT INTO mortgaged_transfer (
                region, month, mode, case_id, registered_at, price, lent, bridge, tax_seconds, enterprises, across_lenders, provident_fund, auction, arrears)
            VALUES (\(region), \(Int64(month(of: transfer.registeredAt.date))), \(transfer.mode), \(transfer.caseID), \(transfer.registeredAt.microseconds),
                    \(transfer.price.fen), \(transfer.lent.fen), \(transfer.bridge.fen), \(seconds), \(Int64(traits.betweenEnterprises ? 1 : 0)),
                    \(Int64(traits.acrossLenders ? 1 : 0)), \(Int64(traits.providentFund ? 1 : 0)), \(Int64(traits.auction ? 1 : 0)), \(transfer.arrears.fen))
            """)
    }

    /// By month, mode and kind, the newest month first.
    package static func counts(from first: LegalDate, until last: LegalDate, region: String, in connection: any Connection) throws -> [TransferCount] {
        try connection.rows(
            """
            SELECT month, mode, enterprises, COALESCE(across_lenders, 0) AS across, COALESCE(provident_fund, 0) AS fund, COALESCE(auction, 0) AS sold,
                   COUNT(*) AS number, SUM(price) AS price, SUM(lent) AS lent, SUM(bridge) AS bridge, SUM(COALESCE(arrears, 0)) AS arrears,
                   COUNT(tax_seconds) AS taxed, COALESCE(SUM(tax_seconds), 0) AS seconds, MAX(tax_seconds) AS longest,
                   SUM(CASE WHEN tax_seconds <= 3600 THEN 1 ELSE 0 END) AS within_hour
            FROM mortgaged_transfer WHERE region = \(region) AND month >= \(Int64(month(of: first))) AND month <= \(Int64(month(of: last)))
            GROUP BY month, mode, enterprises, COALESCE(across_lenders, 0), COALESCE(provident_fund, 0), COALESCE(auction, 0)
            ORDER BY month DESC, mode, enterprises, across, fund, sold
            """
        ).map { row in
            TransferCount(
                month: Int(try row.int("month")), mode: try row.text("mode"),
                traits: CountedTransfer.Traits(
                    betweenEnterprises: try row.int("enterprises") == 1, acrossLenders: try row.int("across") == 1, providentFund: try row.int("fund") == 1,
                    auction: try row.int("sold") == 1),
                number: Int(try row.int("number")), price: Money(fen: try row.int("price")), lent: Money(fen: try row.int("lent")),
                bridge: Money(fen: try row.int("bridge")), arrears: Money(fen: try row.int("arrears")), taxed: Int(try row.int("taxed")),
                seconds: Double(try row.int("seconds")), longestSeconds: try row.intIfPresent("longest").map(Double.init), withinHour: Int(try row.int("within_hour")))
        }
    }

    private static func month(of day: LegalDate) -> Int { day.parts.year * 100 + day.parts.month }
}

extension CaseOffice {
    /// What cases 2, 3, 12 and 16 of the reform report: number, amounts, bridge money saved, time from tax to registration.
    package func countedTransfers(from first: LegalDate, until last: LegalDate) async throws -> [TransferCount] {
        let region = region
        return try await database.read { try TransferRecords.counts(from: first, until: last, region: region, in: $0) }
    }
}
