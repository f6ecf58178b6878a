package import Register

/// Loans that can't be paid off as they were quoted, once the register has changed: two persons see to it that they are paid all the same.
extension EscrowBook {
    /// Loans of which persons have to say what pays them off and whither.
    package var unpayable: [EscrowTerms.Sink] {
        guard release != nil else { return [] }
        return terms.payoffs.filter { sink in
            guard settled[sink.name] == nil, live(sink.name) == nil else { return false }
            if isStopped(by: sink.name) || stuck.contains(sink.name) || proposals[sink.name] != nil { return true }
            guard let last = orders.last(where: { $0.order.item == sink.name }), case .failed = last.state else { return false }
            return true
        }
    }

    /// Whether the book stopped at what a lender has stated.
    private func isStopped(by sink: String) -> Bool {
        guard let stop, stop.about == sink else { return false }
        return [.shortfall, .disputedPayoff, .changedAccount].contains(stop.reason)
    }

    /// What the old loans cost more than there is for them, as far as a person has taken it up; the seller may pay it in.
    package func missing(for quote: PayoffQuote) -> Money {
        max(.zero, quote.amount - balance(.due(quote.sink)) - balance(.due(remainderSink)))
    }

    mutating func take(_ word: PayoffProposed) throws(EscrowRefusal) {
        try requireRestatable(word.quote)
        proposals[word.quote.sink] = word
    }

    mutating func take(_ word: PayoffAgreed) throws(EscrowRefusal) {
        guard let proposal = proposals[word.sink], proposal.quote.number == word.number else { throw .unknown(word.number) }
        guard proposal.by != word.by else { throw .samePerson }
        let quote = proposal.quote
        try requireRestatable(quote)
        let missing = missing(for: quote)
        guard missing == .zero else { throw .shortfall(missing) }
        if isStopped(by: word.sink) { stop = nil }
        setAside(quote)
        quotes[word.sink] = quote
        agreed[word.sink] = quote
        proposals[word.sink] = nil
        failures[word.sink] = nil
    }

    private func requireRestatable(_ quote: PayoffQuote) throws(EscrowRefusal) {
        guard terms.sink(quote.sink)?.kind == .payoff, let known = quotes[quote.sink] else { throw .unknown(quote.sink) }
        guard release != nil, settled[quote.sink] == nil, live(quote.sink) == nil else { throw .notDue(quote.sink) }
        guard !quote.settled, quote.amount > .zero, quote.amount <= EscrowTerms.largest, quote.perDay >= .zero, quote.perDay <= EscrowTerms.largest else {
            throw .differs(quote.number)
        }
        guard quote.on >= known.on else { throw .staleQuote(sink: quote.sink) }
    }

    /// What pays a loan off is set aside for it; the difference to what was is the seller's gain or loss.
    mutating func setAside(_ quote: PayoffQuote) {
        let more = quote.amount - balance(.due(quote.sink))
        let rest = EscrowAccount.due(remainderSink)
        if more > .zero { post(rest, .due(quote.sink), more) } else { post(.due(quote.sink), rest, .zero - more) }
    }

    /// What the seller has paid in on top, for loans that cost more than was left.
    package var toppedUp: Money { deposits.reduce(.zero) { $0 + $1.topsUp } }

    mutating func topUp(at place: Int) throws(EscrowRefusal) {
        guard release != nil, terms.payoffs.contains(where: { settled[$0.name] == nil }) else { throw .notDue(deposits[place].deposit.receipt) }
        let amount = deposits[place].left
        deposits[place].topsUp = amount
        post(.surplus(deposits[place].deposit.receipt), .due(remainderSink), amount)
    }
}
