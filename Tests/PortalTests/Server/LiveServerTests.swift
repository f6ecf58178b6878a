import AsyncHTTPClient
import Foundation
import Hummingbird
import Identity
import NIOCore
import NIOHTTP1
import Portal
import Register
import Seals
import ServiceLifecycle
import Storage
import StorageTesting
import Testing

@Suite("The server on a real socket")
struct LiveServerTests {
    private static let limit = TimeAmount(testPatience)

    /// A stream that never ends by itself.
    struct Endless: RouteGroup {
        let streams: EventStreams
        func addRoutes(to table: inout RouteTable) {
            table.anyone(Endpoint("endless", .get, PathTemplate("/endless"), .viewPublicPages, .stream, "进度")) { [streams] request, context in
                try streams.response(to: request, in: context) {
                    AsyncStream { continuation in continuation.yield(ServerEvent(data: "first")) }
                }
            }
        }
    }

    private func withServer(_ body: @Sendable (PortalServer, String, ServiceGroup) async throws -> Void) async throws {
        try await withTemporaryDatabase(.sqlite, migrations: IdentitySchema.migrations + PortalSchema.migrations, options: .refusingScans) { database in
            let parts = PortalParts(
                settings: PortalSettings(publicOrigin: testOrigin), region: testRegion, database: database, sealer: try testSealer(),
                cipher: try testCipher(),
                passwords: PasswordThread(cost: .cheapest), metrics: PrometheusMetrics(), fetch: { _ in throw CancellationError() },
                now: { testNoon },
                logger: quietLogger)
            let server = try PortalServer(parts) { streams, _ in [Endless(streams: streams)] }
            let (ports, running) = AsyncStream<Int>.makeStream()
            let application = server.application(host: "127.0.0.1", port: 0) { running.yield($0 ?? 0) }
            let group = ServiceGroup(configuration: .init(services: [application], logger: quietLogger))
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                var iterator = ports.makeAsyncIterator()
                let port = try #require(await iterator.next())
                try await body(server, "http://127.0.0.1:\(port)", group)
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
        }
    }

    /// Opens the stream, reads its first event and goes on reading until the task is cancelled or the server ends it.
    private func open(_ url: String, _ first: AsyncStream<String>.Continuation) -> Task<Bool, any Error> {
        Task {
            let response = try await HTTPClient.shared.execute(HTTPClientRequest(url: url + "/endless"), timeout: Self.limit)
            for try await chunk in response.body { first.yield(String(buffer: chunk)) }
            return true
        }
    }

    @Test("A stream whose browser goes away is given back")
    func gone() async throws {
        try await withServer { server, url, _ async throws in
            let (chunks, first) = AsyncStream<String>.makeStream()
            let reading = open(url, first)
            for await chunk in chunks where chunk.contains("first") { break }
            #expect(server.streams.slots.count == 1)
            reading.cancel()
            #expect(try await eventually { server.streams.slots.count == 0 })
        }
    }

    @Test("Shutting down ends open streams instead of waiting for them")
    func shutdown() async throws {
        let start = ContinuousClock.now
        try await withServer { server, url, group async throws in
            let (chunks, first) = AsyncStream<String>.makeStream()
            let reading = open(url, first)
            for await chunk in chunks where chunk.contains("first") { break }
            await group.triggerGracefulShutdown()
            #expect(try await reading.value, "the stream ends in order")
            #expect(server.streams.slots.count == 0)
        }
        #expect(ContinuousClock.now - start < testPatience)
    }

    @Test("From this machine the metrics are open, and every answer comes with its headers")
    func metrics() async throws {
        try await withServer { _, url, _ async throws in
            let response = try await HTTPClient.shared.execute(HTTPClientRequest(url: url + "/metrics"), timeout: Self.limit)
            #expect(response.status == .ok)
            #expect(response.headers.first(name: "content-security-policy") != nil)
            var proxied = HTTPClientRequest(url: url + "/metrics")
            proxied.headers.add(name: "x-forwarded-for", value: "127.0.0.1")
            #expect(try await HTTPClient.shared.execute(proxied, timeout: Self.limit).status == .unauthorized)
        }
    }
}
