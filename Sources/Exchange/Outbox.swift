package import Contracts
package import Register
package import Seals
package import Storage

/// A message that leaves with a transaction: if the transaction commits, the message will arrive.
package struct OutgoingMessage: Sendable {
    /// Stable for the event it tells of, so that telling twice is telling once.
    package let id: String
    package let department: Department
    package let contract: String
    package let caseID: String?
    package let purpose: String
    package let payload: [UInt8]

    package init<C: Contract>(id: String, _ contract: C.Type, _ request: C.Request, caseID: String?, purpose: String) throws {
        self.id = id
        self.department = C.department
        self.contract = C.name
        self.caseID = caseID
        self.purpose = purpose
        self.payload = try CanonicalJSON.encode(request)
    }
}

package enum Outbox {
    /// Puts a message into the outbox, in the caller's transaction. A message with a known id is already there: nothing happens.
    /// What it says names people, so it is stored sealed to its place.
    package static func enqueue(
        _ message: OutgoingMessage, at now: Moment, region: String, cipher: FieldCipher, in connection: any Connection
    ) throws {
        let sealed = try cipher.seal(String(decoding: message.payload, as: UTF8.self), context: payloadContext(message.id, region: region))
        try connection.execute(
            """
            INSERT INTO outbox_message (region, message_id, department, contract, case_id, purpose, payload, state, attempts, created_at, next_at)
            VALUES (\(region), \(message.id), \(message.department.rawValue), \(message.contract), \(message.caseID), \(message.purpose),
                    \(sealed), 'waiting', 0, \(now.microseconds), \(now.microseconds))
            ON CONFLICT (region, message_id) DO NOTHING
            """)
    }

    /// What binds a sealed payload to its message.
    package static func payloadContext(_ id: String, region: String) -> String { "outbox/\(region)/\(id)" }

    /// The same for the receiver's signed receipt.
    package static func receiptContext(_ id: String, region: String) -> String { "outbox-receipt/\(region)/\(id)" }
}
