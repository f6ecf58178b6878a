import Crypto
package import Escrow
package import Register

/// An event of the money with when it was recorded and the signed message that it rests on.
package struct EscrowEntry: Sendable, Hashable {
    /// A signed message: where it lies (`outbox:…`, `evidence:…`), and the SHA-256 of its bytes in hexadecimal.
    package struct Proof: Sendable, Hashable {
        package let source: String
        package let digest: String
        package init(source: String, digest: String) {
            self.source = source
            self.digest = digest
        }
    }
    package let at: Moment
    package let event: EscrowEvent
    package let proof: Proof?

    package init(at: Moment, event: EscrowEvent, proof: Proof? = nil) {
        self.at = at
        self.event = event
        self.proof = proof
    }

    /// The chain of a book's events: what the case's log entry commits to. SHA-256(head ␀ number ␀ time ␀ kind ␀ source ␀ digest ␀ body).
    func chained(to head: [UInt8], seq: Int) throws -> [UInt8] {
        var hash = SHA256()
        hash.update(data: head)
        hash.update(data: Array("\0\(seq)\0\(at.microseconds)\0\(event.kind)\0\(proof?.source ?? "")\0\(proof?.digest ?? "")\0".utf8))
        hash.update(data: try event.body())
        return Array(hash.finalize())
    }
}

/// The money of a case as loaded. Never changed; an object as ``CaseFile`` is one.
package final class EscrowFile: Sendable {
    package let book: EscrowBook
    package let entries: [EscrowEntry]
    /// Ends the chain of the events.
    package let head: [UInt8]
    package var changedAt: Moment { entries.last?.at ?? Moment(microseconds: 0) }
    /// When the custodian's account was opened, as far as was recorded.
    var custodyAt: Moment? {
        entries.first { entry in
            if case .custody = entry.event { true } else { false }
        }?.at
    }
    package var caseID: String { book.terms.caseID }
    package var bookID: String { book.terms.bookID }
    /// Which of a case's books it is: 1 for that with the first custodian.
    package var round: Int { book.terms.round ?? 1 }

    /// - Throws: `EscrowRefusal` for events that can't be a book's.
    package init(_ entries: [EscrowEntry]) throws {
        book = try EscrowBook(entries.map(\.event))
        self.entries = entries
        head = try entries.enumerated().reduce([]) { try $1.element.chained(to: $0, seq: $1.offset + 1) }
    }

    private init(book: EscrowBook, entries: [EscrowEntry], head: [UInt8]) {
        self.book = book
        self.entries = entries
        self.head = head
    }

    /// - Throws: `EscrowRefusal` if one of them may not happen.
    package func adding(_ more: [EscrowEntry]) throws -> EscrowFile {
        var head = head
        for (offset, entry) in more.enumerated() { head = try entry.chained(to: head, seq: entries.count + offset + 1) }
        return EscrowFile(book: try book.applying(more.map(\.event)), entries: entries + more, head: head)
    }

    /// What the case notes of it.
    func moved(_ stage: MoneyMoved.Stage, amount: Money) -> CaseEvent {
        .moneyMoved(MoneyMoved(stage: stage, amount: amount, version: book.version, digest: RegisterHash.hex(head), round: book.terms.round))
    }
}
