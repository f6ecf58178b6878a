import Register

extension EscrowBook {
    /// What must hold of every book after every event, reckoned anew from its lines, deposits and payments. Empty if all is well.
    package var invariants: [String] {
        var broken: [String] = []
        func must(_ holds: Bool, _ what: String) { if !holds { broken.append(what) } }

        // The balances are the sums of the postings, and none is below zero.
        var sums: [EscrowAccount: Int64] = [:]
        for posting in postings {
            must(posting.amount > .zero, "posting of \(posting.amount)")
            sums[posting.debit, default: 0] += posting.debit == .custody ? posting.amount.fen : -posting.amount.fen
            sums[posting.credit, default: 0] += posting.credit == .custody ? -posting.amount.fen : posting.amount.fen
        }
        for (account, sum) in sums {
            must(sum >= 0, "\(account.text) is below zero")
            must(balances[account] == sum, "\(account.text) is not the sum of its postings")
        }

        // Money in custody is what came in less what went out, and all of it is somebody's.
        let came = deposits.reduce(Int64(0)) { $0 + $1.deposit.amount.fen }
        let went = payments.reduce(Int64(0)) { $0 + $1.amount.fen }
        let offset = deposits.reduce(Int64(0)) { $0 + $1.offset.fen }
        must(inCustody.fen == came - went - offset, "custody is not deposits less payments")
        // What was paid wrongly is brought back once: what is still astray and what came back of it are what was ruled to have gone.
        let wrong = rulings.values.reduce(Int64(0)) { $0 + $1.amount.fen - $1.counts.fen }
        must(astray.values.allSatisfy { $0 > .zero } && wrong == outstanding.fen + offset, "what went astray is not what is owed and what came back")
        must(sums.reduce(0) { $0 + ($1.key == .custody ? 0 : $1.value) } == inCustody.fen, "custody is not what is owed")
        must(balance(.released) == .zero, "money is nobody's between release and sinks")

        // Nothing is paid out before the release, nothing agreed on goes back after it.
        for payment in payments {
            guard let order = order(payment.order)?.order else {
                must(false, "payment without order")
                continue
            }
            // Another amount or account counts by a person's word alone, and never more than was ordered.
            let asRuled = rulings[payment.receipt].map { $0.counts == payment.amount && payment.amount <= order.amount } ?? false
            must(asRuled || (order.amount == payment.amount && order.account == payment.to), "payment differs from order \(order.number)")
            if order.purpose == .refund {
                let deposit = Self.place(ofRefund: order.item).flatMap { deposits.indices.contains($0) ? deposits[$0] : nil }
                must(deposit.map { $0.givenBack >= payment.amount && $0.left >= .zero } ?? false, "refund \(order.number) isn't its deposit")
                must(deposit?.fills == nil || returning != nil, "\(order.number) gave back what wasn't to go back")
            } else {
                must(release != nil, "\(order.number) paid out before the release")
            }
        }
        must(release == nil || returning == nil, "released and given back")
        for (place, deposit) in deposits.enumerated() {
            must(paid("refund-\(place + 1)") == deposit.givenBack, "deposit \(place + 1) isn't what went back of it")
            must(deposit.fills == nil || deposit.offset + deposit.topsUp == .zero, "what was agreed on makes a wrong payment good")
            must(deposit.topsUp == .zero || release != nil, "topped up before the release")
        }

        // The sinks add up to the sources to the fen, from the release on.
        if release != nil {
            must(terms.sources.allSatisfy { held($0.name) == $0.amount }, "released without every source")
            let sinks = terms.sinks.reduce(Int64(0)) { $0 + balance(.due($1.name)).fen + paid($1.name).fen }
            must(sinks == terms.total.fen + toppedUp.fen, "sinks are not the sources")
        } else {
            must(terms.sources.allSatisfy { held($0.name) <= $0.amount }, "more than was agreed for a source")
        }

        // Each order and each receipt counts once.
        must(Set(payments.map(\.receipt) + deposits.map(\.deposit.receipt)).count == payments.count + deposits.count, "a receipt counts twice")
        must(Set(payments.map(\.order)).count == payments.count, "an order is paid twice")
        must(Set(orders.map(\.order.number)).count == orders.count, "an order is given twice")
        let live = orders.filter(\.isLive).map(\.order.item)
        must(Set(live).count == live.count, "two orders for one thing")

        // In the end custody is empty and everybody has what they are due.
        switch phase {
        case .cleared:
            must(inCustody == .zero && terms.payoffs.allSatisfy { settled[$0.name] != nil }, "cleared, and not settled")
            must(terms.charges.allSatisfy { paid($0.name) == $0.amount }, "cleared, and a charge is unpaid")
            must(terms.sinks.reduce(Int64(0)) { $0 + paid($1.name).fen } == terms.total.fen + toppedUp.fen, "cleared, and the sinks haven't got the sources")
        case .returned: must(deposits.allSatisfy { $0.left == .zero }, "returned, and something is left")
        case .collecting, .secured, .released, .returning: break
        }
        return broken
    }
}
