import Contracts
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
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
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { [self] channel in
                channel.pipeline.configureHTTPServerPipeline().flatMapThrowing { try channel.pipeline.syncOperations.addHandler(Requests(self)) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = channel.localAddress?.port ?? 0
        let entries = peers.map { peer, batches in
            DepartmentDirectory.File.Entry(
                department: peer.department, institution: peer.institution, name: peer.wire, url: "http://127.0.0.1:\(port)/\(peer.wire)",
                keys: [key.keyID: Hex.encode(key.publicKey)], batches: batches ? true : nil)
        }
        do {
            let result = try await body(DepartmentDirectory(.init(departments: entries, issuer: nil)))
            try await channel.close()
            return result
        } catch {
            try? await channel.close()
            throw error
        }
    }

    /// - Returns: nil for an answer that is lost on its way.
    fileprivate func answer(_ body: [UInt8], path: String) -> (status: HTTPResponseStatus, message: SignedMessage?)? {
        let asked = SignedMessage(bytes: body, keyID: "", signature: [])
        let parts = path.split(separator: "/").map { String($0).removingPercentEncoding ?? "" }
        guard let envelope = try? asked.envelope(), let peer = Peer(wire: parts.first ?? ""), envelope.to == peer.wire, parts.last == envelope.contract else {
            return (.badRequest, nil)
        }
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
            else { return (.unauthorized, nil) }
            state.arrivals.append(Arrival(peer: peer, ids: messages.map(\.id), isBatch: isBatch))
            let fault = state.faults.isEmpty ? nil : state.faults.removeFirst()
            if fault == .unavailable { return (.serviceUnavailable, nil) }
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
            guard let message = try? SignedMessage(said, keyID: key.keyID, sign: signer.sign) else { return (.internalServerError, nil) }
            defer { state.last = message }
            return (.ok, fault == .otherQuestion ? state.last ?? message : message)
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

/// One connection: `POST /{peer}/exchange/{contract}`.
private final class Requests: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart
    private let peer: PlayedPeer
    private var path = ""
    private var body: [UInt8] = []

    init(_ peer: PlayedPeer) { self.peer = peer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            path = head.uri
            body = []
        case .body(let buffer): body += Array(buffer.readableBytesView)
        case .end:
            guard let answer = peer.answer(body, path: path) else { return context.close(promise: nil) }
            var headers = HTTPHeaders()
            if let message = answer.message {
                headers.add(name: Envelope.keyHeader, value: message.keyID)
                headers.add(name: Envelope.signatureHeader, value: message.signatureHeader)
            }
            let bytes = answer.message?.bytes ?? []
            headers.add(name: "Content-Length", value: String(bytes.count))
            context.write(wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers))), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(bytes: bytes)))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}
