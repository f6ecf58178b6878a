import Contracts
import Played
import Register
import Seals
import StorageTesting
import Synchronization
import Testing

@testable import Exchange

@Suite("Questions that are asked while another is under way") struct QuestionsTogetherTests {
    @Test("go together, and each has its own answer, signed for it alone") func together() async throws {
        try await QuestionStage.run { stage in
            stage.state.withLock { $0.said = ["JK2": .notFound, "JK3": .refused] }
            let found = try await stage.together(["JK1", "JK2", "JK3", "JK4"])
            #expect(stage.arrivals.count == 1 && stage.arrivals.first?.sorted() == ["JK1", "JK2", "JK3", "JK4"])
            let verifier = try Ed25519Verifier(publicKey: stage.key.publicKey, keyID: stage.key.keyID)
            for order in ["JK1", "JK4"] {
                let answer = try QuestionStage.answer(order, found)
                #expect(answer.value?.number == order && verifier.verify(answer.message.signature, over: answer.message.bytes))
                let envelope = try answer.message.envelope()
                #expect(envelope.contract == Payment.OrderStatus.name && envelope.caseID == "c-\(order)" && envelope.purpose == "核对\(order)" && envelope.payload == answer.payload)
                #expect(!String(decoding: answer.message.bytes, as: UTF8.self).contains(order == "JK1" ? "JK4" : "JK1"), "nothing is in it of another's")
            }
            #expect(try QuestionStage.answer("JK2", found).value == nil)
            #expect(throws: ExchangeError.self) { _ = try QuestionStage.answer("JK3", found) }
            // Whoever asks now asks alone: nothing is under way.
            #expect(try await stage.found("JK5") == "JK5")
            #expect(stage.arrivals.last == ["JK5"])
        }
    }

    @Test("one alone that waits is asked alone") func one() async throws {
        try await QuestionStage.run { stage in
            let first = try await stage.together(["JK1"])
            #expect(try QuestionStage.answer("JK1", first).value?.number == "JK1")
            let second = try await stage.together(["JK2"])
            #expect(try QuestionStage.answer("JK2", second).value?.number == "JK2")
            #expect(stage.arrivals == [["JK1"], ["JK2"]])
        }
    }

    @Test("what has no good answer in company is asked alone; the others keep theirs, and for a while each goes alone", arguments: QuestionStage.Fault.allCases)
    func faulty(fault: QuestionStage.Fault) async throws {
        try await QuestionStage.run { stage in
            stage.state.withLock { $0.faults = ["JK2": fault] }
            let found = try await stage.together(["JK1", "JK2", "JK3"])
            #expect(try QuestionStage.answer("JK1", found).value?.number == "JK1")
            #expect(try QuestionStage.answer("JK3", found).value?.number == "JK3")
            if fault == .busy {
                // Well said and signed, as it may be said to one that comes alone.
                #expect(throws: ExchangeError.self) { _ = try QuestionStage.answer("JK2", found) }
                #expect(stage.arrivals.count == 1)
            } else {
                #expect(try QuestionStage.answer("JK2", found).value?.number == "JK2", "\(fault)")
                #expect(stage.arrivals.count == 2 && stage.arrivals.last == ["JK2"], "\(fault): \(stage.arrivals)")
                #expect(stage.lines.isApart(QuestionStage.peer, at: QuestionStage.at))
                #expect(!stage.lines.isApart(QuestionStage.peer, at: QuestionStage.at.adding(seconds: 31)))
            }
        }
    }

    @Test("if the whole isn't answered, each is asked alone", arguments: QuestionStage.Whole.allCases)
    func whole(fault: QuestionStage.Whole) async throws {
        try await QuestionStage.run { stage in
            stage.state.withLock { $0.whole = fault }
            let found = try await stage.together(["JK1", "JK2", "JK3"])
            for order in ["JK1", "JK2", "JK3"] { #expect(try QuestionStage.answer(order, found).value?.number == order, "\(fault)") }
            #expect(stage.arrivals.dropFirst().map { $0 }.sorted { $0[0] < $1[0] } == [["JK1"], ["JK2"], ["JK3"]])
            #expect(stage.lines.isApart(QuestionStage.peer, at: QuestionStage.at))
        }
    }

    @Test("what goes wrong in company isn't held against the peer: what comes when each is asked alone is what counts") func notCounted() async throws {
        for (whole, faults) in [(QuestionStage.Whole.lost, [:]), (nil, ["JK1": QuestionStage.Fault.forged, "JK3": .stale])] {
            // The first failure that counts would leave the peer alone.
            try await QuestionStage.run(breaker: CircuitBreaker(threshold: 1)) { stage in
                stage.state.withLock { ($0.whole, $0.faults) = (whole, faults) }
                let found = try await stage.together(["JK1", "JK2", "JK3"])
                for order in ["JK1", "JK2", "JK3"] { #expect(try QuestionStage.answer(order, found).value?.number == order) }
                #expect(try stage.client.breaker.open(at: QuestionStage.at).isEmpty)
            }
        }
    }

    @Test("what was asked in company is asked once more and no oftener: the first attempt was with the others") func secondAttempt() async throws {
        try await QuestionStage.run(attempts: 2) { stage in
            stage.state.withLock { $0.faults = ["": .missing] }
            let found = try await stage.together(["JK1", ""])
            #expect(try QuestionStage.answer("JK1", found).value?.number == "JK1")
            #expect(throws: ExchangeError.self) { _ = try QuestionStage.answer("", found) }
            #expect(stage.arrivals.dropFirst() == [[""]])
        }
    }

    @Test("a peer that doesn't say it takes them is asked one by one") func undeclared() async throws {
        try await QuestionStage.run(takes: false) { stage in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for order in ["JK1", "JK2", "JK3"] {
                    group.addTask {
                        let found = try await stage.found(order)
                        #expect(found == order)
                    }
                }
                try await group.waitForAll()
            }
            #expect(stage.arrivals.sorted { $0[0] < $1[0] } == [["JK1"], ["JK2"], ["JK3"]])
        }
    }

    @Test("nobody waits long for one that isn't answered: what waits goes beside it after a moment") func overdue() async throws {
        try await QuestionStage.run(QuestionLines(gathering: .milliseconds(20), patience: .seconds(600))) { stage in
            stage.asksOther()
            for order in ["JK1", "JK2"] {
                let found = try await stage.found(order)
                #expect(found == order)
            }
            #expect(stage.arrivals == [["JK1"], ["JK2"]])
        }
    }

    @Test("whoever no longer waits for an answer isn't asked for, and holds nobody up") func cancelled() async throws {
        try await QuestionStage.run { stage in
            let client = try stage.client
            stage.asksOther()
            let given = Task { try await stage.ask("JK1") }
            try await stage.waiting(1)
            given.cancel()
            await #expect(throws: CancellationError.self) { _ = try await given.value }
            let kept = Task { try await stage.ask("JK2") }
            try await stage.waiting(2)
            client.goOn(after: QuestionStage.peer)
            let answer = try await kept.value
            #expect(answer.value?.number == "JK2")
            #expect(stage.arrivals == [["JK2"]])
            // Alone and given up: the turn goes on to whoever comes next.
            stage.asksOther()
            let lost = Task { try await stage.ask("JK3") }
            try await stage.waiting(1)
            lost.cancel()
            await #expect(throws: CancellationError.self) { _ = try await lost.value }
            client.goOn(after: QuestionStage.peer)
            #expect(try await stage.found("JK4") == "JK4")
            #expect(stage.arrivals == [["JK2"], ["JK4"]])
        }
    }
}
