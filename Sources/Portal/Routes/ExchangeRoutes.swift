import Casework
import Contracts
import Exchange
import HTTPTypes
import Hummingbird
import Identity
import Register

/// Departments' messages: POST /exchange/{contract}, signed; each is answered with a signed receipt, a repetition with the same one.
struct ExchangeRoutes: RouteGroup {
    let desk: Desk

    func addRoutes(to table: inout RouteTable) {
        let door = desk.door
        table.machine(
            Endpoint("exchange.receive", .post, PathTemplate("/exchange/{contract}"), .receiveExchange, .machine, "接收部门消息", body: .any, bodyLimit: Envelope.sizeLimit),
            verify: { head, body in
                let contract = String((head.path ?? "").split(separator: "?").first?.split(separator: "/").last ?? "")
                do {
                    return try await door.accept(
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
    @Sendable func receive(_ inbound: InboundMessage, _ context: AppContext) async throws -> Response {
        if let earlier = inbound.earlierAnswer { return signed(try desk.door.signed(again: earlier)) }
        guard let reply = try await desk.office.receive(inbound.envelope) else { throw PortalError.notFound }
        let desk = desk
        for id in reply.cases {
            // The answer doesn't wait for the case, nor does anybody's page; whatever interrupts this, the worker goes on with it.
            Task(priority: .utility) { try? await desk.advance(id, asStored: true) }
        }
        return signed(try await desk.door.answer(inbound, reply.outcome, payload: reply.payload))
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
