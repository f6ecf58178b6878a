package import Register

/// One tax that somebody who sells owes of the sale, as the tax authority states it.
package struct SellerTax: Codable, Hashable, Sendable {
    package enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        /// 个人所得税 of a natural person (个人所得税法 15).
        case incomeTax
        /// 土地增值税 (土地增值税暂行条例 2, 12).
        case landAppreciationTax
        /// 增值税 (增值税法 3). Stated and shown; no law has the registration wait for it.
        case valueAddedTax

        package var chinese: String {
            switch self {
            case .incomeTax: "个人所得税"
            case .landAppreciationTax: "土地增值税"
            case .valueAddedTax: "增值税"
            }
        }
    }

    package var kind: Kind
    /// `kind:number` of the seller who owes it.
    package var taxpayer: String
    package var amount: Money
    package var status: Tax.Status
    /// Of the receipt, or of the proof that it is not due; none while it is unpaid.
    package var number: String?

    package init(kind: Kind, taxpayer: String, amount: Money, status: Tax.Status, number: String?) {
        self.kind = kind
        self.taxpayer = taxpayer
        self.amount = amount
        self.status = status
        self.number = number
    }
}
