import Escrow
package import Register

/// Why a person has to see to the money of a case, and since when: what no machine goes on with by itself, and what should have ended long ago.
package struct MoneyNeed: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The two books differ: nothing is paid until somebody has cleared it up.
        case stopped
        /// An order failed so often that it isn't given again by itself.
        case stuck
        /// What came in may be what the custodian brings back, or what the seller adds: somebody says which.
        case unjudged
        /// The custodian hasn't brought back what it paid wrongly.
        case astray
        /// Released or going back for longer than ``MoneyNeed/patience``, or at its end without its custodian's statement of it.
        case overdue

        package var chinese: String {
            switch self {
            case .stopped: "已暂停划付"
            case .stuck: "多次未能付出"
            case .unjudged: "有入账待认定"
            case .astray: "付错的款项尚未追回"
            case .overdue: "超过\(MoneyNeed.hours)小时没有划清"
            }
        }
    }

    package let kind: Kind
    /// From when on it is somebody's to see to: it may be to come.
    package let at: Moment

    /// How long money may be on its way before somebody asks after it. Nothing in the law sets a term for it; what a payer has agreed on with its bank is
    /// 实时、普通 or 次日到账 (银发〔2016〕261号 二（九）): the slowest of them arrives within a day, so after one it isn't under way any more, it hangs.
    package static let hours = 24
    package static var patience: Double { Double(hours) * 3_600 }
}

extension EscrowFile {
    /// What a person has to see to; nil where all goes on by itself. It follows from the events alone, but for what is compared.
    /// - Parameter version: of the book when its custodian's last statement was held against it.
    func need(comparedAt version: Int) -> MoneyNeed? {
        if book.stop != nil { return MoneyNeed(kind: .stopped, at: last { if case .stopped = $0 { true } else { false } }) }
        if book.phase.isFinal {
            // Nothing is left; its custodian says so as well, unless it never had any.
            guard book.custody != nil, version < book.version else { return nil }
            return MoneyNeed(kind: .overdue, at: changedAt.adding(seconds: MoneyNeed.patience))
        }
        if !book.stuck.isEmpty { return MoneyNeed(kind: .stuck, at: last { if case .failed = $0 { true } else { false } }) }
        if !book.unjudged.isEmpty { return MoneyNeed(kind: .unjudged, at: last { if case .deposited = $0 { true } else { false } }) }
        if let begun = underWaySince { return MoneyNeed(kind: .overdue, at: begun.adding(seconds: MoneyNeed.patience)) }
        guard !book.astray.isEmpty else { return nil }
        return MoneyNeed(kind: .astray, at: last { if case .resumed = $0 { true } else { false } }.adding(seconds: MoneyNeed.patience))
    }

    /// Since when what is released or goes back is on its way: what comes in late, when all was done, has its own time. nil while it is collected.
    private var underWaySince: Moment? {
        guard book.release != nil || book.returning != nil else { return nil }
        let begun = last { event in
            switch event {
            case .released, .returning: true
            default: false
            }
        }
        // While a loan isn't settled it is the release that hasn't come to its end.
        guard book.release == nil || book.terms.payoffs.allSatisfy({ book.settled[$0.name] != nil }) else { return begun }
        var held: Int64 = 0
        var since = begun
        for posting in book.postings {
            let before = held
            if posting.debit == .custody { held += posting.amount.fen }
            if posting.credit == .custody { held -= posting.amount.fen }
            // The book's first event has the number 1.
            if before == 0, held > 0, entries.indices.contains(posting.event - 1) { since = max(begun, entries[posting.event - 1].at) }
        }
        return since
    }

    private func last(_ matches: (EscrowEvent) -> Bool) -> Moment { entries.last { matches($0.event) }?.at ?? changedAt }
}
