import Contracts
import Register
import Storage
import StorageTesting
import Synchronization
import Testing

@testable import Exchange

@Suite("Lines of messages") struct OutboxLinesTests {
    private static let start = Moment(seconds: 1_790_000_000)

    private static func jobs(_ numbers: Range<Int>, to peer: Peer) -> [OutboxJob] {
        numbers.map { OutboxJob(id: "\(peer.wire)\($0)", peer: peer.wire, contract: "c", caseID: nil, purpose: "p", payload: .plain([]), attempts: 1) }
    }

    @Test("a receiver is carried to by one at a time, in order, as much at once as a round takes") func order() {
        let lines = OutboxLines()
        let (sms, post) = (Peer(.sms), Peer(.post))
        #expect(lines.put(Self.jobs(0..<300, to: sms) + Self.jobs(0..<2, to: post), at: Self.start) == [sms.wire, post.wire])
        #expect(lines.full == [sms.wire])
        #expect(lines.next(to: sms.wire, at: Self.start).map(\.id) == Self.jobs(0..<256, to: sms).map(\.id))
        #expect(lines.full.isEmpty && lines.count(to: sms.wire) == 44 && lines.count(to: post.wire) == 2)
        // Something is on its way already.
        #expect(lines.put(Self.jobs(300..<301, to: sms), at: Self.start).isEmpty)
        #expect(lines.next(to: sms.wire, at: Self.start).map(\.id) == Self.jobs(256..<301, to: sms).map(\.id))
        #expect(lines.put(Self.jobs(301..<302, to: sms), at: Self.start).isEmpty)
        #expect(lines.next(to: sms.wire, at: Self.start).count == 1)
        #expect(lines.next(to: sms.wire, at: Self.start).isEmpty)
        #expect(lines.put(Self.jobs(302..<303, to: sms), at: Self.start) == [sms.wire])
    }

    @Test("what has waited too long, and what nobody could carry in time, is left to the table") func bounds() {
        let lines = OutboxLines()
        let sms = Peer(.sms)
        _ = lines.put(Self.jobs(0..<5_000, to: sms), at: Self.start)
        #expect(lines.count(to: sms.wire) == OutboxLines.most)
        #expect(lines.next(to: sms.wire, at: Self.start.adding(seconds: 7.9)).count == OutboxWorker.most)
        _ = lines.put(Self.jobs(5_000..<5_001, to: sms), at: Self.start.adding(seconds: 7.9))
        #expect(lines.next(to: sms.wire, at: Self.start.adding(seconds: 8)).map(\.id) == ["\(sms.wire)5000"])
        #expect(lines.next(to: sms.wire, at: Self.start.adding(seconds: 8)).isEmpty)
        // Until it is found in the table it could have been delivered in two rounds of ten seconds.
        #expect(OutboxLines.patience + 20 <= Outbox.lease(Self.start).seconds(since: Self.start))
    }

    @Test("a receiver that says nothing keeps nobody waiting who waits for another", arguments: availableEngines)
    func silent(engine: Engine) async throws {
        try await BatchStage.run(engine) { stage in
            stage.peer.state.withLock { $0.silent = [Peer(.sms)] }
            let worker = stage.worker(patience: 3_600)
            let running = Task { try await worker.run() }
            func hand(_ message: OutgoingMessage) async throws {
                try await stage.put([message], handed: true)
                worker.take([message])
            }
            try await hand(try BatchStage.text("s1"))
            #expect(try await eventually { !stage.peer.arrivals.isEmpty })
            for number in 1...3 {
                try await hand(try BatchStage.text("s\(number + 1)"))
                try await hand(try BatchStage.refund("p\(number)"))
                #expect(try await eventually { try await stage.states()["p\(number)"] == "done" })
            }
            // Found in the table.
            try await stage.put([try BatchStage.refund("p4")])
            worker.nudge()
            #expect(try await eventually { try await stage.states()["p4"] == "done" })
            #expect(stage.peer.arrivals.filter { $0.peer == Peer(.sms) }.map(\.ids) == [["s1"]])
            let states = try await stage.states()
            #expect(["s1", "s2", "s3", "s4"].allSatisfy { states[$0] == "waiting" })
            running.cancel()
            _ = await running.result
        }
    }

    @Test("what is put there while others are on their way arrives, all of it once", arguments: availableEngines)
    func flowing(engine: Engine) async throws {
        try await BatchStage.run(engine) { stage in
            let worker = stage.worker()
            let running = Task { try await worker.run() }
            // More in the table than a line takes, and others handed over meanwhile.
            try await stage.put(try (1_000..<1_600).map { try BatchStage.text("s\($0)") })
            worker.nudge()
            for number in 0..<40 {
                let messages = [try BatchStage.text("h\(number)"), try BatchStage.refund("p\(number)")]
                try await stage.put(messages, handed: true)
                worker.take(messages)
            }
            #expect(try await eventually { try await stage.rows().allSatisfy { $0.state == "done" } })
            running.cancel()
            _ = await running.result
            #expect(try await stage.rows().count == 680)
            let arrived = stage.peer.arrivals.flatMap(\.ids)
            #expect(arrived.count == 680 && Set(arrived).count == 680)
        }
    }
}
