import Contracts
import Register
import Seals
import Storage
import StorageTesting
import Synchronization
import Testing

@testable import Exchange

@Suite("What is due to one receiver travels together") struct BatchOutboxTests {
    @Test("in one envelope, each message settled by its own words, with a receipt that proves it", arguments: availableEngines)
    func together(engine: Engine) async throws {
        try await BatchStage.run(engine) { stage in
            stage.peer.state.withLock { state in
                state.verdict = { message in
                    switch message.id {
                    case "p2": .init(id: "p2", .init(.refused, message: "该缴款单尚未缴款。"))
                    case "p3": nil
                    case "p4": .init(id: "p4", .init(.notFound))
                    default: .init(id: message.id, .init(.ok), payload: "{\"said\":\"\(message.contract) \(message.caseID ?? "-")\"}")
                    }
                }
            }
            try await stage.put([BatchStage.refund("p1"), BatchStage.refund("p2"), BatchStage.status("p3"), BatchStage.status("p4"), BatchStage.status("p5"), BatchStage.text("s1")])
            #expect(try await stage.worker().deliverDue() == 6)
            let arrivals = stage.peer.arrivals
            #expect(arrivals.count == 2 && arrivals.contains { $0.isBatch && $0.ids.sorted() == ["p1", "p2", "p3", "p4", "p5"] }, "mixed contracts travel together")
            #expect(arrivals.contains { !$0.isBatch && $0.ids == ["s1"] }, "one message is no batch")
            #expect(try await stage.states() == ["p1": "done", "p2": "refused", "p3": "waiting", "p4": "refused", "p5": "done", "s1": "done"])
            let rows = try await stage.rows()
            #expect(rows.filter { $0.receiptOf != nil }.map(\.id) == ["p1", "p2", "p4", "p5"] && rows.filter(\.hasOwn).map(\.id) == ["s1"])
            #expect(Set(rows.compactMap(\.receiptOf)).count == 1)
            #expect(try await stage.sharedReceipts() == Array(Set(rows.compactMap(\.receiptOf))))
            #expect(rows.first { $0.id == "p2" }?.error == "该缴款单尚未缴款。")
            let first = try await stage.proof("p1")
            #expect(first.inReplyTo == "p1" && first.contract == Payment.Refund.name && first.outcome?.status == .ok && first.payload == "{\"said\":\"payment.refund -\"}")
            #expect(try await stage.proof("p5").payload == "{\"said\":\"payment.order-status c-p5\"}")
            #expect(try await stage.proof("p2").outcome?.status == .refused)
            #expect(try await stage.proof("s1").contract == ShortMessage.Send.name)
            // The busy one comes again, alone as it is, and nothing of the others is touched.
            stage.peer.state.withLock { $0.verdict = { .init(id: $0.id, .init(.ok)) } }
            stage.time.forward(5)
            #expect(try await stage.worker().deliverDue() == 1)
            #expect(stage.peer.arrivals.last?.ids == ["p3"])
            #expect(try await stage.proof("p3").inReplyTo == "p3")
        }
    }

    @Test("a receiver that doesn't say it takes them gets one message an envelope", arguments: availableEngines)
    func undeclared(engine: Engine) async throws {
        try await BatchStage.run(engine) { stage in
            let messages = try (1...3).map {
                try OutgoingMessage(id: "d\($0)", Post.Dispatch.self, .init(certificate: "证", name: "张", phone: "1", address: "路"), caseID: nil, purpose: "邮寄")
            }
            try await stage.put(messages)
            try await stage.worker().deliverDue()
            #expect(stage.peer.arrivals.count == 3 && stage.peer.arrivals.allSatisfy { !$0.isBatch })
            #expect(try await Set(stage.states().values) == ["done"])
        }
    }

    @Test("what was handed over travels together too, as many at once as fit, and the rest in the next", arguments: availableEngines)
    func handed(engine: Engine) async throws {
        try await BatchStage.run(engine) { stage in
            let worker = stage.worker()
            let messages = try (100..<400).map { try BatchStage.text("s\($0)") }
            try await stage.put(messages, handed: true)
            worker.take(messages)
            #expect(try await worker.deliverDue() == 256)
            #expect(try await worker.deliverDue() == 44)
            #expect(stage.peer.arrivals.map(\.ids.count).sorted() == [44, 64, 64, 64, 64])
            let rows = try await stage.rows()
            #expect(rows.count == 300 && rows.allSatisfy { $0.state == "done" && $0.receiptOf != nil && $0.attempts == 1 })
            #expect(try await stage.sharedReceipts().count == 5)
        }
    }

    @Test("a message that is too large for a batch goes alone beside it", arguments: availableEngines)
    func large(engine: Engine) async throws {
        try await BatchStage.run(engine) { stage in
            let large = String(repeating: "\"", count: 160_000)
            try await stage.put([BatchStage.text("a"), BatchStage.text("b", large), BatchStage.text("c"), BatchStage.text("d", String(large.prefix(60_000))), BatchStage.text("e", String(large.prefix(60_000)))])
            try await stage.worker().deliverDue()
            let arrivals = stage.peer.arrivals
            #expect(arrivals.contains { !$0.isBatch && $0.ids == ["b"] })
            // Two of 120,000 bytes with as many signs to escape are more than one envelope holds.
            #expect(arrivals.count == 3 && !arrivals.contains { Set($0.ids).isSuperset(of: ["d", "e"]) }, "\(arrivals.map(\.ids))")
            #expect(try await Set(stage.states().values) == ["done"])
        }
    }

    @Test("answers that are missing, too many, out of order, foreign, forged or of no form settle nothing: each message goes alone the next time", arguments: availableEngines, PlayedPeer.Fault.allCases)
    func lies(engine: Engine, fault: PlayedPeer.Fault) async throws {
        try await BatchStage.run(engine) { stage in
            let worker = stage.worker()
            if fault == .otherQuestion {
                try await stage.put([BatchStage.text("s8"), BatchStage.text("s9")])
                try await worker.deliverDue()
            }
            stage.peer.fails(fault)
            try await stage.put([BatchStage.text("s1"), BatchStage.text("s2"), BatchStage.text("s3")])
            try await worker.deliverDue()
            let waiting = try await stage.rows().filter { ["s1", "s2", "s3"].contains($0.id) }
            #expect(waiting.allSatisfy { $0.state == "waiting" && !$0.hasOwn && $0.receiptOf == nil && $0.error != nil }, "\(fault)")
            stage.time.forward(5)
            try await worker.deliverDue()
            #expect(stage.peer.arrivals.suffix(3).map(\.ids.count) == [1, 1, 1], "\(fault)")
            let settled = try await stage.rows().filter { ["s1", "s2", "s3"].contains($0.id) }
            #expect(settled.allSatisfy { $0.state == "done" && $0.hasOwn && $0.receiptOf == nil }, "\(fault)")
            #expect(stage.peer.state.withLock { $0.changed.isEmpty && $0.judged.count == (fault == .otherQuestion ? 5 : 3) })
        }
    }

    @Test("a message that the receiver breaks on holds the others up once, and not for ever", arguments: availableEngines)
    func poison(engine: Engine) async throws {
        try await BatchStage.run(engine) { stage in
            let worker = stage.worker()
            try await stage.put([BatchStage.text("s1"), BatchStage.text("s2"), BatchStage.text("s3")])
            stage.peer.fails(.lost)
            try await worker.deliverDue()
            stage.time.forward(5)
            // Alone, one of them breaks the receiver again.
            stage.peer.fails(.lost)
            try await worker.deliverDue()
            #expect(try await stage.states().values.filter { $0 == "done" }.count == 2)
            stage.time.forward(60)
            try await worker.deliverDue()
            #expect(try await Set(stage.states().values) == ["done"])
        }
    }

    @Test("a crash between the answer and its being stored: the same messages come again, and the receiver says the same", arguments: availableEngines)
    func crash(engine: Engine) async throws {
        try await BatchStage.run(engine) { stage in
            let messages = try await stage.put([BatchStage.refund("p1"), BatchStage.refund("p2"), BatchStage.status("p3")], handed: true)
            stage.peer.state.withLock { $0.verdict = { .init(id: $0.id, .init($0.id == "p2" ? .refused : .ok), payload: "{\"n\":\"\($0.id)\"}") } }
            let worker = stage.worker()
            worker.take(messages)
            stage.database.failsNext(1)
            try await worker.deliverDue()
            #expect(try await Set(stage.states().values) == ["waiting"])
            #expect(try await stage.sharedReceipts().isEmpty)
            // Another process finds them when their time is over.
            #expect(try await stage.worker().deliverDue() == 0)
            stage.time.forward(31)
            #expect(try await stage.worker().deliverDue() == 3)
            #expect(stage.peer.arrivals.map { $0.ids.sorted() } == [["p1", "p2", "p3"], ["p1", "p2", "p3"]])
            #expect(stage.peer.state.withLock { $0.changed.isEmpty && $0.judged.count == 3 })
            #expect(try await stage.states() == ["p1": "done", "p2": "refused", "p3": "done"])
            #expect(try await stage.proof("p3").payload == "{\"n\":\"p3\"}")
        }
    }

    @Test("a message that is told again gets another receipt, and those that shared the former keep it", arguments: availableEngines)
    func toldAgain(engine: Engine) async throws {
        try await BatchStage.run(engine) { stage in
            try await stage.put([BatchStage.text("s1"), BatchStage.text("s2")])
            try await stage.worker().deliverDue()
            let before = try await stage.proof("s2")
            try await stage.database.write(.rowLocks) { connection in
                _ = try connection.execute("UPDATE outbox_message SET state = 'waiting', next_at = 0 WHERE region = \(BatchStage.region) AND message_id = 's1'")
            }
            try await stage.worker().deliverDue()
            let rows = try await stage.rows()
            #expect(rows[0].hasOwn && rows[0].receiptOf == nil && rows[1].receiptOf != nil)
            #expect(try await stage.proof("s1").inReplyTo == "s1")
            #expect(try await stage.proof("s2") == before)
        }
    }

    @Test("what was handed over without end doesn't keep back what is tried again", arguments: availableEngines)
    func turns(engine: Engine) async throws {
        try await BatchStage.run(engine) { stage in
            let worker = stage.worker()
            try await stage.put([BatchStage.text("old")])
            stage.peer.fails(.unavailable)
            try await worker.deliverDue()
            for round in 0..<3 {
                stage.time.forward(5)
                let more = try await stage.put([BatchStage.text("new-\(round)")], handed: true)
                worker.take(more)
                try await worker.deliverDue()
            }
            #expect(try await Set(stage.states().values) == ["done"])
        }
    }
}

/// Believes no answer to a question about one proof, and keeps the others in a table of its own.
private struct PickyKeeper: AnswerKeeper {
    var department: Department { .lender }
    var legalBasis: String { Lending.Settlement.legalBasis }
    func believe(_ payload: [UInt8], answered envelope: Envelope) throws {
        let asked = try CanonicalJSON.decode(Lending.Settlement.Request.self, from: payload)
        guard envelope.payload.contains(asked.proof), envelope.contract == Lending.Settlement.name else { throw MessageError.foreignSubject }
    }
    func keep(_ envelope: Envelope) async throws -> KeptAnswer {
        guard !envelope.payload.contains("against") else { throw ExchangeError.distrusted(Correspondent(.lender), .stale) }
        return KeptAnswer(["INSERT INTO heard (id, said) VALUES (\(envelope.inReplyTo ?? ""), \(envelope.payload))"])
    }
}

/// Tells whoever waits for an answer that it is stored.
private final class TellingKeeper: AnswerKeeper {
    let told = Mutex<[String]>([])
    var department: Department { .lender }
    var legalBasis: String { Lending.Settlement.legalBasis }
    func believe(_ payload: [UInt8], answered envelope: Envelope) throws {}
    func keep(_ envelope: Envelope) async throws -> KeptAnswer {
        KeptAnswer(stored: { self.told.withLock { $0.append(envelope.inReplyTo ?? "") } })
    }
}

@Suite("Answers to several messages that are kept") struct BatchKeeperTests {
    /// Whoever was told of an answer that wasn't stored yet looked, found nothing, and waited for a ring that had been.
    @Test("are told of when they are stored themselves, not when others that came at the same time are", arguments: availableEngines)
    func toldWhenStored(engine: Engine) async throws {
        try await BatchStage.run(engine) { stage in
            stage.peer.state.withLock { $0.verdict = { .init(id: $0.id, .init(.ok), payload: "{\"about\":\"\($0.id)\"}") } }
            try await stage.put([BatchStage.question("q1"), BatchStage.question("q2"), BatchStage.question("q3")])
            let keeper = TellingKeeper()
            let worker = stage.worker(keeper)
            func delivered(_ ids: [String]) async throws -> OutboxDelivery {
                let jobs = try ids.map { id in
                    let message = try BatchStage.question(id)
                    return OutboxJob(
                        id: id, peer: message.peer.wire, contract: message.contract, caseID: message.caseID, purpose: message.purpose,
                        payload: .plain(message.payload), attempts: 1)
                }
                let letters = worker.sorted(jobs).letters
                try #require(letters.count == 1)
                return await worker.deliver(letters[0])
            }
            let (first, second) = (try await delivered(["q1", "q2"]), try await delivered(["q3"]))
            #expect(keeper.told.withLock { $0 } == [])
            await worker.store([first])
            #expect(keeper.told.withLock { $0 }.sorted() == ["q1", "q2"])
            #expect(try await stage.states() == ["q1": "done", "q2": "done", "q3": "waiting"])
            // What couldn't be stored is told of to nobody.
            stage.database.failsNext(1)
            await worker.store([second])
            #expect(keeper.told.withLock { $0.count } == 2)
            await worker.store([second])
            #expect(keeper.told.withLock { $0 }.last == "q3")
        }
    }

    @Test("are believed and kept one by one: what isn't believed is asked again, the others are settled", arguments: availableEngines)
    func kept(engine: Engine) async throws {
        try await BatchStage.run(engine) { stage in
            try await stage.database.write(.rowLocks) { _ = try $0.execute("CREATE TABLE heard (id TEXT NOT NULL PRIMARY KEY, said TEXT NOT NULL)") }
            stage.peer.state.withLock { state in
                state.verdict = { message in
                    switch message.id {
                    case "q2": .init(id: "q2", .init(.ok), payload: "{\"about\":\"another\"}")
                    case "q3": .init(id: "q3", .init(.ok), payload: "{\"about\":\"q3\",\"against\":true}")
                    default: .init(id: message.id, .init(.ok), payload: "{\"about\":\"\(message.id)\"}")
                    }
                }
            }
            try await stage.put([BatchStage.question("q1"), BatchStage.question("q2"), BatchStage.question("q3"), BatchStage.question("q4"), BatchStage.text("s1")])
            let worker = stage.worker(PickyKeeper())
            #expect(try await worker.deliverDue() == 4)
            #expect(stage.peer.arrivals.map { $0.ids.sorted() } == [["q1", "q2", "q3", "q4"]] && stage.peer.arrivals[0].peer == BatchStage.bank)
            #expect(try await stage.states() == ["q1": "done", "q2": "waiting", "q3": "waiting", "q4": "done", "s1": "waiting"])
            // The liar corrects itself; the two are asked alone.
            stage.peer.state.withLock { $0.judged = $0.judged.filter { !["q2", "q3"].contains($0.key) } }
            stage.peer.state.withLock { $0.verdict = { .init(id: $0.id, .init(.ok), payload: "{\"about\":\"\($0.id)\"}") } }
            stage.time.forward(5)
            try await worker.deliverDue()
            #expect(Set(stage.peer.arrivals.dropFirst().map(\.ids)) == [["q2"], ["q3"]])
            let heard = try await stage.database.read { try $0.rows("SELECT id FROM heard ORDER BY id").map { try $0.text("id") } }
            #expect(heard == ["q1", "q2", "q3", "q4"])
            #expect(try await stage.proof("q4").contract == Lending.Settlement.name)
        }
    }
}
