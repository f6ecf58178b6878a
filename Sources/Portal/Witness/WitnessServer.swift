package import Casework
import HTTPTypes
package import Hummingbird
package import Ledger
package import Logging
import NIOCore

/// A witness over HTTP (C2SP tlog-witness).
///
/// | method | path             | what                                                                    |
/// | ------ | ---------------- | ----------------------------------------------------------------------- |
/// | POST   | /add-checkpoint  | a log's new checkpoint; the cosignature, or why there is none           |
/// | GET    | /                | the witness's keys, and for each log what was cosigned and what refused  |
package struct WitnessServer: Sendable {
    private let book: WitnessBook
    private let keys: [CosignatureVerifier]
    private let origins: [String]
    private let logger: Logger

    package init(book: WitnessBook, keys: [CosignatureVerifier], origins: [String], logger: Logger) {
        self.book = book
        self.keys = keys
        self.origins = origins
        self.logger = logger
    }

    package func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.post("/add-checkpoint") { request, _ in
            var body: [UInt8] = []
            for try await chunk in request.body {
                guard body.count + chunk.readableBytes <= AddCheckpoint.longest else {
                    return Self.answer(413, "text/plain; charset=utf-8", Array("more than \(AddCheckpoint.longest) bytes\n".utf8))
                }
                body.append(contentsOf: chunk.readableBytesView)
            }
            let answer = try await book.add(body)
            if let refusal = answer.refusal { logger.warning("not cosigned", metadata: ["why": "\(refusal)", "status": "\(answer.status)"]) }
            return Self.answer(answer.status, answer.type, answer.body)
        }
        router.get("/") { _, _ in
            var text = keys.map { "\($0.vkey)\n" }.joined()
            for origin in origins {
                let tree = try await book.tree(of: origin)
                text += "\n\(origin)\n" + (tree.map { "cosigned \($0.size) \($0.root.base64)\n" } ?? "cosigned nothing yet\n")
                for why in try await book.evidence(against: origin) { text += "refused \(why)\n" }
            }
            return Self.answer(200, "text/plain; charset=utf-8", Array(text.utf8))
        }
        return router
    }

    package func application(host: String, port: Int, onRunning: @escaping @Sendable (Int?) async -> Void) -> some ApplicationProtocol {
        Application(
            router: router(), configuration: .init(address: .hostname(host, port: port), serverName: nil),
            onServerRunning: { await onRunning($0.localAddress?.port) }, logger: logger)
    }

    private static func answer(_ status: Int, _ type: String, _ body: [UInt8]) -> Response {
        Response(
            status: HTTPResponse.Status(code: status), headers: [.contentType: type, .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }
}
