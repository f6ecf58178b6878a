import Chance
import Contracts
import Register
import Seals
import Storage
import StorageTesting
import Synchronization
import Testing

@testable import Exchange

/// Random histories: receivers that lie, fail and are busy, processes that die before they have stored what they heard.
@Suite("Whatever happens to envelopes") struct BatchHistoryTests {
    private static let histories = 16

    @Test("each message is judged once, settled as it was judged, and its receipt proves it", arguments: availableEngines)
    func histories(engine: Engine) async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var dice = SeededDice(seed: seed)
        try await BatchStage.run(engine, attempts: 2) { stage in
            stage.peer.state.withLock { state in
                // As the id has it, after having been busy for a while or not.
                state.verdict = { message in
                    switch message.id.last {
                    case "r": .init(id: message.id, .init(.refused, message: "不收"))
                    case "n": .init(id: message.id, .init(.notFound))
                    default: .init(id: message.id, .init(.ok), payload: "{\"for\":\"\(message.id)\"}")
                    }
                }
            }
            var all: [String: String] = [:]
            for history in 0..<Self.histories {
                let messages = try (0..<(1 + dice.below(40))).map { number in
                    let kind = dice.pick(["k", "k", "k", "r", "n"])
                    let id = "h\(history)-\(number)\(kind)"
                    all[id] = kind == "k" ? "done" : "refused"
                    switch dice.below(5) {
                    case 0: return try BatchStage.refund(id)
                    case 1: return try BatchStage.status(id)
                    case 2: return try OutgoingMessage(id: id, Post.Dispatch.self, .init(certificate: "证", name: "张", phone: "1", address: "路"), caseID: nil, purpose: "邮寄")
                    default: return try BatchStage.text(id, String(repeating: "字", count: dice.below(16) == 0 ? 30_000 : 10))
                    }
                }
                var worker = stage.worker()
                if dice.below(2) == 0 {
                    try await stage.put(messages, handed: true)
                    worker.take(messages)
                } else {
                    try await stage.put(messages)
                }
                for round in 0..<80 {
                    let isCalm = round > 12
                    if !isCalm {
                        for _ in 0..<dice.below(5) where dice.below(2) == 0 { stage.peer.fails(dice.pick(PlayedPeer.Fault.allCases)) }
                        if dice.below(6) == 0 { stage.database.failsNext(1 + dice.below(2)) }
                        if dice.below(6) == 0 { worker = stage.worker() }
                    } else {
                        stage.peer.state.withLock { $0.faults = [] }
                        stage.database.failsNext(0)
                    }
                    _ = try? await worker.deliverDue(limit: 1 + dice.below(64))
                    stage.time.forward(Double(dice.below(isCalm ? 900 : 40)))
                    guard try await stage.states().values.contains("waiting") else { break }
                }
                try #require(try await !stage.states().values.contains("waiting"), "history \(history) has no end, seed \(seed)")
            }
            stage.database.failsNext(0)
            #expect(try await stage.states() == all, "seed \(seed)")
            let rows = try await stage.rows()
            #expect(rows.allSatisfy { $0.hasOwn != ($0.receiptOf != nil) }, "seed \(seed)")
            #expect(try await Set(stage.sharedReceipts()) == Set(rows.compactMap(\.receiptOf)), "seed \(seed)")
            for row in rows {
                let answer = try await stage.proof(row.id)
                let judged = try #require(stage.peer.state.withLock { $0.judged[row.id]?.answer })
                #expect(answer.inReplyTo == row.id && answer.outcome == judged.outcome && answer.payload == judged.payload, "\(row.id), seed \(seed)")
            }
            let (changed, judged) = stage.peer.state.withLock { ($0.changed, $0.judged.count) }
            #expect(changed.isEmpty && judged == all.count, "seed \(seed)")
            #expect(stage.peer.arrivals.allSatisfy { !$0.isBatch || $0.peer != Peer(.post) }, "seed \(seed)")
            #expect(stage.peer.arrivals.contains { $0.isBatch })
        }
    }
}
