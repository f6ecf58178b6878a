package import Register

/// 司法拍卖: from what is asked before the sale to the order that makes the winner's title be entered (案例十二;
/// 最高人民法院 网络司法拍卖规定; 拍卖变卖规定; 查封规定).
extension Court {
    /// 拍前联审: the court asks what rights, debts and occupants there are before it publishes the sale (网络司法拍卖规定 6, 13).
    package enum AuctionReview: Contract {
        package struct Request: Codable, Hashable, Sendable {
            /// 委托函号; with the court it names the request for ever.
            package var document: String
            package var court: String
            package var unit: UnitCode
            package init(document: String, court: String, unit: UnitCode) {
                self.document = document
                self.court = court
                self.unit = unit
            }
        }
        /// Its receipt is the key of the summary sheet's public page.
        package typealias Answer = Acknowledged
        package static let name = "court.auction-review"
        package static let department = Department.court
        package static let legalBasis = "《最高人民法院关于人民法院网络司法拍卖若干问题的规定》第六条、第十三条"
    }

    /// A seizure by the court that made it and its number.
    package struct NamedSeizure: Codable, Hashable, Sendable {
        package var court: String
        package var document: String
        package init(court: String, document: String) {
            self.court = court
            self.document = document
        }
    }

    /// How a court disposed of what it had seized: each is a ruling by whose service the right passes (民法典 229; 物权编解释(一) 7; 民诉法解释 491).
    package enum SaleManner: String, Codable, Hashable, Sendable, CaseIterable {
        case auction
        /// 变卖: sold without an auction, or after one at which nobody bid (民事诉讼法 258).
        case sale
        /// 以物抵债: a creditor takes it at a value for what is owed (民诉法解释 489, 490).
        case debt

        package var chinese: String {
            switch self {
            case .auction: "司法拍卖成交"
            case .sale: "司法变卖成交"
            case .debt: "裁定以物抵债"
            }
        }

        /// Who gets it.
        package var taker: String { self == .debt ? "承受人" : "买受人" }
        /// What its document is called.
        package var ruling: String { self == .debt ? "以物抵债裁定书" : "成交裁定书" }
        package var priceName: String { self == .debt ? "抵债金额" : "成交价" }
        /// The register's ground of the transfer.
        package var cause: Cause {
            switch self {
            case .auction: .auction
            case .sale: .courtSale
            case .debt: .debtSettlement
            }
        }
        /// Whoever holds a mortgage is paid first out of what is bid, and so it ends with the sale (拍卖变卖规定 28). Where a creditor takes the thing itself nothing is
        /// paid out: a mortgage goes with it (民法典 406) unless the ruling ends it.
        package var endsMortgages: Bool { self != .debt }
    }

    /// 成交裁定书、以物抵债裁定书、协助执行通知书: who has got it, and what is to be entered. The right passed with the service of the ruling
    /// (民法典 229; 民诉法解释 491).
    package enum AuctionRuling: Contract {
        package struct Request: Codable, Hashable, Sendable {
            /// 裁定书文号; with the court it names the ruling for ever.
            package var document: String
            /// 协助执行通知书文号: what the registry acts on (实施细则 19).
            package var notice: String
            package var court: String
            package var unit: UnitCode
            /// Nil for an auction: `disposed` says which it is.
            package var manner: SaleManner?
            package var disposed: SaleManner { manner ?? .auction }
            /// The day on which it was served on the winner.
            package var servedOn: LegalDate
            package var winners: [Housing.Party]
            /// 被执行人: whose right was sold, all of them. Whose it is the registry holds against the register (法发〔2004〕5号 5; 查封规定 2); nil in rulings from before
            /// that was asked.
            package var debtors: [Housing.Party]?
            package var form: CoOwnership
            package var price: Money
            /// Seizures that the order lifts by name.
            package var lifts: [NamedSeizure]
            /// The disposing court confirms that it had the right to dispose, so that every other seizure loses its effect with the sale,
            /// waiting ones as well (查封规定 26, 27; 法函〔2007〕100号).
            package var endsOthers: Bool
            /// 移送处置权函号: on which a court disposes that didn't seize first (法释〔2016〕6号).
            package var disposal: String?
            /// Numbers of the proofs of mortgages that stay because their parties agreed so; all others end (拍卖变卖规定 28).
            package var keptMortgages: [String]?
            /// The debtor, by kind and number, whose share of what several own by shares was sold alone; nil where the whole was.
            package var shareOf: String?
            /// Numbers of the proofs of advance notices, residences and easements that the order ends, and of mortgages where nothing was sold; the others go with the
            /// unit to the winner (拍卖变卖规定 28 ¶2; 民法典 221, 406).
            package var endsRights: [String]?
            /// What the court paid out of the proceeds: arrears of the former owner (案例十二: 从拍卖款中划付历史欠费).
            package var paid: [Paid]?
            package init(
                document: String, notice: String, court: String, unit: UnitCode, servedOn: LegalDate, winners: [Housing.Party], debtors: [Housing.Party], form: CoOwnership,
                price: Money, lifts: [NamedSeizure], endsOthers: Bool, disposal: String? = nil, keptMortgages: [String]? = nil, shareOf: String? = nil,
                endsRights: [String]? = nil, paid: [Paid]? = nil, manner: SaleManner? = nil
            ) {
                self.manner = manner
                self.shareOf = shareOf
                self.endsRights = endsRights
                self.document = document
                self.notice = notice
                self.court = court
                self.unit = unit
                self.servedOn = servedOn
                self.winners = winners
                self.debtors = debtors
                self.form = form
                self.price = price
                self.lifts = lifts
                self.endsOthers = endsOthers
                self.disposal = disposal
                self.keptMortgages = keptMortgages
                self.paid = paid
            }
        }

        package struct Paid: Codable, Hashable, Sendable {
            /// To whom: 供水公司, 物业 …
            package var to: String
            package var amount: Money
            /// Which debt it settles, where the payee's name doesn't say so.
            package var debt: Debt?
            package init(to: String, amount: Money, debt: Debt? = nil) {
                self.to = to
                self.amount = amount
                self.debt = debt
            }
        }
        package typealias Answer = Acknowledged
        package static let name = "court.auction-ruling"
        package static let department = Department.court
        package static let legalBasis = "《民法典》第二百二十九条；《不动产登记暂行条例实施细则》第十九条"
    }

    /// What the registry tells a court of its seizure: it stepped up in line, it ran out, it ended with a sale, or a unit had already
    /// passed to somebody else.
    package enum SeizureChanged: Contract {
        package enum Event: String, Codable, Hashable, Sendable, CaseIterable {
            case inForce = "in-force"
            case expired
            case auctioned

            package var chinese: String {
                switch self {
                case .inForce: "轮候查封已转为正式查封"
                case .expired: "查封期限届满，查封失效"
                case .auctioned: "不动产已被司法处置，查封效力消灭"
                }
            }
        }
        package struct Request: Codable, Hashable, Sendable {
            package var court: String
            /// 查封文号.
            package var document: String
            package var unit: UnitCode
            package var event: Event
            package var on: LegalDate
            /// The last day of one that is in force now.
            package var until: LegalDate?
            package init(court: String, document: String, unit: UnitCode, event: Event, on: LegalDate, until: LegalDate?) {
                self.court = court
                self.document = document
                self.unit = unit
                self.event = event
                self.on = on
                self.until = until
            }
        }
        package typealias Answer = Acknowledged
        package static let name = "court.seizure-changed"
        package static let department = Department.court
        package static let legalBasis = "《最高人民法院关于人民法院民事执行中查封、扣押、冻结财产的规定》第二十六条、第二十七条"
    }
}
