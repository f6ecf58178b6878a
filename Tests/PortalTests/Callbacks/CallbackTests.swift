import Exchange
import Foundation
import Register
import Seals
import Storage
import StorageTesting
import Testing

/// Institutions are called back over real sockets: by receivers that are there, slow, down, lying, or send one elsewhere.
@Suite("Call-backs") struct CallbackTests {
    private static let bank = PartyID("bank")
    private static let other = PartyID("other")

    private struct Stage: Sendable {
        let database: any Database
        let clock: TestClock
        let desk: CallbackDesk
        let worker: CallbackWorker
        let verifier: Ed25519Verifier

        func tell(_ id: String, to party: PartyID = CallbackTests.bank, _ data: String = "{\"case\":\"c1\"}") async throws {
            let now = clock.now
            try await database.write { connection in
                try CallbackDeliveries.put(to: [party], at: now, region: testRegion, in: connection) { _ in
                    CallbackEvent(id: id, kind: "case.changed", caseID: "c1", data: data)
                }
            }
        }

        func proved(_ url: String, _ party: PartyID = CallbackTests.bank) async throws -> CallbackEndpoint {
            let made = try await desk.add(url, of: party, at: clock.now)
            try await worker.tellDue()
            let found = try await desk.endpoint(made.id, of: party)
            #expect(found.state == .on, "\(found.lastError ?? "")")
            return found
        }

        func log(_ endpoint: CallbackEndpoint, _ party: PartyID = CallbackTests.bank) async throws -> [CallbackDelivery] {
            try await desk.log(of: endpoint.id, party: party, limit: 100).filter { $0.kind != CallbackDesk.testKind }
        }
    }

    private func run(
        _ engine: Engine, networks: CallbackNetworks = CallbackNetworks(allowsLoopback: true), limit: Duration = .seconds(20),
        _ body: @Sendable (Stage) async throws -> Void
    ) async throws {
        try await withTemporaryDatabase(engine, migrations: CallbackSchema.migrations, options: .refusingScans) { database in
            let clock = TestClock()
            let signer = try Ed25519Signer(rawSeed: Array(repeating: 3, count: 32), keyID: "registry-1")
            let worker = CallbackWorker(
                database: database, region: testRegion, signer: signer, networks: networks, dial: LiveCallbackLine.dialler(within: networks, limit: limit),
                logger: quietLogger, now: { clock.now })
            try await body(
                Stage(
                    database: database, clock: clock, desk: CallbackDesk(database: database, region: testRegion, networks: networks), worker: worker,
                    verifier: signer.verifier))
        }
    }

    @Test("are signed by the registry's key over id, time and body, and begin once the receiver has shown that it is one", arguments: availableEngines)
    func proof(engine: Engine) async throws {
        try await run(engine) { stage in
            try await Receiver.run { receiver in
                let made = try await stage.desk.add(receiver.url("ok"), of: Self.bank, at: stage.clock.now)
                #expect(made.state == .unproved)
                // Before that nothing is kept for it.
                try await stage.tell("c1-1")
                try await stage.worker.tellDue()
                #expect(receiver.messages.map(\.kind) == [CallbackDesk.testKind])
                #expect(try await stage.desk.endpoint(made.id, of: Self.bank).state == .on)
                try await stage.tell("c1-2")
                try await stage.tell("c1-2")
                try await stage.tell("c1-3", to: Self.other)
                #expect(try await stage.worker.tellDue() == 1)
                #expect(try await stage.worker.tellDue() == 0)
                let message = try #require(receiver.messages.last)
                #expect(message.id == "c1-2" && message.kind == "case.changed" && message.key == "registry-1")
                #expect(message.time == String(stage.clock.now.microseconds / 1_000_000))
                let signature = try #require(Data(base64Encoded: String(message.signature.dropFirst("v1a,".count))))
                let signed = CallbackSignature.signed(id: message.id, seconds: try #require(Int64(message.time)), body: Array(message.body.utf8))
                #expect(message.signature.hasPrefix("v1a,") && stage.verifier.verify(Array(signature), over: signed))
                #expect(!stage.verifier.verify(Array(signature), over: CallbackSignature.signed(id: "c1-9", seconds: 1, body: Array(message.body.utf8))))
                let log = try await stage.log(made)
                #expect(log.map(\.state) == [.done] && log[0].attempts == 1 && log[0].lastStatus == 200)
            }
        }
    }

    @Test("never go to a receiver that answers yes without knowing the question, nor where it sends one", arguments: availableEngines)
    func lying(engine: Engine) async throws {
        try await run(engine) { stage in
            try await Receiver.run { receiver in
                for (path, word) in [("lying", "challenge-missing"), ("redirect", "redirect"), ("nowhere", "http-404"), ("trickle", "challenge-missing")] {
                    let made = try await stage.desk.add(receiver.url(path), of: Self.bank, at: stage.clock.now)
                    try await stage.worker.tellDue()
                    let found = try await stage.desk.endpoint(made.id, of: Self.bank)
                    #expect(found.state == .unproved && found.lastError == word, "\(path) \(found.lastError ?? "")")
                    #expect(receiver.messages(at: path).count == 1)
                    #expect(receiver.messages(at: "ok").isEmpty, "a redirect is not followed")
                    try await stage.desk.remove(made.id, of: Self.bank)
                }
            }
        }
    }

    @Test("to a slow receiver hold nobody else up, and come again under the same id", arguments: availableEngines)
    func slow(engine: Engine) async throws {
        try await run(engine, limit: .seconds(2)) { stage in
            try await Receiver.run { receiver in
                let slow = try await stage.proved(receiver.url("slow"))
                let quick = try await stage.proved(receiver.url("ok"), Self.other)
                try await stage.tell("c1-1")
                try await stage.tell("c1-2", to: Self.other)
                try await stage.worker.tellDue()
                #expect(try await stage.log(quick, Self.other).map(\.state) == [.done])
                let waiting = try await stage.log(slow)
                #expect(waiting.map(\.state) == [.waiting] && waiting[0].lastError == "timeout")
                // Left alone for a while.
                #expect(try await stage.worker.tellDue() == 0)
                stage.clock.advance(seconds: 30)
                #expect(try await stage.worker.tellDue() == 1)
                #expect(receiver.messages(at: "slow").filter { $0.kind == "case.changed" }.map(\.id) == ["c1-1", "c1-1"])
            }
        }
    }

    @Test("to a receiver that is down wait for it, longer each time, and arrive when it is back", arguments: availableEngines)
    func down(engine: Engine) async throws {
        try await run(engine) { stage in
            try await Receiver.run { receiver in
                let endpoint = try await stage.proved(receiver.url("ok"))
                receiver.falls(ill: true)
                try await stage.tell("c1-1")
                var tries = 0
                // An hour, looked at every second.
                for _ in 0..<3_600 {
                    tries += try await stage.worker.tellDue()
                    stage.clock.advance(seconds: 1)
                }
                #expect((4...8).contains(tries), "\(tries)")
                #expect(try await stage.desk.endpoint(endpoint.id, of: Self.bank).failingSince != nil)
                receiver.falls(ill: false)
                // On a busy machine an attempt may still run out of its time.
                for _ in 0..<5 where try await stage.log(endpoint).map(\.state) != [.done] {
                    stage.clock.advance(seconds: 4_000)
                    try await stage.worker.tellDue()
                }
                #expect(try await stage.log(endpoint).map(\.state) == [.done])
                let healed = try await stage.desk.endpoint(endpoint.id, of: Self.bank)
                #expect(healed.failingSince == nil && healed.failures == 0 && healed.state == .on)
            }
        }
    }

    @Test("that a receiver refuses for what they say hold no others up, and are given up after three days; it stays on", arguments: availableEngines)
    func poison(engine: Engine) async throws {
        try await run(engine) { stage in
            try await Receiver.run { receiver in
                let endpoint = try await stage.proved(receiver.url("picky"))
                try await stage.tell("c1-1", "{\"case\":\"poison\"}")
                for day in 0..<4 {
                    try await stage.tell("c1-good\(day)")
                    try await stage.worker.tellDue()
                    stage.clock.advance(seconds: 86_400)
                }
                try await stage.worker.tellDue()
                let log = try await stage.log(endpoint)
                #expect(Dictionary(grouping: log, by: \.state).mapValues(\.count) == [.failed: 1, .done: 4])
                #expect(log.first { $0.state == .failed }?.lastStatus == 422)
                #expect(try await stage.desk.endpoint(endpoint.id, of: Self.bank).state == .on)
            }
        }
    }

    @Test("end at a receiver that takes nothing for three days; switched on again it gets what it missed, once each", arguments: availableEngines)
    func exhausted(engine: Engine) async throws {
        try await run(engine) { stage in
            try await Receiver.run { receiver in
                let endpoint = try await stage.proved(receiver.url("ok"))
                receiver.falls(ill: true)
                try await stage.tell("c1-1")
                try await stage.tell("c1-2")
                for _ in 0..<80 {
                    try await stage.worker.tellDue()
                    stage.clock.advance(seconds: 3_700)
                }
                let off = try await stage.desk.endpoint(endpoint.id, of: Self.bank)
                #expect(off.state == .off && off.offReason?.contains("连续三天") == true, "\(off)")
                #expect(Set(try await stage.log(endpoint).map(\.state)) == [.failed])
                await #expect(throws: CallbackDesk.Refusal.notOn) { try await stage.desk.replay(nil, of: endpoint.id, party: Self.bank, at: stage.clock.now) }
                // What happens meanwhile is not kept for it.
                try await stage.tell("c1-3")
                receiver.falls(ill: false)
                try await stage.desk.prove(endpoint.id, of: Self.bank, at: stage.clock.now)
                try await stage.worker.tellDue()
                #expect(try await stage.desk.endpoint(endpoint.id, of: Self.bank).state == .on)
                #expect(try await stage.desk.replay(nil, of: endpoint.id, party: Self.bank, at: stage.clock.now) == 2)
                try await stage.worker.tellDue()
                #expect(try await stage.log(endpoint).map(\.state) == [.done, .done])
                #expect(try await stage.desk.replay("c1-1", of: endpoint.id, party: Self.bank, at: stage.clock.now) == 1)
                try await stage.worker.tellDue()
                let taken = receiver.messages.filter { $0.kind == "case.changed" }.map(\.id)
                #expect(Set(taken) == ["c1-1", "c1-2"], "the same ids every time, so that each counts once")
                await #expect(throws: CallbackDesk.Refusal.unknown) { try await stage.desk.replay(nil, of: endpoint.id, party: Self.other, at: stage.clock.now) }
            }
        }
    }

    @Test("end at once where the receiver says that it is gone", arguments: availableEngines)
    func gone(engine: Engine) async throws {
        try await run(engine) { stage in
            try await Receiver.run { receiver in
                let endpoint = try await stage.proved(receiver.url("gone"))
                try await stage.tell("c1-1")
                try await stage.worker.tellDue()
                let off = try await stage.desk.endpoint(endpoint.id, of: Self.bank)
                #expect(off.state == .off && off.offReason?.contains("410") == true)
                #expect(try await stage.worker.tellDue() == 0)
            }
        }
    }

    @Test("that a process took and never sent are sent by another when its time is over", arguments: availableEngines)
    func killed(engine: Engine) async throws {
        try await run(engine) { stage in
            try await Receiver.run { receiver in
                let endpoint = try await stage.proved(receiver.url("ok"))
                try await stage.tell("c1-1")
                let lease = stage.clock.now.adding(seconds: 120).microseconds
                try await stage.database.write {
                    try $0.execute("UPDATE callback_endpoint SET lease_until = \(lease) WHERE region = \(testRegion) AND endpoint_id = \(endpoint.id)")
                }
                #expect(try await stage.worker.tellDue() == 0)
                stage.clock.advance(seconds: 121)
                #expect(try await stage.worker.tellDue() == 1)
                #expect(try await stage.log(endpoint).map(\.state) == [.done])
            }
        }
    }

    @Test("never reach this machine or a private network through a name, where the settings don't open it")
    func rebinding() async throws {
        try await run(.sqlite) { stage in
            try await Receiver.run { receiver in
                // Proved in development; then the same installation without it.
                let endpoint = try await stage.proved("http://localhost:\(receiver.port)/ok")
                try await stage.tell("c1-1")
                let shut = CallbackNetworks(allowsLoopback: false)
                let worker = CallbackWorker(
                    database: stage.database, region: testRegion, signer: try Ed25519Signer(rawSeed: Array(repeating: 3, count: 32), keyID: "registry-1"),
                    networks: shut, logger: quietLogger, now: { stage.clock.now })
                try await worker.tellDue()
                #expect(try await stage.log(endpoint).map(\.lastError) == ["network-not-permitted"])
                let address = try CallbackAddress("https://localhost.localdomain.example/", within: shut)
                #expect(address.host == "localhost.localdomain.example")
                await #expect(throws: CallbackUnreachable.self) {
                    _ = try await LiveCallbackLine.dialler(within: shut)(try CallbackAddress("https://localhost/x", within: shut))
                }
                #expect(receiver.messages.filter { $0.kind == "case.changed" }.isEmpty)
            }
        }
    }

    @Test("are registered a few at a time, each address once, and seen by their owner alone", arguments: availableEngines)
    func owners(engine: Engine) async throws {
        try await run(engine) { stage in
            let now = stage.clock.now
            let first = try await stage.desk.add("https://a.bank.example/x", of: Self.bank, at: now)
            await #expect(throws: CallbackDesk.Refusal.known) { try await stage.desk.add("https://a.bank.example/x", of: Self.bank, at: now) }
            for number in 2...CallbackDesk.limit { _ = try await stage.desk.add("https://a.bank.example/\(number)", of: Self.bank, at: now) }
            await #expect(throws: CallbackDesk.Refusal.tooMany) { try await stage.desk.add("https://a.bank.example/9", of: Self.bank, at: now) }
            await #expect(throws: CallbackDesk.Refusal.unknown) { try await stage.desk.endpoint(first.id, of: Self.other) }
            await #expect(throws: CallbackDesk.Refusal.unknown) { try await stage.desk.remove(first.id, of: Self.other) }
            await #expect(throws: CallbackDesk.Refusal.unknown) { try await stage.desk.log(of: first.id, party: Self.other, limit: 5) }
            try await stage.desk.remove(first.id, of: Self.bank)
            #expect(try await stage.desk.endpoints(of: Self.bank).count == CallbackDesk.limit - 1)
        }
    }
}
