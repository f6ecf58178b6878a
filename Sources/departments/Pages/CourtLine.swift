import AsyncHTTPClient
import Contracts
import NIOCore
import NIOHTTP1
import Register
import Seals

/// 司法查控专线: a court's signed order to the registry, and the registry's signed answer, which the court's clerk reads at once.
struct CourtLine: Sendable {
    let town: Town
    let keys: KeyRing

    enum Failure: Error { case unsigned, silent(UInt) }

    /// - Parameters:
    ///   - court: who sends it, under its credit code.
    ///   - id: the same for the same order, however often it is sent.
    /// - Returns: what the registry answered, its signature verified.
    func send<C: Contract>(_ contract: C.Type, _ payload: C.Request, from court: String, id: String) async throws -> Envelope {
        let peer = Peer(C.department, institution: court)
        let signer = try keys.signer(of: peer)
        let now = Town.now
        let envelope = Envelope(
            id: id, from: peer.wire, to: Envelope.registry, contract: C.name, caseID: nil, purpose: "司法协助", legalBasis: C.legalBasis,
            issuedAt: now, expiresAt: now.adding(seconds: 3_600), payload: String(decoding: try CanonicalJSON.encode(payload), as: UTF8.self))
        let message = try SignedMessage(envelope, keyID: signer.keyID, sign: signer.sign)
        var request = HTTPClientRequest(url: "\(town.registryURL)/exchange/\(C.name)")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: Envelope.keyHeader, value: message.keyID)
        request.headers.add(name: Envelope.signatureHeader, value: message.signatureHeader)
        request.body = .bytes(message.bytes)
        let response = try await Counter.callbacks.execute(request, timeout: .seconds(30))
        guard response.status == .ok else { throw Failure.silent(response.status.code) }
        let body = Array(buffer: try await response.body.collect(upTo: Envelope.sizeLimit))
        let answer = try SignedMessage(
            bytes: body, keyHeader: response.headers.first(name: Envelope.keyHeader), signatureHeader: response.headers.first(name: Envelope.signatureHeader))
        guard let verifier = town.verifier(answer.keyID), verifier.verify(answer.signature, over: answer.bytes) else { throw Failure.unsigned }
        let said = try answer.envelope()
        guard said.inReplyTo == id, said.requestDigest == message.digest else { throw MessageError.foreignAnswer }
        return said
    }
}
