package import Register

/// What a person's word does to the book where the custodian paid otherwise than it was ordered.
extension EscrowBook {
    /// What the custodian has to bring back: it owes it all the same, so the parties' balances stay as they are.
    package var outstanding: Money { astray.values.reduce(.zero, +) }

    /// What is there to be paid out: less what went astray, and what orders that are under way will take.
    var atHand: Money {
        inCustody - outstanding - orders.reduce(.zero) { $0 + ($1.isLive && $1.order.purpose != .disburse ? $1.order.amount : .zero) }
    }

    /// Deposits of which a person has to say whether they go back: while money is astray each may be what the custodian brings back, while a loan costs
    /// more than is left what the seller adds, and either may be what came while the book was stopped. Paid out again it would be lost for those whose it is.
    package var unjudged: [EscrowDepositState] {
        deposits.enumerated().filter { isUnjudged($0.element) && live("refund-\($0.offset + 1)") == nil }.map(\.element)
    }

    func isUnjudged(_ deposit: EscrowDepositState) -> Bool {
        deposit.fills == nil && deposit.left > .zero && !deposit.isJudged && (deposit.isHeld || !astray.isEmpty || !proposals.isEmpty)
    }

    /// A movement that a person has cleared up. One that names an order under way isn't: the order would stand for ever.
    func isLeftAside(_ movement: EscrowMovement) -> Bool {
        accepted.contains(movement.receipt) && (movement.incoming || movement.order.flatMap(order)?.isLive != true)
    }

    /// How much of a payment that differs may count as what its order was to pay; nil where none of it can: it has no order, or the order was carried out
    /// by another receipt, or its next attempt is under way and may be paid as well.
    package func countable(_ difference: EscrowDifference) -> Money? {
        guard !difference.isIncoming, let number = difference.order, let state = order(number), let stated = difference.stated, let receipt = difference.receipt else { return nil }
        guard let amount = countable(of: state, receipt: receipt), amount > .zero else { return nil }
        return min(amount, stated)
    }

    private func countable(of state: EscrowOrderState, receipt: String) -> Money? {
        let order = state.order
        guard order.purpose != .disburse else { return nil }
        if recorded[receipt] != nil { return payment(receipt: receipt).flatMap { $0.order == order.number ? $0.amount : nil } }
        if case .done = state.state { return nil }
        if let live = live(order.item), live.order.number != order.number { return nil }
        return min(order.amount, owing(order))
    }

    /// What an order's payment is taken from still has.
    private func owing(_ order: EscrowOrder) -> Money {
        guard order.purpose == .refund else {
            if settled[order.item] == nil { return balance(.due(order.item)) }
            // Confirmed as settled while the payment was said to have failed: it was this that paid the loan off, if nothing else did.
            return paid(order.item) == .zero && live(remainderSink) == nil ? balance(source(of: order)) : .zero
        }
        guard let place = Self.place(ofRefund: order.item), deposits.indices.contains(place) else { return .zero }
        return min(deposits[place].left, balance(account(of: deposits[place])))
    }

    mutating func take(_ ruling: EscrowRuling) throws(EscrowRefusal) {
        guard rulings[ruling.receipt] == nil, deposit(receipt: ruling.receipt) == nil else { throw .repeated(ruling.receipt) }
        guard ruling.amount >= .zero, ruling.amount <= EscrowTerms.largest, ruling.counts >= .zero, ruling.counts <= ruling.amount else {
            throw .differs(ruling.receipt)
        }
        if let number = ruling.order, let index = orders.firstIndex(where: { $0.order.number == number }), orders[index].order.purpose != .disburse {
            try count(ruling, at: index)
        } else {
            guard ruling.counts == .zero, recorded[ruling.receipt] == nil else { throw .unknown(ruling.order ?? ruling.receipt) }
        }
        // What never happened is no receipt: should it show after all, it is read as any other.
        guard ruling.amount > .zero else { return }
        accepted.insert(ruling.receipt)
        rulings[ruling.receipt] = ruling
        if ruling.amount > ruling.counts { astray[ruling.receipt] = ruling.amount - ruling.counts }
    }

    /// The order has ended with this: carried out by what counts, or failed, so that what is still owed is ordered anew.
    private mutating func count(_ ruling: EscrowRuling, at index: Int) throws(EscrowRefusal) {
        let order = orders[index].order
        if ruling.counts > .zero {
            guard let most = countable(of: orders[index], receipt: ruling.receipt) else { throw .repeated(order.number) }
            guard ruling.counts <= most else { throw .differs(order.number) }
        }
        if let place = payments.firstIndex(where: { $0.receipt == ruling.receipt }) {
            guard payments[place].order == order.number else { throw .unknown(order.number) }
            let undone = payments[place].amount - ruling.counts
            // Its lender has confirmed that the loan is gone: then it has got what was paid.
            guard undone == .zero || settled[order.item] == nil else { throw .notDue(order.item) }
            payments.remove(at: place)
            post(.custody, source(of: order), undone)
            giveBack(.zero - undone - ruling.counts, on: order, by: ruling.receipt)
            recorded[ruling.receipt] = nil
        } else if ruling.counts > .zero {
            post(source(of: order), .custody, ruling.counts)
        }
        if ruling.counts > .zero {
            payments.append(EscrowPayment(receipt: ruling.receipt, order: order.number, amount: ruling.counts, to: ruling.to, at: ruling.at))
            recorded[ruling.receipt] = version
            orders[index].state = .done(receipt: ruling.receipt)
            agreed[order.item] = nil
            giveBack(ruling.counts, on: order, by: ruling.receipt)
        } else if orders[index].isLive || orders[index].state == .done(receipt: ruling.receipt) {
            orders[index].state = .failed(reason: Self.astrayReason)
        }
    }

    /// What stands at an order that a person ended, as nothing of what was paid on it counts.
    static let astrayReason = "未按指令付出，由监管机构追回"

    func source(of order: EscrowOrder) -> EscrowAccount {
        // What was set aside for a settled loan has become the seller's.
        guard order.purpose == .refund else { return .due(settled[order.item] == nil ? order.item : remainderSink) }
        guard let place = Self.place(ofRefund: order.item), deposits.indices.contains(place) else { return .released }
        return account(of: deposits[place])
    }

    /// Notes at a deposit what went back of it.
    mutating func giveBack(_ amount: Money, on order: EscrowOrder, by receipt: String) {
        guard order.purpose == .refund, let place = Self.place(ofRefund: order.item), deposits.indices.contains(place) else { return }
        deposits[place].givenBack = deposits[place].givenBack + amount
        deposits[place].returned = deposits[place].left == .zero ? receipt : nil
    }

    mutating func take(_ word: DepositJudged) throws(EscrowRefusal) {
        guard let place = deposits.firstIndex(where: { $0.deposit.receipt == word.receipt }) else { throw .unknown(word.receipt) }
        // One that is on its way back can't be kept any more, and what was agreed on is nobody's to give away.
        guard deposits[place].fills == nil, deposits[place].left > .zero, live("refund-\(place + 1)") == nil else { throw .notDue(word.receipt) }
        switch word.judgement {
        case .refund:
            guard isUnjudged(deposits[place]) else { throw .repeated(word.receipt) }
            deposits[place].isJudged = true
        case .topUp: try topUp(at: place)
        case .correction:
            guard let wrong = word.of, let missing = astray[wrong] else { throw .unknown(word.of ?? word.receipt) }
            // What is more than went astray stays to be judged, and one sum may bring several back.
            let amount = min(missing, deposits[place].left)
            deposits[place].offset = deposits[place].offset + amount
            astray[wrong] = missing == amount ? nil : missing - amount
            post(.surplus(word.receipt), .custody, amount)
        }
    }
}
