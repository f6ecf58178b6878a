package import Register

/// A movement as the custodian's own book has it.
package struct EscrowMovement: Hashable, Sendable {
    package var receipt: String
    package var incoming: Bool
    package var amount: Money
    package var at: Moment
    package var source: String?
    package var order: String?
    /// The name of the account at the other end.
    package var other: String
    package init(receipt: String, incoming: Bool, amount: Money, at: Moment, source: String?, order: String?, other: String) {
        self.receipt = receipt
        self.incoming = incoming
        self.amount = amount
        self.at = at
        self.source = source
        self.order = order
        self.other = other
    }
}

/// What follows from what custodians and lenders say. The same said again says nothing; what can't be true stops the money.
extension EscrowBook {
    /// The two books are compared.
    /// - Parameter knownAt: the book's version when the statement was asked for. What was recorded since may not be in it yet.
    package func reading(_ movements: [EscrowMovement], balance stated: Money, knownAt: Int) -> [EscrowEvent] {
        var reader = Reader(self)
        var seen: Set<String> = []
        var sum: Int64 = 0
        for movement in movements {
            guard seen.insert(movement.receipt).inserted, movement.amount > .zero, movement.amount <= EscrowTerms.largest else {
                reader.stop(.changedReceipt, movement.receipt)
                continue
            }
            // At most some thousand movements of a bounded amount each.
            sum &+= movement.incoming ? movement.amount.fen : -movement.amount.fen
            if !isLeftAside(movement) { reader.read(movement) }
        }
        if sum != stated.fen { reader.stop(.wrongBalance, "statement") }
        for (receipt, at) in recorded.sorted(by: { $0.value < $1.value }) where at <= knownAt && !seen.contains(receipt) && !accepted.contains(receipt) {
            reader.stop(.missingReceipt, receipt)
        }
        return reader.events
    }

    /// The custodian says that it has carried an order out.
    package func reading(paid number: String, amount: Money, receipt: String, at: Moment) -> [EscrowEvent] {
        var reader = Reader(self)
        guard let order = order(number)?.order, !accepted.contains(receipt) else { return [] }
        reader.read(EscrowMovement(receipt: receipt, incoming: false, amount: amount, at: at, source: nil, order: number, other: order.account))
        return reader.events
    }

    /// Whoever got an order says that it is not carried out and never will be.
    package func reading(failed number: String, reason: String) -> [EscrowEvent] {
        guard order(number)?.isLive == true else { return [] }
        return [.failed(OrderFailed(order: number, reason: reason))]
    }

    /// - Parameter isTheirs: whether the account is the lender's own, as far as whoever knows accounts by more than their names can tell: a statement that
    ///   has a loan paid to somebody else stops the money, before the release as after it.
    package func reading(_ quote: PayoffQuote, isTheirs: Bool = true) -> [EscrowEvent] {
        guard isTheirs || quote.settled else { return stop == nil ? [.stopped(EscrowStop(.changedAccount, about: quote.sink))] : [] }
        if quote.settled, release != nil { return reading(LoanSettled(sink: quote.sink, number: quote.number, on: quote.on)) }
        var copy = self
        do throws(EscrowRefusal) {
            try copy.apply(.quoted(quote))
            return [.quoted(quote)]
        } catch {
            guard case .stopped(let reason) = error, stop == nil else { return [] }
            return [.stopped(EscrowStop(reason, about: quote.sink))]
        }
    }

    package func reading(_ word: LoanSettled) -> [EscrowEvent] {
        var copy = self
        return (try? copy.apply(.settled(word))) == nil ? [] : [.settled(word)]
    }

    package func reading(_ opened: CustodyOpened) -> [EscrowEvent] { custody == nil ? [.custody(opened)] : [] }

    /// Reads one thing after the other, each against what the earlier ones have led to.
    private struct Reader {
        var book: EscrowBook
        var events: [EscrowEvent] = []
        init(_ book: EscrowBook) { self.book = book }

        mutating func take(_ event: EscrowEvent) throws(EscrowRefusal) {
            try book.apply(event)
            events.append(event)
        }

        mutating func stop(_ reason: EscrowStop.Reason, _ about: String) {
            // One is enough to stop it; the others show when a person has seen to it and it goes on.
            try? take(.stopped(EscrowStop(reason, about: about)))
        }

        mutating func read(_ movement: EscrowMovement) {
            if movement.incoming { readDeposit(movement) } else { readPayment(movement) }
        }

        private mutating func readDeposit(_ movement: EscrowMovement) {
            let deposit = EscrowDeposit(
                receipt: movement.receipt, source: movement.source, amount: movement.amount, from: movement.other, at: movement.at)
            guard book.recorded[movement.receipt] != nil else {
                do throws(EscrowRefusal) { try take(.deposited(deposit)) } catch { stop(.changedReceipt, movement.receipt) }
                return
            }
            if book.deposit(receipt: movement.receipt)?.deposit != deposit { stop(.changedReceipt, movement.receipt) }
        }

        private mutating func readPayment(_ movement: EscrowMovement) {
            guard let number = movement.order, let order = book.order(number)?.order, order.purpose != .disburse else {
                return stop(.strangePayment, movement.receipt)
            }
            if book.recorded[movement.receipt] != nil {
                let known = book.payment(receipt: movement.receipt)
                if known?.order != number || known?.amount != movement.amount || known?.to != movement.other { stop(.changedReceipt, movement.receipt) }
                return
            }
            guard movement.amount == order.amount else { return stop(.wrongAmount, movement.receipt) }
            guard movement.other == order.account else { return stop(.wrongAccount, movement.receipt) }
            let payment = EscrowPayment(receipt: movement.receipt, order: number, amount: movement.amount, to: movement.other, at: movement.at)
            do throws(EscrowRefusal) { try take(.paid(payment)) } catch { stop(.paidTwice, movement.receipt) }
        }
    }
}
