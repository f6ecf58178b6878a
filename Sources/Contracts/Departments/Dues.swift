package import Register

/// What is owed on a unit, as whoever it is owed to says: asked before a court sells (网络司法拍卖规定 13; 案例十二).
package struct Dues: Codable, Hashable, Sendable {
    package var unit: UnitCode
    package var amount: Money
    /// The day up to which it is reckoned.
    package var until: LegalDate
    /// Such as 水表户号; nil where there is none.
    package var account: String?
    package init(unit: UnitCode, amount: Money, until: LegalDate, account: String?) {
        self.unit = unit
        self.amount = amount
        self.until = until
        self.account = account
    }
}

package struct DuesOfUnit: Codable, Hashable, Sendable {
    package var unit: UnitCode
    package init(unit: UnitCode) { self.unit = unit }
}

/// A question about what is owed on a unit.
package protocol DuesContract: Contract where Request == DuesOfUnit, Answer == Dues {}

extension DuesContract {
    package static func isAbout(_ request: DuesOfUnit, _ answer: Dues) -> Bool { answer.unit == request.unit }
    package static var legalBasis: String { "《最高人民法院关于人民法院网络司法拍卖若干问题的规定》第六条、第十三条" }
}

package enum Arrears {
    package enum Water: DuesContract {
        package static let name = "water.arrears"
        package static let department = Department.water
    }
    package enum Power: DuesContract {
        package static let name = "power.arrears"
        package static let department = Department.power
    }
    package enum Gas: DuesContract {
        package static let name = "gas.arrears"
        package static let department = Department.gas
    }
    /// 物业费, which housing keeps with the property managers' filings (物业管理条例 41).
    package enum PropertyFee: DuesContract {
        package static let name = "housing.property-fee"
        package static let department = Department.housing
    }
}

extension Tax {
    /// 欠税, and what either side of a sale at an expected price would have to pay (网络司法拍卖规定 13(9), 30).
    package enum AuctionEstimate: Contract {
        package struct Request: Codable, Hashable, Sendable {
            package var unit: UnitCode
            package init(unit: UnitCode) { self.unit = unit }
        }
        package struct Line: Codable, Hashable, Sendable {
            /// 契税, 增值税, 个人所得税 …
            package var tax: String
            /// `buyer` or `seller`: who owes it by law.
            package var payer: String
            /// In words: 成交价的3%.
            package var rate: String
            package init(tax: String, payer: String, rate: String) {
                self.tax = tax
                self.payer = payer
                self.rate = rate
            }
        }
        package struct Answer: Codable, Hashable, Sendable {
            package var unit: UnitCode
            package var arrears: Money
            package var lines: [Line]
            package init(unit: UnitCode, arrears: Money, lines: [Line]) {
                self.unit = unit
                self.arrears = arrears
                self.lines = lines
            }
        }
        package static let name = "tax.auction-estimate"
        package static let department = Department.tax
        package static let legalBasis = "《最高人民法院关于人民法院网络司法拍卖若干问题的规定》第十三条、第三十条"
        package static func isAbout(_ request: Request, _ answer: Answer) -> Bool { answer.unit == request.unit }
    }

    /// A court has sold: whom the deed tax is to be assessed on (契税法 1, 2, 10).
    package enum AuctionSale: Contract {
        package struct Request: Codable, Hashable, Sendable {
            package var unit: UnitCode
            package var court: String
            /// 裁定书文号: what the receipt names as its contract.
            package var ruling: String
            package var price: Money
            /// `kind:number` of the winners.
            package var taxpayers: [String]
            /// The court has annulled it since: nobody owes tax on it, and what was paid is paid back (契税法 12).
            package var withdrawn: Bool?
            /// Nil for an auction. What is taken for a debt is taxed as what is bought (契税法 2 ¶3).
            package var manner: Court.SaleManner?
            package init(
                unit: UnitCode, court: String, ruling: String, price: Money, taxpayers: [String], withdrawn: Bool? = nil, manner: Court.SaleManner? = nil
            ) {
                self.withdrawn = withdrawn
                self.manner = manner
                self.unit = unit
                self.court = court
                self.ruling = ruling
                self.price = price
                self.taxpayers = taxpayers
            }
        }
        package typealias Answer = Acknowledged
        package static let name = "tax.auction-sale"
        package static let department = Department.tax
        package static let legalBasis = "《契税法》第十条、第十三条"
    }
}

extension Housing {
    /// 占有使用情况: who is in it, by the housing department's and the street's records; nobody is named.
    package enum Occupancy: Contracts.Contract {
        package enum State: String, Codable, Hashable, Sendable, CaseIterable {
            case vacant, owner, leased, unknown

            package var chinese: String {
                switch self {
                case .vacant: "空置"
                case .owner: "由被执行人或其家属占有使用"
                case .leased: "由承租人占有使用"
                case .unknown: "住建部门没有记录，以法院现场调查为准"
                }
            }
        }
        package typealias Request = DuesOfUnit
        package struct Answer: Codable, Hashable, Sendable {
            package var unit: UnitCode
            package var state: State
            /// 租赁备案 until; a lease from before the seizure goes with the unit (民法典 405, 725; 拍卖变卖规定 28).
            package var leaseUntil: LegalDate?
            package init(unit: UnitCode, state: State, leaseUntil: LegalDate?) {
                self.unit = unit
                self.state = state
                self.leaseUntil = leaseUntil
            }
        }
        package static let name = "housing.occupancy"
        package static let department = Department.housing
        package static let legalBasis = "《最高人民法院关于人民法院网络司法拍卖若干问题的规定》第六条、第十三条"
        package static func isAbout(_ request: Request, _ answer: Answer) -> Bool { answer.unit == request.unit }
    }
}
