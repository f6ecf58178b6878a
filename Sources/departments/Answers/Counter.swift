import AsyncHTTPClient
import Contracts
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import Register
import Seals
import Synchronization

/// Where the registry's questions arrive: verified, answered, signed, with whatever fault is wanted.
struct Counter: Sendable {
    let town: Town
    let keys: KeyRing
    let base: Base
    let chain: BlockChain
    let logger: Logger
    /// Connections to the registry, for the whole life of the process: as many as a city's payments need at once.
    static let callbacks: HTTPClient = {
        var configuration = HTTPClient.Configuration.singletonConfiguration
        configuration.tracing.tracer = nil
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// The last answer of each contract, for the fault that replays it.
    private let last = Shelf()
    private let courier: Courier

    init(town: Town, keys: KeyRing, base: Base, chain: BlockChain, logger: Logger) {
        self.town = town
        self.keys = keys
        self.base = base
        self.chain = chain
        self.logger = logger
        courier = Courier(town: town, keys: keys, logger: logger)
    }

    final class Shelf: Sendable {
        private struct Kept {
            var question: String
            var newest: SignedMessage
            /// To another question than the newest.
            var other: SignedMessage?
        }
        private let answers = Mutex<[String: Kept]>([:])

        /// Keeps an answer.
        /// - Returns: the last answer of the contract to another question.
        func keep(_ message: SignedMessage, to question: String, of contract: String) -> SignedMessage? {
            answers.withLock { all in
                let old = all[contract]
                let other = old?.question == question ? old?.other : old?.newest
                all[contract] = Kept(question: question, newest: message, other: other)
                return other
            }
        }
    }

    func addRoutes(to router: Router<BasicRequestContext>) {
        router.post("/:peer/exchange/:contract") { request, context -> Response in
            guard let peer = Peer(wire: context.parameters.get("peer") ?? ""), town.plays(peer) else { return Response(status: .notFound) }
            let signer = try keys.signer(of: peer)
            let contract = context.parameters.get("contract") ?? ""
            town.change { $0.asked[peer, default: 0] += 1 }
            let body = Array(buffer: try await request.body.collect(upTo: Envelope.sizeLimit))
            let text = String(decoding: body, as: UTF8.self)
            guard let fault = town.takeFault(peer, [.slow], in: text) else { return try response(to: body, request.headers, contract, at: peer, signer) }
            try await Task.sleep(for: .milliseconds(fault.milliseconds ?? 1_000))
            return try Town.$takesFaults.withValue(false) { try response(to: body, request.headers, contract, at: peer, signer) }
        }
    }

    private func response(to body: [UInt8], _ headers: HTTPFields, _ contract: String, at peer: Peer, _ signer: Ed25519Signer) throws -> Response {
        // Of several questions each has its own fault.
        if !Questions.isContract(contract), town.takeFault(peer, [.down], in: String(decoding: body, as: UTF8.self)) != nil { return Response(status: .serviceUnavailable) }
        do {
            let message = try SignedMessage(bytes: body, keyHeader: headers[.exchangeKey], signatureHeader: headers[.exchangeSignature])
            guard let verifier = town.verifier(message.keyID) else { throw MessageError.unknownKey(message.keyID) }
            guard verifier.verify(message.signature, over: message.bytes) else { throw MessageError.badSignature }
            let envelope = try message.envelope()
            guard envelope.to == peer.wire, envelope.contract == contract else { throw MessageError.wrongAddress }
            guard abs(envelope.issuedAt.seconds(since: Town.now)) < Envelope.clockSkew + 3_600 else { throw MessageError.stale }
            if Questions.isContract(contract) { return try answers(to: message, envelope, peer, signer) }
            guard Batch.isContract(contract) else {
                guard let said = try judge(envelope, at: peer) else { return Response(status: .notFound) }
                return respond(try signed(said.outcome, said.payload, to: message, envelope, peer, signer))
            }
            let messages = try Batch.messages(in: envelope, of: peer.department)
            town.change { $0.asked[peer, default: 0] += messages.count - 1 }
            let answers = messages.map { self.answer($0, in: envelope, at: peer) }
            return respond(try signed(.init(.ok), CanonicalJSON.encode(answers), to: message, envelope, peer, signer))
        } catch let error as MessageError {
            return Response(status: .unauthorized, headers: [.contentType: "text/plain"], body: .init(byteBuffer: ByteBuffer(string: error.code)))
        } catch {
            return Response(status: .badRequest, headers: [.contentType: "text/plain"], body: .init(byteBuffer: ByteBuffer(string: "message-malformed")))
        }
    }

    /// One message of several: what is wrong with it is said of it alone.
    private func answer(_ message: Batch.Message, in batch: Envelope, at peer: Peer) -> Batch.Answer {
        do {
            guard let said = try judge(message.envelope(in: batch), at: peer) else { return .init(id: message.id, .init(.refused, message: "没有这一事项。")) }
            return .init(id: message.id, said.outcome, payload: String(decoding: said.payload, as: UTF8.self))
        } catch {
            return .init(id: message.id, .init(.refused, message: "内容不符合约定的格式。"))
        }
    }

    /// Several questions: a line for each that can be answered. One that can't is asked alone.
    private func answers(to message: SignedMessage, _ envelope: Envelope, _ peer: Peer, _ signer: Ed25519Signer) throws -> Response {
        let questions = try Questions.read(envelope, of: peer.department)
        town.change { $0.asked[peer, default: 0] += questions.count - 1 }
        var text: [UInt8] = []
        for question in questions {
            let asked = question.envelope(in: envelope)
            guard town.takeFault(peer, [.down], in: asked.payload) == nil, let said = try? judge(asked, at: peer) else { continue }
            text += Questions.line(try signed(said.outcome, said.payload, to: message, asked, peer, signer))
        }
        return Response(status: .ok, headers: [.contentType: "text/plain; charset=utf-8"], body: .init(byteBuffer: ByteBuffer(bytes: text)))
    }

    /// What is answered to a message, with whatever fault is wanted; nil for a contract that nobody here has.
    private func judge(_ asked: Envelope, at peer: Peer) throws -> (outcome: Envelope.Outcome, payload: [UInt8])? {
        let text = asked.payload
        let lying = town.takeFault(peer, [.wrong], in: text) != nil
        let absent = town.takeFault(peer, [.absent], in: text) != nil
        let astray = town.takeFault(peer, [.otherSubject], in: text) != nil
        guard let reply = absent ? .notFound : try Answerer(town: town, base: base, chain: chain, ring: ring).reply(to: asked, lying: lying) else { return nil }
        let nothing = Array("null".utf8)
        switch reply {
        case .found(let value):
            let said = astray ? OtherSubject.turned(value) : value
            return (.init(.ok), try CanonicalJSON.encode(said))
        case .notFound: return (.init(.notFound), nothing)
        case .refused(let reason): return (.init(.refused, message: reason), nothing)
        case .busy: return (.init(.busy), nothing)
        }
    }

    /// - Parameter message: what was received, with the question that is answered in it.
    private func signed(
        _ outcome: Envelope.Outcome, _ payload: [UInt8], to message: SignedMessage, _ asked: Envelope, _ peer: Peer, _ signer: Ed25519Signer
    ) throws -> SignedMessage {
        let text = asked.payload
        let now = Town.now
        let envelope = Envelope(
            id: Hex.encode(randomBytes(16)), from: peer.wire, to: Envelope.registry, contract: asked.contract, inReplyTo: asked.id,
            requestDigest: message.digest, caseID: asked.caseID, purpose: asked.purpose, legalBasis: asked.legalBasis, issuedAt: now,
            expiresAt: now.adding(seconds: 86_400), outcome: outcome, payload: String(decoding: payload, as: UTF8.self))
        var answer = try SignedMessage(envelope, keyID: signer.keyID, sign: signer.sign)
        let before = last.keep(answer, to: asked.id, of: "\(peer.wire) \(asked.contract)")
        if town.takeFault(peer, [.replayed], in: text) != nil, let before { answer = before }
        if town.takeFault(peer, [.forged], in: text) != nil {
            answer = try SignedMessage(envelope, keyID: signer.keyID, sign: Ed25519Signer().sign)
        }
        return answer
    }

    private func respond(_ answer: SignedMessage) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "application/json", .exchangeKey: answer.keyID, .exchangeSignature: answer.signatureHeader,
            ], body: .init(byteBuffer: ByteBuffer(bytes: answer.bytes)))
    }

    /// An institution tells of what happened at it.
    func ring(_ bell: InstitutionBook.Bell) {
        switch bell {
        case .moved(let custodian, let caseID, let receipt):
            call(Custody.Moved.self, .init(caseID: caseID, receipt: receipt), at: custodian, id: "moved-\(custodian)-\(receipt)", caseID: caseID)
        case .changed(let lender, let change):
            call(Lending.Changed.self, change, at: lender, id: "changed-\(lender)-\(change.number)", caseID: nil)
        }
    }

    /// Tells the registry, with retries in the background, and with the faults of callbacks.
    func call<C: Contract>(_ contract: C.Type, _ payload: C.Request, at institution: String? = nil, id: String, caseID: String?) {
        let peer = Peer(C.department, institution: institution)
        guard let body = try? CanonicalJSON.encode(payload) else { return }
        let text = String(decoding: body, as: UTF8.self)
        guard town.takeFault(peer, [.lost], in: text) == nil else { return }
        let copies = town.takeFault(peer, [.duplicate], in: text) == nil ? 1 : 3
        let delay = town.takeFault(peer, [.outOfOrder], in: text)?.milliseconds ?? 0
        let now = Town.now
        let envelope = Envelope(
            id: id, from: peer.wire, to: Envelope.registry, contract: C.name, caseID: caseID, purpose: "办理结果回传",
            legalBasis: C.legalBasis, issuedAt: now, expiresAt: now.adding(seconds: 3_600), payload: text)
        let notice = Courier.Notice(peer: peer, envelope: envelope, copies: copies)
        guard delay > 0 else { return courier.bring(notice) }
        Task { [courier] in
            try? await Task.sleep(for: .milliseconds(delay))
            courier.bring(notice)
        }
    }
}

extension HTTPField.Name {
    /// What carries a message's signature. Both are well-formed names.
    fileprivate static let exchangeKey = HTTPField.Name(Envelope.keyHeader) ?? .cookie
    fileprivate static let exchangeSignature = HTTPField.Name(Envelope.signatureHeader) ?? .cookie
}
