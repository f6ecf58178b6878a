package import Register

/// 税务: what is due on a contract, and whether it is settled (契税法 10, 11).
package enum Tax {
    package enum Status: String, Codable, Hashable, Sendable, CaseIterable { case unpaid, paid, exempt }

    package enum DeedTaxReceipt: Contract {
        package struct Request: Codable, Hashable, Sendable {
            package var unit: UnitCode
            package init(unit: UnitCode) { self.unit = unit }
        }
        package struct Answer: Codable, Hashable, Sendable {
            package var number: String
            package var unit: UnitCode
            package var contract: String
            package var contractPrice: Money
            /// 计税依据, without value-added tax.
            package var base: Money
            package var tax: Money
            /// `kind:number` of everybody who pays.
            package var taxpayers: [String]
            package var status: Status
            package var paidOn: LegalDate?
            /// What each seller owes of the same sale; nil where the authority says nothing of it, which is no word that nothing is due.
            package var sellerTaxes: [SellerTax]?
            package init(
                number: String, unit: UnitCode, contract: String, contractPrice: Money, base: Money, tax: Money, taxpayers: [String],
                status: Status, paidOn: LegalDate?, sellerTaxes: [SellerTax]? = nil
            ) {
                self.number = number
                self.unit = unit
                self.contract = contract
                self.contractPrice = contractPrice
                self.base = base
                self.tax = tax
                self.taxpayers = taxpayers
                self.status = status
                self.paidOn = paidOn
                self.sellerTaxes = sellerTaxes
            }
        }
        package static let name = "tax.deed-tax-receipt"
        package static func isAbout(_ request: Request, _ answer: Answer) -> Bool { answer.unit == request.unit }
        package static let department = Department.tax
        package static let legalBasis = "《契税法》第十一条"
    }

    /// What the authority assesses; the platform never computes the official figure itself.
    package enum Assessment: Contract {
        package typealias Request = DeedTaxReceipt.Request
        package struct Answer: Codable, Hashable, Sendable {
            package var unit: UnitCode
            package var contract: String
            package var base: Money
            package var tax: Money
            package var rule: String
            package var payURL: String?
            package init(unit: UnitCode, contract: String, base: Money, tax: Money, rule: String, payURL: String?) {
                self.unit = unit
                self.contract = contract
                self.base = base
                self.tax = tax
                self.rule = rule
                self.payURL = payURL
            }
        }
        package static let name = "tax.assessment"
        package static func isAbout(_ request: Request, _ answer: Answer) -> Bool { answer.unit == request.unit }
        package static let department = Department.tax
    }
}
