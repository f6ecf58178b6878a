package import Register

extension Court {
    /// What a unit's former owner may owe when a court sells it, as the joint review asks for it (案例十二: 历史欠费).
    package enum Debt: String, Codable, Hashable, Sendable, CaseIterable {
        case tax, water, power, gas
        case propertyFee = "property-fee"
        case maintenanceFund = "maintenance-fund"

        package var chinese: String {
            switch self {
            case .tax: "欠税"
            case .water: "水费"
            case .power: "电费"
            case .gas: "燃气费"
            case .propertyFee: "物业费"
            case .maintenanceFund: "维修资金"
            }
        }

        /// How a court calls it.
        package init?(named text: String) {
            guard let debt = Self.allCases.first(where: { $0.chinese == text || $0.rawValue == text }) else { return nil }
            self = debt
        }

        /// What the payee of this debt alone is called by; a name in which two debts' words stand says nothing.
        private var words: [String] {
            switch self {
            case .tax: ["税务", "税款", "欠税"]
            case .water: ["供水", "水业", "水务", "自来水", "水费"]
            case .power: ["供电", "电力", "电费", "电网"]
            case .gas: ["燃气", "天然气", "煤气"]
            case .propertyFee: ["物业"]
            case .maintenanceFund: ["维修资金", "维修基金"]
            }
        }

        /// The debt that a payee's name tells of; nil where it tells of none, or of several.
        static func told(by payee: String) -> Debt? {
            let told = allCases.filter { $0.words.contains(where: payee.contains) }
            return told.count == 1 ? told.first : nil
        }
    }

    /// What the joint review found to be owed and the ruling doesn't list as paid out of the proceeds: told to the court as soon as its ruling is there, while it
    /// still has the proceeds, and whenever a department answers later or the ruling is corrected. The court states a unit's burdens (网络司法拍卖规定 6, 13);
    /// what it does about them is its own matter, and no ground for the registry not to register (实施细则 19).
    package enum ArrearsOpen: Contract {
        package struct Item: Codable, Hashable, Sendable {
            package var debt: Debt
            /// Whom the review asked: 供水公司.
            package var department: String
            package var found: Money
            /// By the ruling; what is open is the difference.
            package var paid: Money
            /// The day up to which it was reckoned; nil where the department didn't say.
            package var until: LegalDate?
            package init(debt: Debt, department: String, found: Money, paid: Money, until: LegalDate?) {
                self.debt = debt
                self.department = department
                self.found = found
                self.paid = paid
                self.until = until
            }
            package var open: Money { found - paid }
        }
        package struct Request: Codable, Hashable, Sendable {
            package var court: String
            /// 裁定书文号.
            package var ruling: String
            package var unit: UnitCode
            /// 委托函号 of the review.
            package var review: String
            package var open: [Item]
            /// Not known: the department hasn't answered, or has no record of the unit.
            package var unknown: [Debt]
            /// What the ruling lists as paid without it being clear for which debt.
            package var unassigned: [AuctionRuling.Paid]
            package init(
                court: String, ruling: String, unit: UnitCode, review: String, open: [Item], unknown: [Debt], unassigned: [AuctionRuling.Paid]
            ) {
                self.court = court
                self.ruling = ruling
                self.unit = unit
                self.review = review
                self.open = open
                self.unknown = unknown
                self.unassigned = unassigned
            }
        }
        package typealias Answer = Acknowledged
        package static let name = "court.arrears-open"
        package static let department = Department.court
        package static let legalBasis = AuctionReview.legalBasis
    }
}

extension Court.AuctionRuling.Paid {
    /// For which debt: as the court says, else as the payee's name does; nil where neither says so.
    package var settles: Court.Debt? { debt ?? Court.Debt.told(by: to) }
}
