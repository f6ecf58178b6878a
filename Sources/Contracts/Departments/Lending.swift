package import Register

/// 贷款机构: what a bank or the provident fund says of its loans on mortgages. Asked of one institution, under its own keys.
package enum Lending {
    package enum ApprovalStatus: String, Codable, Hashable, Sendable, CaseIterable { case pending, approved, rejected, withdrawn }

    /// 贷款审批: a loan that the lender has approved for the buyers of a unit, with the terms of the mortgage that secures it
    /// (民法典 400, 668).
    package enum LoanApproval: Contract {
        package struct Request: Codable, Hashable, Sendable {
            package var unit: UnitCode
            /// `kind:number` of the buyers, sorted.
            package var borrowers: [String]
            package init(unit: UnitCode, borrowers: [String]) {
                self.unit = unit
                self.borrowers = borrowers.sorted()
            }
        }
        package struct Answer: Codable, Hashable, Sendable {
            /// The lender's number of the approval.
            package var number: String
            package var unit: UnitCode
            package var borrowers: [String]
            package var status: ApprovalStatus
            package var amount: Money
            /// `ordinary` or `maximumAmount`, as the register calls kinds of mortgage.
            package var kind: String
            package var from: LegalDate
            package var until: LegalDate
            package var scope: String
            package var transferBan: Bool
            /// 公积金贷款.
            package var provident: Bool
            /// Number of the loan and mortgage contract, and the SHA-256 of its sealed text in hexadecimal; nil until the lender has sealed it.
            package var contract: String
            package var contractDigest: String?
            /// The last day on which the lender pays out on it.
            package var validUntil: LegalDate
            package init(
                number: String, unit: UnitCode, borrowers: [String], status: ApprovalStatus, amount: Money, kind: String, from: LegalDate,
                until: LegalDate, scope: String, transferBan: Bool, provident: Bool, contract: String, contractDigest: String?, validUntil: LegalDate
            ) {
                self.number = number
                self.unit = unit
                self.borrowers = borrowers.sorted()
                self.status = status
                self.amount = amount
                self.kind = kind
                self.from = from
                self.until = until
                self.scope = scope
                self.transferBan = transferBan
                self.provident = provident
                self.contract = contract
                self.contractDigest = contractDigest
                self.validUntil = validUntil
            }
        }
        package static let name = "lending.loan-approval"
        package static let department = Department.lender
        package static let legalBasis = "《民法典》第四百条、第六百六十八条"
        /// A loan may have borrowers who don't buy, and some of several buyers may borrow alone: whether the lack of one matters is for the registry to judge.
        package static func isAbout(_ request: Request, _ answer: Answer) -> Bool {
            answer.unit == request.unit && !Set(request.borrowers).isDisjoint(with: answer.borrowers)
        }
    }

    /// 还款清单: what pays a loan off to the last fen on one day (民法典 561, 676, 677).
    package enum PayoffStatement: Contract {
        package struct Request: Codable, Hashable, Sendable {
            package var unit: UnitCode
            /// The number of the mortgage's certificate.
            package var proof: String
            package var on: LegalDate
            package init(unit: UnitCode, proof: String, on: LegalDate) {
                self.unit = unit
                self.proof = proof
                self.on = on
            }
        }
        package struct Answer: Codable, Hashable, Sendable {
            package var number: String
            package var unit: UnitCode
            package var proof: String
            package var on: LegalDate
            package var principal: Money
            package var interest: Money
            /// 罚息、违约金.
            package var penalty: Money
            /// What a day more costs.
            package var perDay: Money
            /// Where the lender takes it: the only account that is ever paid for this loan.
            package var account: MoneyAccount
            package var settled: Bool
            package init(
                number: String, unit: UnitCode, proof: String, on: LegalDate, principal: Money, interest: Money, penalty: Money, perDay: Money,
                account: MoneyAccount, settled: Bool
            ) {
                self.number = number
                self.unit = unit
                self.proof = proof
                self.on = on
                self.principal = principal
                self.interest = interest
                self.penalty = penalty
                self.perDay = perDay
                self.account = account
                self.settled = settled
            }
            package var total: Money { principal + interest + penalty }
        }
        package static let name = "lending.payoff-statement"
        package static let department = Department.lender
        package static let legalBasis = "《民法典》第四百零六条、第六百七十七条"
        package static func isAbout(_ request: Request, _ answer: Answer) -> Bool {
            answer.unit == request.unit && answer.proof == request.proof && answer.on == request.on
        }
    }

    /// 放款: the new lender pays its loan into the custody account, once an order.
    package enum Disburse: Contract {
        package struct Request: Codable, Hashable, Sendable {
            /// The registry's number of the order: the same order is paid once.
            package var order: String
            package var caseID: String
            /// Number of the approval.
            package var approval: String
            package var amount: Money
            package var to: MoneyAccount
            package init(order: String, caseID: String, approval: String, amount: Money, to: MoneyAccount) {
                self.order = order
                self.caseID = caseID
                self.approval = approval
                self.amount = amount
                self.to = to
            }
        }
        package struct Answer: Codable, Hashable, Sendable {
            package var order: String
            /// The bank's receipt; nil while it isn't paid.
            package var receipt: String?
            package var amount: Money
            package var paidAt: Moment?
            package init(order: String, receipt: String?, amount: Money, paidAt: Moment?) {
                self.order = order
                self.receipt = receipt
                self.amount = amount
                self.paidAt = paidAt
            }
        }
        package static let name = "lending.disburse"
        package static let department = Department.lender
        package static let legalBasis = "《民法典》第六百七十一条"
        package static func isAbout(_ request: Request, _ answer: Answer) -> Bool { answer.order == request.order && answer.amount == request.amount }
    }

    /// 结清证明: whether the debt that a mortgage secures is gone (民法典 393).
    package enum Settlement: Contract {
        package struct Request: Codable, Hashable, Sendable {
            package var unit: UnitCode
            /// The number of the mortgage's certificate.
            package var proof: String
            package init(unit: UnitCode, proof: String) {
                self.unit = unit
                self.proof = proof
            }
        }
        package struct Answer: Codable, Hashable, Sendable {
            package var unit: UnitCode
            package var proof: String
            package var settled: Bool
            /// Number and day of the lender's confirmation.
            package var number: String?
            package var on: LegalDate?
            package init(unit: UnitCode, proof: String, settled: Bool, number: String?, on: LegalDate?) {
                self.unit = unit
                self.proof = proof
                self.settled = settled
                self.number = number
                self.on = on
            }
        }
        package static let name = "lending.settlement"
        package static let department = Department.lender
        package static let legalBasis = "《民法典》第三百九十三条"
        package static func isAbout(_ request: Request, _ answer: Answer) -> Bool { answer.unit == request.unit && answer.proof == request.proof }
    }

    /// The lender tells that an approval was given or taken back, or a debt settled: a bell, the source is asked again.
    package enum Changed: Contract {
        package enum Matter: String, Codable, Hashable, Sendable, CaseIterable { case approval, payoff, settlement, disbursal }
        package struct Request: Codable, Hashable, Sendable {
            package var unit: UnitCode
            package var matter: Matter
            /// The lender's number of the event.
            package var number: String
            package init(unit: UnitCode, matter: Matter, number: String) {
                self.unit = unit
                self.matter = matter
                self.number = number
            }
        }
        package typealias Answer = Acknowledged
        package static let name = "lending.changed"
        package static let department = Department.lender
    }
}

/// An account at a bank: to whom it belongs, where it is kept, its number.
package struct MoneyAccount: Codable, Hashable, Sendable {
    package var holder: String
    package var bank: String
    package var number: String
    package init(holder: String, bank: String, number: String) {
        self.holder = holder
        self.bank = bank
        self.number = number
    }
}
