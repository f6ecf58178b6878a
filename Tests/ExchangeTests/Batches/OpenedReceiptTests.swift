import Contracts
import Register
import Seals
import Storage
import StorageTesting
import Synchronization
import Testing

@testable import Exchange

@Suite("A signed answer that many messages rest on") struct OpenedReceiptTests {
    private func find(_ stage: BatchStage, _ ids: [String]) async throws -> [OutboxReceipt] {
        try await stage.database.read { try OutboxReceipt.find(ids, region: BatchStage.region, in: $0) }
    }

    @Test("is opened once, and says of each what was said of it; bytes that are altered afterwards are not taken for it", arguments: availableEngines)
    func once(engine: Engine) async throws {
        try await BatchStage.run(engine) { stage in
            stage.peer.state.withLock { $0.verdict = { .init(id: $0.id, .init(.ok), payload: "{\"said\":\"\($0.id)\"}") } }
            try await stage.put([BatchStage.refund("p1"), BatchStage.refund("p2")])
            try await stage.worker().deliverDue()
            let recent = OpenedReceipts()
            let receipts = try await find(stage, ["p1", "p2"]).sorted { $0.messageID < $1.messageID }
            let first = try receipts[0].open(stage.cipher, recent: recent)
            #expect(recent.find(receipts[0].context, receipts[0].sealed)?.digest == first.digest)
            let second = try receipts[1].open(stage.cipher, recent: recent)
            #expect(first.text == second.text && first.digest == Hex.encode(Digests.sha256(Array(first.text.utf8))))
            #expect(first.answer.payload == "{\"said\":\"p1\"}" && second.answer.payload == "{\"said\":\"p2\"}" && second.answer.inReplyTo == "p2")
            #expect(try receipts[1].open(stage.cipher).answer == second.answer)
            try await stage.database.write { connection in
                _ = try connection.execute("UPDATE outbox_receipt SET receipt = \(Array("another".utf8)) WHERE region = \(BatchStage.region) AND receipt_id = \(stage.sharedID(receipts[0]))")
            }
            for altered in try await find(stage, ["p1", "p2"]) { #expect(throws: (any Error).self) { _ = try altered.open(stage.cipher, recent: recent) } }
        }
    }
}

extension BatchStage {
    /// Where a receipt is kept, out of what binds it to its place.
    fileprivate func sharedID(_ receipt: OutboxReceipt) -> String { String(receipt.context.split(separator: "/").last ?? "") }
}
