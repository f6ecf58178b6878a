package import Register

/// Whose money it is, in the book of one case.
package enum EscrowAccount: Hashable, Sendable, Comparable {
    /// What the custodian holds: the one asset. All others are what it owes.
    case custody
    /// What came in for a source, and is its payer's until the release.
    case held(String)
    /// What came in for nothing that was agreed, by its receipt: it goes back at any time.
    case surplus(String)
    /// Through which the sources become the sinks'; empty before and after.
    case released
    /// What a sink has still to get.
    case due(String)

    package var text: String {
        switch self {
        case .custody: "custody"
        case .held(let source): "held:\(source)"
        case .surplus(let receipt): "surplus:\(receipt)"
        case .released: "released"
        case .due(let sink): "due:\(sink)"
        }
    }
    package static func < (a: EscrowAccount, b: EscrowAccount) -> Bool { a.text < b.text }
}

/// One line of the double-entry book: the same amount on both sides.
package struct EscrowPosting: Hashable, Sendable {
    package let debit: EscrowAccount
    package let credit: EscrowAccount
    package let amount: Money
    /// Number of the event that made it.
    package let event: Int
}

/// How far an order is.
package struct EscrowOrderState: Hashable, Sendable {
    package enum State: Hashable, Sendable {
        case live
        case failed(reason: String)
        /// By which receipt it was carried out.
        case done(receipt: String)
    }
    package let order: EscrowOrder
    package internal(set) var state: State

    package var isLive: Bool { state == .live }
}

/// Money that came in, and what became of it.
package struct EscrowDepositState: Hashable, Sendable {
    package let deposit: EscrowDeposit
    /// The source that it fills; nil: nothing agreed, it goes back.
    package let fills: String?
    /// It came while the book was stopped: a person says what it is.
    let isHeld: Bool
    /// The receipt by which the last of it went back.
    package internal(set) var returned: String?
    /// What has gone back of it.
    package internal(set) var givenBack = Money.zero
    /// What of it the custodian brought back of what it had paid wrongly.
    package internal(set) var offset = Money.zero
    /// What of it the seller has paid in on top, for loans that cost more than was left.
    package internal(set) var topsUp = Money.zero
    /// A person has said that it goes back.
    var isJudged = false

    init(deposit: EscrowDeposit, fills: String?, isHeld: Bool) {
        self.deposit = deposit
        self.fills = fills
        self.isHeld = isHeld
    }

    /// What of it is still there.
    package var left: Money { deposit.amount - givenBack - offset - topsUp }
}

/// Where the money of a case stands. It follows from the events, but for the day.
package enum EscrowPhase: String, Hashable, Sendable, Codable, CaseIterable {
    case collecting, secured, released, cleared, returning, returned

    package var chinese: String {
        switch self {
        case .collecting: "资金归集中"
        case .secured: "资金已全部到账"
        case .released: "已登簿，资金划付中"
        case .cleared: "资金已全部划清"
        case .returning: "资金原路退回中"
        case .returned: "资金已全部退回"
        }
    }
    /// Nothing moves any more, unless somebody pays in what nobody asked for.
    package var isFinal: Bool { self == .cleared || self == .returned }
}
