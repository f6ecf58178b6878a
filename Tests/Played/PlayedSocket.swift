package import Contracts
package import NIOHTTP1
import Foundation
import NIOCore
import NIOPosix

/// Where messages arrive that are answered in play: `POST /{peer}/exchange/{contract}` on a free port of the loopback.
package struct PlayedSocket: Sendable {
    package struct Answer: Sendable {
        let status: HTTPResponseStatus
        /// nil for an answer without a signature of its own.
        let message: SignedMessage?
        let bytes: [UInt8]
        private(set) var isSilent = false

        package init(_ status: HTTPResponseStatus, _ message: SignedMessage? = nil) {
            self.status = status
            self.message = message
            bytes = message?.bytes ?? []
        }

        /// Nothing is said, and the connection stays open.
        package static var silence: Answer {
            var answer = Answer(.ok)
            answer.isSilent = true
            return answer
        }

        /// Lines of which each has a signature of its own.
        package init(_ status: HTTPResponseStatus, lines: [[UInt8]]) {
            self.status = status
            message = nil
            bytes = Array(lines.joined())
        }
    }

    /// - Parameters:
    ///   - peer: as the address names it.
    ///   - contract: the address's last part.
    /// - Returns: nil for an answer that is lost on its way.
    package typealias Answering = @Sendable (_ body: [UInt8], _ peer: Peer?, _ contract: String) -> Answer?

    private let answering: Answering

    package init(answering: @escaping Answering) { self.answering = answering }

    /// - Parameter body: is given the address before `/{peer}`.
    package func serve<T>(_ body: (_ address: String) async throws -> T) async throws -> T {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { [answering] channel in
                channel.pipeline.configureHTTPServerPipeline().flatMapThrowing { try channel.pipeline.syncOperations.addHandler(Requests(answering)) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            let result = try await body("http://127.0.0.1:\(channel.localAddress?.port ?? 0)")
            try await channel.close()
            return result
        } catch {
            try? await channel.close()
            throw error
        }
    }
}

/// One connection.
private final class Requests: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart
    private let answering: PlayedSocket.Answering
    private var path = ""
    private var body: [UInt8] = []

    init(_ answering: @escaping PlayedSocket.Answering) { self.answering = answering }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            path = head.uri
            body = []
        case .body(let buffer): body += Array(buffer.readableBytesView)
        case .end:
            let parts = path.split(separator: "/").map { String($0).removingPercentEncoding ?? "" }
            guard let answer = answering(body, Peer(wire: parts.first ?? ""), parts.last ?? "") else { return context.close(promise: nil) }
            if answer.isSilent { return }
            var headers = HTTPHeaders()
            if let message = answer.message {
                headers.add(name: Envelope.keyHeader, value: message.keyID)
                headers.add(name: Envelope.signatureHeader, value: message.signatureHeader)
            }
            headers.add(name: "Content-Length", value: String(answer.bytes.count))
            context.write(wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers))), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(bytes: answer.bytes)))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}
