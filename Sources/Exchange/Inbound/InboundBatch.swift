package import Contracts
import Register
import Seals
import Storage

/// Several messages of a department or an institution that came in one signed envelope, proved to be its own.
package struct InboundBatch: Sendable {
    enum Part: Sendable {
        case message(InboundMessage)
        /// Its id is known with other words.
        case foreign(id: String)
    }
    let envelope: Envelope
    let message: SignedMessage
    let parts: [Part]
}

/// What is answered to a message, and what it does.
package struct InboundJudgement: Sendable {
    let outcome: Envelope.Outcome
    let payload: [UInt8]
    let effect: InboundEffect?

    package init(outcome: Envelope.Outcome, payload: [UInt8], effect: InboundEffect? = nil) {
        self.outcome = outcome
        self.payload = payload
        self.effect = effect
    }
}

/// What came in at the door.
package enum Inbound: Sendable {
    case message(InboundMessage)
    case batch(InboundBatch)
}

extension InboundDoor {
    /// Lets in a message or several in one envelope, by the contract that the address says.
    /// - Throws: `MessageError`, and nothing is stored.
    package func acceptAny(_ body: [UInt8], key: String?, signature: String?, contract: String) async throws -> Inbound {
        guard Batch.isContract(contract) else { return .message(try await accept(body, key: key, signature: signature, contract: contract)) }
        let (peer, envelope, message) = try opened(body, key: key, signature: signature, contract: contract)
        let envelopes = try Batch.messages(in: envelope, of: peer.department).map { $0.envelope(in: envelope) }
        let known = try await answered(envelopes, by: peer)
        let parts = try envelopes.map { one -> InboundBatch.Part in
            let earlier = known[one.id]
            if let earlier, earlier.digest != Self.content(one) { return .foreign(id: one.id) }
            return .message(InboundMessage(envelope: one, peer: peer, bytes: try CanonicalJSON.encode(one), digest: nil, earlierAnswer: earlier?.answer))
        }
        return .batch(InboundBatch(envelope: envelope, message: message, parts: parts))
    }

    /// Messages that are judged at once: some ask others before they answer.
    private static let atOnce = 8

    /// Judges each message as if it had come alone, keeps what was answered to each, and signs the answers together.
    ///
    /// What can't be judged now is busy, and is not kept: the sender sends it again, alone or with others.
    /// - Parameter judge: what takes effect, once under the message's own number; nil for a contract that nobody here receives.
    package func answer(_ batch: InboundBatch, judge: @Sendable @escaping (Envelope) async throws -> InboundJudgement?) async throws -> SignedMessage {
        let answers = await answers(to: batch.parts, judge: judge)
        let at = now()
        var kept: [SQL] = []
        for (part, answer) in zip(batch.parts, answers) {
            guard answer.isNew, case .message(let message) = part else { continue }
            let said = said(to: message, answer.value.outcome, payload: answer.value.payload, at: at)
            kept.append(try keeping(message, CanonicalJSON.encode(said), at: at))
        }
        if !kept.isEmpty {
            let statements = kept
            let effects = answers.compactMap(\.effect)
            try await database.write(.rowLocks) { connection in
                for effect in effects { try effect.write(connection) }
                _ = try connection.executeAll(statements)
            }
            for effect in effects { effect.stored() }
        }
        let asked = batch.envelope
        let envelope = Envelope(
            id: DepartmentClient.randomID(), from: Envelope.registry, to: asked.from, contract: asked.contract, inReplyTo: asked.id,
            requestDigest: batch.message.digest, caseID: asked.caseID, purpose: asked.purpose, legalBasis: asked.legalBasis, issuedAt: at,
            expiresAt: at.adding(seconds: 3_600), outcome: .init(.ok), payload: String(decoding: try CanonicalJSON.encode(answers.map(\.value)), as: UTF8.self))
        let signer = signer.current
        return try SignedMessage(envelope, keyID: signer.keyID, sign: signer.sign)
    }

    private struct Said: Sendable {
        let value: Batch.Answer
        /// Whether it is to be kept.
        let isNew: Bool
        var effect: InboundEffect?

        init(_ value: Batch.Answer, isNew: Bool, effect: InboundEffect? = nil) {
            self.value = value
            self.isNew = isNew
            self.effect = effect
        }
    }

    private func answers(to parts: [InboundBatch.Part], judge: @Sendable @escaping (Envelope) async throws -> InboundJudgement?) async -> [Said] {
        await withTaskGroup(of: (Int, Said).self) { group in
            var answers = [Said?](repeating: nil, count: parts.count)
            for (place, part) in parts.enumerated() {
                if place >= Self.atOnce, let done = await group.next() { answers[done.0] = done.1 }
                group.addTask { (place, await Self.answer(to: part, judge: judge)) }
            }
            for await done in group { answers[done.0] = done.1 }
            return answers.compactMap { $0 }
        }
    }

    private static func answer(to part: InboundBatch.Part, judge: (Envelope) async throws -> InboundJudgement?) async -> Said {
        switch part {
        case .foreign(let id): return Said(.init(id: id, .init(.refused, message: "该编号已用于内容不同的消息。")), isNew: false)
        case .message(let message):
            let id = message.envelope.id
            do {
                if let earlier = message.earlierAnswer {
                    let said = try CanonicalJSON.decode(Envelope.self, from: earlier)
                    return Said(.init(id: id, said.outcome ?? .init(.busy), payload: said.payload), isNew: false)
                }
                guard let said = try await judge(message.envelope) else { return Said(.init(id: id, .init(.refused, message: "没有这一事项。")), isNew: false) }
                return Said(
                    .init(id: id, said.outcome, payload: String(decoding: said.payload, as: UTF8.self)), isNew: said.outcome.status != .busy, effect: said.effect)
            } catch {
                return Said(.init(id: id, .init(.busy)), isNew: false)
            }
        }
    }
}
