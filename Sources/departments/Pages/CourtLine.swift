import Contracts
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
        let now = Town.now
        let envelope = Envelope(
            id: id, from: peer.wire, to: Envelope.registry, contract: C.name, caseID: nil, purpose: "司法协助", legalBasis: C.legalBasis,
            issuedAt: now, expiresAt: now.adding(seconds: 3_600), payload: String(decoding: try CanonicalJSON.encode(payload), as: UTF8.self))
        let reply = try await RegistryLine(town: town, keys: keys).send(envelope, by: peer)
        guard reply.status == .ok else { throw Failure.silent(reply.status.code) }
        guard let said = reply.said else { throw Failure.unsigned }
        guard said.inReplyTo == id, said.requestDigest == reply.digest else { throw MessageError.foreignAnswer }
        return said
    }
}
