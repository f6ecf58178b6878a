import Casework
import Contracts
import Exchange
import HTTPTypes
import Hummingbird
import Identity
import Logging
import Register

/// Departments' messages: POST /exchange/{contract}, signed; each is answered with a signed receipt, a repetition with the same one. Several in one envelope
/// (``Batch``) are each judged and answered as if they had come alone.
struct ExchangeRoutes: RouteGroup {
    let desk: Desk

    func addRoutes(to table: inout RouteTable) {
        let door = desk.door
        table.machine(
            Endpoint("exchange.receive", .post, PathTemplate("/exchange/{contract}"), .receiveExchange, .machine, "接收部门消息", body: .any, bodyLimit: Envelope.sizeLimit),
            verify: { head, body in
                let contract = String((head.path ?? "").split(separator: "?").first?.split(separator: "/").last ?? "")
                do {
                    return try await door.acceptAny(
                        body, key: Self.header(head, Envelope.keyHeader), signature: Self.header(head, Envelope.signatureHeader), contract: contract)
                } catch let error as MessageError {
                    throw PortalError.signatureRejected(error.code)
                }
            }, receive)
    }

    private static func header(_ head: HTTPRequest, _ name: String) -> String? {
        HTTPField.Name(name).flatMap { head.headerFields[$0] }
    }

    /// - Parameter inbound: proved to be the department's own; what isn't never comes here.
    @Sendable func receive(_ inbound: Inbound, _ context: AppContext) async throws -> Response {
        switch inbound {
        case .message(let message):
            if let earlier = message.earlierAnswer { return signed(try desk.door.signed(again: earlier)) }
            guard let reply = try await judge(message.envelope) else { throw PortalError.notFound }
            return signed(try await desk.door.answer(message, reply.outcome, payload: reply.payload, effect: reply.effect))
        case .batch(let batch):
            let logger = context.logger
            return signed(
                try await desk.door.answer(batch) { envelope in
                    do {
                        return try await judge(envelope).map { InboundJudgement(outcome: $0.outcome, payload: $0.payload, effect: $0.effect) }
                    } catch {
                        // It is answered as busy and comes again.
                        logger.error("a message of several couldn't be judged", metadata: ["message": "\(envelope.id)", "error": "\(type(of: error))"])
                        throw error
                    }
                })
        }
    }

    private func judge(_ envelope: Envelope) async throws -> InboundReply? {
        let desk = desk
        let reply = try await desk.office.receive(envelope)
        for id in reply?.cases ?? [] {
            // The answer doesn't wait for the case, nor does anybody's page; whatever interrupts this, the worker goes on with it.
            Task(priority: .utility) { try? await desk.engine.advance(id, asStored: true) }
        }
        return reply
    }

    private func signed(_ message: SignedMessage) -> Response {
        Self.signed(message.bytes, key: message.keyID, signature: message.signatureHeader)
    }

    /// Bytes with their detached signature beside them.
    static func signed(_ bytes: [UInt8], key: String, signature: String) -> Response {
        var response = Response.json(bytes: bytes)
        if let name = HTTPField.Name(Envelope.keyHeader) { response.headers[name] = key }
        if let name = HTTPField.Name(Envelope.signatureHeader) { response.headers[name] = signature }
        return response
    }
}
