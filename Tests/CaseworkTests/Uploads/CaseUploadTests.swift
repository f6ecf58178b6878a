import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

@Suite("What applicants upload")
struct CaseUploadTests {
    private static let bank = PartyRef(id: PartyID("bank"), kind: .enterprise)
    private static let owner = BookFixture.person("owner")

    /// A mortgage that a bank and an owner apply for: two materials only they have.
    private func withCase(_ engine: Engine, _ body: (CaseOffice, String) async throws -> Void) async throws {
        try await OfficeFixture.run(engine) { fixture in
            let unit = OfficeFixture.unit(1)
            try await fixture.database.write {
                try FolioRecords.insert(Folio(unit: unit, description: BookFixture.description(unit)), region: OfficeFixture.region, in: $0)
            }
            let id = try await fixture.office.open(
                service: "mortgage.first", units: [unit],
                applicants: [
                    CaseApplicant(role: "mortgagee", party: Self.bank, identifiedBy: "unified-identity"),
                    CaseApplicant(role: "mortgagor", party: Self.owner, identifiedBy: "unified-identity"),
                ], by: .party(Self.bank.id))
            try await body(fixture.office, id)
        }
    }

    private func file(_ text: String, _ name: String = "合同.pdf", in office: CaseOffice) async throws -> IncomingUpload {
        let blob = try await office.uploads.store(Array("%PDF-1.7\n\(text)".utf8))
        return IncomingUpload(name: name, mediaType: "application/pdf", digest: blob.digest.hex, size: blob.size)
    }

    private func missing(_ office: CaseOffice, _ id: String) async throws -> [String] {
        try await office.facts(for: try await office.load(id)).wantedUploads.filter { $0.count == 0 }.map(\.material)
    }

    @Test("A missing upload is found, keeps the application from being handed in, and is mended by uploading", arguments: availableEngines)
    func blocks(engine: Engine) async throws {
        try await withCase(engine) { office, id async throws in
            #expect(try await missing(office, id) == ["loan-contract", "mortgage-contract"])
            let service = try office.service("mortgage.first")
            func judge() async throws -> [Finding] {
                CheckList.judge(service, try await office.facts(for: try await office.load(id))).filter { $0.check == "uploads-complete" }
            }
            let findings = try await judge()
            #expect(findings.map(\.message) == ["还没有上传“主债权合同”。", "还没有上传“抵押合同”。"] && findings.allSatisfy { $0.consequence == .mend })
            let before = try await office.load(id)
            try await office.store([CaseAction(at: OfficeFixture.noon, actor: .system, event: .judged(Judged(findings: findings)))], on: before, runAt: nil)
            do {
                try await office.submit(id, by: Self.bank.id)
                Issue.record("it was handed in")
            } catch let refused as SubmissionRefused {
                #expect(refused.findings == findings)
            } catch {
                // Where the form is looked at first, it is the form that is refused: handed in it is not.
                #expect(try await office.load(id).state.submittedAt == nil)
            }
            try await office.addUploads([try await file("借款", in: office)], material: "loan-contract", to: id, by: Self.bank.id)
            try await office.addUploads([try await file("抵押", in: office)], material: "mortgage-contract", to: id, by: Self.owner.id)
            #expect(try await missing(office, id).isEmpty)
            #expect(try await judge().isEmpty)
        }
    }

    @Test("each company hands in its own resolution: one doesn't serve for the other, nor can one be handed in for it", arguments: availableEngines)
    func ofEach(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            let (office, unit) = (fixture.office, OfficeFixture.unit(1))
            try await fixture.database.write {
                try FolioRecords.insert(Folio(unit: unit, description: BookFixture.description(unit)), region: OfficeFixture.region, in: $0)
            }
            let (first, second) = (Self.bank, PartyRef(id: PartyID("second"), kind: .enterprise))
            let sellers = [first, second, Self.owner].map { CaseApplicant(role: "seller", party: $0, identifiedBy: "unified-identity") }
            let buyer = PartyRef(id: PartyID("buyer"), kind: .enterprise)
            let id = try await office.open(
                service: "transfer.mortgaged.notices", units: [unit],
                applicants: sellers + [CaseApplicant(role: "buyer", party: buyer, identifiedBy: "unified-identity")], by: .party(first.id))
            func open() async throws -> [PartyID?] {
                try await office.facts(for: try await office.load(id)).wantedUploads.filter { $0.count == 0 }.map(\.by)
            }
            #expect(try await open().isEmpty)
            _ = try await office.answer(id, ["seller-resolution": "yes"], by: first.id)
            #expect(try await open() == [first.id, second.id], "a person has none, and the buyer's articles were not asked")
            try await office.addUploads([try await file("甲", in: office)], material: "seller-resolution", to: id, by: first.id)
            #expect(try await open() == [second.id])
            for party in [Self.owner, buyer] {
                let resolution = try await file("丙", in: office)
                await #expect(throws: CaseError.self) { try await office.addUploads([resolution], material: "seller-resolution", to: id, by: party.id) }
            }
            #expect(try await open() == [second.id])
            try await office.addUploads([try await file("乙", in: office)], material: "seller-resolution", to: id, by: second.id)
            #expect(try await open().isEmpty)
            await #expect(throws: CaseError.self) { try await office.answer(id, ["buyer-resolution": "yes"], by: first.id) }
            _ = try await office.answer(id, ["buyer-resolution": "yes"], by: buyer.id)
            #expect(try await open() == [buyer.id])
        }
    }

    @Test("An upload is evidence: its digest is kept, its name is sealed, and it is part of what is signed", arguments: availableEngines)
    func evidence(engine: Engine) async throws {
        try await withCase(engine) { office, id async throws in
            let empty = try office.applicationText(try await office.load(id))
            let upload = try await file("借款", "../../王芳的合同.pdf", in: office)
            let state = try await office.addUploads([upload, upload], material: "loan-contract", to: id, by: Self.bank.id)
            // The same content once, however often it was chosen.
            #expect(Set(state.uploads.map(\.digest)) == [upload.digest])
            let file = try await office.load(id)
            #expect(try office.applicationText(file) != empty)
            let region = OfficeFixture.region
            let kept = try await office.database.read { try EvidenceRecords.of(caseID: id, region: region, in: $0) }
            #expect(kept.first?.digest == upload.digest && kept.first?.source == "applicant")
            #expect(kept.allSatisfy { !String(decoding: $0.sealed, as: UTF8.self).contains("王芳") })
            #expect(try await office.uploadNote(try #require(state.uploads.first), in: file).name == "../../王芳的合同.pdf")
            let bodies = try file.actions.map { String(decoding: try $0.event.body(), as: UTF8.self) }
            #expect(!bodies.joined().contains("王芳"))
        }
    }

    @Test("A change of the files undoes what was signed", arguments: availableEngines)
    func unsigns(engine: Engine) async throws {
        try await withCase(engine) { office, id async throws in
            let before = try await office.load(id)
            let signed = Signed(party: Self.bank.id, declarations: [], digest: "d", method: "typed")
            try await office.store([CaseAction(at: OfficeFixture.noon, actor: .party(Self.bank.id), event: .signed(signed))], on: before, runAt: nil)
            let state = try await office.addUploads([try await file("借款", in: office)], material: "loan-contract", to: id, by: Self.bank.id)
            #expect(state.signatures.isEmpty && !state.done.contains("check"))
        }
    }

    @Test("Whoever uploaded a file may take it back: its content goes, unless another case has it too", arguments: availableEngines)
    func removal(engine: Engine) async throws {
        try await withCase(engine) { office, id async throws in
            let upload = try await file("借款", in: office)
            let digest = try #require(BlobDigest(hex: upload.digest))
            let state = try await office.addUploads([upload], material: "loan-contract", to: id, by: Self.bank.id)
            let first = try #require(state.uploads.first)
            await #expect(throws: CaseError.self) { try await office.removeUpload(first.id, of: id, by: Self.owner.id) }
            await #expect(throws: CaseError.notYours) { try await office.removeUpload(first.id, of: id, by: PartyID("stranger")) }
            await #expect(throws: CaseError.unknownUpload) { try await office.removeUpload("nothing", of: id, by: Self.bank.id) }
            let other = try await office.open(
                service: "mortgage.first", units: [OfficeFixture.unit(1)],
                applicants: [CaseApplicant(role: "mortgagee", party: Self.bank, identifiedBy: "unified-identity")], by: .party(Self.bank.id))
            let copy = try #require(try await office.addUploads([upload], material: "loan-contract", to: other, by: Self.bank.id).uploads.first)
            #expect(try await office.removeUpload(first.id, of: id, by: Self.bank.id).uploads.isEmpty)
            #expect(try await office.uploads.contains(digest))
            try await office.removeUpload(copy.id, of: other, by: Self.bank.id)
            #expect(try await !office.uploads.contains(digest))
            // That there was one stays known.
            #expect(try await office.load(id).actions.map(\.event.kind).suffix(2) == ["uploaded", "uploadRemoved"])
        }
    }

    @Test("Nothing is taken for somebody else's case, a material that isn't wanted, too many files, content that isn't there, or a case that was handed in", arguments: availableEngines)
    func refusals(engine: Engine) async throws {
        try await withCase(engine) { office, id async throws in
            let upload = try await file("借款", in: office)
            await #expect(throws: CaseError.notYours) {
                try await office.addUploads([upload], material: "loan-contract", to: id, by: PartyID("stranger"))
            }
            // What nobody refers to is not kept.
            #expect(try await !office.uploads.contains(try #require(BlobDigest(hex: upload.digest))))
            await #expect(throws: CaseError.self) { try await office.addUploads([upload], material: "loan-contract", to: id, by: Self.bank.id) }
            let second = try await file("别的", in: office)
            await #expect(throws: CaseError.self) { try await office.addUploads([second], material: "identity", to: id, by: Self.bank.id) }
            var many: [IncomingUpload] = []
            for number in 0...CaseOffice.uploadsPerMaterial { many.append(try await file("第\(number)", in: office)) }
            await #expect(throws: CaseError.self) { try await office.addUploads(many, material: "loan-contract", to: id, by: Self.bank.id) }
            #expect(try await office.load(id).state.uploads.isEmpty)
            let draft = try await office.load(id)
            try await office.store(
                [CaseAction(at: OfficeFixture.noon, actor: .party(Self.bank.id), event: .submitted(Submitted()))], on: draft, runAt: nil)
            let late = try await file("迟到", in: office)
            await #expect(throws: CaseError.self) { try await office.addUploads([late], material: "loan-contract", to: id, by: Self.bank.id) }
        }
    }
}
