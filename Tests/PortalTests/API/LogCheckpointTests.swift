import Casework
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Ledger
import Logging
import Portal
import Storage
import StorageTesting
import Synchronization
import Testing

@Suite("The published checkpoint") struct LogCheckpointTests {
    /// Remembers what was logged, and how loudly.
    private struct Recorder: LogHandler {
        final class Lines: Sendable {
            let all = Mutex<[(level: Logger.Level, message: String)]>([])
        }

        let lines: Lines
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .trace
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }
        func log(event: LogEvent) { lines.all.withLock { $0.append((event.level, "\(event.message)")) } }
    }

    @Test("is waited for until witnesses have cosigned it, which is no error of the server's")
    func beforeTheQuorum() async throws {
        let lines = Recorder.Lines()
        let logger = Logger(label: "test") { _ in Recorder(lines: lines) }
        let witness = try CosignatureSigner(name: "witness.example/housing", seed: [UInt8](repeating: 61, count: 32))
        let policy = try WitnessPolicy(text: "witness housing \(witness.verifier.vkey) http://housing\nquorum housing\n")
        try await RealPortal.run(policy: policy, logger: logger) { portal, office in
            while try await office.sequencer.sequence() > 0 {}
            try await portal.client.execute(uri: "/log/checkpoint", method: .get) { response in
                #expect(response.status == .serviceUnavailable)
                #expect(response.headers[.retryAfter] == "2")
            }
            let seen = lines.all.withLock { $0 }
            #expect(seen.contains { $0.level == .info && $0.message == "not available yet" })
            #expect(!seen.contains { $0.level >= .warning }, "\(seen)")

            let latest = try #require(try await office.database.read { try LogRecords.latestCheckpoint(in: $0) })
            let publisher = WitnessPublisher(
                database: office.database, log: try Ledger.Ed25519Signer(name: "test.example/log", seed: Array(repeating: 7, count: 32)).verifier, policy: policy,
                logger: quietLogger, now: { testNoon }
            ) { _, body in
                (200, CosignatureLines.encode([try witness.cosign(AddCheckpoint(parsing: body).checkpoint.text, at: 1_790_000_000)]))
            }
            #expect(try await publisher.publish())
            try await portal.client.execute(uri: "/log/checkpoint", method: .get) { response in
                #expect(response.status == .ok)
                let text = String(buffer: response.body)
                #expect(text.hasPrefix(latest.note) && text.contains("— witness.example/housing "))
            }
        }
    }
}
