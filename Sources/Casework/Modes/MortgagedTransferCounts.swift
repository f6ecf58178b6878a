package import Catalogue
import Contracts
package import Register
package import Storage

/// One mortgaged unit that changed hands, as the reform's counters want it (案例二、三、十二、十六): written with the registration itself, so that
/// what is counted is what was registered.
package struct MortgagedTransfer: Hashable, Sendable {
    package var caseID: String
    /// The service: which way it went.
    package var mode: String
    package var registeredAt: Moment
    package var price: Money
    package var lent: Money
    /// What the seller would have had to borrow to pay the old loans off before selling (过桥资金); nothing where no sale needed it.
    package var bridge: Money
    /// When the tax receipt had come to the registry as it stood at the registration; nil where none was needed.
    package var taxedAt: Moment?
    /// Whether organisations alone were seller and buyer (案例二).
    package var betweenEnterprises: Bool
}

extension MortgagedTransfer {
    /// - Returns: nil for a service that is no way of passing on a mortgaged unit.
    init?(_ facts: CaseFacts, _ file: CaseFile, _ service: ServiceDefinition, registeredAt: Moment) {
        guard service.passesMortgaged else { return nil }
        let sides = facts.applicants.filter { !CaseFacts.lenders.contains($0.role) && $0.role != CaseFacts.consenting }
        let taxed = file.actions.last { action in
            if case .gathered(let gathered) = action.event { gathered.material == "tax-receipt" && gathered.state == .fetched } else { false }
        }
        self.init(
            caseID: file.id, mode: service.id, registeredAt: registeredAt, price: facts.contract?.price ?? .zero,
            lent: facts.loans.reduce(.zero) { $0 + $1.approval.amount }, bridge: facts.payoffs.reduce(.zero) { $0 + $1.statement.total },
            taxedAt: taxed?.at, betweenEnterprises: !sides.isEmpty && sides.allSatisfy { $0.party.ref.kind != .person })
    }
}

extension ServiceDefinition {
    /// Whether it transfers a unit on which a mortgage stands: it says so itself (`suits`), and it enters a transfer.
    package var passesMortgaged: Bool { kinds.contains(.transfer) && suits.contains { $0.fact == .mortgage && $0.values == ["standing"] } }
}

/// Sums of one month and mode.
package struct MortgagedTransferCount: Hashable, Sendable {
    /// Year and month: `202611`.
    package let month: Int
    package let mode: String
    package let number: Int
    package let betweenEnterprises: Int
    package let price: Money
    package let lent: Money
    package let bridge: Money
    /// How many of them needed a tax receipt: those whose time is measured.
    package let taxed: Int
    /// Mean and longest time from the tax receipt to the registration in seconds, over those that had one; nil where none had.
    package let meanSeconds: Double?
    package let longestSeconds: Double?
    /// How many of them were registered within the hour after tax.
    package let withinHour: Int
}

package enum MortgagedTransferRecords {
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
            ])
    ]

    /// Once a case, whichever attempt of the registration is the one that is stored.
    package static func insert(_ transfer: MortgagedTransfer, region: String, in connection: any Connection) throws {
        let seconds = transfer.taxedAt.map { Int64(max(0, transfer.registeredAt.seconds(since: $0))) }
        try connection.execute(
            """
            INSERT INTO mortgaged_transfer (region, month, mode, case_id, registered_at, price, lent, bridge, tax_seconds, enterprises)
            VALUES (\(region), \(Int64(month(of: transfer.registeredAt.date))), \(transfer.mode), \(transfer.caseID), \(transfer.registeredAt.microseconds),
                    \(transfer.price.fen), \(transfer.lent.fen), \(transfer.bridge.fen), \(seconds), \(Int64(transfer.betweenEnterprises ? 1 : 0)))
            """)
    }

    /// By month and mode, the newest month first.
    package static func counts(from first: LegalDate, until last: LegalDate, region: String, in connection: any Connection) throws -> [MortgagedTransferCount] {
        try connection.rows(
            """
            SELECT month, mode, COUNT(*) AS number, SUM(enterprises) AS enterprises, SUM(price) AS price, SUM(lent) AS lent, SUM(bridge) AS bridge,
                   COUNT(tax_seconds) AS taxed, SUM(tax_seconds) AS seconds, MAX(tax_seconds) AS longest,
                   SUM(CASE WHEN tax_seconds <= 3600 THEN 1 ELSE 0 END) AS within_hour
            FROM mortgaged_transfer WHERE region = \(region) AND month >= \(Int64(month(of: first))) AND month <= \(Int64(month(of: last)))
            GROUP BY month, mode ORDER BY month DESC, mode
            """
        ).map { row in
            let taxed = try row.int("taxed")
            return MortgagedTransferCount(
                month: Int(try row.int("month")), mode: try row.text("mode"), number: Int(try row.int("number")),
                betweenEnterprises: Int(try row.int("enterprises")), price: Money(fen: try row.int("price")), lent: Money(fen: try row.int("lent")),
                bridge: Money(fen: try row.int("bridge")), taxed: Int(taxed),
                meanSeconds: taxed == 0 ? nil : try row.intIfPresent("seconds").map { Double($0) / Double(taxed) },
                longestSeconds: try row.intIfPresent("longest").map(Double.init), withinHour: Int(try row.int("within_hour")))
        }
    }

    private static func month(of day: LegalDate) -> Int { day.parts.year * 100 + day.parts.month }
}

extension CaseOffice {
    /// What cases 2, 3, 12 and 16 of the reform report: number, amounts, bridge money saved, time from tax to registration.
    package func mortgagedTransfers(from first: LegalDate, until last: LegalDate) async throws -> [MortgagedTransferCount] {
        let region = region
        return try await database.read { try MortgagedTransferRecords.counts(from: first, until: last, region: region, in: $0) }
    }
}
