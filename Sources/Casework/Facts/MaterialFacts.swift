package import Contracts
package import Register

/// What checks read out of the departments' answers: typed once here, so that no check digs in JSON.
///
/// Field names are those of the contracts (`Contracts/Housing`, `Contracts/Tax`, …).
package struct FiledContractFacts: Hashable, Sendable {
    package struct Side: Hashable, Sendable {
        package var name: String
        /// `kind:number`.
        package var identifier: String
        package var share: Share?
    }
    package var number: String
    package var unit: String
    package var sellers: [Side]
    package var buyers: [Side]
    package var coOwnership: CoOwnership
    package var price: Money
    package var paid: Money
    package var area: Area
    package var paidInFull: Bool
    /// What the buyer still has to pay of the price.
    package var unpaid: Money { max(.zero, price - paid) }
    package var inForce: Bool
}

package struct MaintenanceFundFacts: Hashable, Sendable { package var paid: Bool }

package struct TaxReceiptFacts: Hashable, Sendable {
    package var number: String
    package var contract: String
    package var unit: String
    package var taxpayers: [String]
    package var contractPrice: Money
    /// Paid, or exempt by the tax authority's word.
    package var settled: Bool
    /// Nil: the tax authority said nothing of them.
    package var sellerTaxes: [SellerTax]?
}

package struct IdentityFacts: Hashable, Sendable {
    package var matches: Bool
    package var alive: Bool
}

extension NamedParty {
    /// Read from the resident identity number (GB 11643); nil for everybody else.
    package var birthDate: LegalDate? {
        let parts = identifier.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, parts[0] == "identity-card", parts[1].count == 18 else { return nil }
        let digits = parts[1].dropFirst(6).prefix(8)
        guard let year = Int(digits.prefix(4)), let month = Int(digits.dropFirst(4).prefix(2)), let day = Int(digits.dropFirst(6)) else { return nil }
        return LegalDate(year: year, month: month, day: day)
    }
}
