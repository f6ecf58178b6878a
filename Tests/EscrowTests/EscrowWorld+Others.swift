import Chance
import Register

@testable import Escrow

/// Custodian, lenders and payers.
extension EscrowWorld {
    private func now() -> Moment { Moment(startOf: today) }

    private mutating func receipt() -> String {
        receipts += 1
        return "R\(receipts)"
    }

    private mutating func pay(in amount: Int64, source: String?, from account: String) {
        guard amount > 0 else { return }
        given[account, default: 0] += amount
        movements.append(
            EscrowMovement(receipt: receipt(), incoming: true, amount: Money(fen: amount), at: now(), source: source, order: nil, other: account))
    }

    /// The buyer pays: all, some, too much, under a wrong name, twice.
    mutating func buyerPays() {
        let missing = book.terms.sources.filter { $0.kind == .ownFunds }.reduce(Int64(0)) { sum, source in
            let came = movements.filter { $0.incoming && $0.source == source.name }.reduce(Int64(0)) { $0 + $1.amount.fen }
            return sum + max(0, source.amount.fen - came)
        }
        let account = dice.pick(["buyer", "spouse"])
        guard !calm, dice.below(100) < faults else { return pay(in: missing, source: "own-funds", from: account) }
        switch dice.below(5) {
        case 0: pay(in: missing / 2, source: "own-funds", from: account)
        case 1: pay(in: missing + 1, source: "own-funds", from: account)
        case 2: pay(in: missing, source: nil, from: account)
        case 3: pay(in: 7_700, source: "somebody-else", from: account)
        default:
            pay(in: missing, source: "own-funds", from: account)
            pay(in: missing, source: "own-funds", from: account)
        }
    }

    mutating func buyerPaysIfWanted() { if book.custody != nil, !registered, !ended { buyerPays() } }

    /// An order reaches its receiver, who carries it out once; the answer may be lost on the way back.
    mutating func deliver() {
        guard !sending.isEmpty else { return }
        let order = sending[calm ? 0 : dice.below(sending.count)]
        let answer: Message
        if let before = handled[order.number] { answer = before } else {
            answer = order.purpose == .disburse ? lend(order) : carryOut(order)
            handled[order.number] = answer
        }
        if calm || dice.below(100) >= faults {
            wires.append(answer)
            // An order that has no answer yet is kept by the outbox; a lender's word moves no money, so it is no answer to wait for.
            if calm || dice.below(3) == 0 { sending.removeAll { $0.number == order.number } }
        }
    }

    private mutating func lend(_ order: EscrowOrder) -> Message {
        if !calm, dice.below(100) < faults / 3 { return .failed(order: order.number, reason: "not today") }
        // A wrong amount first, now and then; the right one after it.
        if !calm, dice.below(100) < faults / 4 { pay(in: order.amount.fen - 100, source: order.item, from: "bank-\(order.item)") }
        pay(in: order.amount.fen, source: order.item, from: "bank-\(order.item)")
        return .paid(order: order.number, amount: order.amount, receipt: "L-\(order.number)", at: now())
    }

    private mutating func carryOut(_ order: EscrowOrder) -> Message {
        if !calm, dice.below(100) < faults / 2 { return failing(order) }
        var amount = order.amount.fen
        var account = order.account
        if errs(oneIn: 6) {
            switch dice.below(calm ? 5 : 4) {
            case 0: amount -= amount > 1 ? 1 : -1
            case 1: account = "stranger"
            case 2: amount += 7
            case 3: return failing(order)
            default: wrongs.insert(payOut(5_000, order: nil, to: "stranger"))
            }
        }
        // A closed account takes nothing.
        if order.purpose == .payoff, account != "stranger", let debt = debts[order.item], debt.account != account {
            return .failed(order: order.number, reason: "closed")
        }
        let receipt = payOut(amount, order: order.number, to: account)
        if account == "stranger" { wrongs.insert(receipt) }
        return .paid(order: order.number, amount: Money(fen: amount), receipt: receipt, at: now())
    }

    private mutating func errs(oneIn: Int) -> Bool {
        guard lying, !calm || mistakes < 3, dice.below(calm ? 2 : oneIn) == 0 else { return false }
        if calm { mistakes += 1 }
        erred = true
        return true
    }

    /// A custodian that errs may pay what it says it hasn't.
    private mutating func failing(_ order: EscrowOrder) -> Message {
        if errs(oneIn: 3) {
            payOut(order.amount.fen, order: order.number, to: order.account)
        }
        return .failed(order: order.number, reason: "account closed")
    }

    @discardableResult private mutating func payOut(_ amount: Int64, order: String?, to account: String) -> String {
        let receipt = receipt()
        movements.append(
            EscrowMovement(receipt: receipt, incoming: false, amount: Money(fen: amount), at: now(), source: nil, order: order, other: account))
        received[account, default: 0] += amount
        for sink in debts.keys where account.hasPrefix("old-\(sink)") {
            debts[sink]?.owed -= amount
            // Paid, and the lender's clerk hasn't booked it yet.
            if !calm, dice.below(100) < faults / 2 { debts[sink]?.unbooked = amount }
        }
        return receipt
    }

    /// The custodian brings back what it paid wrongly: as soon as it sees it itself, or when it is told, in one sum or in two.
    mutating func bringBack() {
        for receipt in Set(book.rulings.keys).union(wrongs).sorted() {
            guard let wrong = movements.first(where: { $0.receipt == receipt }) else { continue }
            let rest = (book.rulings[receipt].map { $0.amount - $0.counts } ?? wrong.amount).fen - broughtBack[receipt, default: 0]
            guard rest > 0 else { continue }
            let amount = calm || dice.below(2) == 0 ? rest : (rest + 1) / 2
            broughtBack[receipt, default: 0] += amount
            var from = wrong.other
            if let sink = debts.keys.first(where: { from.hasPrefix("old-\($0)") }) {
                // A lender that has got what it was owed gives nothing back.
                if debts[sink]?.owed ?? 0 < 0 { debts[sink]?.owed += amount } else { from = "pool" }
            }
            if from == "pool" { pool += amount } else { received[from, default: 0] -= amount }
            let back = self.receipt()
            recoveries[back] = receipt
            movements.append(
                EscrowMovement(receipt: back, incoming: true, amount: Money(fen: amount), at: now(), source: nil, order: nil, other: from))
        }
    }

    /// Whether something is still to be brought back.
    var owesBack: Bool {
        Set(book.rulings.keys).union(wrongs).contains { receipt in
            guard let wrong = movements.first(where: { $0.receipt == receipt }) else { return false }
            return (book.rulings[receipt].map { $0.amount - $0.counts } ?? wrong.amount).fen > broughtBack[receipt, default: 0]
        }
    }

    mutating func topUp(_ amount: Int64) {
        pay(in: amount, source: nil, from: "seller-purse")
        if let last = movements.last { topUps.insert(last.receipt) }
    }

    /// A lender changes its account, or asks for a penalty that nobody knew of.
    mutating func surprise() {
        guard registered, surprises < 3, let sink = debts.keys.sorted().first(where: { book.settled[$0] == nil }), let debt = debts[sink] else { return }
        // What a lender has confirmed as settled stays so.
        let isConfirmed = wires.contains { message in
            switch message {
            case .settled(let word): word.sink == sink
            case .quote(let quote): quote.sink == sink && quote.settled
            case .custody, .statement, .paid, .failed: false
            }
        }
        guard !isConfirmed else { return }
        surprises += 1
        if dice.below(2) == 0 { debts[sink]?.account = "old-\(sink)-\(surprises)" } else if debt.owed >= 0 { debts[sink]?.owed += 12_300 }
    }

    /// A night: interest accrues, lenders book what came in.
    mutating func night() {
        today = today.adding(days: 1)
        for (sink, debt) in debts {
            if calm || dice.below(2) == 0 { debts[sink]?.unbooked = 0 }
            if debt.owed > 0 { debts[sink]?.owed += debt.perDay }
        }
    }

    /// Tells its own story of a statement, if it errs.
    mutating func misreport() {
        guard lying, !calm, let last = movements.last else { return }
        erred = true
        let balance = movements.reduce(Int64(0)) { $0 + ($1.incoming ? $1.amount.fen : -$1.amount.fen) }
        var told = movements
        // A deposit that nobody has seen yet is told as it came: there would be nothing to hold another amount against.
        switch dice.below(last.incoming && book.deposit(receipt: last.receipt) == nil ? 2 : 3) {
        case 0: told.removeLast()
        case 1: told.append(last)
        default: told[told.count - 1].amount = Money(fen: last.amount.fen + 1)
        }
        wires.append(.statement(told, balance: Money(fen: balance), knownAt: book.version))
    }
}
