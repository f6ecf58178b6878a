package import Register

/// Which orders may be given.
extension EscrowBook {
    /// The orders that are to be given on a day, each of which isn't under way. While something is amiss there are none.
    package func due(on day: LegalDate) -> [EscrowOrder] {
        let wanted = wanted(on: day)
        guard !astray.isEmpty else { return wanted }
        // Part of the money isn't there: what is left pays what it can, and what it can't would come back unpaid.
        var left = atHand
        return wanted.filter { order in
            guard order.amount <= left else { return false }
            left = left - order.amount
            return true
        }
    }

    /// The same whether or not there is money for them.
    private func wanted(on day: LegalDate) -> [EscrowOrder] {
        guard stop == nil, let custody else { return [] }
        var found: [EscrowOrder] = []
        if release != nil {
            found += payouts(on: day)
        } else if returning == nil {
            found += disbursals(to: custody.account, on: day)
        }
        // What nobody agreed on goes back at any time, what was agreed on only when the register won't change.
        for (place, deposit) in deposits.enumerated() where deposit.left > .zero && (deposit.fills == nil || returning != nil) && !isUnjudged(deposit) {
            found += order(.refund, "refund-\(place + 1)", deposit.left, to: deposit.deposit.from, on: day)
        }
        return found
    }

    /// Lenders are told to pay out once the buyer's own money is there and is enough with their loans: interest runs from then on.
    private func disbursals(to account: String, on day: LegalDate) -> [EscrowOrder] {
        guard day <= terms.until, astray.isEmpty, terms.payoffs.allSatisfy({ quotes[$0.name] != nil }), remainder >= .zero,
            terms.sources.allSatisfy({ $0.kind == .loan || missing($0) == .zero })
        else { return [] }
        return terms.sources.filter { $0.kind == .loan && missing($0) > .zero }.flatMap { order(.disburse, $0.name, $0.amount, to: account, on: day) }
    }

    /// The old loans first, each to its amount of that day; when all their lenders have confirmed, the charges and the rest.
    private func payouts(on day: LegalDate) -> [EscrowOrder] {
        let open = terms.payoffs.filter { settled[$0.name] == nil }
        guard open.isEmpty else {
            return open.flatMap { sink -> [EscrowOrder] in
                guard let quote = quotes[sink.name], quote.on == day else { return [] }
                return order(.payoff, sink.name, balance(.due(sink.name)), to: quote.account, on: day)
            }
        }
        return terms.sinks.filter { $0.kind != .payoff }.flatMap { sink in
            order(sink.kind == .charge ? .charge : .remainder, sink.name, balance(.due(sink.name)), to: sink.account ?? "", on: day)
        }
    }

    /// - Returns: nothing for an item that is under way, failed too often or needs nothing.
    private func order(_ purpose: EscrowOrder.Purpose, _ item: String, _ amount: Money, to account: String, on day: LegalDate) -> [EscrowOrder] {
        guard amount > .zero, live(item) == nil, failures[item, default: 0] < Self.attempts else { return [] }
        let attempt = orders.count { $0.order.item == item } + 1
        return [
            EscrowOrder(
                number: "\(terms.bookID)-\(item)-\(attempt)", purpose: purpose, item: item, attempt: attempt, amount: amount,
                account: redirections[item] ?? account, on: day)
        ]
    }

    /// Loans whose lenders have to be asked what pays them off on a day, because the money is there or an order waits for it.
    /// - Parameter anew: somebody has told of news: until the release a statement of that very day is asked for again, as a penalty may have come.
    package func quotesWanted(on day: LegalDate, anew: Bool = false) -> [EscrowTerms.Sink] {
        guard stop == nil, returning == nil else { return [] }
        return terms.payoffs.filter { sink in
            guard settled[sink.name] == nil, live(sink.name) == nil else { return false }
            guard let quote = quotes[sink.name] else { return true }
            if anew, release == nil, custody != nil { return true }
            return quote.on < day && (release != nil || custody != nil)
        }
    }

    /// Loans that were paid off and whose lenders haven't confirmed it.
    package var confirmationsWanted: [EscrowTerms.Sink] {
        guard release != nil, stop == nil else { return [] }
        return terms.payoffs.filter { settled[$0.name] == nil && live($0.name) == nil && balance(.due($0.name)) == .zero }
    }
}

/// What the money of a case waits for, for pages and for whoever carries it on.
package enum EscrowWait: Hashable, Sendable {
    case custodian
    /// Own funds that are missing.
    case deposits(Money)
    case loans(Money)
    case quotes
    case shortfall(Money)
    case expired(LegalDate)
    /// The money is there: the register may change.
    case registration
    case payoffs
    case confirmations
    case payouts
    case refunds
    /// Somebody has to look.
    case person(String)
    case nothing
}

extension EscrowBook {
    /// Whether nothing goes on until the custodian has brought back what went astray.
    private func isShort(on day: LegalDate) -> Bool {
        if release == nil, returning == nil { return true }
        return !orders.contains { $0.isLive && $0.order.purpose != .disburse } && due(on: day).isEmpty && !wanted(on: day).isEmpty
    }

    package func waitsFor(on day: LegalDate) -> EscrowWait {
        if let stop { return .person(stop.reason.chinese) }
        if phase.isFinal { return .nothing }
        if let item = stuck.first { return .person("款项“\(item)”多次未能付出") }
        if !unjudged.isEmpty { return .person("有入账需要认定") }
        if !astray.isEmpty, isShort(on: day) { return .person("监管机构还没有追回付错的款项") }
        if release != nil {
            if terms.payoffs.contains(where: { settled[$0.name] == nil && (live($0.name) != nil || balance(.due($0.name)) > .zero) }) { return .payoffs }
            return confirmationsWanted.isEmpty ? .payouts : .confirmations
        }
        if returning != nil { return .refunds }
        if day > terms.until { return .expired(terms.until) }
        if custody == nil { return .custodian }
        if terms.payoffs.allSatisfy({ quotes[$0.name] != nil }), remainder < .zero { return .shortfall(.zero - remainder) }
        let own = terms.sources.filter { $0.kind == .ownFunds }.reduce(Money.zero) { $0 + missing($1) }
        if own > .zero { return .deposits(own) }
        if missing > .zero { return .loans(missing) }
        return terms.payoffs.contains { quotes[$0.name]?.on != day } ? .quotes : .registration
    }
}
