import Contracts
import Exchange
import Foundation
import Identity
import Register
import Seals
import Storage
import StorageTesting
import Testing

@testable import Casework

/// Field and index keys are changed under a register in use.
@Suite("Stored fields after a change of keys") struct KeyRenewalTests {
    private static let region = "360100"
    private static let noon = Moment(seconds: 1_790_000_000)

    private static func with(_ engine: Engine, _ body: (any Database, KeyFolder) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("renewal-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let keys = try KeyFolder(path: folder)
        try await withTemporaryDatabase(engine, migrations: CaseOffice.migrations, options: .refusingScans) { try await body($0, keys) }
    }

    private static func book(_ keys: KeyFolder) throws -> PartyBook { PartyBook(region: region, sealer: try PartySealer(keys: keys)) }

    private static func claim(_ name: String, _ number: String, _ source: PartyClaim.Source = .stated) throws -> PartyClaim {
        try PartyClaim(name: name, identifier: PartyIdentifier(kind: .passport, number: number), kind: .person, phone: "13800138000", source: source)
    }

    private static func renewal(_ database: any Database, _ keys: KeyFolder) throws -> FieldRenewal {
        FieldRenewal(database: database, region: region, parties: try book(keys), cipher: try keys.fieldCipher("case-fields"))
    }

    @Test("nobody becomes two people before, during and after the index is made anew", arguments: availableEngines)
    func index(engine: Engine) async throws {
        try await Self.with(engine) { database, keys in
            let running = try Self.book(keys)
            let count = 700
            let claims = try (1...count).map { try Self.claim("王\($0)", "E\(10_000_000 + $0)") }
            let refs = try await database.write { try running.ensure(running.prepare(claims, at: Self.noon), in: $0) }
            let renamed = try Self.claim("王改名", "E10000001", .authority)
            _ = try await database.write { try running.ensure(renamed, at: Self.noon, in: $0) }
            for name in ["party-index", "party-fields", "case-fields"] { try keys.rotate(name, .symmetric) }
            let restarted = try Self.book(keys)
            // Before: the restarted process finds what the old one wrote, and the old one what the restarted writes.
            let again = try await database.write { try restarted.ensure(restarted.prepare([claims[1], claims[2]], at: Self.noon), in: $0) }
            #expect(again == [refs[1], refs[2]])
            let fresh = try await database.write { try restarted.ensure(Self.claim("新", "E99999999"), at: Self.noon, in: $0) }
            #expect(try await database.write { try running.ensure(Self.claim("新", "E99999999"), at: Self.noon, in: $0) } == fresh)
            // During: one page is done, and the power fails.
            let first = try await database.write { try restarted.renewParties(after: "", in: $0) }
            #expect(first.next != nil)
            #expect(first.changed > 0)
            for book in [running, restarted] {
                let others = Array(claims.dropFirst())
                #expect(try await database.write { try book.ensure(book.prepare(others, at: Self.noon), in: $0) } == Array(refs.dropFirst()))
            }
            // After: begun again it does the rest, and once more nothing.
            let report = try await Self.renewal(database, keys).run()
            #expect(report.doubles == [])
            #expect(report.changed > count - 310)
            #expect(try await Self.renewal(database, keys).run().changed == 0)
            let rows = try await database.read { try $0.rows("SELECT name_sealed, identifier_sealed, phone_sealed FROM party") }
            #expect(rows.count == count + 1)
            for row in rows {
                for column in ["name_sealed", "identifier_sealed", "phone_sealed"] { #expect(FieldCipher.keyVersion(of: try row.blob(column)) == 2) }
            }
            let found = try await database.read { connection in
                (try restarted.find(name: "王1", in: connection), try restarted.find(name: "王改名", in: connection), try restarted.formerNames(of: refs[0].id, for: .operation, in: connection))
            }
            #expect(found.0.map(\.id) == [refs[0].id])
            #expect(found.1.map(\.id) == [refs[0].id])
            #expect(found.2.map(\.name) == ["王1"])
        }
    }

    @Test("two rows of one person are named and left alone", arguments: availableEngines)
    func doubles(engine: Engine) async throws {
        try await Self.with(engine) { database, keys in
            let running = try Self.book(keys)
            let ref = try await database.write { try running.ensure(Self.claim("甲", "E10000001"), at: Self.noon, in: $0) }
            try keys.rotate("party-index", .symmetric)
            // What only a race of two processes can do: the same person under the new key, not having looked under the old one.
            let newOnly = try BlindIndex(key: keys.secret(KeyLabel("party-index", version: 2), .symmetric))
            let blind = PartyBook(region: Self.region, sealer: PartySealer(cipher: try keys.fieldCipher("party-fields"), index: newOnly))
            let twin = try await database.write { try blind.ensure(Self.claim("甲", "E10000001"), at: Self.noon, in: $0) }
            #expect(twin != ref)
            let report = try await Self.renewal(database, keys).run()
            #expect(report.doubles == ["\(ref.id.text) \(twin.id.text)"])
        }
    }

    @Test("messages, evidence and extracts lie under the new key afterwards, and open", arguments: availableEngines)
    func caseFields(engine: Engine) async throws {
        try await Self.with(engine) { database, keys in
            let cipher = try keys.fieldCipher("case-fields")
            let message = try OutgoingMessage(id: "m1", ShortMessage.Send.self, .init(phone: "13870000001", text: "文"), caseID: "c", purpose: "p")
            let token = "t1"
            try await database.write { connection in
                try Outbox.enqueue(message, at: Self.noon, region: Self.region, cipher: cipher, in: connection)
                let receipt = try cipher.seal("收", context: Outbox.receiptContext("m1", region: Self.region))
                try connection.execute("UPDATE outbox_message SET receipt = \(receipt) WHERE region = \(Self.region) AND message_id = 'm1'")
                let shared = try cipher.seal("共", context: Outbox.sharedReceiptContext("r1", region: Self.region))
                try connection.execute(
                    "INSERT INTO outbox_receipt (region, receipt_id, receipt, receipt_key, receipt_signature) VALUES (\(Self.region), 'r1', \(shared), 'k', \([1 as UInt8]))")
                let (body, answer) = (
                    try cipher.seal("问", context: InboundDoor.context("body", "court", "i1")), try cipher.seal("答", context: InboundDoor.context("answer", "court", "i1")))
                try connection.execute(
                    "INSERT INTO inbox_message (department, message_id, contract, digest, received_at, body, answer) VALUES ('court', 'i1', 'court.x', 'd', 1, \(body), \(answer))")
                for (id, envelope) in [("e1", true), ("e2", false)] {
                    let sealed = try cipher.seal("证", context: CaseOffice.evidenceContext("c", id))
                    let around = try envelope ? cipher.seal("封", context: CaseOffice.envelopeContext("c", id)) : nil
                    try connection.execute(
                        """
                        INSERT INTO case_evidence (region, evidence_id, case_id, material, source, digest, at, sealed, envelope)
                        VALUES (\(Self.region), \(id), 'c', 'm', 's', 'd', 1, \(sealed), \(around))
                        """)
                }
                let facts = try cipher.seal("副", context: "extract/\(token)")
                try connection.execute(
                    """
                    INSERT INTO register_extract (region, number, case_id, party_id, token, issued_at, facts)
                    VALUES (\(Self.region), 'n1', 'c', 'p', \(token), 1, \(facts))
                    """)
            }
            try keys.rotate("case-fields", .symmetric)
            #expect(try await Self.renewal(database, keys).run().changed == 9)
            #expect(try await Self.renewal(database, keys).run().changed == 0)
            // A process that wasn't restarted reads them too.
            let texts = try await database.read { connection -> [String] in
                func text(_ sql: SQL, _ context: String) throws -> String {
                    let sealed = try #require(try connection.row("SELECT \(sql: sql)")).blob("sealed")
                    #expect(FieldCipher.keyVersion(of: sealed) == 2)
                    return try cipher.open(sealed, context: context)
                }
                return [
                    try text("receipt AS sealed FROM outbox_message", Outbox.receiptContext("m1", region: Self.region)),
                    try text("receipt AS sealed FROM outbox_receipt", Outbox.sharedReceiptContext("r1", region: Self.region)),
                    try text("body AS sealed FROM inbox_message", InboundDoor.context("body", "court", "i1")),
                    try text("answer AS sealed FROM inbox_message", InboundDoor.context("answer", "court", "i1")),
                    try text("envelope AS sealed FROM case_evidence WHERE region = '360100' AND evidence_id = 'e1'", CaseOffice.envelopeContext("c", "e1")),
                    try text("sealed AS sealed FROM case_evidence WHERE region = '360100' AND evidence_id = 'e2'", CaseOffice.evidenceContext("c", "e2")),
                    try text("facts AS sealed FROM register_extract", "extract/\(token)"),
                ]
            }
            #expect(texts == ["收", "共", "问", "答", "封", "证", "副"])
        }
    }

    @Test("kept records of before lie under the new key afterwards, page by page, and still are what the log commits to", arguments: availableEngines)
    func importedRecords(engine: Engine) async throws {
        try await Self.with(engine) { database, keys in
            var importing = ImportFixture(database: database, cipher: try keys.fieldCipher("case-fields"))
            // More pages than one transaction renews: each piece of the file ends its own.
            _ = try await importing.add(records: 3_500)
            try keys.rotate("case-fields", .symmetric)
            let pages = try await database.read { try $0.row("SELECT COUNT(*) AS n /* reads all: to compare */ FROM log_import_page WHERE region = '360100'")?.int("n") ?? 0 }
            #expect(pages > 100)
            #expect(try await Self.renewal(database, keys).run().changed == Int(pages))
            #expect(try await Self.renewal(database, keys).run().changed == 0)
            // With the new key alone.
            importing.cipher = try FieldCipher(keys: [2: keys.secret("case-fields", .symmetric).bytes], current: 2)
            #expect(try await importing.verifier.run().divergences == [])
        }
    }

    @Test("the registry's new key is published before it signs, and the old one after it has stopped", arguments: availableEngines)
    func registry(engine: Engine) async throws {
        try await Self.with(engine) { database, keys in
            let day = 86_400.0
            @Sendable func now(_ days: Double) -> Moment { Self.noon.adding(seconds: days * day) }
            func known(_ days: Double) async throws -> (signing: String, published: [String]) {
                let own = try await database.read { try RegistryKeys(folder: keys, in: $0) }
                struct File: Decodable {
                    struct Key: Decodable { let id: String }
                    let id: String
                    let keys: [Key]
                }
                let file = try CanonicalJSON.decode(File.self, from: own.published(at: now(days)))
                let signer = own.signer { now(days) }.current.keyID
                #expect(file.id == signer)
                return (signer, file.keys.map(\.id))
            }
            #expect(try await known(0) == ("registry@1", ["registry@1"]))
            // A change that broke off after its key was made says and signs nothing.
            try keys.rotate("registry", .ed25519)
            #expect(try await known(1) == ("registry@1", ["registry@1"]))
            let label = try await RegistryKeys.rotate(folder: keys, database: database, lead: 7 * day, overlap: 30 * day, at: now(1))
            #expect(label.description == "registry@2")
            #expect(try await known(1) == ("registry@1", ["registry@1", "registry@2"]))
            #expect(try await known(9) == ("registry@2", ["registry@1", "registry@2"]))
            #expect(try await known(39) == ("registry@2", ["registry@2"]))
        }
    }
}
