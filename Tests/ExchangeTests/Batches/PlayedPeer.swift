import Contracts
import NIOHTTP1
import Played
import Register
import Seals
import StorageTesting
import Synchronization

@testable import Exchange

/// Receivers of messages behind one socket: each judges a message once and says the same ever after; their envelopes can be told to be wrong.
final class PlayedPeer: Sendable {
    /// What is wrong with the answer to an envelope that was judged.
    enum Fault: CaseIterable, Sendable {
        case missing, extra, reordered, foreignID, twice, forged, otherQuestion, noList, refusedWhole, busyWhole, unavailable, lost
    }

    /// An envelope that came.
    struct Arrival: Sendable {
        let peer: Peer
        let ids: [String]
        let isBatch: Bool
    }

    struct State {
        /// Faults of the next envelopes, the first first.
        var faults: [Fault] = []
        /// How a message is judged that wasn't seen before; nil for busy.
        var verdict: @Sendable (Batch.Message) -> Batch.Answer? = { .init(id: $0.id, .init(.ok), payload: "{\"receipt\":\"r-\($0.id)\"}") }
        var judged: [String: (content: String, answer: Batch.Answer)] = [:]
        var arrivals: [Arrival] = []
        /// Messages that came a second time with other words.
        var changed: [String] = []
        var last: SignedMessage?
        /// Receivers that hear and say nothing.
        var silent: Set<Peer> = []
    }

    let state = Mutex(State())
    let key = Seals.Ed25519Signer()
    let registry = Seals.Ed25519Signer()
    private let now: @Sendable () -> Moment

    init(now: @escaping @Sendable () -> Moment) { self.now = now }

    func fails(_ faults: Fault...) { state.withLock { $0.faults += faults } }
    var arrivals: [Arrival] { state.withLock { $0.arrivals } }

    /// - Parameter peers: each with whether it takes batches.
    func serve<T>(_ peers: [(Peer, Bool)], _ body: (DepartmentDirectory) async throws -> T) async throws -> T {
        try await PlayedSocket(answering: answer).serve { address in
            let entries = peers.map { peer, batches in
                DepartmentDirectory.File.Entry(
                    department: peer.department, institution: peer.institution, name: peer.wire, url: "\(address)/\(peer.wire)",
                    keys: [key.keyID: Hex.encode(key.publicKey)], batches: batches ? true : nil)
            }
            return try await body(DepartmentDirectory(.init(departments: entries, issuer: nil)))
        }
    }

    /// - Returns: nil for an answer that is lost on its way.
    @Sendable private func answer(_ body: [UInt8], at peer: Peer?, _ contract: String) -> PlayedSocket.Answer? {
        let asked = SignedMessage(bytes: body, keyID: "", signature: [])
        guard let envelope = try? asked.envelope(), let peer, envelope.to == peer.wire, contract == envelope.contract else { return .init(.badRequest) }
        return state.withLock { state in
            let isBatch = Batch.isContract(envelope.contract)
            guard
                let messages = isBatch
                    ? try? Batch.messages(in: envelope, of: peer.department)
                    : [
                        Batch.Message(
                            id: envelope.id, contract: envelope.contract, caseID: envelope.caseID, purpose: envelope.purpose, legalBasis: envelope.legalBasis,
                            payload: envelope.payload)
                    ]
            else { return .init(.unauthorized) }
            state.arrivals.append(Arrival(peer: peer, ids: messages.map(\.id), isBatch: isBatch))
            if state.silent.contains(peer) { return .silence }
            let fault = state.faults.isEmpty ? nil : state.faults.removeFirst()
            if fault == .unavailable { return .init(.serviceUnavailable) }
            var answers = messages.map { judge($0, &state) }
            let only = answers[0]
            if fault == .lost { return nil }
            var outcome = Envelope.Outcome(.ok)
            var payload: [UInt8]?
            switch fault {
            case .missing: answers.removeLast()
            case .extra: answers.append(.init(id: "stranger", .init(.ok)))
            case .reordered: answers.reverse()
            case .foreignID: answers[0].id += "9"
            case .twice: answers.append(answers[0])
            case .noList: payload = Array("{}".utf8)
            case .refusedWhole: (outcome, payload) = (.init(.refused, message: "不收"), Array("null".utf8))
            case .busyWhole: (outcome, payload) = (.init(.busy), Array("null".utf8))
            default: break
            }
            if !isBatch {
                // There is nothing to be left out of one answer: it says that it is busy instead.
                let isOdd = fault.map { [.missing, .extra, .reordered, .foreignID, .twice, .noList, .refusedWhole, .busyWhole].contains($0) } == true
                outcome = isOdd ? .init(.busy) : only.outcome
                payload = Array(only.payload.utf8)
            }
            let said = Envelope(
                id: DepartmentClient.randomID(), from: peer.wire, to: Envelope.registry, contract: envelope.contract,
                inReplyTo: fault == .foreignID && !isBatch ? "other" : envelope.id, requestDigest: asked.digest, caseID: envelope.caseID, purpose: envelope.purpose,
                legalBasis: envelope.legalBasis, issuedAt: now(), expiresAt: now().adding(seconds: 600), outcome: outcome,
                payload: String(decoding: payload ?? (try? CanonicalJSON.encode(answers)) ?? [], as: UTF8.self))
            let signer = fault == .forged ? Seals.Ed25519Signer() : key
            guard let message = try? SignedMessage(said, keyID: key.keyID, sign: signer.sign) else { return .init(.internalServerError) }
            defer { state.last = message }
            return .init(.ok, fault == .otherQuestion ? state.last ?? message : message)
        }
    }

    private func judge(_ message: Batch.Message, _ state: inout State) -> Batch.Answer {
        let content = "\(message.contract)\n\(message.caseID ?? "")\n\(message.payload)"
        if let known = state.judged[message.id] {
            if known.content != content { state.changed.append(message.id) }
            return known.answer
        }
        guard let answer = state.verdict(message) else { return .init(id: message.id, .init(.busy)) }
        state.judged[message.id] = (content, answer)
        return answer
    }
}
