package import Storage

/// What a receiver signed for a message: it lies in the message's own row, or, where several were answered by one signed message, once for all of them in
/// `outbox_receipt`, to which their rows refer. That row is written once and never again, whatever becomes of a message later.
package struct OutboxReceipt: Sendable {
    package let messageID: String
    /// Of the message, as it stands now.
    package let state: String
    let contract: String
    let caseID: String?
    let sealed: [UInt8]
    let context: String
    /// Whether it speaks for other messages too.
    let isShared: Bool

    /// The receipts of messages that have one, in the order in which they were settled.
    package static func find(_ ids: some Sequence<String>, region: String, in connection: any Connection) throws -> [OutboxReceipt] {
        try connection.rows(
            """
            SELECT o.message_id, o.state, o.contract, o.case_id, o.receipt, o.receipt_of, r.receipt AS shared
            FROM outbox_message o LEFT JOIN outbox_receipt r ON r.region = o.region AND r.receipt_id = o.receipt_of
            WHERE o.region = \(region) AND o.message_id IN \(list: ids) ORDER BY o.done_at, o.message_id
            """
        ).compactMap { try OutboxReceipt($0, region: region) }
    }

    private init?(_ row: ResultRow, region: String) throws {
        let id = try row.text("message_id")
        if let own = try row.blobIfPresent("receipt") {
            sealed = own
            context = Outbox.receiptContext(id, region: region)
            isShared = false
        } else if let place = try row.textIfPresent("receipt_of"), let shared = try row.blobIfPresent("shared") {
            sealed = shared
            context = Outbox.sharedReceiptContext(place, region: region)
            isShared = true
        } else {
            return nil
        }
        messageID = id
        state = try row.text("state")
        contract = try row.text("contract")
        caseID = try row.textIfPresent("case_id")
    }
}
