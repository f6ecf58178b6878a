import Contracts
import Ledger
import Storage

/// What the chain's receipts say: each is about a checkpoint of the log, which `LogAudit` compares with the entries, so that it is a
/// prefix of the log; its block is signed by the chain and comes after the block of the anchor before; and none that came is missing.
extension BookVerifier {
    func verifyAnchors(_ report: inout Report) async throws {
        var after: Int64 = -1
        var earlier: Anchor?
        while report.divergences.count < Self.enough {
            let start = after
            let page = try await database.read { connection in
                try connection.rows(
                    """
                    SELECT a.size, a.receipt, c.note FROM log_anchor a LEFT JOIN log_checkpoint c ON c.size = a.size
                    WHERE a.size > \(start) ORDER BY a.size LIMIT \(Self.page)
                    """
                ).map { (size: try $0.int("size"), receipt: try $0.text("receipt"), note: try $0.textIfPresent("note")) }
            }
            guard let last = page.last else { break }
            after = last.size
            for item in page {
                do {
                    guard let note = item.note else { throw AnchorFault.checkpoint(item.size, "the log never had a tree of that size") }
                    let anchor = try Anchor(verifying: Anchor.receipt(item.receipt), checkpoint: note, log: log, chainKeys: chainKeys)
                    if let earlier { try anchor.block.follows(earlier.block, sameKey: anchor.receipt.publicKey == earlier.receipt.publicKey) }
                    earlier = anchor
                    report.anchors += 1
                } catch {
                    report.add("anchor \(item.size)", "\(error)")
                }
            }
        }
        try await verifyNoneIsMissing(&report)
    }

    private func verifyNoneIsMissing(_ report: inout Report) async throws {
        let region = region
        let lost = try await database.read { connection in
            try connection.rows(
                """
                SELECT o.message_id /* reads all: every message to the chain that was answered */ FROM outbox_message o
                WHERE o.region = \(region) AND o.contract = \(ProvincialChain.Deposit.name) AND o.state = 'done'
                AND NOT EXISTS (SELECT 1 FROM log_anchor a WHERE 'anchor-' || a.size = o.message_id) ORDER BY o.message_id LIMIT \(Self.enough)
                """
            ).map { try $0.text("message_id") }
        }
        for id in lost { report.add(id, "\(AnchorFault.lost)") }
    }
}
