import Foundation
import FuzzProperties
import Testing

/// The short run: seeded, a few seconds. The long one is `Tests/Fuzz/run` with libFuzzer, which follows the code's branches.
@Suite("Hostile input") struct ShortFuzzTests {
    /// Inputs by parser, together more than 200,000: small ones get more, because they cost less.
    private static let plan: [(parser: HostileInput, inputs: Int)] = [
        (.path, 60_000), (.json, 30_000), (.encoding, 30_000), (.bundle, 20_000), (.key, 15_000), (.checkpoint, 15_000), (.compactProof, 10_000),
        (.policy, 10_000), (.note, 6_000), (.addCheckpoint, 6_000), (.cosignatures, 5_000), (.receipt, 4_000), (.tile, 2_000),
        (.mapProof, 5_000), (.mapTile, 10_000),
    ]

    private static let corpus = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Corpus")

    private static func seeds(_ parser: HostileInput) throws -> [(name: String, bytes: [UInt8])] {
        try FileManager.default.contentsOfDirectory(at: corpus.appendingPathComponent(parser.rawValue), includingPropertiesForKeys: nil)
            .sorted { $0.path < $1.path }.map { ($0.lastPathComponent, Array(try Data(contentsOf: $0))) }
    }

    @Test("no parser is left out, and more than 200,000 inputs are tried")
    func whole() {
        #expect(Set(Self.plan.map(\.parser)) == Set(HostileInput.allCases))
        #expect(Self.plan.map(\.inputs).reduce(0, +) > 200_000)
    }

    @Test("is refused, or taken for exactly what it is, by every parser", .timeLimit(.minutes(30)), arguments: plan.map(\.parser))
    func parser(_ parser: HostileInput) throws {
        let seeds = try Self.seeds(parser)
        try #require(seeds.count > 1, "there are no seeds for \(parser.rawValue)")
        for (name, bytes) in seeds {
            if let failure = parser.failure(on: bytes) { Issue.record("\(parser.rawValue)/\(name): \(failure)") }
        }
        // Another seed in each run would find more and could not be repeated: the long run does that.
        var mutator = Mutator(seed: 1_790_000_000, seeds: seeds.map(\.bytes))
        let count = Self.plan.first { $0.parser == parser }?.inputs ?? 0
        var slowest = (time: Duration.zero, input: [UInt8]())
        for _ in 0..<count {
            let input = mutator.input()
            let start = Self.processorTime
            let failure = parser.failure(on: input)
            let time = Self.processorTime - start
            if time > slowest.time { slowest = (time, input) }
            if let failure {
                Issue.record("\(failure), by \(Data(input).base64EncodedString())")
                return
            }
        }
        #expect(slowest.time < .seconds(2), "\(Data(slowest.input).base64EncodedString()) took \(slowest.time)")
    }

    /// What this thread has worked, not how long it stood behind others.
    private static var processorTime: Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }
}
