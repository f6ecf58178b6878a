import Contracts
import Exchange
import Foundation
import Ledger
import Register
import Seals
import Storage
import StorageTesting
import Synchronization
import Testing

@testable import Casework

/// Checkpoints on the provincial chain, which the program `departments` plays over HTTP.
@Suite("A checkpoint on the provincial chain") struct AnchorTests {
    /// A registry with a log of one entry, connected to the chain, with a clock that goes with the real one and can be put forward.
    private struct Stage: Sendable {
        let book: BookFixture
        let chain: PlayedDepartments
        let directory: DepartmentDirectory
        let desk: AnchorDesk
        let clock: Ahead

        func make(_ interval: Int = 600, patience: Double = 10, by clock: Ahead? = nil) throws -> AnchorDesk {
            try Self.desk(book, chain, directory, clock ?? self.clock, interval, patience: patience)
        }

        static func desk(
            _ book: BookFixture, _ chain: PlayedDepartments, _ directory: DepartmentDirectory, _ clock: Ahead, _ interval: Int, patience: Double = 10
        ) throws -> AnchorDesk {
            // A breaker that never opens: how long a department is left alone is tested elsewhere.
            let client = DepartmentClient(
                directory: directory, signer: chain.registry, breaker: CircuitBreaker(threshold: .max), attempts: 1, now: { clock.now })
            return AnchorDesk(
                database: book.database, client: client, directory: directory, cipher: try FieldCipher(keys: [1: Array(repeating: 9, count: 32)], current: 1),
                region: BookFixture.region, interval: interval, witnessed: false, patience: patience, logger: quietLogger, now: { clock.now })
        }

        func grow(_ leaf: String) async throws {
            try await book.database.write { try LogRecords.append(leafID: leaf, entry: Array("{\"type\":\"note\"}".utf8), in: $0) }
            while try await book.sequencer.sequence() > 0 {}
        }

        var kept: [Anchor] { get async throws { try await book.database.read { try AnchorRecords.latest(100, in: $0) } } }

        /// How often the newest message was claimed.
        var attempts: Int64 {
            get async throws { try await book.database.read { try $0.row("SELECT attempts FROM outbox_message ORDER BY created_at DESC LIMIT 1")?.int("attempts") ?? 0 } }
        }

        var lastError: String? {
            get async throws {
                try await book.database.read { try $0.row("SELECT last_error FROM outbox_message ORDER BY created_at DESC LIMIT 1")?.textIfPresent("last_error") }
            }
        }

        /// Delivers what is due now, and what was put off as if its time had come.
        func deliver() async throws {
            try await book.database.write { try $0.execute("UPDATE outbox_message SET next_at = 0 WHERE state = 'waiting'") }
            try await desk.deliverDue()
        }

        func verify(chainKeys: Set<String>? = nil) async throws -> [BookVerifier.Divergence] {
            var report = BookVerifier.Report()
            let verifier = BookVerifier(
                database: book.database, region: BookFixture.region, log: book.key.verifier, chainKeys: chainKeys ?? directory.chainKeys)
            try await verifier.verifyAnchors(&report)
            return report.divergences
        }
    }

    private final class Ahead: Sendable {
        private let ahead = Mutex(0.0)
        var now: Moment { Moment(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)).adding(seconds: ahead.withLock { $0 }) }
        func forward(_ seconds: Double) { ahead.withLock { $0 += seconds } }
    }

    private func run(_ engine: Engine, interval: Int = 60, _ body: (Stage) async throws -> Void) async throws {
        try await PlayedDepartments.run { chain in
            let directory = try await chain.directory()
            try await BookFixture.run(engine) { book in
                while try await book.sequencer.sequence() > 0 {}
                let clock = Ahead()
                try await body(
                    Stage(book: book, chain: chain, directory: directory, desk: try Stage.desk(book, chain, directory, clock, interval), clock: clock))
            }
        }
    }

    @Test("is put there once for each interval, and its receipt verifies offline by the keys alone", arguments: availableEngines)
    func anchored(engine: Engine) async throws {
        try await run(engine) { stage in
            #expect(try await stage.desk.askIfDue())
            #expect(try await !stage.desk.askIfDue())
            try await stage.deliver()
            let first = try #require(try await stage.kept.first)
            #expect(first.receipt.record.size == 1 && first.receipt.record.origin == "test.example/log")

            // Another entry, but not yet time; time, but no other entry after that.
            try await stage.grow("a")
            #expect(try await !stage.desk.askIfDue())
            stage.clock.forward(61)
            #expect(try await stage.desk.askIfDue())
            try await stage.deliver()
            stage.clock.forward(40)
            #expect(try await !stage.desk.askIfDue())
            let kept = try await stage.kept
            #expect(kept.map(\.receipt.record.size) == [2, 1])
            #expect(kept[0].block.height == 2 && kept[0].block.previous == first.block.name)
            #expect(try await stage.verify() == [])

            // What the server gives, read by somebody who has two public keys.
            let file = try AnchorFile(parsing: CanonicalJSON.encode(["anchors": kept.map(AnchorFile.Item.init)]))
            let keys = try #require(stage.directory.chainKeys)
            #expect(try file.verify(log: stage.book.key.verifier, chainKeys: keys).count == 2)
            #expect(throws: AnchorFault.self) { try file.verify(log: stage.book.key.verifier, chainKeys: [String(repeating: "0", count: 64)]) }
            // And somebody who looks at the chain itself.
            var walk = ChainWalk(keys: keys) { [chain = stage.chain] in try await chain.shown($0) }
            for anchor in kept { try await walk.find(anchor) }
            #expect(walk.found.anchors == 2 && walk.found.blocks == 2 && walk.found.gaps == 0)
            let pages = try await (stage.chain.page("/control"), stage.chain.page("/chain/blocks"))
            #expect(pages.0.contains("test.example/log 前 2 条") && pages.1.contains("test.example/log 前 1 条"))
        }
    }

    @Test("waits for a chain that lies or is silent, believes none of it, and is there once that is over", arguments: availableEngines)
    func faults(engine: Engine) async throws {
        try await run(engine) { stage in
            #expect(try await stage.desk.askIfDue())
            // What is wrong, and what is said of it.
            let faults = [
                ("down", "busy"), ("out-of-order", "busy"), ("wrong", "foreignSubject"), ("other-subject", "foreignSubject"), ("forged", "badSignature"),
                ("forged-block", "unknownKey"),
            ]
            for (kind, said) in faults {
                try await stage.chain.fault(kind, times: 1)
                try await stage.deliver()
                #expect(try await stage.kept.isEmpty, "\(kind) was believed")
                let error = try #require(try await stage.lastError)
                #expect(error.contains(said), "\(kind): \(error)")
            }
            // The register doesn't wait: while the chain is down homes are sold and the log goes on.
            try await stage.chain.fault("down")
            _ = try await stage.book.registrar.file(stage.book.sale("s1", to: "buyer"), caseID: "c")
            while try await stage.book.sequencer.sequence() > 0 {}
            try await stage.deliver()
            stage.clock.forward(61)
            #expect(try await !stage.desk.askIfDue(), "one is under way already")
            #expect(try await stage.kept.isEmpty)
            try await stage.chain.lift()
            try await stage.deliver()
            #expect(try await stage.kept.map(\.receipt.record.size) == [1])
            // Somebody else's record was taken before ours.
            #expect(try await stage.kept.first?.block.height == 2)

            // The next one is written into two blocks and answered late; a replayed receipt is another question's.
            #expect(try await stage.desk.askIfDue())
            try await stage.chain.fault("replayed", times: 1)
            try await stage.deliver()
            #expect(try await stage.kept.count == 1)
            #expect(try await stage.lastError?.contains("foreignAnswer") == true)
            try await stage.chain.fault("duplicate", times: 1)
            try await stage.deliver()
            #expect(try await stage.kept.map(\.block.height) == [4, 2])
            #expect(try await stage.chain.blocks() == 4)
            #expect(try await stage.verify() == [])
        }
    }

    @Test("is one deposit however often it is delivered, whoever is killed in between", arguments: availableEngines)
    func killed(engine: Engine) async throws {
        try await run(engine) { stage in
            #expect(try await stage.desk.askIfDue())
            try await stage.deliver()
            let first = try #require(try await stage.kept.first)
            for turn in 1...3 {
                // The registry died after the chain had answered and before that was written down.
                try await stage.book.database.write { connection in
                    try connection.execute("DELETE FROM log_anchor WHERE size = 1")
                    try connection.execute("UPDATE outbox_message SET state = 'waiting', receipt = NULL, done_at = NULL WHERE state = 'done'")
                }
                if turn == 2 {
                    // The chain is killed too.
                    await stage.chain.kill()
                    try await stage.deliver()
                    #expect(try await stage.kept.isEmpty)
                    try await stage.chain.start()
                }
                try await stage.deliver()
                #expect(try await stage.kept == [first])
            }
            #expect(try await stage.chain.blocks() == 1)
        }
    }

    @Test("is asked for again of a chain that answers after its time, which takes it once; meanwhile nothing waits", arguments: availableEngines)
    func slow(engine: Engine) async throws {
        try await run(engine, interval: 20) { stage in
            let hasty = try stage.make(20, patience: 0.2)
            #expect(try await hasty.askIfDue())
            for turn in 1...2 {
                try await stage.chain.fault("slow", of: Peer(.provincialChain), times: 1, milliseconds: 2_000)
                async let delivering = hasty.deliverDue()
                // While the chain thinks, a home is sold and the log goes on.
                if turn == 1 { _ = try await stage.book.registrar.file(stage.book.sale("s1", to: "buyer"), caseID: "c1") }
                try await stage.grow("while it thinks \(turn)")
                #expect(try await delivering == 1)
                #expect(try await stage.kept.isEmpty)
                let error = try #require(try await stage.lastError)
                #expect(error.contains("timedOut"), "\(error)")
                // Put off, and still the only one: a checkpoint of now isn't asked for on top.
                stage.clock.forward(21)
                #expect(try await !hasty.askIfDue())
                try await stage.book.database.write { try $0.execute("UPDATE outbox_message SET next_at = 0 WHERE state = 'waiting'") }
            }
            // It has taken both deliveries as one, and gives the receipt to whoever has the patience.
            try await stage.deliver()
            #expect(try await stage.attempts == 3)
            #expect(try await stage.kept.map(\.receipt.record.size) == [1])
            #expect(try await stage.chain.blocks() == 1)
            // What had to wait goes next.
            #expect(try await stage.desk.askIfDue())
            try await stage.deliver()
            #expect(try await stage.kept.count == 2)
            #expect(try await stage.verify() == [])
        }
    }

    @Test("has one receipt when two processes deliver it and both are answered", arguments: availableEngines)
    func answeredTwice(engine: Engine) async throws {
        try await run(engine) { stage in
            #expect(try await stage.desk.askIfDue())
            // The first one waits for the chain for so long that its lease is over for another one, whose clock is ahead.
            let ahead = Ahead()
            ahead.forward(31)
            let other = try stage.make(by: ahead)
            try await stage.chain.fault("slow", of: Peer(.provincialChain), times: 1, milliseconds: 2_000)
            async let first = stage.desk.deliverDue()
            let isClaimed = try await eventually { try await stage.attempts == 1 }
            try #require(isClaimed)
            #expect(try await other.deliverDue() == 1)
            #expect(try await first == 1)
            #expect(try await stage.attempts == 2)
            #expect(try await stage.kept.map(\.receipt.record.size) == [1])
            #expect(try await stage.chain.blocks() == 1)
            let states = try await stage.book.database.read { try $0.rows("SELECT state FROM outbox_message ORDER BY message_id").map { try $0.text("state") } }
            #expect(states == ["done"])
            #expect(try await stage.verify() == [])
            try await stage.grow("next")
            stage.clock.forward(61)
            #expect(try await stage.desk.askIfDue())
            try await stage.deliver()
            #expect(try await stage.kept.map(\.block.height) == [2, 1])
        }
    }

    @Test("is not believed of a chain that has lost its blocks", arguments: availableEngines)
    func lostChain(engine: Engine) async throws {
        try await run(engine) { stage in
            for size in 1...2 {
                #expect(try await stage.desk.askIfDue())
                try await stage.deliver()
                try await stage.grow("\(size)")
                stage.clock.forward(61)
                if size == 1 { continue }
                await stage.chain.kill()
                try await stage.chain.forget()
                try await stage.chain.start()
            }
            #expect(try await stage.desk.askIfDue())
            try await stage.deliver()
            #expect(try await stage.kept.count == 2)
            #expect(try await stage.lastError?.contains("stale") == true)
        }
    }

    @Test("is asked for by one of several processes, each time", arguments: availableEngines)
    func several(engine: Engine) async throws {
        try await run(engine) { stage in
            for turn in 1...3 {
                let desks = try (0..<6).map { _ in try stage.make(20) }
                let asked = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for desk in desks { group.addTask { try await desk.askIfDue() } }
                    return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                #expect(asked == 1, "turn \(turn)")
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for desk in desks { group.addTask { try await desk.deliverDue() } }
                    try await group.waitForAll()
                }
                #expect(try await stage.kept.count == turn)
                try await stage.grow("\(turn)")
                stage.clock.forward(21)
            }
            #expect(try await stage.chain.blocks() == 3)
        }
    }

    @Test("is left alone by whoever delivers the other messages, and put nowhere where it is turned off or no chain is named", arguments: availableEngines)
    func alone(engine: Engine) async throws {
        try await run(engine) { stage in
            let off = try stage.make(0)
            #expect(try await !off.askIfDue() && !off.isOn)
            let nowhere = try Stage.desk(stage.book, stage.chain, DepartmentDirectory(.init(departments: [], issuer: nil)), stage.clock, 60)
            #expect(try await !nowhere.askIfDue() && !nowhere.isOn)
            #expect(try await stage.desk.askIfDue())
            let common = OutboxWorker(
                database: stage.book.database, client: DepartmentClient(directory: stage.directory, signer: stage.chain.registry, now: { stage.clock.now }),
                cipher: try FieldCipher(keys: [1: Array(repeating: 9, count: 32)], current: 1), region: BookFixture.region, logger: quietLogger,
                now: { stage.clock.now })
            #expect(try await common.deliverDue() == 0)
            #expect(try await stage.desk.deliverDue() == 1)
        }
    }

    @Test("that is altered, exchanged, missing or another chain's is named by the verification", arguments: availableEngines)
    func verified(engine: Engine) async throws {
        try await run(engine, interval: 20) { stage in
            for turn in 1...3 {
                #expect(try await stage.desk.askIfDue())
                try await stage.deliver()
                try await stage.grow("\(turn)")
                stage.clock.forward(21)
            }
            #expect(try await stage.verify() == [])
            #expect(try await stage.verify(chainKeys: [String(repeating: "0", count: 64)]).count == 3)
            let database = stage.book.database
            func receipt(_ size: Int64) async throws -> String { try #require(try await database.read { try AnchorRecords.receipt(before: size + 1, in: $0) }) }
            func set(_ size: Int64, _ text: String) async throws {
                try await database.write { try $0.execute("UPDATE log_anchor SET receipt = \(text) WHERE size = \(size)") }
            }
            let (first, second) = (try await receipt(1), try await receipt(2))
            try await set(1, second)
            try await set(2, first)
            #expect(try await stage.verify().map(\.place) == ["anchor 1", "anchor 2"])
            try await set(1, first)
            try await set(2, second)
            #expect(try await stage.verify() == [])
            try await set(2, second + " ")
            #expect(try await stage.verify().map(\.place) == ["anchor 2"])
            try await database.write { try $0.execute("DELETE FROM log_anchor WHERE size = 2") }
            #expect(try await stage.verify() == [.init(place: "anchor-2", problem: "\(AnchorFault.lost)")])
            // A checkpoint that the log never had.
            try await database.write { try $0.execute("INSERT INTO log_anchor (size, receipt) VALUES (9, \(second))") }
            #expect(try await stage.verify().first?.place == "anchor 9")
        }
    }
}
