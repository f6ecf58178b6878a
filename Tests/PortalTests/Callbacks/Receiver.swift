import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Register
import ServiceLifecycle
import StorageTesting
import Synchronization
import Testing

/// An institution's own system on a real socket, which behaves as the path says.
final class Receiver: Sendable {
    struct Message: Sendable {
        let path: String
        let id: String
        let time: String
        let signature: String
        let key: String
        let body: String
        var kind: String { (try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])?["type"] as? String ?? "" }
    }

    private let heard = Mutex<[Message]>([])
    private let health = Mutex(true)
    let port: Int

    private init(port: Int) { self.port = port }

    var messages: [Message] { heard.withLock { $0 } }
    func messages(at path: String) -> [Message] { messages.filter { $0.path == path } }
    /// While it is ill, `/ok` answers 503.
    func falls(ill: Bool) { health.withLock { $0 = !ill } }
    func url(_ path: String) -> String { "http://127.0.0.1:\(port)/\(path)" }

    static func run(_ body: @Sendable (Receiver) async throws -> Void) async throws {
        let (ports, running) = AsyncStream<Int>.makeStream()
        let holder = Mutex<Receiver?>(nil)
        let router = Router()
        router.post("{path}") { request, context -> Response in
            let path = context.parameters.get("path") ?? ""
            let bytes = try await request.body.collect(upTo: 1 << 20)
            func header(_ name: String) -> String { request.headers[.init(name)!] ?? "" }
            let message = Message(
                path: path, id: header("webhook-id"), time: header("webhook-timestamp"), signature: header("webhook-signature"), key: header("dengbu-key-id"),
                body: String(buffer: bytes))
            guard let receiver = holder.withLock({ $0 }) else { return Response(status: .serviceUnavailable) }
            receiver.heard.withLock { $0.append(message) }
            func answer(_ status: HTTPResponse.Status, _ text: String = "") -> Response {
                Response(status: status, body: .init(byteBuffer: ByteBuffer(string: text)))
            }
            switch path {
            case "ok": return receiver.health.withLock { $0 } ? answer(.ok, message.body) : answer(.serviceUnavailable)
            case "lying": return answer(.ok, "收到")
            case "redirect": return Response(status: .temporaryRedirect, headers: [.location: receiver.url("ok")])
            case "gone": return message.kind == CallbackDesk.testKind ? answer(.ok, message.body) : answer(.gone)
            case "picky": return message.body.contains("poison") ? answer(.unprocessableContent) : answer(.ok, message.body)
            case "slow":
                if message.kind != CallbackDesk.testKind { try await Task.sleep(for: .seconds(600)) }
                return answer(.ok, message.body)
            case "trickle":
                return Response(
                    status: .ok,
                    body: .init { writer in
                        while !Task.isCancelled {
                            try await writer.write(ByteBuffer(repeating: 0x78, count: 1_024))
                            try await Task.sleep(for: .milliseconds(5))
                        }
                    })
            default: return answer(.notFound)
            }
        }
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)), onServerRunning: { running.yield($0.localAddress?.port ?? 0) },
            logger: quietLogger)
        let group = ServiceGroup(configuration: .init(services: [application], logger: quietLogger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            var iterator = ports.makeAsyncIterator()
            let receiver = Receiver(port: try #require(await iterator.next()))
            holder.withLock { $0 = receiver }
            try await body(receiver)
            tasks.cancelAll()
        }
    }
}
