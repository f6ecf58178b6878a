import Chance
import Register

@testable import Escrow

/// Everybody around one book: custodian, lenders, buyer, seller, each with their own money, and the wires between them. What is on a wire may come
/// late, out of order, twice or not at all; what a receiver has done is done once.
struct EscrowWorld {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// What is on a wire to the registry.
    enum Message {
        case custody(CustodyOpened)
        case statement([EscrowMovement], balance: Money, knownAt: Int)
        case paid(order: String, amount: Money, receipt: String, at: Moment)
        case failed(order: String, reason: String)
        case quote(PayoffQuote)
        case settled(LoanSettled)
    }

    struct Debt {
        var owed: Int64
        /// The one account that takes money.
        var account: String
        let perDay: Int64
        /// Paid to the lender, and not in its own books yet.
        var unbooked: Int64 = 0
    }

    var book: EscrowBook
    var dice: SeededDice
    var today: LegalDate
    var history: [EscrowEvent]
    var wires: [Message] = []
    /// Orders on their way; they are sent again until an answer has arrived.
    var sending: [EscrowOrder] = []
    var handled: [String: Message] = [:]
    var movements: [EscrowMovement] = []
    var debts: [String: Debt] = [:]
    /// What each account outside has got out of custody.
    var received: [String: Int64] = [:]
    /// What each account outside has put in.
    var given: [String: Int64] = [:]
    var registered = false
    var ended = false
    var receipts = 0
    /// Whether the custodian errs: then the book has to stop rather than to be wrong.
    let lying: Bool
    var erred = false
    /// How often it errs once everybody else does what they should: what it did wrong has to come right then.
    var mistakes = 0
    /// Payments to somebody whom nothing was owed to.
    var wrongs: Set<String> = []
    /// What the custodian has brought back, by the wrong payment's receipt, and which of its deposits are that.
    var broughtBack: [String: Int64] = [:]
    var recoveries: [String: String] = [:]
    /// What it brought back of its own, because whoever had got it was owed it.
    var pool: Int64 = 0
    /// Deposits by which the seller tops up.
    var topUps: Set<String> = []
    /// How many lenders have changed an account or asked for a penalty after the release.
    var surprises = 0
    /// Chance of a fault in a hundred.
    let faults: Int
    /// No more of them: everybody does what they should, so that it must come to an end.
    var calm = false

    init(seed: UInt64) throws {
        dice = SeededDice(seed: seed)
        lying = dice.below(4) == 0
        faults = dice.pick([0, 10, 30, 60])
        today = LegalDate(dayNumber: 20_786)
        let loans = dice.pick([0, 1, 1, 2])
        let payoffs = dice.pick([0, 1, 1, 2])
        let price = Int64(50_000_000 + dice.below(300_000_000))
        var sources: [EscrowTerms.Source] = []
        var rest = price
        for number in 1..<(loans + 1) {
            let amount = rest / 3 + Int64(dice.below(1_000))
            rest -= amount
            sources.append(.init(name: "loan-\(number)", kind: .loan, payer: "bank-\(number)", approval: "A\(number)", amount: Money(fen: amount)))
        }
        sources.append(.init(name: "own-funds", kind: .ownFunds, payer: "buyer", amount: Money(fen: rest)))
        var sinks: [EscrowTerms.Sink] = []
        for number in 1..<(payoffs + 1) {
            let name = "payoff-\(number)"
            sinks.append(.init(name: name, kind: .payoff, payee: "old-\(number)", proof: "P\(number)", unit: Self.unit))
            // Now and then more than the price, and now and then just so little that a night's interest is too much.
            let owed = dice.below(12) == 0 ? price : dice.below(12) == 0 ? price / Int64(payoffs) - 100 : price / 4 + Int64(dice.below(10_000))
            debts[name] = Debt(owed: owed, account: "old-\(name)", perDay: Int64(dice.below(40_000)))
        }
        if dice.below(3) == 0 { sinks.append(.init(name: "charge-1", kind: .charge, payee: "tax", amount: Money(fen: price / 50), account: "tax")) }
        sinks.append(.init(name: "remainder", kind: .remainder, payee: "seller", account: "seller"))
        let terms = EscrowTerms(
            caseID: "C1", custodian: "notary", unit: Self.unit, sources: sources, sinks: sinks, until: today.adding(days: 3 + dice.below(20)))
        book = try EscrowBook(opening: terms)
        history = [.opened(terms)]
    }

    private static let unit = UnitCode(trusted: "360102001001GB00001F00010101")

    // MARK: the registry

    /// Every event that a real registry would store is judged here.
    mutating func record(_ event: EscrowEvent) throws {
        let before = book
        try book.apply(event)
        history.append(event)
        let broken = book.invariants
        guard broken.isEmpty else { throw Failure(description: "\(event) led to \(broken)") }
        guard book.version == before.version + 1 else { throw Failure(description: "\(event) was not counted") }
        if book.release != nil, !registered { throw Failure(description: "released without registration") }
    }

    mutating func record(all events: [EscrowEvent]) throws { for event in events { try record(event) } }

    /// Orders are stored and sent; the same moment again gives none of them twice.
    mutating func order() throws {
        for order in book.due(on: today) {
            try record(.ordered(order))
            sending.append(order)
        }
        guard book.due(on: today).isEmpty else { throw Failure(description: "an order is due that was just given") }
    }

    /// The registration's own transaction: register and release happen together or not at all.
    mutating func register() throws {
        guard !registered, !ended else { return }
        do throws(EscrowRefusal) {
            try book.requireSecured(on: today)
        } catch { return }
        // A seizure, another right: the law says no, the money stays where it is.
        if !calm, dice.below(5) == 0 { return }
        registered = true
        try record(.released(EscrowRelease(on: today, ground: "F1")))
    }

    mutating func end(_ ground: EscrowReturn.Ground) throws {
        guard !registered, !ended else { return }
        ended = true
        try record(.returning(EscrowReturn(ground: ground, on: today)))
    }

    mutating func ask() {
        if book.custody == nil { wires.append(.custody(CustodyOpened(number: "T1", account: "custody"))) }
        for sink in book.quotesWanted(on: today) { wires.append(.quote(quote(sink.name))) }
        for sink in book.confirmationsWanted {
            guard let debt = debts[sink.name], debt.owed <= 0, debt.unbooked == 0 else { continue }
            wires.append(.settled(LoanSettled(sink: sink.name, number: "S-\(sink.name)", on: today)))
        }
        let balance = movements.reduce(Int64(0)) { $0 + ($1.incoming ? $1.amount.fen : -$1.amount.fen) }
        wires.append(.statement(movements, balance: Money(fen: balance), knownAt: book.version))
    }

    private func quote(_ sink: String) -> PayoffQuote {
        let debt = debts[sink] ?? Debt(owed: 0, account: "", perDay: 0)
        let owed = max(0, debt.owed + debt.unbooked)
        return PayoffQuote(
            sink: sink, number: "Q-\(sink)-\(today)-\(owed)", on: today, amount: Money(fen: owed), perDay: Money(fen: debt.perDay),
            account: debts[sink]?.account ?? "", settled: owed == 0)
    }

    /// One message arrives, often not the oldest, now and then to come again.
    mutating func hear() throws {
        guard !wires.isEmpty else { return }
        let place = calm ? 0 : dice.below(wires.count)
        let message = wires[place]
        if calm || dice.below(100) >= faults / 2 { wires.remove(at: place) }
        switch message {
        case .custody(let opened): try record(all: book.reading(opened))
        case .statement(let movements, let balance, let knownAt):
            try record(all: book.reading(movements, balance: balance, knownAt: knownAt))
        case .paid(let order, let amount, let receipt, let at):
            sending.removeAll { $0.number == order }
            try record(all: book.reading(paid: order, amount: amount, receipt: receipt, at: at))
        case .failed(let order, let reason):
            sending.removeAll { $0.number == order }
            try record(all: book.reading(failed: order, reason: reason))
        case .quote(let quote): try record(all: book.reading(quote))
        case .settled(let word): try record(all: book.reading(word))
        }
    }

    /// A person looks at what is stopped or stuck, and sees to it.
    mutating func look() throws {
        for item in book.stuck where book.live(item) == nil && book.terms.sink(item)?.kind != .payoff && book.terms.source(item) == nil {
            try record(.redirected(Redirected(item: item, account: "seen-to-\(item)", ground: "checked by hand")))
        }
        for deposit in book.unjudged {
            let receipt = deposit.deposit.receipt
            if topUps.contains(receipt), book.terms.payoffs.contains(where: { book.settled[$0.name] == nil }) {
                try record(.judged(DepositJudged(receipt: receipt, judgement: .topUp, ground: "the seller's")))
                continue
            }
            guard let wrong = recoveries[receipt] else {
                try record(.judged(DepositJudged(receipt: receipt, judgement: .refund, ground: "nobody's mistake but the payer's")))
                continue
            }
            // It may have come before anybody has seen what it makes good.
            if book.astray[wrong] != nil { try record(.judged(DepositJudged(receipt: receipt, judgement: .correction, of: wrong, ground: "brought back"))) }
        }
        for sink in book.unpayable { try restate(sink.name) }
        guard book.stop != nil || !book.stuck.isEmpty else { return }
        let balance = movements.reduce(Int64(0)) { $0 + ($1.incoming ? $1.amount.fen : -$1.amount.fen) }
        let rulings = book.differences(movements, balance: Money(fen: balance)).compactMap(ruling)
        try record(.resumed(EscrowResumed(accepting: [], ground: "checked by hand", rulings: rulings)))
    }

    /// Two persons go by what the lender says now; what the price doesn't cover the seller pays in.
    private mutating func restate(_ sink: String) throws {
        // A lender that has been paid books it before anybody believes it that more is owed.
        guard debts[sink]?.unbooked == 0 else { return }
        let quote = quote(sink)
        guard !quote.settled, let known = book.quotes[sink], quote.on >= known.on else { return }
        try record(.proposed(PayoffProposed(quote: quote, by: "first", ground: "asked")))
        do throws(EscrowRefusal) {
            _ = try book.applying([.agreed(PayoffAgreed(sink: sink, number: quote.number, by: "first", ground: "asked"))])
            throw EscrowRefusal.notOpened
        } catch {
            guard error == .samePerson else { throw Failure(description: "one person alone: \(error)") }
        }
        let missing = book.missing(for: quote)
        guard missing == .zero else { return topUp(missing.fen + 500_000) }
        try record(.agreed(PayoffAgreed(sink: sink, number: quote.number, by: "second", ground: "asked")))
    }

    /// What has reached whom it was owed to counts, the rest is the custodian's to bring back.
    private func ruling(on difference: EscrowDifference) -> EscrowRuling? {
        guard let movement = movements.first(where: { $0.receipt == difference.receipt }), !movement.incoming else { return nil }
        let counts = wrongs.contains(movement.receipt) ? nil : book.countable(difference)
        return EscrowRuling(
            receipt: movement.receipt, order: movement.order, amount: movement.amount, to: movement.other, at: movement.at, counts: counts ?? .zero)
    }
}
