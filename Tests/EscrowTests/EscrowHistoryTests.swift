import Chance
import Register
import Testing

@testable import Escrow

/// Random histories with interleavings and faults. A history that fails names its seed: run that one alone to shrink it.
@Suite("Histories of money in custody") struct EscrowHistoryTests {
    /// 6,000 histories in twelve parts, so that they run side by side.
    @Test("nothing is created, lost, negative, early or twice, whatever happens in whatever order", arguments: 0..<12)
    func histories(part: Int) {
        var ends: [EscrowPhase: Int] = [:]
        var (corrected, restated, toppedUp) = (0, 0, 0)
        for seed in (part * 500)..<((part + 1) * 500) {
            do {
                var history = try EscrowHistory(seed: UInt64(seed))
                ends[try history.run(), default: 0] += 1
                if history.isCorrected { corrected += 1 }
                if history.isRestated { restated += 1 }
                if history.isToppedUp { toppedUp += 1 }
            } catch {
                Issue.record("seed \(seed): \(error)")
                return
            }
        }
        // A run in which hardly anything was cleared or went back would have tested nothing.
        #expect(ends[.cleared, default: 0] > 50 && ends[.returned, default: 0] > 50, "\(ends)")
        #expect(corrected > 10, "\(corrected) came to their end after the custodian had brought back what it paid wrongly")
        #expect(restated > 10 && toppedUp > 0, "\(restated) loans were paid off as two persons agreed, \(toppedUp) with what the seller added")
    }
}

/// One history: a storm in which anything may happen, then calm in which everything must come to its right end.
struct EscrowHistory {
    private var world: EscrowWorld

    /// Whether something that was brought back has made a wrong payment good.
    var isCorrected: Bool { world.book.deposits.contains { $0.offset > .zero } }

    /// Whether a loan was paid off by a statement that two persons agreed to, and whether the seller added to what was left.
    var isRestated: Bool { world.history.contains { if case .agreed = $0 { true } else { false } } }
    var isToppedUp: Bool { world.book.toppedUp > .zero }

    init(seed: UInt64) throws { world = try EscrowWorld(seed: seed) }

    mutating func run() throws -> EscrowPhase {
        for _ in 0..<(15 + world.dice.below(60)) { try storm() }
        world.calm = true
        try settle()
        try compare()
        // The fold of what was stored is the book.
        guard try EscrowBook(world.history) == world.book else { throw EscrowWorld.Failure(description: "the events fold to another book") }
        return world.book.phase
    }

    private mutating func storm() throws {
        switch world.dice.below(40) {
        case 0..<6: world.ask()
        case 6..<9: world.buyerPays()
        case 9..<15: try world.order()
        case 15..<22: world.deliver()
        case 22..<32: try world.hear()
        case 32..<34: try world.register()
        case 35: if world.dice.below(4) == 0 { try world.end(world.dice.pick([.withdrawn, .refused])) }
        case 36: if world.dice.below(2) == 0 { world.night() }
        case 34: world.surprise()
        case 37: if world.today > world.book.terms.until { try world.end(.expired) }
        case 38: if world.dice.below(2) == 0 { world.misreport() } else { world.bringBack() }
        default: if world.dice.below(3) == 0 { try world.look() }
        }
    }

    private mutating func settle() throws {
        for _ in 0..<60 {
            // What the custodian paid against its orders it brings back, once it has been told.
            try world.look()
            world.bringBack()
            if world.dice.below(4) == 0 { world.surprise() }
            world.ask()
            while !world.wires.isEmpty { try world.hear() }
            world.buyerPaysIfWanted()
            try world.order()
            while !world.sending.isEmpty { world.deliver() }
            world.ask()
            while !world.wires.isEmpty { try world.hear() }
            try world.register()
            if world.today > world.book.terms.until || world.book.remainder < .zero { try world.end(.expired) }
            if world.book.phase.isFinal, world.book.stop == nil, !world.owesBack, world.book.due(on: world.today).isEmpty, world.sending.isEmpty { return }
            world.night()
        }
        throw EscrowWorld.Failure(description: "no end: \(world.book.phase), \(world.book.waitsFor(on: world.today)), stop \(String(describing: world.book.stop))")
    }

    /// Everybody has exactly what they are due, also where the custodian erred: what it paid wrongly it has brought back.
    private func compare() throws {
        let book = world.book
        func must(_ holds: Bool, _ what: String) throws { if !holds { throw EscrowWorld.Failure(description: what) } }
        try must(book.release == nil || world.registered, "released without registration")
        let balance = world.movements.reduce(Int64(0)) { $0 + ($1.incoming ? $1.amount.fen : -$1.amount.fen) }
        try must(balance == (book.inCustody - book.outstanding).fen, "custodian has \(balance), the book \(book.inCustody.fen) and \(book.outstanding) astray")
        switch book.phase {
        case .cleared:
            try must(balance == 0, "custody is not empty")
            for (sink, debt) in world.debts { try must(world.erred ? debt.owed <= 0 : debt.owed == 0, "\(sink) still owes \(debt.owed)") }
            try must(world.received["stranger", default: 0] == 0, "a stranger has \(world.received["stranger", default: 0])")
            let sinks = world.received.filter { $0.key.hasPrefix("old-") || ["tax", "seller"].contains($0.key) || $0.key.hasSuffix("remainder") || $0.key.hasSuffix("charge-1") }
            try must(sinks.values.reduce(0, +) == book.terms.total.fen + world.pool + book.toppedUp.fen, "the sinks have \(sinks), of \(book.terms.total.fen)")
        case .returned:
            try must(balance == 0, "custody is not empty")
            for (account, amount) in world.given where !world.received.keys.contains(where: { $0.hasPrefix("seen-to-") }) {
                try must(world.received[account] == amount, "\(account) gave \(amount) and has \(world.received[account] ?? 0)")
            }
            try must(world.received.values.reduce(0, +) == world.given.values.reduce(0, +), "not everything went back")
        case .collecting, .secured, .released, .returning: try must(false, "no end")
        }
    }
}
