package import Casework
import Register
import Storage

/// What is counted when somebody reads the figures, not while something happens.
package struct GaugeReading: Sendable {
    package let label: String
    package let dimensions: [(String, String)]
    package let value: Double
}

/// Books of money in custody that a person has to see to, by why: `dengbu_escrow_needs{why="stopped"}`.
package enum MoneyGauges {
    /// - Returns: one for each kind, so that a kind that has none any more reads 0.
    package static func read(_ office: CaseOffice) async throws -> [GaugeReading] {
        let region = office.region
        let now = office.now()
        let counts = try await office.database.read { try MoneyNeeds.counts(at: now, region: region, in: $0) }
        return MoneyNeed.Kind.allCases.map { GaugeReading(label: "dengbu_escrow_needs", dimensions: [("why", $0.rawValue)], value: Double(counts[$0] ?? 0)) }
    }
}
