import Contracts
import Logging
import Register
import Seals
import Storage
import Synchronization

extension OutboxWorker {
    /// Puts together what may travel together, each message opened.
    /// - Returns: also what became of those that can't be sent at all.
    func sorted(_ jobs: [OutboxJob]) -> (letters: [OutboxLetter], unreadable: [OutboxOutcome]) {
        var unreadable: [OutboxOutcome] = []
        // One that was handed over may be found in the table too, if its time there is over.
        var ids: Set<String> = []
        let items = jobs.compactMap { job -> (peer: Peer, item: OutboxLetter.Item)? in
            guard ids.insert(job.id).inserted else { return nil }
            guard let peer = Peer(wire: job.peer) else {
                unreadable.append(settled(job, "dead", "unknown peer"))
                return nil
            }
            guard let payload = job.opened(cipher, region: region) else {
                // It is never sent, and a person has to look.
                unreadable.append(settled(job, "dead", "the stored message can't be opened"))
                return nil
            }
            let message = Batch.Message(
                id: job.id, contract: job.contract, caseID: job.caseID, purpose: job.purpose, legalBasis: keeper?.legalBasis ?? Self.legalBasis,
                payload: String(decoding: payload, as: UTF8.self))
            return (peer, OutboxLetter.Item(job: job, message: message))
        }
        let letters = alone.withLock { alone in
            OutboxLetter.sorted(items) { peer, item in
                // Whoever goes alone does so once.
                alone.remove(item.job.id) == nil && client.directory.takesBatches(peer) && Department(contract: item.message.contract) == peer.department
            }
        }
        return (letters, unreadable)
    }

    private static let legalBasis = "《不动产登记暂行条例》第二十三条、第二十四条"
    /// How long a receiver may take a message for fresh.
    private static let validSeconds = 3_600.0

    func deliver(_ letter: OutboxLetter) async -> OutboxDelivery {
        if letter.items.count == 1, let item = letter.items.first { return OutboxDelivery(outcomes: [await deliver(item, to: letter.peer)]) }
        return await deliverTogether(letter)
    }

    /// One message in an envelope of its own.
    private func deliver(_ item: OutboxLetter.Item, to peer: Peer) async -> OutboxOutcome {
        let (job, message) = (item.job, item.message)
        let payload = Array(message.payload.utf8)
        do {
            let question = try client.sealed(
                id: message.id, contract: message.contract, to: peer, payload: payload, caseID: message.caseID, purpose: message.purpose,
                legalBasis: message.legalBasis, validSeconds: Self.validSeconds)
            let answer = try await client.deliver(question, to: peer, deadlineSeconds: patience) { [keeper] envelope in
                if envelope.outcome?.status == .ok { try keeper?.believe(payload, answered: envelope) }
            }
            return try await settled(job, by: answer.envelope, .own(answer.message))
        } catch {
            return again(job, after: error)
        }
    }

    /// Several messages in one envelope. Each is settled, or tried again, as what is said of it alone has it.
    private func deliverTogether(_ letter: OutboxLetter) async -> OutboxDelivery {
        let peer = letter.peer
        let id = DepartmentClient.randomID()
        do {
            let question = try client.sealed(
                id: id, contract: Batch.contract(of: peer.department), to: peer, payload: CanonicalJSON.encode(letter.items.map(\.message)), caseID: nil,
                purpose: "批量送达", legalBasis: keeper?.legalBasis ?? Self.legalBasis, validSeconds: Self.validSeconds)
            let answer = try await client.deliver(question, to: peer, deadlineSeconds: patience) { envelope in
                envelope.outcome?.status == .ok ? try Batch.answers(in: envelope, to: letter.items.map(\.message.id)) : nil
            }
            guard let answers = answer.believed else {
                let outcome = answer.envelope.outcome
                let why = ExchangeError.refused(client.directory.correspondent(peer), outcome?.message ?? outcome?.status.rawValue ?? "")
                return OutboxDelivery(outcomes: goAlone(letter, after: why))
            }
            var delivery = OutboxDelivery(outcomes: [], shared: (id, answer.message))
            for (item, said) in zip(letter.items, answers) {
                let envelope = said.envelope(in: answer.envelope, to: (item.message.contract, item.message.caseID))
                delivery.outcomes.append(await judged(item, envelope, keptAs: id, from: peer))
            }
            return delivery
        } catch {
            return OutboxDelivery(outcomes: goAlone(letter, after: error))
        }
    }

    /// What is said of one message of several. One whose answer isn't believed goes alone from here on; the others don't suffer for it.
    private func judged(_ item: OutboxLetter.Item, _ envelope: Envelope, keptAs id: String, from peer: Peer) async -> OutboxOutcome {
        do {
            do {
                if envelope.outcome?.status == .ok { try keeper?.believe(Array(item.message.payload.utf8), answered: envelope) }
                return try await settled(item.job, by: envelope, .shared(id))
            } catch let error as MessageError {
                throw ExchangeError.distrusted(client.directory.correspondent(peer), error)
            }
        } catch {
            remember([item.job.id])
            return again(item.job, after: error)
        }
    }

    private func settled(_ job: OutboxJob, by envelope: Envelope, _ receipt: OutboxOutcome.Receipt) async throws -> OutboxOutcome {
        switch envelope.outcome?.status {
        case .ok: return settled(job, "done", nil, receipt: receipt, kept: try await keeper?.keep(envelope))
        case .busy, nil: return again(job, "busy")
        case .notFound, .refused:
            // The receiver will say the same again. A person has to look; nothing is dropped.
            return settled(job, "refused", envelope.outcome?.message ?? "refused", receipt: receipt)
        }
    }

    // MARK: what didn't get through

    /// Messages of a batch that didn't get through: each alone the next time, unless it wasn't even sent.
    private func goAlone(_ letter: OutboxLetter, after error: any Error) -> [OutboxOutcome] {
        switch error {
        case ExchangeError.circuitOpen, ExchangeError.notConnected, is CancellationError: break
        default: remember(letter.items.map(\.job.id))
        }
        return letter.items.map { again($0.job, after: error) }
    }

    private func remember(_ ids: [String]) {
        alone.withLock { alone in
            // More than anybody could deliver soon: they are tried together once more, and then are here again.
            if alone.count > 65_536 { alone = [] }
            alone.formUnion(ids)
        }
    }

    private func again(_ job: OutboxJob, after error: any Error) -> OutboxOutcome {
        if case ExchangeError.distrusted(let whom, let why) = error {
            logger.error(
                "an answer was not believed, it is asked for again", metadata: ["message": "\(job.id)", "peer": "\(whom.peer.wire)", "reason": "\(why.code)"])
        }
        return again(job, "\(error)")
    }

    /// Waits twice as long each time, at most ten minutes, with some chance in it so that not everything comes back at once.
    private func again(_ job: OutboxJob, _ error: String) -> OutboxOutcome {
        let seconds = min(600, 0.5 * Double(1 << min(job.attempts, 12))) * Double.random(in: 0.7...1.3)
        return OutboxOutcome(id: job.id, end: .again(at: now().adding(seconds: seconds), error: String(error.prefix(300))))
    }

    private func settled(_ job: OutboxJob, _ state: String, _ error: String?, receipt: OutboxOutcome.Receipt? = nil, kept: KeptAnswer? = nil) -> OutboxOutcome {
        if state != "done" { logger.warning("a message was not taken", metadata: ["message": "\(job.id)", "peer": "\(job.peer)"]) }
        return OutboxOutcome(id: job.id, end: .settled(state: state, error: error, receipt: receipt, kept: kept))
    }

    /// Writes how deliveries ended, all in one transaction. If it fails they are delivered once more, and the receivers know them.
    func store(_ deliveries: [OutboxDelivery]) async {
        guard !deliveries.isEmpty else { return }
        do {
            let statements = try OutboxDelivery.statements(for: deliveries, at: now(), region: region, cipher: cipher)
            try await database.write(.rowLocks) { _ = try $0.executeAll(statements) }
            for delivery in deliveries { delivery.stored() }
        } catch {
            let ids = deliveries.flatMap { $0.outcomes.map(\.id) }
            logger.error("outbox could not be updated", metadata: ["messages": "\(ids.joined(separator: " "))"])
        }
    }
}
