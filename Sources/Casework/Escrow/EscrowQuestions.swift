import Contracts
import Escrow
import Exchange
import Register
import Seals
import Storage

/// What was heard about a case's money, with the signed messages that say so.
struct EscrowNews: Sendable {
    var entries: [EscrowEntry] = []
    var evidence: [Evidence] = []
    /// A statement was read: with what it says the book knows all that the custodian's has.
    var reconciled = false
    /// Somebody didn't answer, or not yet as it has to be.
    var unanswered = false
    /// A lender hasn't said what pays its loan off.
    var lacksQuote = false

    /// What was heard afterwards.
    mutating func add(_ later: EscrowNews) {
        entries += later.entries
        evidence += later.evidence
        reconciled = reconciled || later.reconciled
        unanswered = unanswered || later.unanswered
        lacksQuote = lacksQuote || later.lacksQuote
    }
}

extension OutboxReceipt {
    /// Custodians' and lenders' signed answers to a book's orders under way, as they lie sealed in the outbox, in the order in which they came.
    static func answers(to file: EscrowFile, region: String, in connection: any Connection) throws -> [OutboxReceipt] {
        var ids = file.book.liveOrders.map(\.number)
        if file.book.custody == nil { ids.append(EscrowMessages.openID(file.bookID)) }
        guard !ids.isEmpty else { return [] }
        return try find(ids, region: region, in: connection).filter { ["done", "refused"].contains($0.state) }
    }
}

extension CaseOffice {
    // MARK: answers to orders

    /// Reads what has come to orders that are under way.
    func moneyNews(_ answers: [OutboxReceipt], _ file: EscrowFile, _ accounts: inout EscrowAccounts) throws -> EscrowNews {
        var news = EscrowNews()
        var book = file.book
        for receipt in answers {
            let (_, digest, envelope) = try receipt.open(cipher, recent: openedReceipts)
            let proof = EscrowEntry.Proof(source: "outbox:\(receipt.messageID)", digest: digest)
            let events = try read(envelope, to: receipt.messageID, book, &accounts)
            book = try book.applying(events)
            news.entries += events.map { EscrowEntry(at: now(), event: $0, proof: proof) }
        }
        return news
    }

    private func read(_ envelope: Envelope, to order: String, _ book: EscrowBook, _ accounts: inout EscrowAccounts) throws -> [EscrowEvent] {
        let payload = Array(envelope.payload.utf8)
        guard envelope.outcome?.status == .ok else { return book.reading(failed: order, reason: envelope.outcome?.message ?? "未受理") }
        switch envelope.contract {
        case Custody.Open.name:
            let opened = try CanonicalJSON.decode(Custody.Open.Answer.self, from: payload)
            let payURL = opened.payURL.flatMap { Self.isWebAddress($0) ? $0 : nil }
            return book.reading(CustodyOpened(number: opened.number, account: accounts.name(of: opened.account, kind: "custody"), payURL: payURL))
        case Custody.Pay.name:
            let answer = try CanonicalJSON.decode(Custody.Pay.Answer.self, from: payload)
            switch answer.status {
            case .pending: return []
            case .failed: return book.reading(failed: order, reason: answer.reason ?? "")
            case .paid: return book.reading(paid: order, amount: answer.amount, receipt: answer.receipt ?? "", at: answer.at ?? envelope.issuedAt)
            }
        // What a lender says it has paid counts when the custodian has it.
        default: return []
        }
    }

    /// Why the custodian won't take custody on; nil while it hasn't said so.
    func custodyRefusal(_ book: String, in snapshot: any Connection) throws -> String? {
        guard let receipt = try OutboxReceipt.find([EscrowMessages.openID(book)], region: region, in: snapshot).first, receipt.state == "refused" else { return nil }
        let envelope = try receipt.open(cipher).answer
        guard let outcome = envelope.outcome, outcome.status != .ok else { return nil }
        return outcome.message ?? "未说明原因"
    }

    /// Whether people can be led there by a link: a custodian's word never becomes a script.
    static func isWebAddress(_ text: String) -> Bool {
        text.utf8.count <= 500 && (text.hasPrefix("https://") || text.hasPrefix("http://")) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    // MARK: questions

    /// Asks lenders what pays their loans off today and whether they are settled, and the custodian for its statement: all at once.
    func askAboutMoney(_ file: EscrowFile, statement wanted: Bool, anew: Bool, _ accounts: inout EscrowAccounts) async -> EscrowNews {
        let book = file.book
        let today = now().date
        let errand = Errand(caseID: file.caseID, purpose: "交易资金监管")
        async let quotes = quotes(book.quotesWanted(on: today, anew: anew), on: today, errand)
        async let settlements = settlements(book.confirmationsWanted, errand)
        async let statement: SignedAnswer<Custody.Statement>? = wanted
            ? try? departments.ask(Custody.Statement.self, .init(caseID: file.caseID), at: book.terms.custodian, for: errand) : nil
        var news = EscrowNews()
        var known = book
        func take(_ events: [EscrowEvent], _ proof: EscrowEntry.Proof) {
            guard !events.isEmpty, let next = try? known.applying(events) else { return }
            known = next
            news.entries += events.map { EscrowEntry(at: now(), event: $0, proof: proof) }
        }
        for (sink, answer) in await quotes {
            guard let answer, let value = answer.value else {
                news.unanswered = true
                news.lacksQuote = true
                continue
            }
            let isTheirs = accounts.isLender(value.account, in: known.quotes[sink.name])
            let quote = value.quote(for: sink.name, account: accounts.name(of: value.account, kind: sink.name))
            if let evidence = keep(answer, file.caseID) {
                take(known.reading(quote, isTheirs: isTheirs), evidence.proof)
                news.evidence.append(evidence.item)
            }
        }
        for (sink, answer) in await settlements {
            guard let answer, let value = answer.value, value.settled, let number = value.number, let on = value.on else {
                news.unanswered = true
                continue
            }
            if let evidence = keep(answer, file.caseID) {
                take(known.reading(LoanSettled(sink: sink.name, number: number, on: on)), evidence.proof)
                news.evidence.append(evidence.item)
            }
        }
        if wanted {
            if let answer = await statement, let value = answer.value, let evidence = keep(answer, file.caseID) {
                let movements = value.movements.map { $0.named(&accounts) }
                let before = news.entries.count
                take(known.reading(movements, balance: value.balance, knownAt: book.version), evidence.proof)
                news.reconciled = true
                // Statements that say nothing new are many: only those that something rests on are kept.
                if news.entries.count > before { news.evidence.append(evidence.item) }
            } else {
                news.unanswered = true
            }
        }
        return news
    }

    private func quotes(_ sinks: [EscrowTerms.Sink], on day: LegalDate, _ errand: Errand) async -> [(EscrowTerms.Sink, SignedAnswer<Lending.PayoffStatement>?)] {
        await each(sinks) { sink in
            guard let unit = sink.unit, let proof = sink.proof else { return nil }
            return try? await self.departments.ask(Lending.PayoffStatement.self, .init(unit: unit, proof: proof, on: day), at: sink.payee, for: errand)
        }
    }

    private func settlements(_ sinks: [EscrowTerms.Sink], _ errand: Errand) async -> [(EscrowTerms.Sink, SignedAnswer<Lending.Settlement>?)] {
        await each(sinks) { sink in
            guard let unit = sink.unit, let proof = sink.proof else { return nil }
            return try? await self.departments.ask(Lending.Settlement.self, .init(unit: unit, proof: proof), at: sink.payee, for: errand)
        }
    }

    private func each<Answer: Sendable>(
        _ sinks: [EscrowTerms.Sink], _ ask: @escaping @Sendable (EscrowTerms.Sink) async -> Answer?
    ) async -> [(EscrowTerms.Sink, Answer?)] {
        await withTaskGroup(of: (Int, Answer?).self) { group in
            for (index, sink) in sinks.enumerated() { group.addTask { (index, await ask(sink)) } }
            var found: [Int: Answer?] = [:]
            for await (index, answer) in group { found[index] = answer }
            return sinks.enumerated().map { ($0.element, found[$0.offset] ?? nil) }
        }
    }

    /// What the case calls an answer that its money rests on, and no action names: the audit holds it against the signed message.
    static func moneyMaterial(_ contract: String) -> String { "money/\(contract)" }

    /// A signed answer as it is kept: sealed, as received.
    func keep<C: Contract>(_ answer: SignedAnswer<C>, _ caseID: String) -> (item: Evidence, proof: EscrowEntry.Proof)? {
        let id = RandomText.hex(12)
        guard let sealed = try? cipher.seal(answer.payload, context: Self.evidenceContext(caseID, id)),
            let envelope = try? cipher.seal(String(decoding: answer.message.bytes, as: UTF8.self), context: Self.envelopeContext(caseID, id))
        else { return nil }
        let item = Evidence(
            id: id, caseID: caseID, material: Self.moneyMaterial(C.name), source: C.name, digest: answer.message.digest, keyID: answer.message.keyID,
            signature: answer.message.signature, at: answer.answeredAt, sealed: sealed, envelope: envelope)
        return (item, EscrowEntry.Proof(source: "evidence:\(id)", digest: answer.message.digest))
    }
}
