package import Register

/// What can happen to the money of a case, kept on the heap because lists of these are copied often. The book is the fold of these.
package indirect enum EscrowEvent: Hashable, Sendable {
    case opened(EscrowTerms)
    case custody(CustodyOpened)
    case quoted(PayoffQuote)
    case ordered(EscrowOrder)
    case failed(OrderFailed)
    case deposited(EscrowDeposit)
    case paid(EscrowPayment)
    case released(EscrowRelease)
    case returning(EscrowReturn)
    case settled(LoanSettled)
    case redirected(Redirected)
    case stopped(EscrowStop)
    case resumed(EscrowResumed)
    case judged(DepositJudged)
    case proposed(PayoffProposed)
    case agreed(PayoffAgreed)
}

/// The custodian has taken custody on.
package struct CustodyOpened: Codable, Hashable, Sendable {
    /// 提存受理通知书 or 资金监管协议 number.
    package var number: String
    /// The name of the account that everybody pays into.
    package var account: String
    /// The custodian's page on which people pay in; nil if it has none.
    package var payURL: String?
    package init(number: String, account: String, payURL: String? = nil) {
        self.number = number
        self.account = account
        self.payURL = payURL
    }
}

/// What a lender says pays a loan off on one day.
package struct PayoffQuote: Codable, Hashable, Sendable {
    package var sink: String
    /// The lender's number of the statement.
    package var number: String
    package var on: LegalDate
    package var amount: Money
    /// What a day more costs.
    package var perDay: Money
    package var account: String
    /// The debt is gone already.
    package var settled: Bool
    package init(sink: String, number: String, on: LegalDate, amount: Money, perDay: Money, account: String, settled: Bool = false) {
        self.sink = sink
        self.number = number
        self.on = on
        self.amount = amount
        self.perDay = perDay
        self.account = account
        self.settled = settled
    }
}

/// An order that was given: the same number is carried out once, however often it is said.
package struct EscrowOrder: Codable, Hashable, Sendable {
    package enum Purpose: String, Codable, Hashable, Sendable, CaseIterable { case disburse, payoff, charge, remainder, refund }
    /// Made from case, item and attempt.
    package var number: String
    package var purpose: Purpose
    /// What it moves: a source, a sink, or `refund-1` for the first deposit.
    package var item: String
    package var attempt: Int
    package var amount: Money
    /// The name of the account that receives.
    package var account: String
    package var on: LegalDate
    package init(number: String, purpose: Purpose, item: String, attempt: Int, amount: Money, account: String, on: LegalDate) {
        self.number = number
        self.purpose = purpose
        self.item = item
        self.attempt = attempt
        self.amount = amount
        self.account = account
        self.on = on
    }
}

/// The receiver says that an order was not carried out and never will be.
package struct OrderFailed: Codable, Hashable, Sendable {
    package var order: String
    package var reason: String
    package init(order: String, reason: String) {
        self.order = order
        self.reason = reason
    }
}

/// Money came into custody.
package struct EscrowDeposit: Codable, Hashable, Sendable {
    /// The custodian's receipt.
    package var receipt: String
    /// What the payer said that it is; nil or strange: it goes back.
    package var source: String?
    package var amount: Money
    /// The name of the account it came from, to which it would go back.
    package var from: String
    package var at: Moment
    package init(receipt: String, source: String?, amount: Money, from: String, at: Moment) {
        self.receipt = receipt
        self.source = source
        self.amount = amount
        self.from = from
        self.at = at
    }
}

/// Money left custody on an order.
package struct EscrowPayment: Codable, Hashable, Sendable {
    package var receipt: String
    package var order: String
    package var amount: Money
    /// The name of the account it went to.
    package var to: String
    package var at: Moment
    package init(receipt: String, order: String, amount: Money, to: String, at: Moment) {
        self.receipt = receipt
        self.order = order
        self.amount = amount
        self.to = to
        self.at = at
    }
}

/// The register has changed: the money is the sinks' from here.
package struct EscrowRelease: Codable, Hashable, Sendable {
    package var on: LegalDate
    /// The number of the filing.
    package var ground: String
    package init(on: LegalDate, ground: String) {
        self.on = on
        self.ground = ground
    }
}

/// The register won't change: everything goes back to where it came from.
package struct EscrowReturn: Codable, Hashable, Sendable {
    package enum Ground: String, Codable, Hashable, Sendable, CaseIterable {
        case withdrawn, refused, expired
        /// The parties chose another custodian: the case goes on with it.
        case replaced
        package var chinese: String {
            switch self {
            case .withdrawn: "申请已撤回"
            case .refused: "不予登记"
            case .expired: "监管期限届满未登簿"
            case .replaced: "各方已改由其他机构监管"
            }
        }
    }
    package var ground: Ground
    package var on: LegalDate
    package init(ground: Ground, on: LegalDate) {
        self.ground = ground
        self.on = on
    }
}

/// 结清: the lender confirms that a loan is paid off.
package struct LoanSettled: Codable, Hashable, Sendable {
    package var sink: String
    package var number: String
    package var on: LegalDate
    package init(sink: String, number: String, on: LegalDate) {
        self.sink = sink
        self.number = number
        self.on = on
    }
}

/// An account turned out to take no money: a person has seen to it that another one of the same holder does.
package struct Redirected: Codable, Hashable, Sendable {
    package var item: String
    package var account: String
    package var ground: String
    package init(item: String, account: String, ground: String) {
        self.item = item
        self.account = account
        self.ground = ground
    }
}

/// A person has looked, and says what is to be left aside from now on.
package struct EscrowResumed: Codable, Hashable, Sendable {
    /// Receipts whose difference is cleared up elsewhere.
    package var accepting: [String]
    package var ground: String
    /// What became of payments that weren't made as ordered; nil: nothing is said of any.
    package var rulings: [EscrowRuling]?
    package init(accepting: [String], ground: String, rulings: [EscrowRuling]? = nil) {
        self.accepting = accepting
        self.ground = ground
        self.rulings = rulings
    }
}
