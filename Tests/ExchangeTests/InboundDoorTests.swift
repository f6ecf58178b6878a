import Contracts
import Register
import Seals
import Storage
import StorageTesting
import Testing

@testable import Exchange

/// A door with the housing department's and the payment platform's keys in its directory.
struct DoorFixture {
    static let now = Moment(seconds: 1_790_000_000)
    let database: any Database
    let door: InboundDoor
    let housing: Ed25519Signer
    let payment: Ed25519Signer
    let registry: Ed25519Signer

    static func run(_ engine: Engine, _ body: (DoorFixture) async throws -> Void) async throws {
        try await withTemporaryDatabase(engine, migrations: ExchangeSchema.migrations, options: .refusingScans) { database in
            let housing = try Ed25519Signer(rawSeed: Array(repeating: 1, count: 32), keyID: "housing-1")
            let payment = try Ed25519Signer(rawSeed: Array(repeating: 2, count: 32), keyID: "payment-1")
            let registry = try Ed25519Signer(rawSeed: Array(repeating: 3, count: 32), keyID: "registry-1")
            let directory = try DepartmentDirectory(
                .init(
                    departments: [
                        .init(department: .housing, url: "http://127.0.0.1:1", keys: ["housing-1": Hex.encode(housing.publicKey)]),
                        .init(department: .payment, url: "http://127.0.0.1:1", keys: ["payment-1": Hex.encode(payment.publicKey)]),
                    ], issuer: nil))
            let cipher = try FieldCipher(keys: [1: Array(repeating: 4, count: 32)], current: 1)
            let door = InboundDoor(directory: directory, signer: registry, database: database, cipher: cipher, now: { now })
            try await body(DoorFixture(database: database, door: door, housing: housing, payment: payment, registry: registry))
        }
    }

    static let unit = UnitCode(trusted: "360102001001GB00001F00010101")

    func message(
        id: String = "m1", from: Department = .housing, to: String = Envelope.registry, contract: String = Housing.ContractChanged.name,
        number: String = "NC2026-0000001", issued: Moment = now, valid: Double = 3_600, by signer: Ed25519Signer? = nil
    ) throws -> SignedMessage {
        let change = Housing.ContractChanged.Request(number: number, unit: Self.unit, status: .cancelled, on: DoorFixture.now.date)
        let signer = signer ?? housing
        let envelope = Envelope(
            id: id, from: from.rawValue, to: to, contract: contract, purpose: "办理结果回传", legalBasis: "《不动产登记暂行条例》第二十四条", issuedAt: issued,
            expiresAt: issued.adding(seconds: valid), payload: String(decoding: try CanonicalJSON.encode(change), as: UTF8.self))
        return try SignedMessage(envelope, keyID: signer.keyID, sign: signer.sign)
    }

    func accept(_ message: SignedMessage, contract: String = Housing.ContractChanged.name) async throws -> InboundMessage {
        try await door.accept(message.bytes, key: message.keyID, signature: message.signatureHeader, contract: contract)
    }

    func stored() async throws -> [ResultRow] {
        try await database.read { try $0.rows("SELECT body, answer FROM inbox_message") }
    }
}

@Suite("The door for departments' messages") struct InboundDoorTests {
    @Test("lets in what a department signed for us, and keeps it sealed", arguments: availableEngines)
    func good(engine: Engine) async throws {
        try await DoorFixture.run(engine) { fixture in
            let inbound = try await fixture.accept(try fixture.message())
            #expect(inbound.peer == Peer(.housing))
            #expect(inbound.earlierAnswer == nil)
            let answer = try await fixture.door.answer(inbound, .init(.ok), payload: Array("{\"receipt\":\"r\"}".utf8))
            #expect(try answer.envelope().inReplyTo == "m1")
            let rows = try await fixture.stored()
            #expect(rows.count == 1)
            for row in rows {
                for column in ["body", "answer"] {
                    let text = String(decoding: try row.blob(column), as: UTF8.self)
                    #expect(!text.contains("NC2026") && !text.contains("receipt") && !text.contains("housing"), "\(column) lies open")
                }
            }
        }
    }

    @Test("answers a repetition with the first answer, byte for byte", arguments: availableEngines)
    func repeated(engine: Engine) async throws {
        try await DoorFixture.run(engine) { fixture in
            let message = try fixture.message()
            let first = try await fixture.door.answer(try await fixture.accept(message), .init(.ok), payload: Array("{\"receipt\":\"r\"}".utf8))
            let again = try await fixture.accept(message)
            #expect(again.earlierAnswer == first.bytes)
            // Sent anew later, with the same id and the same words: the same message.
            let later = try await fixture.accept(try fixture.message(issued: DoorFixture.now.adding(seconds: 60)))
            #expect(later.earlierAnswer == first.bytes)
        }
    }

    @Test("does not keep 'come again later': next time it may be otherwise", arguments: availableEngines)
    func busy(engine: Engine) async throws {
        try await DoorFixture.run(engine) { fixture in
            let message = try fixture.message()
            _ = try await fixture.door.answer(try await fixture.accept(message), .init(.busy, message: "稍后"))
            let rows = try await fixture.stored()
            #expect(rows.isEmpty)
            let again = try await fixture.accept(message)
            #expect(again.earlierAnswer == nil)
        }
    }

    @Test("turns away what is forged, altered, stale, misaddressed or says something else under a known id", arguments: availableEngines)
    func refused(engine: Engine) async throws {
        try await DoorFixture.run(engine) { fixture in
            _ = try await fixture.door.answer(try await fixture.accept(try fixture.message()), .init(.ok))
            let stranger = try Ed25519Signer(rawSeed: Array(repeating: 9, count: 32), keyID: "housing-1")
            let good = try fixture.message(id: "m2")
            var altered = good.bytes
            altered[altered.count / 2] ^= 1
            let now = DoorFixture.now
            let cases: [(what: String, message: SignedMessage, error: MessageError)] = [
                ("a stranger's key under the department's name", try fixture.message(id: "m3", by: stranger), .badSignature),
                ("another department's good signature", try fixture.message(id: "m4", by: fixture.payment), .unknownKey("payment-1")),
                ("altered on the way", SignedMessage(bytes: altered, keyID: good.keyID, signature: good.signature), .badSignature),
                ("from an hour ago and no longer valid", try fixture.message(id: "m5", issued: now.adding(seconds: -3_600), valid: 60), .stale),
                ("from the future", try fixture.message(id: "m6", issued: now.adding(seconds: 600)), .stale),
                ("meant for somebody else", try fixture.message(id: "m7", to: "tax"), .wrongAddress),
                ("in another's name", try fixture.message(id: "m8", from: .tax), .wrongAddress),
                ("of another contract than the address says", try fixture.message(id: "m9", contract: "housing.something-else"), .wrongContract),
                ("a known id with other words", try fixture.message(id: "m1", number: "NC2026-0000002"), .foreignAnswer),
            ]
            for item in cases {
                await #expect(throws: item.error, "\(item.what)") { _ = try await fixture.accept(item.message) }
            }
            await #expect(throws: MessageError.unsigned) {
                _ = try await fixture.door.accept(good.bytes, key: nil, signature: nil, contract: Housing.ContractChanged.name)
            }
            let rows = try await fixture.stored()
            #expect(rows.count == 1, "something that was turned away is kept")
        }
    }
}
