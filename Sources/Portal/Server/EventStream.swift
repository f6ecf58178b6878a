import Identity
import HTTPTypes
package import Hummingbird
import NIOCore
import ServiceLifecycle

/// One server-sent event.
package struct ServerEvent: Hashable, Sendable {
    package var id: String?
    package var name: String?
    /// May have several lines.
    package var data: String

    package init(id: String? = nil, name: String? = nil, data: String) {
        self.id = id
        self.name = name
        self.data = data
    }

    var text: String {
        var text = ""
        if let id { text += "id: \(Self.line(id))\n" }
        if let name { text += "event: \(Self.line(name))\n" }
        for line in data.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) { text += "data: \(line)\n" }
        return text + "\n"
    }

    private static func line(_ text: String) -> String { text.filter { !$0.isNewline && $0 != "\0" } }
}

/// Answers that stay open and tell the browser what happens (server-sent events).
///
/// The stream ends when the browser goes away, when the server shuts down, or when its events end; and after an hour in any
/// case, upon which browsers connect again by themselves. A comment every few seconds keeps proxies from closing it.
package struct EventStreams: Sendable {
    package let slots: StreamSlots
    let heartbeat: Duration
    let lifetime: Duration

    package init(slots: StreamSlots, heartbeat: Duration = .seconds(15), lifetime: Duration = .seconds(3600)) {
        self.slots = slots
        self.heartbeat = heartbeat
        self.lifetime = lifetime
    }

    /// - Parameter events: ends when there is nothing more to tell. A slow browser misses all but the latest 64.
    /// - Throws: ``PortalError/tooManyStreams``.
    package func response<Events: AsyncSequence & Sendable>(
        to request: Request, in context: some VisitContext, events: @Sendable @escaping () -> Events
    ) throws -> Response where Events.Element == ServerEvent {
        let client = context.visit.session?.handle ?? context.visit.client
        guard let slot = slots.take(client) else { throw PortalError.tooManyStreams }
        let body = ResponseBody { [heartbeat, lifetime] writer in
            defer { slot.release() }
            let (items, sink) = AsyncStream<String>.makeStream(bufferingPolicy: .bufferingNewest(64))
            let feed = Task {
                do {
                    for try await event in events() { sink.yield(event.text) }
                } catch {
                    // The client asks again by itself; what broke was logged where it broke.
                }
                sink.finish()
            }
            let pulse = Task {
                let end = ContinuousClock.now + lifetime
                while ContinuousClock.now < end, (try? await Task.sleep(for: heartbeat)) != nil { sink.yield(": \n\n") }
                sink.finish()
            }
            defer {
                feed.cancel()
                pulse.cancel()
            }
            try await withGracefulShutdownHandler {
                try await request.body.consumeWithInboundCloseHandler { body in
                    // The request has to be read to its end before this may end: what hands the body on breaks when it is told to stop before.
                    try await Self.skip(body)
                    try await writer.write(ByteBuffer(string: "retry: 3000\n\n"))
                    for await item in items { try await writer.write(ByteBuffer(string: item)) }
                } onInboundClosed: {
                    sink.finish()
                }
            } onGracefulShutdown: {
                sink.finish()
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store"], body: body)
    }

    /// Who asks for events says nothing else.
    private static let longestBody = 16_384

    private static func skip(_ body: RequestBody) async throws {
        var length = 0
        for try await part in body {
            length += part.readableBytes
            guard length <= longestBody else { throw HTTPError(.contentTooLarge) }
        }
    }
}
