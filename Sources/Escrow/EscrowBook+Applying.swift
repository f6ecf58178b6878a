import Register

/// What each event does to the book, and when it may not happen.
extension EscrowBook {
    package mutating func apply(_ event: EscrowEvent) throws(EscrowRefusal) {
        var next = self
        next.version += 1
        switch event {
        case .opened: throw .alreadyOpened
        case .custody(let opened):
            guard custody == nil else { throw .repeated(opened.number) }
            next.custody = opened
        case .quoted(let quote): try next.take(quote)
        case .ordered(let order):
            guard due(on: order.on).contains(order) else { throw .notDue(order.number) }
            next.orders.append(EscrowOrderState(order: order, state: .live))
        case .failed(let failed):
            guard let index = orders.firstIndex(where: { $0.order.number == failed.order }) else { throw .unknown(failed.order) }
            guard orders[index].isLive else { throw .repeated(failed.order) }
            next.orders[index].state = .failed(reason: failed.reason)
            next.failures[orders[index].order.item, default: 0] += 1
        case .deposited(let deposit): try next.take(deposit)
        case .paid(let payment): try next.take(payment)
        case .released(let release):
            try requireSecured(on: release.on)
            next.release(release)
        case .returning(let why):
            guard release == nil else { throw .alreadyReleased }
            guard returning == nil else { throw .alreadyReturning }
            next.returning = why
        case .settled(let word): try next.take(word)
        case .redirected(let change):
            guard live(change.item) == nil, terms.sink(change.item)?.kind != .payoff, terms.source(change.item) == nil else { throw .notDue(change.item) }
            next.redirections[change.item] = change.account
            next.failures[change.item] = nil
        case .stopped(let why):
            if let stop { throw .stopped(stop.reason) }
            next.stop = why
        case .resumed(let word):
            guard stop != nil || !stuck.isEmpty else { throw .notDue("resumed") }
            next.stop = nil
            next.failures = [:]
            next.accepted.formUnion(word.accepting)
            for ruling in word.rulings ?? [] { try next.take(ruling) }
        case .judged(let word): try next.take(word)
        case .proposed(let word): try next.take(word)
        case .agreed(let word): try next.take(word)
        }
        self = next
    }

    mutating func post(_ debit: EscrowAccount, _ credit: EscrowAccount, _ amount: Money) {
        guard amount != .zero else { return }
        postings.append(EscrowPosting(debit: debit, credit: credit, amount: amount, event: version))
        balances[debit, default: 0] += debit == .custody ? amount.fen : -amount.fen
        balances[credit, default: 0] += credit == .custody ? -amount.fen : amount.fen
    }

    /// Money in: what was agreed fills its source, all else is only kept to go back. A loan comes in one sum; own funds never beyond what is due.
    private mutating func take(_ deposit: EscrowDeposit) throws(EscrowRefusal) {
        guard recorded[deposit.receipt] == nil else { throw .repeated(deposit.receipt) }
        guard deposit.amount > .zero, deposit.amount <= EscrowTerms.largest else { throw .differs(deposit.receipt) }
        var fills: String?
        if release == nil, returning == nil, let source = deposit.source.flatMap(terms.source) {
            let missing = missing(source)
            if source.kind == .loan ? deposit.amount == missing : deposit.amount <= missing { fills = source.name }
        }
        recorded[deposit.receipt] = version
        deposits.append(EscrowDepositState(deposit: deposit, fills: fills, isHeld: fills == nil && stop?.holds == true))
        post(.custody, fills.map(EscrowAccount.held) ?? .surplus(deposit.receipt), deposit.amount)
        // A loan that comes when nobody wants it any more fills nothing and goes back, and its order is carried out all the same.
        let late = fills == nil && returning != nil ? deposit.source : nil
        if let item = fills ?? late, let index = orders.firstIndex(where: { $0.order.item == item && $0.isLive }), fills != nil || orders[index].order.amount == deposit.amount {
            orders[index].state = .done(receipt: deposit.receipt)
        }
    }

    private mutating func take(_ payment: EscrowPayment) throws(EscrowRefusal) {
        guard recorded[payment.receipt] == nil else { throw .repeated(payment.receipt) }
        guard let index = orders.firstIndex(where: { $0.order.number == payment.order }), orders[index].order.purpose != .disburse else {
            throw .unknown(payment.order)
        }
        let order = orders[index].order
        guard payment.amount == order.amount, payment.to == order.account else { throw .differs(payment.order) }
        switch orders[index].state {
        case .live: break
        case .done: throw .repeated(payment.order)
        // Said to have failed, and paid all the same: it counts, unless its next attempt may be paid as well.
        case .failed: guard live(order.item) == nil else { throw .repeated(payment.order) }
        }
        let from: EscrowAccount
        if order.purpose == .refund {
            guard let place = Self.place(ofRefund: order.item), deposits.indices.contains(place), deposits[place].left >= payment.amount else { throw .repeated(payment.order) }
            from = account(of: deposits[place])
            guard balance(from) >= payment.amount else { throw .repeated(payment.order) }
            giveBack(payment.amount, on: order, by: payment.receipt)
        } else {
            from = .due(order.item)
            guard balance(from) >= payment.amount else { throw .repeated(payment.order) }
        }
        recorded[payment.receipt] = version
        payments.append(payment)
        orders[index].state = .done(receipt: payment.receipt)
        failures[order.item] = nil
        agreed[order.item] = nil
        post(from, .custody, payment.amount)
    }

    /// The sources become the sinks': the loans and charges first, the rest the seller's.
    private mutating func release(_ word: EscrowRelease) {
        release = word
        for source in terms.sources { post(.held(source.name), .released, source.amount) }
        for sink in terms.sinks { post(.released, .due(sink.name), amount(atRelease: sink)) }
        for sink in terms.payoffs {
            guard let quote = quotes[sink.name], quote.settled else { continue }
            settled[sink.name] = LoanSettled(sink: sink.name, number: quote.number, on: quote.on)
        }
    }

    private func amount(atRelease sink: EscrowTerms.Sink) -> Money {
        switch sink.kind {
        case .payoff: quotes[sink.name]?.amount ?? .zero
        case .charge: sink.amount ?? .zero
        case .remainder: remainder
        }
    }

    /// A lender's statement. After the release the difference to what was set aside is the seller's gain or loss; what was paid already is never
    /// asked for again but for the interest of the days since.
    private mutating func take(_ quote: PayoffQuote) throws(EscrowRefusal) {
        guard let sink = terms.sink(quote.sink), sink.kind == .payoff else { throw .unknown(quote.sink) }
        guard quote.amount >= .zero, quote.amount <= EscrowTerms.largest, quote.perDay >= .zero, quote.perDay <= EscrowTerms.largest,
            !quote.settled || quote.amount == .zero
        else { throw .differs(quote.number) }
        guard returning == nil else { throw .alreadyReturning }
        if let known = quotes[quote.sink] {
            guard quote != known else { throw .repeated(quote.number) }
            guard quote.on >= known.on else { throw .staleQuote(sink: quote.sink) }
        }
        if release != nil {
            guard settled[quote.sink] == nil, live(quote.sink) == nil, !quote.settled, let known = quotes[quote.sink], quote.on > known.on else {
                throw .notDue(quote.sink)
            }
            if let why = objection(to: quote, after: known) { throw .stopped(why) }
            setAside(quote)
            proposals[quote.sink] = nil
        }
        quotes[quote.sink] = quote
    }

    /// Why a statement after the release is for a person to judge.
    func objection(to quote: PayoffQuote, after known: PayoffQuote) -> EscrowStop.Reason? {
        guard quote.account == known.account else { return .changedAccount }
        if let last = orders.last(where: { order in
            if order.order.item == quote.sink, case .done = order.state { true } else { false }
        }) {
            // Two persons have agreed to more: so much and its interest is owed, and the same once more is not.
            let agreed = agreed[quote.sink]
            let days = Int64(quote.on.dayNumber - (agreed?.on ?? last.order.on).dayNumber)
            let (interest, overflow) = known.perDay.fen.multipliedReportingOverflow(by: days)
            // What a person has found was paid too little is owed as well.
            let unpaid = agreed?.amount ?? last.order.amount - payments.reduce(.zero) { $0 + ($1.order == last.order.number ? $1.amount : .zero) }
            guard days > 0, !overflow, quote.amount.fen - unpaid.fen <= interest else { return .disputedPayoff }
        }
        return quote.amount - balance(.due(quote.sink)) > balance(.due(remainderSink)) ? .shortfall : nil
    }

    /// The loan is gone. What was set aside for it and isn't needed any more is the seller's.
    private mutating func take(_ word: LoanSettled) throws(EscrowRefusal) {
        guard terms.sink(word.sink)?.kind == .payoff else { throw .unknown(word.sink) }
        guard release != nil, live(word.sink) == nil else { throw .notDue(word.sink) }
        guard settled[word.sink] == nil else { throw .repeated(word.number) }
        settled[word.sink] = word
        proposals[word.sink] = nil
        post(.due(word.sink), .due(remainderSink), balance(.due(word.sink)))
    }

    /// Terms without one are none.
    var remainderSink: String { terms.sinks.first { $0.kind == .remainder }?.name ?? "" }

    func account(of deposit: EscrowDepositState) -> EscrowAccount { deposit.fills.map(EscrowAccount.held) ?? .surplus(deposit.deposit.receipt) }

    /// `refund-1` is the first deposit's.
    static func place(ofRefund item: String) -> Int? { item.hasPrefix("refund-") ? Int(item.dropFirst(7)).map { $0 - 1 } : nil }
}
