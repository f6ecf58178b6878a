import Documents
import Foundation
import Ledger
import Register
import Seals
import Storage
import StorageTesting
import Testing

@testable import Casework

@Suite("A certificate that proves itself") struct CertificateProofTests {
    static let log = try! Ledger.Ed25519Signer(name: "test.example/log", seed: Array(repeating: 7, count: 32)).verifier
    static let facts = CertificateFacts(
        title: "不动产权证书", holders: "欧阳雪松", coOwnership: "单独所有", location: "南昌市东湖区滨江路100号3栋2单元1803室", rightKind: "国有建设用地使用权/房屋所有权",
        rightNature: "出让/市场化商品房", use: "城镇住宅用地/住宅", area: "共有宗地面积：30000平方米/房屋建筑面积：95.3平方米", term: "国有建设用地使用权：2022年起2092年止",
        other: "房屋结构：钢筋混凝土结构\n专有建筑面积：78平方米；分摊建筑面积：17.3平方米", remarks: "登记原因：买卖\n取得价格：人民币1000000元")

    /// Registers a home and gives its certificate and the sealed file.
    private func issue(in fixture: OfficeFixture, facts: CertificateFacts = facts) async throws -> (certificate: IssuedCertificate, pdf: [UInt8]) {
        let unit = OfficeFixture.unit(1)
        let description = BookFixture.description(unit)
        try await fixture.database.write { try FolioRecords.insert(Folio(unit: unit, description: description), region: OfficeFixture.region, in: $0) }
        let act = Act.firstRegistration(
            FirstRegistration(right: .stateLandUseAndHouse, form: .sole, holders: [Holder(party: BookFixture.developer)], description: description, cause: .newConstruction))
        let filing = Filing(
            id: "f", acceptedAt: OfficeFixture.noon, sequence: 1, registeredAt: OfficeFixture.noon,
            basis: .application(by: [BookFixture.developer], pledged: [BookFixture.developer]), acts: [UnitAct(unit: unit, act: act)])
        let order = try CaseOffice.order(.certificate, unit, filing.entry(0).id, facts, cipher: fixture.office.cipher)
        _ = try await fixture.registrar.file(filing, caseID: "c", issuing: [order])
        try await fixture.office.sequencer.sequence()
        let certificate = try #require(try await fixture.database.read { try CertificateRecords.find(token: order.token, in: $0) })
        return (certificate, try await fixture.office.certificateFile(certificate))
    }

    @Test("verifies offline from its file alone, and so does its QR code", arguments: availableEngines)
    func whole(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            let (certificate, pdf) = try await issue(in: fixture)
            let proof = try CertificateProof(pdf, log: Self.log, policy: .none, seals: PDFSealVerifier(.unanchored))
            #expect(proof.entry.number == certificate.number)
            #expect(proof.fields.contains { $0.name == "holders" && $0.value == "欧阳雪松" })
            #expect(proof.fields.count == 12)
            let receipt = try #require(try await fixture.office.certificateReceipt(certificate, within: testPatience))
            let digits = try #require(try fixture.office.evidence(for: certificate, receipt: receipt).digits)
            let code = try CodeProof("https://x.example/c/\(certificate.token)#\(digits)", log: Self.log, policy: .none)
            #expect(code.entry.bytes == receipt.entry)
            #expect(throws: CertificateFault.noProofInCode) { try CodeProof("https://x.example/c/1", log: Self.log, policy: .none) }
            let verifier = BookVerifier(database: fixture.database, region: OfficeFixture.region, log: Self.log)
            let report = try await verifier.run()
            #expect(report.isClean, "\(report.divergences)")
            try await fixture.database.write { try $0.execute("UPDATE certificate SET disclosure = NULL") }
            #expect(try await !verifier.run().isClean)
        }
    }

    @Test("shows some of its fields in a file of its own, which verifies, and none of the others", arguments: availableEngines)
    func shown(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            let (certificate, _) = try await issue(in: fixture)
            #expect(try fixture.office.shownFields(certificate)?.count == 10)
            let file = try #require(try await fixture.office.show(["location", "nonsense"], of: certificate))
            let shown = try CanonicalJSON.decode(ShownCertificate.self, from: file)
            #expect(try shown.verify(log: Self.log, policy: .none).entry.number == certificate.number)
            let text = String(decoding: file, as: UTF8.self)
            #expect(text.contains("1803室") && !text.contains("欧阳雪松") && !text.contains("1000000"))
            let lie = try CanonicalJSON.decode(ShownCertificate.self, from: Array(text.replacingOccurrences(of: "1803室", with: "1804室").utf8))
            #expect(throws: DisclosureError.otherEntry) { try lie.verify(log: Self.log, policy: .none) }
        }
    }

    @Test("printed while its witnesses stall it is sealed anew when they have cosigned", arguments: availableEngines)
    func stalledWitnesses(engine: Engine) async throws {
        let witness = try CosignatureSigner(name: "w.example", seed: Array(repeating: 1, count: 32))
        let policy = try WitnessPolicy(text: "witness w \(witness.verifier.vkey)\nquorum w")
        // The log signs twice, and no signature of its own passes for a witness's.
        let signing = LogSigning([OfficeFixture.log, try SM2NoteSigner(name: OfficeFixture.log.name, pkcs8: SM2Signer().pkcs8())])
        try await OfficeFixture.run(engine, witnesses: policy, signing: signing) { fixture in
            var (certificate, _) = try await issue(in: fixture)
            let receipt = try #require(try await fixture.office.certificateReceipt(certificate, within: testPatience))
            let (bare, document) = try await fixture.office.certificates.produce(certificate, receipt: receipt, office: fixture.office)
            let number = certificate.number
            try await fixture.database.write { try CertificateRecords.attach(document: document, to: number, region: OfficeFixture.region, in: $0) }
            let token = certificate.token
            certificate = try #require(try await fixture.database.read { try CertificateRecords.find(token: token, in: $0) })
            #expect(try await fixture.office.certificateFile(certificate) == bare)
            let seals = PDFSealVerifier(.unanchored)
            #expect(throws: CertificateFault.notWitnessed) { try CertificateProof(bare, log: Self.log, policy: policy, seals: seals) }

            let note = try receipt.proof.checkpoint.adding(witness.cosign(receipt.proof.checkpoint.text, at: 1_790_000_000))
            let size = try Checkpoint(text: note.text).size
            try await fixture.database.write { connection in
                try connection.execute(
                    "INSERT INTO log_publication (size, note, at) VALUES (\(Int64(size)), \(String(decoding: note.encoded, as: UTF8.self)), 1)")
            }
            let cosigned = try await fixture.office.certificateFile(certificate)
            #expect(try CertificateProof(cosigned, log: Self.log, policy: policy, seals: seals).entry.number == certificate.number)
            certificate = try #require(try await fixture.database.read { try CertificateRecords.find(token: token, in: $0) })
            #expect(try await fixture.office.certificateFile(certificate) == cosigned, "it is kept")
            // The code has the cosignature too.
            let full = try #require(try await fixture.office.certificateReceipt(certificate, within: testPatience))
            let digits = try #require(try fixture.office.evidence(for: certificate, receipt: full).digits)
            #expect(try CodeProof("#\(digits)", log: Self.log, policy: policy).entry.number == certificate.number)
        }
    }

    @Test("made again it is the same document, whatever the log has grown by; only its seal has another random number")
    func madeAgain() async throws {
        try await OfficeFixture.run(.sqlite) { fixture in
            let (certificate, pdf) = try await issue(in: fixture)
            try await fixture.database.write { try LogRecords.append(leafID: "other", entry: [1], in: $0) }
            try await fixture.office.sequencer.sequence()
            let again = try await fixture.office.certificateFile(certificate)
            let signature = try #require(pdf.firstRange(of: Array("/Contents <".utf8))).lowerBound
            #expect(again.count == pdf.count && again[..<signature] == pdf[..<signature])
        }
    }

    @Test("is refused with another key, without its witnesses, and when anything was added or changed")
    func damage() async throws {
        try await OfficeFixture.run(.sqlite) { fixture in
            let (_, pdf) = try await issue(in: fixture)
            let seals = PDFSealVerifier(.unanchored)
            let other = try Ledger.Ed25519Signer(name: "test.example/log", seed: Array(repeating: 8, count: 32)).verifier
            #expect(throws: LedgerError.noTrustedSignature) { try CertificateProof(pdf, log: other, policy: .none, seals: seals) }
            let witness = try CosignatureSigner(name: "w.example", seed: Array(repeating: 1, count: 32)).verifier
            let policy = try WitnessPolicy(text: "witness w \(witness.vkey)\nquorum w")
            #expect(throws: CertificateFault.notWitnessed) { try CertificateProof(pdf, log: Self.log, policy: policy, seals: seals) }
            let signature = try #require(pdf.firstRange(of: Array("/Type /Sig".utf8))).lowerBound
            for _ in 0..<60 {
                var damaged = pdf
                damaged[Int.random(in: 0..<signature)] ^= UInt8.random(in: 1...255)
                #expect(throws: (any Error).self) { try CertificateProof(damaged, log: Self.log, policy: .none, seals: seals) }
            }
            #expect(throws: CertificateFault.alteredAfterSeal) { try CertificateProof(pdf + [0x0A], log: Self.log, policy: .none, seals: seals) }
            // Whose seal it is, is said by a root alone.
            #expect(throws: SealError.self) { try CertificateProof(pdf, log: Self.log, policy: .none, seals: PDFSealVerifier(roots: [])) }
        }
    }

    @Test("a field that is shown is checked against the pages, one that is hidden gives nothing away")
    func disclosure() throws {
        var facts = Self.facts
        facts.salt = String(repeating: "ab", count: 16)
        let whole = try #require(FieldDisclosure(facts, binding: Array(repeating: 9, count: 32)))
        let part = try whole.showing(["location"])
        #expect(try part.commitment() == whole.commitment())
        let text = String(decoding: try CanonicalJSON.encode(part), as: UTF8.self)
        #expect(text.contains("滨江路") && !text.contains("欧阳雪松") && !text.contains("1000000"))
        #expect(try CanonicalJSON.decode(FieldDisclosure.self, from: Array(text.utf8)) == part)
        #expect(try CanonicalJSON.decode(FieldDisclosure.self, from: Array(text.replacingOccurrences(of: "1803", with: "1804").utf8)).commitment() != whole.commitment())
        facts.salt = String(repeating: "ac", count: 16)
        let others = try #require(FieldDisclosure(facts, binding: []))
        #expect(Set(try whole.showing([]).fields).isDisjoint(with: try others.showing([]).fields))
        facts.salt = nil
        #expect(FieldDisclosure(facts, binding: []) == nil)
        for wrong in ["{}", #"{"binding":"00","fields":[],"v":1}"#, #"{"binding":"00","fields":[{"digest":"00","name":"x"}],"v":1}"#, #"{"binding":"00","fields":[{"name":"x"}],"v":1}"#] {
            #expect(throws: (any Error).self) { try CanonicalJSON.decode(FieldDisclosure.self, from: Array(wrong.utf8)).commitment() }
        }
    }

    @Test("the code for a log of millions of entries keeps its modules readable at the printed size")
    func density() throws {
        let hash = Digest32.of([1])
        let signer = try Ledger.Ed25519Signer(name: "dengbu.nc.gov.cn/360100", seed: Array(repeating: 7, count: 32))
        let certificate = IssuedCertificate(
            number: "赣(2026)南昌市不动产权第0230540号", kind: .certificate, unit: OfficeFixture.unit(1), entry: EntryID("20261123000123-1"), caseID: "c",
            token: String(repeating: "a", count: 32), status: .valid, issuedAt: OfficeFixture.noon, endedAt: nil, replacedBy: nil, facts: [], document: nil,
            disclosure: hash.bytes)
        let witnesses = try (1...2).map { try CosignatureSigner(name: "w\($0).example", seed: Array(repeating: UInt8($0), count: 32)) }
        let checkpoint = try Checkpoint(origin: signer.name, size: 2_305_400, root: hash, mapRoot: hash)
        var note = try checkpoint.signed(by: signer)
        for witness in witnesses { note = try note.adding(witness.cosign(note.text, at: 1_790_000_000)) }
        let receipt = try Receipt(entry: [1], index: 1_000_000, hashes: Array(repeating: hash, count: 22), checkpoint: note)
        for count in 0...witnesses.count {
            let evidence = try CertificateEvidence(
                certificate, facts: Self.facts, receipt: receipt, origin: signer.name, witnesses: witnesses.prefix(count).map(\.verifier))
            let digits = try #require(evidence.digits)
            #expect(try CompactProof(parsing: #require(DecimalText.decode(digits))).cosignatures.count == count)
            let code = try QRCode("https://dengbu.nc.gov.cn/c/\(certificate.token)#", digits: digits)
            // 104 points are 36.7 mm; the quiet zone takes four modules of it.
            let module = 104 * 25.4 / 72 / Double(code.size + 4)
            #expect(module > 0.3, "\(digits.count) digits, \(code.size) modules a side, \(module) mm")
            print("QR code with \(count) cosignatures: \(digits.count) digits, \(code.size) modules a side of \(module) mm")
        }
    }
}
