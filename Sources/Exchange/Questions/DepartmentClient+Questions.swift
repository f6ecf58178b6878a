import AsyncHTTPClient
import Contracts
import NIOCore
import Register

/// Questions to one peer that are to be asked at the same moment travel in one envelope (``Questions``), where the peer takes them so. Each keeps its own time, its own
/// signed answer, judged as if it had come alone, and its own failure: what has no good answer in company is asked alone.
extension DepartmentClient {
    /// The verified answer to one question.
    func answer<Value>(
        to message: Batch.Message, from peer: Peer, within seconds: Double, believing: (Envelope) throws -> Value
    ) async throws -> Believed<Value> {
        let deadline = now().adding(seconds: seconds)
        guard directory.takesQuestions(peer) else { return try await answerAlone(to: message, from: peer, until: deadline, believing) }
        switch lines.enter(peer, message, at: now()) {
        case .alone: break
        case .waiting(let pending, let isFirst):
            if isFirst { later(lines.gathering) { client in client.begin(client.lines.overdue(peer), at: peer) } }
            switch await pending.word() {
            case .alone: break
            case .answered(let answer, let envelope, let asked):
                do {
                    try directory.verify(answer, from: peer)
                    try check(envelope, answers: asked, from: peer)
                    let believed = try believing(envelope)
                    // Each good answer counts, as if it had come alone: beside those that are bad for one subject a peer isn't taken for one that fails.
                    breaker.succeeded(peer)
                    return (envelope, answer, believed)
                } catch {
                    // As bad as no answer at all; what comes when it is asked alone is what counts.
                    lines.keepApart(peer, at: now())
                }
                fallthrough
            case .unanswered: return try await answerAlone(to: message, from: peer, until: deadline, attempt: 2, believing)
            case .cancelled: throw CancellationError()
            }
        }
        defer { goOn(after: peer) }
        return try await answerAlone(to: message, from: peer, until: deadline, believing)
    }

    /// - Parameter attempt: 2 for what was asked in company before: so it fails no more often in a row, which the breaker counts, than if it had come alone.
    private func answerAlone<Value>(
        to message: Batch.Message, from peer: Peer, until deadline: Moment, attempt: Int = 1, _ believing: (Envelope) throws -> Value
    ) async throws -> Believed<Value> {
        let left = deadline.seconds(since: now())
        guard left > 0 else { throw ExchangeError.timedOut(directory.correspondent(peer)) }
        let question = try sealed(
            id: message.id, contract: message.contract, to: peer, payload: Array(message.payload.utf8), caseID: message.caseID, purpose: message.purpose,
            legalBasis: message.legalBasis, validSeconds: Self.questionIsValidFor)
        return try await deliver(question, to: peer, deadlineSeconds: left, attempt: attempt, believing: believing)
    }

    // MARK: turns

    /// One turn at a peer has ended.
    func goOn(after peer: Peer) { begin(lines.next(after: peer), at: peer) }

    private func begin(_ group: [PendingQuestion], at peer: Peer) {
        guard let first = group.first else { return }
        if group.count == 1 {
            // It has the turn, unless nobody waits for its answer any more.
            if !first.say(.alone) { goOn(after: peer) }
            return
        }
        Task {
            await ask(group, of: peer)
            goOn(after: peer)
        }
    }

    /// Asks several together, and tells each what has come to it.
    private func ask(_ group: [PendingQuestion], of peer: Peer) async {
        let open = group.filter(\.isOpen)
        guard !open.isEmpty else { return }
        let asking = Task { try await answers(to: open.map(\.message), from: peer) }
        // It ends in time, whatever the peer does with its connection.
        let limit = later(lines.patience) { _ in asking.cancel() }
        let found = try? await asking.value
        limit.cancel()
        var isWhole = true
        for pending in open {
            if let found, let answer = found.answers[pending.message.id] {
                let asked = SignedQuestion(envelope: pending.message.envelope(in: found.question.envelope), message: found.question.message)
                pending.say(.answered(answer.message, answer.envelope, asked: asked))
            } else {
                isWhole = false
                pending.say(.unanswered)
            }
        }
        if !isWhole { lines.keepApart(peer, at: now()) }
    }

    private func answers(to messages: [Batch.Message], from peer: Peer) async throws -> (
        question: SignedQuestion, answers: [String: (message: SignedMessage, envelope: Envelope)]
    ) {
        let whom = directory.correspondent(peer)
        guard let url = directory.url(of: peer), let basis = messages.first?.legalBasis else { throw ExchangeError.notConnected(whom) }
        let question = try sealed(
            id: Self.randomID(), contract: Questions.contract(of: peer.department), to: peer, payload: CanonicalJSON.encode(messages), caseID: nil, purpose: "批量查询",
            legalBasis: basis, validSeconds: Self.questionIsValidFor)
        try breaker.enter(whom, now: now())
        do {
            let deadline = now().adding(seconds: lines.patience / .seconds(1))
            let reply = try await send(question, url: "\(url)/exchange/\(question.envelope.contract)", whom: whom, until: deadline, upTo: Questions.answersLimit)
            breaker.succeeded(peer)
            return (question, Questions.answers(reply.body))
        } catch {
            // Each is asked alone now, and that counts: one of them may be what the peer can't bear.
            breaker.gaveUp(peer)
            throw error
        }
    }

    /// Does something in a moment, on a timer that costs less than a task that sleeps.
    @discardableResult
    private func later(_ pause: Duration, _ work: @Sendable @escaping (DepartmentClient) -> Void) -> Scheduled<Void> {
        http.eventLoopGroup.any().scheduleTask(in: TimeAmount(pause)) { [weak self] in
            if let self { work(self) }
        }
    }
}
