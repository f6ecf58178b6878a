import HTTPTypes
import HummingbirdTesting
import Identity
import Portal
import Testing

@Suite("Server-sent events")
struct EventStreamTests {
    struct Feed: RouteGroup {
        let streams: EventStreams
        func addRoutes(to table: inout RouteTable) {
            table.anyone(Endpoint("feed", .get, PathTemplate("/feed"), .viewPublicPages, .stream, "进度")) { [streams] request, context in
                try streams.response(to: request, in: context) {
                    AsyncStream { continuation in
                        continuation.yield(ServerEvent(id: "1", name: "case", data: "受理\n审核"))
                        continuation.yield(ServerEvent(data: "done"))
                        continuation.finish()
                    }
                }
            }
        }
    }

    @Test("Events arrive as the standard writes them, and the slot is given back")
    func events() async throws {
        try await withPortal(features: { [Feed(streams: $0)] }) { portal async throws in
            let response = try await portal.anonymous.get("/feed")
            #expect(response.headers[.contentType] == "text/event-stream; charset=utf-8")
            #expect(response.text == "retry: 3000\n\nid: 1\nevent: case\ndata: 受理\ndata: 审核\n\ndata: done\n\n")
            #expect(portal.server.streams.slots.count == 0)
            // Asked for its head alone, a stream is never written, and still gives its slot back.
            #expect(try await portal.anonymous.send(.head, "/feed").status == .ok)
            #expect(portal.server.streams.slots.count == 0)
        }
    }

    @Test("Too many streams of one client are refused")
    func limit() async throws {
        try await withPortal(settings: { $0.streamsPerClient = 0 }, features: { [Feed(streams: $0)] }) { portal async throws in
            let response = try await portal.anonymous.get("/feed")
            #expect(response.status == .tooManyRequests)
            #expect(response.headers[.retryAfter] == "30")
        }
    }
}
