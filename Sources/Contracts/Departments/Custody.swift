package import Register

/// 公证提存、资金监管: a notary or a bank holds the parties' money on stated conditions (民法典 571; 公证法 12; 提存公证规则). The registry
/// never touches it: it tells by signed orders what the conditions have brought about, and keeps the receipts.
package enum Custody {
    /// Opening custody of a case's money, once a case.
    package enum Open: Contract {
        /// What is to come in.
        package struct Expected: Codable, Hashable, Sendable {
            /// The book's name of the source: `own-funds`, `loan-1`.
            package var source: String
            /// `kind:number` of whoever pays.
            package var payer: String
            package var amount: Money
            package init(source: String, payer: String, amount: Money) {
                self.source = source
                self.payer = payer
                self.amount = amount
            }
        }
        package struct Request: Codable, Hashable, Sendable {
            package var caseID: String
            package var unit: UnitCode
            package var expected: [Expected]
            /// 领取条件: on what the money is released, and on what it goes back, as the parties signed it (提存公证规则 16).
            package var conditions: String
            /// The last day; nothing that isn't registered by then is released.
            package var until: LegalDate
            package init(caseID: String, unit: UnitCode, expected: [Expected], conditions: String, until: LegalDate) {
                self.caseID = caseID
                self.unit = unit
                self.expected = expected
                self.conditions = conditions
                self.until = until
            }
        }
        package struct Answer: Codable, Hashable, Sendable {
            package var caseID: String
            /// 提存受理通知书 or 资金监管协议 number.
            package var number: String
            /// Where to pay: an account of this case alone.
            package var account: MoneyAccount
            /// Where whoever has no bank's programme at hand pays on a page; nil if the custodian has none.
            package var payURL: String?
            package init(caseID: String, number: String, account: MoneyAccount, payURL: String? = nil) {
                self.caseID = caseID
                self.number = number
                self.account = account
                self.payURL = payURL
            }
        }
        package static let name = "custody.open"
        package static let department = Department.custodian
        package static let legalBasis = "《民法典》第五百七十一条"
        package static func isAbout(_ request: Request, _ answer: Answer) -> Bool { answer.caseID == request.caseID }
    }

    /// 收费标准: what the custodian is due for holding the money of a sale at this price, asked before the parties agree to have it paid out of custody.
    package enum Tariff: Contract {
        package struct Request: Codable, Hashable, Sendable {
            package var unit: UnitCode
            /// The filed contract's.
            package var price: Money
            package init(unit: UnitCode, price: Money) {
                self.unit = unit
                self.price = price
            }
        }
        package struct Answer: Codable, Hashable, Sendable {
            package var unit: UnitCode
            package var price: Money
            /// Zero where the custodian takes nothing.
            package var fee: Money
            /// To whom it is paid.
            package var account: MoneyAccount
            /// The tariff's name and number: 计价费〔1998〕814号.
            package var tariff: String
            /// The law or the price list's standing on which it may be taken (公证法 34; 商业银行服务价格管理办法).
            package var basis: String
            package var validUntil: LegalDate
            package init(unit: UnitCode, price: Money, fee: Money, account: MoneyAccount, tariff: String, basis: String, validUntil: LegalDate) {
                self.unit = unit
                self.price = price
                self.fee = fee
                self.account = account
                self.tariff = tariff
                self.basis = basis
                self.validUntil = validUntil
            }
        }
        package static let name = "custody.tariff"
        package static let department = Department.custodian
        package static let legalBasis = "《民法典》第五百七十三条；《公证法》第三十四条"
        package static func isAbout(_ request: Request, _ answer: Answer) -> Bool {
            answer.unit == request.unit && answer.price == request.price && answer.fee >= .zero
        }
    }

    /// One movement on the case's account, as the custodian's own book has it.
    package struct Movement: Codable, Hashable, Sendable {
        package enum Direction: String, Codable, Hashable, Sendable, CaseIterable { case incoming, outgoing }
        /// The custodian's receipt: names the movement for ever.
        package var receipt: String
        package var direction: Direction
        package var amount: Money
        package var at: Moment
        /// Incoming: the book's name of the source that the payer stated.
        package var source: String?
        /// Outgoing: the registry's order that it carries out.
        package var order: String?
        /// The account at the other end.
        package var other: MoneyAccount
        package init(
            receipt: String, direction: Direction, amount: Money, at: Moment, source: String?, order: String?, other: MoneyAccount
        ) {
            self.receipt = receipt
            self.direction = direction
            self.amount = amount
            self.at = at
            self.source = source
            self.order = order
            self.other = other
        }
    }

    /// Everything that has moved on the case's account so far, the oldest first: what reconciles the two books.
    package enum Statement: Contract {
        package struct Request: Codable, Hashable, Sendable {
            package var caseID: String
            package init(caseID: String) { self.caseID = caseID }
        }
        package struct Answer: Codable, Hashable, Sendable {
            package var caseID: String
            package var movements: [Movement]
            package var balance: Money
            package init(caseID: String, movements: [Movement], balance: Money) {
                self.caseID = caseID
                self.movements = movements
                self.balance = balance
            }
        }
        package static let name = "custody.statement"
        package static let department = Department.custodian
        package static let legalBasis = "《民法典》第五百七十一条"
        package static func isAbout(_ request: Request, _ answer: Answer) -> Bool { answer.caseID == request.caseID }
    }

    /// 付款指令: pay out of the case's account. The same order is paid once, whatever happens on the way.
    package enum Pay: Contract {
        package enum Purpose: String, Codable, Hashable, Sendable, CaseIterable {
            /// 清偿原贷款.
            case payoff
            /// 约定由监管资金支付的费用.
            case charge
            /// 支付出卖人余款.
            case remainder
            /// 退回付款人.
            case refund
        }
        package struct Request: Codable, Hashable, Sendable {
            package var order: String
            package var caseID: String
            package var purpose: Purpose
            package var amount: Money
            package var to: MoneyAccount
            /// What brought it about: the number of the registration, or why the money goes back.
            package var ground: String
            package init(order: String, caseID: String, purpose: Purpose, amount: Money, to: MoneyAccount, ground: String) {
                self.order = order
                self.caseID = caseID
                self.purpose = purpose
                self.amount = amount
                self.to = to
                self.ground = ground
            }
        }
        package enum Status: String, Codable, Hashable, Sendable, CaseIterable {
            /// Taken, not yet carried out: the statement will show it.
            case pending
            case paid
            /// Not carried out and never will be: the receiving account is closed, the name differs. A new order is needed.
            case failed
        }
        package struct Answer: Codable, Hashable, Sendable {
            package var order: String
            package var amount: Money
            package var status: Status
            /// With `paid`.
            package var receipt: String?
            package var at: Moment?
            /// With `failed`: why.
            package var reason: String?
            package init(order: String, amount: Money, status: Status, receipt: String?, at: Moment?, reason: String?) {
                self.order = order
                self.amount = amount
                self.status = status
                self.receipt = receipt
                self.at = at
                self.reason = reason
            }
        }
        package static let name = "custody.pay"
        package static let department = Department.custodian
        package static let legalBasis = "《民法典》第五百七十一条"
        package static func isAbout(_ request: Request, _ answer: Answer) -> Bool { answer.order == request.order && answer.amount == request.amount }
    }

    /// The custodian tells that something moved: a bell, the statement is asked for.
    package enum Moved: Contract {
        package struct Request: Codable, Hashable, Sendable {
            package var caseID: String
            package var receipt: String
            package init(caseID: String, receipt: String) {
                self.caseID = caseID
                self.receipt = receipt
            }
        }
        package typealias Answer = Acknowledged
        package static let name = "custody.moved"
        package static let department = Department.custodian
    }
}
