import AsyncHTTPClient
import Hummingbird
import NIOCore
import Portal
import ServiceLifecycle
import StorageTesting
import Synchronization
import Testing

/// A witness on the other side of a real connection does what it likes; whoever asks it is done in bounded time with bounded memory.
@Suite("Asking a witness over the network", .timeLimit(.minutes(30))) struct WitnessPostTests {
    private func serving(_ body: @Sendable @escaping (String) async throws -> Void) async throws {
        let router = Router()
        router.post("good/add-checkpoint") { _, _ in "— cosigned\n" }
        router.post("silent/add-checkpoint") { _, _ -> String in
            try await Task.sleep(for: .seconds(600))
            return ""
        }
        router.post("trickling/add-checkpoint") { _, _ in
            Response(
                status: .ok,
                body: .init { writer in
                    // Always something new, so that no idle connection shows it.
                    for _ in 0..<6_000 {
                        try await writer.write(ByteBuffer(string: "—"))
                        try await Task.sleep(for: .milliseconds(100))
                    }
                    try await writer.finish(nil)
                })
        }
        router.post("endless/add-checkpoint") { _, _ in
            Response(
                status: .ok,
                body: .init { writer in
                    for _ in 0..<1_000 { try await writer.write(ByteBuffer(repeating: 0x78, count: 64 * 1024)) }
                    try await writer.finish(nil)
                })
        }
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { port.yield($0.localAddress?.port ?? 0) }, logger: quietLogger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            let bound = try #require(await ports.first { _ in true })
            try await body("http://127.0.0.1:\(bound)")
            group.cancelAll()
            // A server that is cut off in the middle of an answer says so; that is what was asked of it.
            while let ended = await group.nextResult() { if case .failure(let error) = ended, !(error is CancellationError) { break } }
        }
    }

    @Test("gets an answer, and gives up on silence, on an answer that trickles, and on one without end")
    func misbehaving() async throws {
        try await serving { address in
            // Beside hundreds of other tests even an honest witness may need some seconds.
            let good = try await WitnessPost.make(.shared, patience: 120)("\(address)/good/add-checkpoint", [1, 2, 3])
            #expect(good.status == 200 && good.body == Array("— cosigned\n".utf8))
            let post = WitnessPost.make(.shared)
            for witness in ["silent", "trickling", "endless"] {
                let start = ContinuousClock.now
                await #expect(throws: (any Error).self, "\(witness) was believed") { try await post("\(address)/\(witness)/add-checkpoint", [1]) }
                // They go on for ten minutes.
                #expect(ContinuousClock.now - start < .seconds(300), "\(witness) held us up")
            }
            await #expect(throws: (any Error).self) { try await post("http://127.0.0.1:1/add-checkpoint", [1]) }
        }
    }
}
