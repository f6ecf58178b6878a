import Contracts
import Register
import Seals
import Storage
import StorageTesting
import Testing

@testable import Exchange

/// Two banks, of which the first also supervises money.
enum Banks {
    static let first = "91360100MA35C3D46B"
    static let second = "91360100MA35C3D47E"

    static func signer(_ seed: UInt8, _ id: String) throws -> Ed25519Signer { try Ed25519Signer(rawSeed: Array(repeating: seed, count: 32), keyID: id) }

    static func entry(_ department: Department, _ code: String?, _ name: String? = "银行", key: Ed25519Signer) -> DepartmentDirectory.File.Entry {
        .init(department: department, institution: code, name: name, url: "http://127.0.0.1:1", keys: [key.keyID: Hex.encode(key.publicKey)])
    }
}

@Suite("Peers and their directory") struct PeerTests {
    @Test("a peer is read from the wire as it was written, and nothing else is a peer") func wire() {
        for peer in [Peer(.housing), Peer(.lender, institution: Banks.first), Peer(.custodian, institution: Banks.second), Peer(.court, institution: Banks.first)] {
            #expect(Peer(wire: peer.wire) == peer)
        }
        for text in [
            "", "bank", "lender", "court", "custodian:", "lender:1", "housing:\(Banks.first)", "lender:\(Banks.first):1", "lender:\(Banks.first.lowercased())",
            "lender:91360100MA35C3D46;", "registry",
        ] {
            #expect(Peer(wire: text) == nil, "\(text)")
        }
    }

    @Test("a contract belongs to the department that it says, whatever its name begins with") func contracts() {
        #expect(Department(contract: Lending.Changed.name) == Lending.Changed.department)
        #expect(Department(contract: Custody.Moved.name) == Custody.Moved.department)
        #expect(Department(contract: Housing.ContractChanged.name) == .housing)
        for text in ["", "lender.changed", "nobody.asks", ".moved"] { #expect(Department(contract: text) == nil, "\(text)") }
        #expect(Set(Department.allCases.map(\.matter)).count == Department.allCases.count)
    }

    @Test("the directory lists institutions by name, each under its own name and address") func institutions() throws {
        let key = try Banks.signer(1, "k-1")
        let directory = try DepartmentDirectory(
            .init(
                departments: [
                    Banks.entry(.lender, Banks.second, "洪都商业银行", key: key), Banks.entry(.lender, Banks.first, "豫章商业银行", key: key),
                    Banks.entry(.custodian, Banks.first, "豫章商业银行资金监管部", key: key), Banks.entry(.tax, nil, nil, key: key),
                ], issuer: nil))
        #expect(Set(directory.institutions(of: .lender).map(\.code)) == [Banks.first, Banks.second])
        #expect(directory.institutions(of: .lender).map(\.name) == directory.institutions(of: .lender).map(\.name).sorted())
        #expect(directory.institutions(of: .custodian) == [.init(code: Banks.first, name: "豫章商业银行资金监管部")])
        #expect(directory.institutions(of: .tax).isEmpty)
        #expect(directory.correspondent(Peer(.lender, institution: Banks.first)).name == "豫章商业银行")
        #expect(directory.correspondent(Peer(.tax)).name == "税务局")
        #expect(directory.url(of: Peer(.custodian, institution: Banks.second)) == nil)
        #expect(ExchangeError.timedOut(directory.correspondent(Peer(.lender, institution: Banks.second))).message.contains("洪都商业银行"))
    }

    @Test("people are led to a department's own page about their unit, where it has one") func page() throws {
        let directory = try DepartmentDirectory(
            .init(
                departments: [
                    .init(department: .tax, url: "http://127.0.0.1:1", keys: [:], page: "https://tax.example/declare/{unit}?case={case}"),
                    .init(department: .housing, url: "http://127.0.0.1:1", keys: [:]),
                ], issuer: nil))
        let unit = try UnitCode("360102001001GB00001F00010001")
        #expect(directory.page(of: Peer(.tax), unit: unit, caseID: "7") == "https://tax.example/declare/360102001001GB00001F00010001?case=7")
        #expect(directory.page(of: Peer(.housing), unit: unit, caseID: "7") == nil)
    }

    @Test("an entry that can't be meant so is refused with what is wrong") func refused() throws {
        let key = try Banks.signer(1, "k-1")
        func fault(_ entries: DepartmentDirectory.File.Entry...) -> DirectoryError.Fault? {
            do {
                _ = try DepartmentDirectory(.init(departments: entries, issuer: nil))
                return nil
            } catch {
                return (error as? DirectoryError)?.fault
            }
        }
        #expect(fault(Banks.entry(.lender, nil, key: key)) == .institution)
        #expect(fault(Banks.entry(.tax, Banks.first, key: key)) == .institution)
        #expect(fault(Banks.entry(.lender, "91360100MA35C3D46A", key: key)) == .institution, "a wrong check character")
        #expect(fault(Banks.entry(.lender, Banks.first, nil, key: key)) == .name)
        #expect(fault(Banks.entry(.lender, Banks.first, key: key), Banks.entry(.lender, Banks.first, key: key)) == .twice)
        #expect(fault(.init(department: .tax, url: "", keys: ["t-1": "00"])) == .key("t-1"))
        #expect(fault(.init(department: .tax, url: "", keys: [:], page: "javascript:alert(1)")) == .page)
        #expect(fault(Banks.entry(.lender, Banks.first, key: key), Banks.entry(.custodian, Banks.first, key: key)) == nil)
    }
}

/// A door at which two banks knock.
private struct BankDoor {
    static let now = Moment(seconds: 1_790_000_000)
    let database: any Database
    let door: InboundDoor
    let first: Ed25519Signer
    let second: Ed25519Signer

    static func run(_ engine: Engine, _ body: (BankDoor) async throws -> Void) async throws {
        try await withTemporaryDatabase(engine, migrations: ExchangeSchema.migrations, options: .refusingScans) { database in
            // Both call their key the same: key ids are each one's own.
            let (first, second) = (try Banks.signer(1, "bank-1"), try Banks.signer(2, "bank-1"))
            let directory = try DepartmentDirectory(
                .init(
                    departments: [
                        Banks.entry(.lender, Banks.first, key: first), Banks.entry(.lender, Banks.second, key: second),
                        Banks.entry(.custodian, Banks.first, key: try Banks.signer(3, "bank-2")),
                    ], issuer: nil))
            let cipher = try FieldCipher(keys: [1: Array(repeating: 4, count: 32)], current: 1)
            let door = InboundDoor(
                directory: directory, signer: try Banks.signer(9, "registry-1"), database: database, cipher: cipher, now: { now })
            try await body(BankDoor(database: database, door: door, first: first, second: second))
        }
    }

    func knock(_ from: String, by signer: Ed25519Signer, number: String = "SP1", contract: String = Lending.Changed.name) async throws -> InboundMessage {
        let change = Lending.Changed.Request(unit: DoorFixture.unit, matter: .approval, number: number)
        let envelope = Envelope(
            id: "m1", from: from, to: Envelope.registry, contract: contract, purpose: "办理结果回传", legalBasis: Lending.Changed.legalBasis,
            issuedAt: Self.now, expiresAt: Self.now.adding(seconds: 60), payload: String(decoding: try CanonicalJSON.encode(change), as: UTF8.self))
        let message = try SignedMessage(envelope, keyID: signer.keyID, sign: signer.sign)
        return try await door.accept(message.bytes, key: message.keyID, signature: message.signatureHeader, contract: contract)
    }
}

@Suite("The door for institutions' messages") struct BankDoorTests {
    @Test("each bank speaks for itself, and the same number of two banks is two messages", arguments: availableEngines)
    func each(engine: Engine) async throws {
        try await BankDoor.run(engine) { bank in
            let first = try await bank.knock("lender:\(Banks.first)", by: bank.first)
            #expect(first.peer == Peer(.lender, institution: Banks.first))
            let answer = try await bank.door.answer(first, .init(.ok), payload: Array("{\"receipt\":\"r\"}".utf8))
            #expect(try answer.envelope().to == "lender:\(Banks.first)")
            let second = try await bank.knock("lender:\(Banks.second)", by: bank.second, number: "SP2")
            #expect(second.earlierAnswer == nil)
            _ = try await bank.door.answer(second, .init(.ok))
            let again = try await bank.knock("lender:\(Banks.first)", by: bank.first)
            #expect(again.earlierAnswer == answer.bytes)
            let senders = try await bank.database.read { connection in
                try connection.rows("SELECT department FROM inbox_message ORDER BY department").map { try $0.text("department") }
            }
            #expect(senders == ["lender:\(Banks.first)", "lender:\(Banks.second)"])
        }
    }

    @Test("nobody speaks for another bank, for its other office, for no bank, or for a bank that isn't connected", arguments: availableEngines)
    func foreign(engine: Engine) async throws {
        try await BankDoor.run(engine) { bank in
            let attempts: [(from: String, contract: String, error: MessageError)] = [
                ("lender:\(Banks.second)", Lending.Changed.name, .badSignature),
                ("custodian:\(Banks.first)", Lending.Changed.name, .wrongAddress),
                ("custodian:\(Banks.first)", Custody.Moved.name, .unknownKey("bank-1")),
                ("lender", Lending.Changed.name, .wrongAddress),
                ("lender:91360102MA35C3D468", Lending.Changed.name, .unknownKey("bank-1")),
                ("housing", Lending.Changed.name, .wrongAddress),
                ("lender:\(Banks.first)", "lender.changed", .wrongContract),
            ]
            for attempt in attempts {
                await #expect(throws: attempt.error, "\(attempt.from) \(attempt.contract)") {
                    _ = try await bank.knock(attempt.from, by: bank.first, contract: attempt.contract)
                }
            }
            let kept = try await bank.database.read { try $0.rows("SELECT message_id FROM inbox_message") }
            #expect(kept.isEmpty)
        }
    }
}

/// Keeps what lenders answer.
private struct LenderKeeper: AnswerKeeper {
    var department: Department { .lender }
    var legalBasis: String { Lending.Disburse.legalBasis }
    func believe(_ payload: [UInt8], answered envelope: Envelope) throws {}
    func keep(_ envelope: Envelope) async throws -> KeptAnswer { KeptAnswer() }
}

@Suite("The outbox of institutions") struct BankOutboxTests {
    private static let at = Moment(seconds: 1_790_000_000)

    @Test("one worker delivers to all lenders and to nobody else; the common one leaves lenders, custodians and the chain alone", arguments: availableEngines)
    func mine(engine: Engine) async throws {
        try await withTemporaryDatabase(engine, migrations: ExchangeSchema.migrations, options: .refusingScans) { database in
            let cipher = try FieldCipher(keys: [1: Array(repeating: 4, count: 32)], current: 1)
            let client = DepartmentClient(
                directory: try DepartmentDirectory(.init(departments: [], issuer: nil)), signer: try Banks.signer(3, "registry-1"), now: { Self.at })
            func worker(_ keeper: (any AnswerKeeper)?) -> OutboxWorker {
                OutboxWorker(
                    database: database, client: client, cipher: cipher, keeper: keeper, region: "360100", logger: quietLogger, now: { Self.at })
            }
            let ask = Lending.Settlement.Request(unit: DoorFixture.unit, proof: "p")
            let messages = [
                try OutgoingMessage(id: "a", Lending.Settlement.self, ask, at: Banks.first, caseID: "c", purpose: "p"),
                try OutgoingMessage(id: "b", Lending.Settlement.self, ask, at: Banks.second, caseID: "c", purpose: "p"),
                try OutgoingMessage(id: "c", Custody.Statement.self, .init(caseID: "c"), at: Banks.first, caseID: "c", purpose: "p"),
                try OutgoingMessage(id: "d", ShortMessage.Send.self, .init(phone: "1", text: "文"), caseID: "c", purpose: "p"),
            ]
            try await database.write { connection in
                for message in messages { try Outbox.enqueue(message, at: Self.at, region: "360100", cipher: cipher, in: connection) }
            }
            func tried() async throws -> [String] {
                try await database.read { connection in
                    try connection.rows("SELECT message_id /* reads all: the four of this test */ FROM outbox_message WHERE region = '360100' AND attempts > 0 ORDER BY message_id")
                        .map { try $0.text("message_id") }
                }
            }
            try await worker(LenderKeeper()).deliverDue()
            #expect(try await tried() == ["a", "b"])
            try await worker(nil).deliverDue()
            #expect(try await tried() == ["a", "b", "d"])
            let backlog = try await database.read { try Outbox.backlog(region: "360100", in: $0) }
            #expect(backlog.map(\.peer) == ["custodian:\(Banks.first)", "lender:\(Banks.first)", "lender:\(Banks.second)", "sms"])
        }
    }
}
