import AsyncHTTPClient
import Contracts
import NIOCore
import NIOHTTP1
import Register
import Seals

/// The way to the registry: what a department or an institution sends under its own signature, and what the registry answers under its own.
struct RegistryLine: Sendable {
    let town: Town
    let keys: KeyRing

    struct Reply: Sendable {
        let status: HTTPResponseStatus
        /// nil for an answer that the registry hasn't signed.
        let said: Envelope?
        /// Of what was sent.
        let digest: String
    }

    /// - Throws: if nobody was reached, or nobody answered in time.
    func send(_ envelope: Envelope, by peer: Peer) async throws -> Reply {
        let signer = try keys.signer(of: peer)
        let message = try SignedMessage(envelope, keyID: signer.keyID, sign: signer.sign)
        var request = HTTPClientRequest(url: "\(town.registryURL)/exchange/\(envelope.contract)")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: Envelope.keyHeader, value: message.keyID)
        request.headers.add(name: Envelope.signatureHeader, value: message.signatureHeader)
        request.body = .bytes(message.bytes)
        let response = try await Counter.callbacks.execute(request, timeout: .seconds(30))
        let body = Array(buffer: try await response.body.collect(upTo: Envelope.sizeLimit))
        let answer = try? SignedMessage(
            bytes: body, keyHeader: response.headers.first(name: Envelope.keyHeader), signatureHeader: response.headers.first(name: Envelope.signatureHeader))
        let isSigned = answer.flatMap { town.verifier($0.keyID)?.verify($0.signature, over: $0.bytes) } == true
        return Reply(status: response.status, said: isSigned ? try? answer?.envelope() : nil, digest: message.digest)
    }
}
