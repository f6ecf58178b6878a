import Contracts
import Register
import Seals
import Storage

/// How the delivery of a message ended.
struct OutboxOutcome: Sendable {
    enum Receipt: Sendable {
        /// The receiver's signed answer to this message alone.
        case own(SignedMessage)
        /// Where the signed answer to several messages is kept.
        case shared(String)
    }
    enum End: Sendable {
        case settled(state: String, error: String?, receipt: Receipt?, kept: KeptAnswer?)
        case again(at: Moment, error: String)
    }
    let id: String
    let end: End
}

/// How the delivery of what travelled in one envelope ended.
struct OutboxDelivery: Sendable {
    var outcomes: [OutboxOutcome]
    /// The signed answer to several messages, and under what it is kept if any of them rests on it.
    var shared: (id: String, answer: SignedMessage)?

    private var isSharedKept: Bool {
        outcomes.contains { if case .settled(_, _, .shared, _) = $0.end { true } else { false } }
    }

    /// What is written is stored.
    func stored() {
        for outcome in outcomes { if case .settled(_, _, _, let kept) = outcome.end { kept?.stored?() } }
    }

    /// What is written about deliveries: what keepers keep, then a few statements for all rows together.
    static func statements(for deliveries: [OutboxDelivery], at now: Moment, region: String, cipher: FieldCipher) throws -> [SQL] {
        var statements: [SQL] = []
        var settled: [Settled] = []
        var again: [(id: String, at: Moment, error: String)] = []
        for delivery in deliveries {
            if let shared = delivery.shared, delivery.isSharedKept {
                let sealed = try cipher.seal(
                    String(decoding: shared.answer.bytes, as: UTF8.self), context: Outbox.sharedReceiptContext(shared.id, region: region))
                statements.append(
                    """
                    INSERT INTO outbox_receipt (region, receipt_id, receipt, receipt_key, receipt_signature)
                    VALUES (\(region), \(shared.id), \(sealed), \(shared.answer.keyID), \(shared.answer.signature))
                    """)
            }
            for outcome in delivery.outcomes {
                switch outcome.end {
                case .settled(let state, let error, let receipt, let kept):
                    statements += kept?.statements ?? []
                    var row = Settled(id: outcome.id, state: state, error: error)
                    switch receipt {
                    case .own(let answer):
                        row.receipt = try cipher.seal(String(decoding: answer.bytes, as: UTF8.self), context: Outbox.receiptContext(outcome.id, region: region))
                        row.key = answer.keyID
                        row.signature = answer.signature
                    case .shared(let id): row.receiptOf = id
                    case nil: break
                    }
                    settled.append(row)
                case .again(let next, let error): again.append((outcome.id, next, error))
                }
            }
        }
        statements += settled.chunks(of: Outbox.rowsAtOnce).map { settle($0, at: now, region: region) }
        statements += again.chunks(of: Outbox.rowsAtOnce).map { postpone($0, region: region) }
        return statements
    }

    // MARK: many rows by one statement

    private struct Settled {
        let id: String
        let state: String
        let error: String?
        var receipt: [UInt8]?
        var key: String?
        var signature: [UInt8]?
        var receiptOf: String?

        var row: SQL { "(\(id), \(state), \(error), \(receipt), \(key), \(signature), \(receiptOf))" }
        /// No row has this key: it fills a statement up.
        static let nothing: SQL = "(\(nil as String?), \(nil as String?), \(nil as String?), \(nil as [UInt8]?), \(nil as String?), \(nil as [UInt8]?), \(nil as String?))"
    }

    /// As many rows as the next power of two, so that there are few statements to prepare and to remember.
    private static func filled(_ rows: [SQL], with nothing: SQL) -> SQL {
        var count = 1
        while count < rows.count { count *= 2 }
        return SQL(joining: rows + Array(repeating: nothing, count: count - rows.count), with: ", ")
    }

    private static func settle(_ rows: [Settled], at now: Moment, region: String) -> SQL {
        """
        WITH ended (id, outcome, error, receipt, receipt_key, receipt_signature, receipt_of) AS (VALUES \(sql: filled(rows.map(\.row), with: Settled.nothing)))
        UPDATE outbox_message SET state = ended.outcome, done_at = \(now.microseconds), last_error = ended.error, receipt = ended.receipt,
            receipt_key = ended.receipt_key, receipt_signature = ended.receipt_signature, receipt_of = ended.receipt_of
        FROM ended /* reads all: of what ended */ WHERE outbox_message.region = \(region) AND outbox_message.message_id = ended.id
        """
    }

    private static func postpone(_ rows: [(id: String, at: Moment, error: String)], region: String) -> SQL {
        let nothing: SQL = "(\(nil as String?), \(nil as Int64?), \(nil as String?))"
        return """
            WITH ended (id, at, error) AS (VALUES \(sql: filled(rows.map { "(\($0.id), \($0.at.microseconds), \($0.error))" }, with: nothing)))
            UPDATE outbox_message SET next_at = ended.at, last_error = ended.error
            FROM ended /* reads all: of what ended */ WHERE outbox_message.region = \(region) AND outbox_message.message_id = ended.id AND state = 'waiting'
            """
    }
}
