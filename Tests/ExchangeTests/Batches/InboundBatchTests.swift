import Chance
import Contracts
import Register
import Seals
import Storage
import StorageTesting
import Synchronization
import Testing

@testable import Exchange

/// Judges messages by their number, and counts how often each was judged.
private final class Judge: Sendable {
    let seen = Mutex<[String: Int]>([:])
    let busy = Mutex<Set<String>>([])
    /// Messages whose effect is stored, each as often as somebody was told so.
    let effects = Mutex<[String]>([])

    func judge(_ envelope: Envelope) throws -> InboundJudgement? {
        seen.withLock { $0[envelope.id, default: 0] += 1 }
        guard envelope.contract == Housing.ContractChanged.name else { return nil }
        if busy.withLock({ $0.contains(envelope.id) }) { return InboundJudgement(outcome: .init(.busy, message: "稍后"), payload: Array("null".utf8)) }
        if envelope.id.hasSuffix("r") { return InboundJudgement(outcome: .init(.refused, message: "不予办理"), payload: Array("null".utf8)) }
        if envelope.id.hasSuffix("x") { throw FailingDatabase.Died() }
        let id = envelope.id
        // Leaves a mark beside what is kept of the message.
        let effect = InboundEffect(
            write: { connection in
                try connection.execute(
                    """
                    INSERT INTO inbox_message (department, message_id, contract, digest, received_at, body, answer)
                    VALUES ('effects', \(id), '', '', 0, \([UInt8(1)]), \([UInt8(1)])) ON CONFLICT (department, message_id) DO NOTHING
                    """)
            }, stored: { self.effects.withLock { $0.append(id) } })
        return InboundJudgement(outcome: .init(.ok), payload: Array("{\"receipt\":\"\(envelope.id)\"}".utf8), effect: effect)
    }

    func times(_ id: String) -> Int { seen.withLock { $0[id] ?? 0 } }
}

extension DoorFixture {
    fileprivate func part(_ id: String, number: String = "NC1", contract: String = Housing.ContractChanged.name) throws -> Batch.Message {
        let change = Housing.ContractChanged.Request(number: number, unit: Self.unit, status: .cancelled, on: DoorFixture.now.date)
        return .init(
            id: id, contract: contract, caseID: nil, purpose: "办理结果回传", legalBasis: "《不动产登记暂行条例》第二十四条",
            payload: String(decoding: try CanonicalJSON.encode(change), as: UTF8.self))
    }

    fileprivate func batch(
        _ parts: [Batch.Message], id: String = "b1", from: String = "housing", to: String = Envelope.registry, contract: String = "housing.batch", issued: Moment = now,
        by signer: Ed25519Signer? = nil
    ) throws -> SignedMessage {
        let signer = signer ?? housing
        let envelope = Envelope(
            id: id, from: from, to: to, contract: contract, purpose: "批量回传", legalBasis: "《不动产登记暂行条例》第二十四条", issuedAt: issued,
            expiresAt: issued.adding(seconds: 600), payload: String(decoding: try CanonicalJSON.encode(parts), as: UTF8.self))
        return try SignedMessage(envelope, keyID: signer.keyID, sign: signer.sign)
    }

    /// A door on the same table whose changes can be made to fail.
    fileprivate func failing() -> (door: InboundDoor, database: FailingDatabase) {
        let failing = FailingDatabase(database)
        return (InboundDoor(directory: door.directory, signer: registry, database: failing, cipher: door.cipher, now: { Self.now }), failing)
    }

    /// What is answered to each message of a batch, in its order, after a look at the answer's signature, address and question.
    fileprivate func send(_ message: SignedMessage, to judge: Judge, at door: InboundDoor? = nil) async throws -> [Batch.Answer] {
        let door = door ?? self.door
        guard case .batch(let batch) = try await door.acceptAny(message.bytes, key: message.keyID, signature: message.signatureHeader, contract: "housing.batch") else {
            throw MessageError.wrongContract
        }
        let answer = try await door.answer(batch) { try judge.judge($0) }
        #expect(try Ed25519Verifier(publicKey: registry.publicKey, keyID: registry.keyID).verify(answer.signature, over: answer.bytes))
        let (asked, said) = (try message.envelope(), try answer.envelope())
        #expect(said.to == asked.from && said.from == Envelope.registry && said.inReplyTo == asked.id && said.requestDigest == message.digest && said.contract == asked.contract)
        return try Batch.answers(in: said, to: CanonicalJSON.decode([Batch.Message].self, from: Array(asked.payload.utf8)).map(\.id))
    }

    /// Messages that have taken effect.
    fileprivate func done() async throws -> [String] {
        try await database.read { try $0.rows("SELECT message_id FROM inbox_message WHERE department = 'effects' ORDER BY message_id").map { try $0.text("message_id") } }
    }

    fileprivate func kept() async throws -> [String] {
        try await database.read { try $0.rows("SELECT message_id FROM inbox_message WHERE department <> 'effects' ORDER BY message_id").map { try $0.text("message_id") } }
    }
}

@Suite("The door for several messages in one envelope") struct InboundBatchTests {
    @Test("each is judged by itself, kept as if it had come alone, and known from then on, alone or with others", arguments: availableEngines)
    func each(engine: Engine) async throws {
        try await DoorFixture.run(engine) { fixture in
            let judge = Judge()
            judge.busy.withLock { $0 = ["m3"] }
            let parts = try [fixture.part("m1"), fixture.part("m2r"), fixture.part("m3"), fixture.part("m4", contract: "housing.unheard-of"), fixture.part("m5x"), fixture.part("m6")]
            let first = try await fixture.send(try fixture.batch(parts), to: judge)
            #expect(first.map(\.outcome.status) == [.ok, .refused, .busy, .refused, .busy, .ok])
            #expect(first[0].payload == "{\"receipt\":\"m1\"}" && first[1].outcome.message == "不予办理")
            #expect(try await fixture.kept() == ["m1", "m2r", "m6"], "what is busy or nobody's isn't kept")
            for row in try await fixture.stored() {
                for column in ["body", "answer"] { #expect(!String(decoding: try row.blob(column), as: UTF8.self).contains("housing"), "\(column) lies open") }
            }
            // The same again, in other company and another order: no second effect, and the busy one now takes effect.
            judge.busy.withLock { $0 = [] }
            let again = try await fixture.send(try fixture.batch([parts[2], parts[1], parts[0]], id: "b2", issued: DoorFixture.now.adding(seconds: 30)), to: judge)
            #expect(again.map(\.id) == ["m3", "m2r", "m1"] && again.map(\.outcome.status) == [.ok, .refused, .ok] && again[2] == first[0] && again[1] == first[1])
            #expect(judge.times("m1") == 1 && judge.times("m2r") == 1 && judge.times("m3") == 2)
            // Alone: the same words, as an answer to this very message.
            let alone = try fixture.message(id: "m6", number: "NC1")
            let known = try await fixture.accept(alone)
            let earlier = try #require(known.earlierAnswer)
            let said = try CanonicalJSON.decode(Envelope.self, from: earlier)
            #expect(said.inReplyTo == "m6" && said.requestDigest == alone.digest && said.payload == "{\"receipt\":\"m6\"}" && said.contract == Housing.ContractChanged.name)
        }
    }

    @Test("what came alone before is known in a batch", arguments: availableEngines)
    func aloneBefore(engine: Engine) async throws {
        try await DoorFixture.run(engine) { fixture in
            let judge = Judge()
            let inbound = try await fixture.accept(try fixture.message(id: "m1", number: "NC1"))
            _ = try await fixture.door.answer(inbound, .init(.ok), payload: Array("{\"receipt\":\"first\"}".utf8))
            let answers = try await fixture.send(try fixture.batch([fixture.part("m1"), fixture.part("m2")]), to: judge)
            #expect(answers.map(\.payload) == ["{\"receipt\":\"first\"}", "{\"receipt\":\"m2\"}"] && judge.times("m1") == 0)
        }
    }

    @Test("a known id with other words is refused alone; nothing of the others suffers", arguments: availableEngines)
    func otherWords(engine: Engine) async throws {
        try await DoorFixture.run(engine) { fixture in
            let judge = Judge()
            _ = try await fixture.send(try fixture.batch([fixture.part("m1")]), to: judge)
            let answers = try await fixture.send(try fixture.batch([fixture.part("m1", number: "NC2"), fixture.part("m2")], id: "b2"), to: judge)
            #expect(answers.map(\.outcome.status) == [.refused, .ok] && judge.times("m1") == 1)
            // The true one is answered as before.
            #expect(try await fixture.send(try fixture.batch([fixture.part("m1")], id: "b3"), to: judge).map(\.payload) == ["{\"receipt\":\"m1\"}"])
        }
    }

    @Test("a batch that is forged, altered, stale, misaddressed, or holds what isn't the sender's is turned away whole", arguments: availableEngines)
    func refused(engine: Engine) async throws {
        try await DoorFixture.run(engine) { fixture in
            let good = try fixture.batch([fixture.part("m1"), fixture.part("m2")])
            var altered = good.bytes
            altered[altered.count / 2] ^= 1
            let stranger = try Ed25519Signer(rawSeed: Array(repeating: 9, count: 32), keyID: "housing-1")
            let many = try (0...Batch.messageLimit).map { try fixture.part("m\($0)") }
            let cases: [(what: String, message: SignedMessage, error: MessageError)] = [
                ("a stranger's key", try fixture.batch([fixture.part("m1")], by: stranger), .badSignature),
                ("another department's signature", try fixture.batch([fixture.part("m1")], by: fixture.payment), .unknownKey("payment-1")),
                ("altered on the way", SignedMessage(bytes: altered, keyID: good.keyID, signature: good.signature), .badSignature),
                ("too old", try fixture.batch([fixture.part("m1")], issued: DoorFixture.now.adding(seconds: -3_600)), .stale),
                ("to somebody else", try fixture.batch([fixture.part("m1")], to: "tax"), .wrongAddress),
                ("in another's name", try fixture.batch([fixture.part("m1")], from: "tax"), .wrongAddress),
                ("of another contract than the address says", try fixture.batch([fixture.part("m1")], contract: "tax.batch"), .wrongContract),
                ("another department's message in it", try fixture.batch([fixture.part("m1"), fixture.part("m2", contract: Payment.Paid.name)]), .wrongContract),
                ("a batch in the batch", try fixture.batch([fixture.part("m1", contract: "housing.batch")]), .wrongContract),
                ("one message twice", try fixture.batch([fixture.part("m1"), fixture.part("m1")]), .malformed("batch")),
                ("empty", try fixture.batch([]), .malformed("batch")),
                ("too many", try fixture.batch(many), .malformed("batch")),
            ]
            let judge = Judge()
            for item in cases { await #expect(throws: item.error, "\(item.what)") { _ = try await fixture.send(item.message, to: judge) } }
            #expect(try await fixture.kept().isEmpty && judge.seen.withLock { $0.isEmpty })
            await #expect(throws: MessageError.tooLarge) {
                _ = try await fixture.door.acceptAny(Array(repeating: 0x20, count: Envelope.sizeLimit + 1), key: "k", signature: "00", contract: "housing.batch")
            }
        }
    }

    @Test("a crash before anything is kept: the batch comes again, is judged again under the same numbers, and is then known", arguments: availableEngines)
    func crash(engine: Engine) async throws {
        try await DoorFixture.run(engine) { fixture in
            let judge = Judge()
            let (door, database) = fixture.failing()
            let message = try fixture.batch([fixture.part("m1"), fixture.part("m2r")])
            database.failsNext(1)
            await #expect(throws: FailingDatabase.Died.self) { _ = try await fixture.send(message, to: judge, at: door) }
            #expect(try await fixture.kept().isEmpty)
            #expect(try await fixture.done().isEmpty && judge.effects.withLock(\.isEmpty), "what isn't answered has no effect")
            let answers = try await fixture.send(message, to: judge, at: door)
            #expect(answers.map(\.outcome.status) == [.ok, .refused] && judge.times("m1") == 2)
            #expect(try await fixture.done() == ["m1"] && judge.effects.withLock { $0 } == ["m1"], "what is answered has its effect, and what is refused none")
            #expect(try await fixture.send(message, to: judge, at: door) == answers && judge.times("m1") == 2)
        }
    }

    @Test("in whatever company and however often messages come, each has one answer for ever", arguments: availableEngines)
    func histories(engine: Engine) async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var dice = SeededDice(seed: seed)
        try await DoorFixture.run(engine) { fixture in
            let judge = Judge()
            let (door, database) = fixture.failing()
            let ids = (0..<60).map { "m\($0)\(["", "", "r"][$0 % 3])" }
            var settled: [String: Batch.Answer] = [:]
            for round in 0..<160 {
                judge.busy.withLock { busy in busy = Set(ids.filter { _ in round < 120 && dice.below(4) == 0 }) }
                if dice.below(3) == 0 {
                    let id = dice.pick(ids)
                    let inbound = try await fixture.accept(try fixture.message(id: id, number: "NC1"))
                    let answer: Batch.Answer
                    if let earlier = inbound.earlierAnswer {
                        let said = try CanonicalJSON.decode(Envelope.self, from: earlier)
                        answer = .init(id: id, try #require(said.outcome), payload: said.payload)
                    } else {
                        let said = try #require(try judge.judge(inbound.envelope))
                        _ = try await fixture.door.answer(inbound, said.outcome, payload: said.payload, effect: said.effect)
                        answer = .init(id: id, said.outcome, payload: String(decoding: said.payload, as: UTF8.self))
                    }
                    if let before = settled[id] { #expect(answer == before, "\(id), seed \(seed)") }
                    if answer.outcome.status != .busy { settled[id] = answer }
                    continue
                }
                let some = ids.filter { _ in dice.below(6) == 0 }.shuffled(using: &dice)
                guard !some.isEmpty else { continue }
                let message = try fixture.batch(some.map { try fixture.part($0) }, id: "b\(round)")
                if dice.below(5) == 0 { database.failsNext(1) }
                let answers = try? await fixture.send(message, to: judge, at: door)
                database.failsNext(0)
                for answer in answers ?? [] {
                    if let before = settled[answer.id] { #expect(answer == before, "\(answer.id), seed \(seed)") }
                    if answer.outcome.status != .busy { settled[answer.id] = answer }
                }
            }
            #expect(try await Set(fixture.kept()).isSuperset(of: settled.keys), "seed \(seed)")
            #expect(settled.count > 50, "seed \(seed)")
        }
    }
}
