package import Register

/// What a person says of a payment that the custodian didn't make as it was ordered: how much of it has reached whom it was owed to. The rest has gone
/// astray and is the custodian's to bring back, for it holds the money on the parties' terms (民法典 577; 公证法 43).
package struct EscrowRuling: Codable, Hashable, Sendable {
    /// The custodian's receipt.
    package var receipt: String
    /// The order that the custodian names; nil if it names none.
    package var order: String?
    /// What its statement says has left custody; nothing if the payment is in no statement, though it was said to be made.
    package var amount: Money
    /// The name of the account it went to.
    package var to: String
    package var at: Moment
    /// What of it counts as the order's payment.
    package var counts: Money
    package init(receipt: String, order: String?, amount: Money, to: String, at: Moment, counts: Money) {
        self.receipt = receipt
        self.order = order
        self.amount = amount
        self.to = to
        self.at = at
        self.counts = counts
    }
}

/// What a person says of money that came in for nothing that was agreed, while something was amiss.
package struct DepositJudged: Codable, Hashable, Sendable {
    package enum Judgement: String, Codable, Hashable, Sendable, CaseIterable {
        /// It goes back to where it came from.
        case refund
        /// The custodian brings back what it paid wrongly: it offsets that, and goes nowhere.
        case correction
        /// 补足: the seller pays in what the old loans cost more than is left. It is set aside for them, and what isn't needed is the seller's.
        case topUp = "top-up"
    }
    /// The deposit's receipt.
    package var receipt: String
    package var judgement: Judgement
    /// The receipt of the wrong payment that a correction offsets.
    package var of: String?
    package var ground: String
    package init(receipt: String, judgement: Judgement, of: String? = nil, ground: String) {
        self.receipt = receipt
        self.judgement = judgement
        self.of = of
        self.ground = ground
    }
}
