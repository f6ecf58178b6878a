import Contracts
import Register
import Seals
import Storage
import StorageTesting
import Testing

@testable import Exchange

@Suite("The outbox") struct OutboxTests {
    private static let cipher = try? FieldCipher(keys: [1: Array(repeating: 4, count: 32)], current: 1)
    private static let at = Moment(seconds: 1_790_000_000)

    private func run(_ engine: Engine, _ body: (any Database, OutboxWorker, FieldCipher) async throws -> Void) async throws {
        try await withTemporaryDatabase(engine, migrations: ExchangeSchema.migrations) { database in
            let cipher = try #require(Self.cipher)
            let signer = try Ed25519Signer(rawSeed: Array(repeating: 3, count: 32), keyID: "registry-1")
            let client = DepartmentClient(directory: try DepartmentDirectory(.init(departments: [], issuer: nil)), signer: signer, now: { Self.at })
            let worker = OutboxWorker(database: database, client: client, cipher: cipher, region: "360100", logger: quietLogger, now: { Self.at })
            try await body(database, worker, cipher)
        }
    }

    private func message(_ id: String = "sms-1", text: String = "张伟的证书") throws -> OutgoingMessage {
        try OutgoingMessage(id: id, ShortMessage.Send.self, .init(phone: "13870000001", text: text), caseID: "c", purpose: "告知办理结果")
    }

    private func put(_ message: OutgoingMessage, _ database: any Database, _ cipher: FieldCipher) async throws {
        try await database.write { try Outbox.enqueue(message, at: Self.at, region: "360100", cipher: cipher, in: $0) }
    }

    @Test("keeps what it says sealed, once for each id", arguments: availableEngines)
    func sealed(engine: Engine) async throws {
        try await run(engine) { database, _, cipher in
            try await put(try message(), database, cipher)
            try await put(try message(text: "另一段话"), database, cipher)
            let rows = try await database.read { try $0.rows("SELECT message_id, payload FROM outbox_message") }
            #expect(rows.count == 1)
            let payload = try #require(try rows.first?.blob("payload"))
            let text = String(decoding: payload, as: UTF8.self)
            #expect(!text.contains("13870000001") && !text.contains("张伟"))
            #expect(try cipher.open(payload, context: Outbox.payloadContext("sms-1", region: "360100")).contains("张伟的证书"))
        }
    }

    @Test("leaves a message to whoever stored it, and finds it again when its time is over", arguments: availableEngines)
    func handed(engine: Engine) async throws {
        try await run(engine) { database, worker, cipher in
            let message = try message()
            try await database.write { try Outbox.enqueue(message, at: Self.at, handed: true, region: "360100", cipher: cipher, in: $0) }
            #expect(try await worker.deliverDue() == 0)
            worker.take([message])
            #expect(try await worker.deliverDue() == 1)
            let row = try #require(try await database.read { try $0.row("SELECT state, attempts, next_at, last_error FROM outbox_message") })
            #expect(try row.text("state") == "waiting" && row.int("attempts") == 1)
            // Nobody is connected here: it is tried again, and sooner than if it had been forgotten.
            #expect(try row.int("next_at") > Self.at.microseconds && row.int("next_at") < Outbox.lease(Self.at).microseconds)
            #expect(try row.textIfPresent("last_error") != nil)
            #expect(try await worker.deliverDue() == 0)
        }
    }

    @Test("never sends a message that was altered or moved in the store: a person has to look", arguments: availableEngines)
    func altered(engine: Engine) async throws {
        try await run(engine) { database, worker, cipher in
            try await put(try message("sms-1"), database, cipher)
            try await put(try message("sms-2", text: "给别人的话"), database, cipher)
            try await database.write {
                try $0.execute(
                    """
                    UPDATE outbox_message SET payload = (SELECT o.payload FROM outbox_message o WHERE o.region = '360100' AND o.message_id = 'sms-2')
                    WHERE region = '360100' AND message_id = 'sms-1'
                    """)
            }
            try await worker.deliverDue()
            let states = try await database.read { connection in
                try connection.rows("SELECT message_id, state FROM outbox_message ORDER BY message_id").map { "\(try $0.text("message_id")) \(try $0.text("state"))" }
            }
            // The other one only waits for a department that is not connected.
            #expect(states == ["sms-1 dead", "sms-2 waiting"])
        }
    }
}
