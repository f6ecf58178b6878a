import Contracts
import Logging
import NIOHTTP1
import Register
import Seals
import Synchronization

/// Brings the registry what departments and institutions tell of their own accord, again until it has taken it.
///
/// What waits at one sender at the same moment travels in one envelope. Who tells alone waits for nobody; what comes while an envelope is under way
/// waits for its end, or for a moment. A registry that doesn't take several messages, or doesn't answer for each of them, gets them one by one.
final class Courier: Sendable {
    struct Notice: Sendable {
        let peer: Peer
        /// Made once: a message that is sent again says the same, and when it was said.
        let envelope: Envelope
        /// How often it is still to be told.
        var copies: Int
        var attempt = 0
        /// It goes alone from here on.
        var isAlone = false

        var message: Batch.Message {
            Batch.Message(
                id: envelope.id, contract: envelope.contract, caseID: envelope.caseID, purpose: envelope.purpose, legalBasis: envelope.legalBasis,
                payload: envelope.payload)
        }
    }

    private struct Line {
        var waiting: [Notice] = []
        var under = 0
        /// Somebody will look whether what waits has waited long enough.
        var isWatched = false
    }
    private enum Start {
        case now, soon
    }
    private enum End {
        case taken, again
        /// Several weren't taken as they are.
        case alone
    }

    private let line: RegistryLine
    private let logger: Logger
    private let lines = Mutex<[Peer: Line]>([:])
    /// Envelopes of one sender that are under way at once.
    private static let atOnce = 2
    /// How long what comes while one envelope is under way waits for its end before it goes beside it.
    private static let gathering = Duration.milliseconds(25)
    private static let attempts = 8

    init(town: Town, keys: KeyRing, logger: Logger) {
        line = RegistryLine(town: town, keys: keys)
        self.logger = logger
    }

    func bring(_ notice: Notice) {
        let peer = notice.peer
        let start = lines.withLock { lines -> Start? in
            var line = lines[peer] ?? Line()
            defer { lines[peer] = line }
            line.waiting.append(notice)
            if line.under == 0 {
                line.under = 1
                return .now
            }
            guard line.under < Self.atOnce, !line.isWatched else { return nil }
            line.isWatched = true
            return .soon
        }
        switch start {
        case .now: Task { await self.go(for: peer) }
        case .soon:
            Task {
                try? await Task.sleep(for: Self.gathering)
                if self.startsBeside(peer) { await self.go(for: peer) }
            }
        case nil: break
        }
    }

    /// Whether what waits goes beside the envelope that is still under way.
    private func startsBeside(_ peer: Peer) -> Bool {
        lines.withLock { lines in
            guard var line = lines[peer] else { return false }
            defer { lines[peer] = line }
            line.isWatched = false
            guard !line.waiting.isEmpty, line.under < Self.atOnce else { return false }
            line.under += 1
            return true
        }
    }

    /// Goes as long as something waits.
    private func go(for peer: Peer) async {
        while let notices = take(of: peer) {
            let end = notices.count == 1 ? await tell(notices[0]) : await tell(notices)
            for (notice, end) in zip(notices, end) { settle(notice, end) }
        }
    }

    private func take(of peer: Peer) -> [Notice]? {
        lines.withLock { lines in
            guard var line = lines[peer] else { return nil }
            defer { lines[peer] = line.under == 0 && !line.isWatched ? nil : line }
            guard let first = line.waiting.first else {
                line.under -= 1
                return nil
            }
            var count = 1
            var weight = first.message.weight
            var ids = [first.envelope.id]
            while !first.isAlone, count < min(line.waiting.count, Batch.messageLimit) {
                let next = line.waiting[count]
                weight += next.message.weight
                guard !next.isAlone, weight <= Batch.byteLimit, !ids.contains(next.envelope.id) else { break }
                ids.append(next.envelope.id)
                count += 1
            }
            defer { line.waiting.removeFirst(count) }
            return Array(line.waiting.prefix(count))
        }
    }

    private func settle(_ before: Notice, _ end: End) {
        var notice = before
        switch end {
        case .taken:
            notice.copies -= 1
            notice.attempt = 0
            if notice.copies > 0 { bring(notice) }
        case .alone:
            notice.isAlone = true
            bring(notice)
        case .again:
            let pause = 200 << notice.attempt
            notice.attempt += 1
            // Whatever was in the way may have been one of those that it came with.
            notice.isAlone = notice.attempt > 1
            guard notice.attempt < Self.attempts else { return }
            let later = notice
            Task {
                try? await Task.sleep(for: .milliseconds(pause))
                self.bring(later)
            }
        }
    }

    // MARK: on the wire

    private func tell(_ notice: Notice) async -> [End] {
        guard let reply = await send(notice.envelope, by: notice.peer) else { return [.again] }
        return [reply.isOverloaded || reply.said?.outcome?.status == .busy ? .again : .taken]
    }

    private func tell(_ notices: [Notice]) async -> [End] {
        let peer = notices[0].peer
        let messages = notices.map(\.message)
        let all = { (end: End) in notices.map { _ in end } }
        guard let payload = try? CanonicalJSON.encode(messages) else { return all(.alone) }
        let now = Town.now
        let envelope = Envelope(
            id: Hex.encode(randomBytes(16)), from: peer.wire, to: Envelope.registry, contract: Batch.contract(of: peer.department), purpose: "批量回传",
            legalBasis: messages[0].legalBasis, issuedAt: now, expiresAt: now.adding(seconds: 3_600), payload: String(decoding: payload, as: UTF8.self))
        guard let reply = await send(envelope, by: peer), !reply.isOverloaded else { return all(.again) }
        guard reply.status == .ok, let said = reply.said, said.contract == envelope.contract, said.inReplyTo == envelope.id, said.requestDigest == reply.digest, said.to == peer.wire,
            said.outcome?.status == .ok, let answers = try? Batch.answers(in: said, to: messages.map(\.id))
        else { return all(.alone) }
        return answers.map { $0.outcome.status == .busy ? .again : .taken }
    }

    /// - Returns: nil if nobody was reached.
    private func send(_ envelope: Envelope, by peer: Peer) async -> RegistryLine.Reply? {
        do {
            return try await line.send(envelope, by: peer)
        } catch {
            logger.notice("the registry could not be told yet", metadata: ["contract": "\(envelope.contract)"])
            return nil
        }
    }
}

extension RegistryLine.Reply {
    /// Too many at once is no refusal.
    fileprivate var isOverloaded: Bool { status.code >= 500 || status == .tooManyRequests }
}
