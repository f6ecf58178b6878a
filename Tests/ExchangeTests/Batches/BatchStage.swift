import Contracts
import Register
import Seals
import Storage
import StorageTesting
import Synchronization
import Testing

@testable import Exchange

/// A registry's outbox and the receivers that it tells, with a clock that only goes on when it is put forward.
final class BatchStage: Sendable {
    static let region = "360100"
    static let bank = Peer(.lender, institution: Banks.first)
    /// The receivers: text messages and payments take batches, the post doesn't.
    static let peers: [(Peer, Bool)] = [(Peer(.sms), true), (Peer(.payment), true), (Peer(.post), false), (bank, true)]

    let database: FailingDatabase
    let peer: PlayedPeer
    let cipher: FieldCipher
    private let client: DepartmentClient
    let time: Clock

    private init(_ database: FailingDatabase, _ peer: PlayedPeer, _ cipher: FieldCipher, _ client: DepartmentClient, _ time: Clock) {
        (self.database, self.peer, self.cipher, self.client, self.time) = (database, peer, cipher, client, time)
    }

    final class Clock: Sendable {
        private let at = Mutex(Moment(seconds: 1_790_000_000))
        var now: Moment { at.withLock { $0 } }
        func forward(_ seconds: Double) { at.withLock { $0 = $0.adding(seconds: seconds) } }
    }

    static func run(_ engine: Engine, attempts: Int = 1, _ body: (BatchStage) async throws -> Void) async throws {
        let clock = Clock()
        let peer = PlayedPeer { clock.now }
        try await withTemporaryDatabase(engine, migrations: ExchangeSchema.migrations, options: .refusingScans) { database in
            try await peer.serve(peers) { directory in
                let client = DepartmentClient(
                    directory: directory, signer: peer.registry, breaker: CircuitBreaker(threshold: .max), attempts: attempts, now: { clock.now })
                let cipher = try FieldCipher(keys: [1: Array(repeating: 4, count: 32)], current: 1)
                try await body(BatchStage(FailingDatabase(database), peer, cipher, client, clock))
            }
        }
    }

    func worker(_ keeper: (any AnswerKeeper)? = nil, patience: Double = 10) -> OutboxWorker {
        OutboxWorker(
            database: database, client: client, cipher: cipher, keeper: keeper, region: Self.region, patience: patience, logger: quietLogger, now: { [time] in time.now })
    }

    @discardableResult
    func put(_ messages: [OutgoingMessage], handed: Bool = false) async throws -> [OutgoingMessage] {
        let at = time.now
        try await database.write(.rowLocks) { [cipher] connection in
            for message in messages { try Outbox.enqueue(message, at: at, handed: handed, region: Self.region, cipher: cipher, in: connection) }
        }
        return messages
    }

    static func text(_ id: String, _ words: String = "您的登记已办结。") throws -> OutgoingMessage {
        try OutgoingMessage(id: id, ShortMessage.Send.self, .init(phone: "13870000001", text: words), caseID: "c-\(id)", purpose: "告知办理结果")
    }

    static func refund(_ id: String) throws -> OutgoingMessage {
        try OutgoingMessage(id: id, Payment.Refund.self, .init(number: "JK\(id)"), caseID: nil, purpose: "退费")
    }

    static func status(_ id: String) throws -> OutgoingMessage {
        try OutgoingMessage(id: id, Payment.OrderStatus.self, .init(number: "JK\(id)"), caseID: "c-\(id)", purpose: "核对")
    }

    static func question(_ id: String) throws -> OutgoingMessage {
        try OutgoingMessage(id: id, Lending.Settlement.self, .init(unit: DoorFixture.unit, proof: id), at: Banks.first, caseID: "c-\(id)", purpose: "核对")
    }

    struct Row: Sendable, Equatable {
        let id: String
        let state: String
        let attempts: Int64
        let error: String?
        let hasOwn: Bool
        let receiptOf: String?
    }

    func rows() async throws -> [Row] {
        try await database.read { connection in
            try connection.rows(
                "SELECT message_id, state, attempts, last_error, receipt, receipt_of FROM outbox_message /* reads all: a test */ WHERE region = \(Self.region) ORDER BY message_id"
            ).map { row in
                Row(
                    id: try row.text("message_id"), state: try row.text("state"), attempts: try row.int("attempts"), error: try row.textIfPresent("last_error"),
                    hasOwn: try row.blobIfPresent("receipt") != nil, receiptOf: try row.textIfPresent("receipt_of"))
            }
        }
    }

    func states() async throws -> [String: String] { Dictionary(uniqueKeysWithValues: try await rows().map { ($0.id, $0.state) }) }

    /// The receiver's word for a message, out of what is stored, its signature verified.
    func proof(_ id: String) async throws -> Envelope {
        let (found, signature) = try await database.read { connection in
            let row = try #require(
                try connection.row(
                    """
                    SELECT COALESCE(o.receipt_key, r.receipt_key) AS key, COALESCE(o.receipt_signature, r.receipt_signature) AS signature
                    FROM outbox_message o LEFT JOIN outbox_receipt r ON r.region = o.region AND r.receipt_id = o.receipt_of
                    WHERE o.region = \(Self.region) AND o.message_id = \(id)
                    """))
            return (try OutboxReceipt.find([id], region: Self.region, in: connection), (key: try row.text("key"), bytes: try row.blob("signature")))
        }
        let (text, _, answer) = try #require(found.first).open(cipher)
        let verifier = try Ed25519Verifier(publicKey: peer.key.publicKey, keyID: peer.key.keyID)
        #expect(signature.key == peer.key.keyID && verifier.verify(signature.bytes, over: Array(text.utf8)), "\(id)'s receipt isn't signed")
        return answer
    }

    func sharedReceipts() async throws -> [String] {
        try await database.read { connection in
            try connection.rows("SELECT receipt_id FROM outbox_receipt /* reads all: a test */ WHERE region = \(Self.region) ORDER BY receipt_id").map { try $0.text("receipt_id") }
        }
    }
}

/// A database whose next changes can be made to fail, as if the process died before they were stored.
final class FailingDatabase: Database {
    struct Died: Error {}
    private let base: any Database
    private let failures = Mutex(0)

    init(_ base: any Database) { self.base = base }

    func failsNext(_ times: Int) { failures.withLock { $0 = times } }

    var engine: Engine { base.engine }
    func read<T: Sendable>(_ work: @Sendable @escaping (any Connection) throws -> T) async throws -> T { try await base.read(work) }
    func write<T: Sendable>(_ isolation: WriteIsolation, _ work: @Sendable @escaping (any Connection) throws -> T) async throws -> T {
        let fails = failures.withLock { left -> Bool in
            guard left > 0 else { return false }
            left -= 1
            return true
        }
        return try await base.write(isolation) { connection in
            let value = try work(connection)
            // After the work: it is undone.
            if fails { throw Died() }
            return value
        }
    }
    func close() async { await base.close() }
}
