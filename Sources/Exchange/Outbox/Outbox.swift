package import Contracts
package import Register
package import Seals
package import Storage

/// A message that leaves with a transaction: if the transaction commits, the message will arrive.
package struct OutgoingMessage: Sendable {
    /// Stable for the event it tells of, so that telling twice is telling once.
    package let id: String
    package let peer: Peer
    package let contract: String
    package let caseID: String?
    package let purpose: String
    package let payload: [UInt8]

    /// - Parameter institution: which one is told, by its credit code, where there are many of the kind.
    package init<C: Contract>(
        id: String, _ contract: C.Type, _ request: C.Request, at institution: String? = nil, caseID: String?, purpose: String
    ) throws {
        self.id = id
        self.peer = Peer(C.department, institution: institution)
        self.contract = C.name
        self.caseID = caseID
        self.purpose = purpose
        self.payload = try CanonicalJSON.encode(request)
    }
}

package enum Outbox {
    /// Puts a message into the outbox, in the caller's transaction. A message with a known id is already there: nothing happens.
    /// What it says names people, so it is stored sealed to its place.
    /// - Parameter handed: the caller gives it to `OutboxWorker.take` once the transaction has committed, so others leave it alone until
    ///   the lease is over.
    package static func enqueue(
        _ message: OutgoingMessage, at now: Moment, handed: Bool = false, region: String, cipher: FieldCipher, in connection: any Connection
    ) throws {
        try enqueue([message], at: now, handed: handed, region: region, cipher: cipher, in: connection)
    }

    /// Puts several messages into the outbox, by one statement.
    package static func enqueue(
        _ messages: [OutgoingMessage], at now: Moment, handed: Bool = false, region: String, cipher: FieldCipher, in connection: any Connection
    ) throws {
        for part in messages.chunks(of: rowsAtOnce) {
            let rows = try part.map { message -> SQL in
                let sealed = try cipher.seal(String(decoding: message.payload, as: UTF8.self), context: payloadContext(message.id, region: region))
                return """
                    (\(region), \(message.id), \(message.peer.wire), \(message.contract), \(message.caseID), \(message.purpose),
                    \(sealed), 'waiting', \(handed ? 1 : 0), \(now.microseconds), \((handed ? lease(now) : now).microseconds))
                    """
            }
            try connection.execute(
                """
                INSERT INTO outbox_message (region, message_id, department, contract, case_id, purpose, payload, state, attempts, created_at, next_at)
                VALUES \(sql: SQL(joining: rows, with: ", ")) ON CONFLICT (region, message_id) DO NOTHING
                """)
        }
    }

    /// Takes messages back that nobody has signed for, in the caller's transaction: they aren't delivered, or not once more. One that is on its way at this
    /// moment may arrive all the same, and is settled as what it was answered.
    package static func withdraw(_ ids: [String], region: String, in connection: any Connection) throws {
        guard !ids.isEmpty else { return }
        try connection.execute(
            "UPDATE outbox_message SET state = 'withdrawn' WHERE region = \(region) AND message_id IN \(list: ids) AND state = 'waiting'")
    }

    /// Rows of one statement.
    static let rowsAtOnce = 64

    /// Until when whoever has taken a message may deliver it: longer than it may wait in its line (`OutboxLines.patience`) before two rounds of ten
    /// seconds in which nobody answers, and short, because what a killed process had taken waits for its end.
    static func lease(_ now: Moment) -> Moment { now.adding(seconds: 30) }

    /// What binds a sealed payload to its message.
    package static func payloadContext(_ id: String, region: String) -> String { "outbox/\(region)/\(id)" }

    /// The same for the receiver's signed receipt.
    package static func receiptContext(_ id: String, region: String) -> String { "outbox-receipt/\(region)/\(id)" }

    /// The same for a signed answer to several messages.
    package static func sharedReceiptContext(_ id: String, region: String) -> String { "outbox-shared-receipt/\(region)/\(id)" }
}
