import Escrow
import Register

/// Whether the register may change on a book as it is known: news that nobody has looked at yet may say that the money is gone, or that a loan costs more.
extension EscrowRecords.Turn {
    /// Seconds that a custodian's statement is good for. A secured account's is asked for every ten minutes.
    private static let validity = 900.0

    /// Whether the custodian's statement has been held against the book since anybody rang, since it last moved anything, and lately.
    func isCompared(with file: EscrowFile, at now: Moment) -> Bool {
        !rung.hasMoved && !rung.isRestated && now.seconds(since: statementAt) <= Self.validity && !file.isUncompared(since: statementVersion)
    }

    /// Whether a statement that has come now lets a case go on that may have waited for one.
    func isFreed(_ file: EscrowFile, by news: EscrowNews, at now: Moment) -> Bool {
        news.reconciled && file.book.phase == .secured && !isCompared(with: file, at: now)
    }
}

extension EscrowFile {
    /// Whether it was said of an order that it is carried out or that it failed, and the custodian's statement hasn't been seen since: what is said to have
    /// failed may have been paid, as where the first answer was lost and the order was taken for a second one when it came again.
    /// - Parameter version: of the book when the last statement was seen.
    func isUncompared(since version: Int) -> Bool {
        entries.dropFirst(version).contains { entry in
            switch entry.event {
            case .paid, .failed: entry.proof?.source.hasPrefix("outbox:") == true
            default: false
            }
        }
    }

    /// What lenders have stated to the case since the book last heard from them, as it is asked for anew whenever a lender tells of its loan. What is found
    /// wrong with a statement is for a person to judge first.
    func restated(_ plan: EscrowPlan, _ sources: EscrowPlanSources, findings: [Finding], at now: Moment) -> [EscrowEntry] {
        guard !findings.contains(where: { $0.check == PayoffGoesToLender.name }) else { return [] }
        var known = book
        return plan.quotes.compactMap { entry in
            guard case .quoted(let quote) = entry.event, let proof = entry.proof, let stated = sources.answeredAt(proof), let last = lastQuote(quote.sink),
                stated > last.proof.flatMap(sources.answeredAt) ?? last.at
            else { return nil }
            let events = known.reading(quote)
            guard let event = events.first, let next = try? known.applying(events) else { return nil }
            known = next
            return EscrowEntry(at: now, event: event, proof: proof)
        }
    }

    /// What proves the statements that a book rests on.
    var quoteProofs: [EscrowEntry.Proof] { book.terms.payoffs.compactMap { lastQuote($0.name)?.proof } }

    private func lastQuote(_ sink: String) -> EscrowEntry? {
        entries.last { entry in
            if case .quoted(let quote) = entry.event { quote.sink == sink } else { false }
        }
    }
}
