import Identity
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

@Suite("Extracts of the register") struct ExtractTests {
    private static func asker(_ fixture: OfficeFixture) async throws -> PartyRef {
        try await fixture.database.write { connection in
            let claim = try PartyClaim(
                name: "张伟", identifier: PartyIdentifier(kind: .identityCard, number: "360102199003076619"), kind: .person, source: .authority)
            return try fixture.office.parties.ensure(claim, at: OfficeFixture.noon, in: connection)
        }
    }

    private static func query(_ fixture: OfficeFixture, by party: PartyRef) async throws -> CaseFile {
        let opened = Opened(
            service: "query.own", catalogue: "c", units: [], applicants: [CaseApplicant(role: "holder", party: party, identifiedBy: "unified-identity")])
        let events: [CaseEvent] = [.opened(opened), .answered(Answered(fields: ["purpose": "loan"]))]
        try await fixture.database.write { connection in
            _ = try CaseRecords.open(
                "q1", subject: "", actions: events.map { CaseAction(at: OfficeFixture.noon, actor: .party(party.id), event: $0) }, runAt: nil,
                region: OfficeFixture.region, in: connection)
        }
        return try await fixture.office.load("q1")
    }

    @Test("an extract says what somebody holds, once, under one number, and its file is what the check page names", arguments: availableEngines)
    func made(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            let office = fixture.office
            let party = try await Self.asker(fixture)
            let home = BookFixture.home
            try await fixture.database.write { try FolioRecords.insert(Folio(unit: home, description: BookFixture.description(home)), region: OfficeFixture.region, in: $0) }
            let first = Act.firstRegistration(
                FirstRegistration(
                    right: .stateLandUseAndHouse, form: .sole, holders: [Holder(party: party)], description: BookFixture.description(home),
                    cause: .newConstruction))
            let filing = Filing(
                id: "f1", acceptedAt: OfficeFixture.noon, sequence: 1, registeredAt: OfficeFixture.noon, basis: .application(by: [party], pledged: []),
                acts: [UnitAct(unit: home, act: first)])
            _ = try await fixture.registrar.file(filing, caseID: "c")

            let file = try await Self.query(fixture, by: party)
            try await office.produceExtract(file)
            let extract = try #require(try await fixture.database.read { try ExtractRecords.of(caseID: "q1", region: OfficeFixture.region, in: $0) })
            #expect(extract.number == "南昌市不动产查询〔2026〕000001号")
            let facts = try office.extractFacts(extract)
            #expect(facts.sections.count == 1)
            #expect(facts.inquiry.contains(.init(name: "用途", value: "贷款或公积金")))
            #expect(facts.inquiry.contains(.init(name: "证件号码", value: "360102********6619")))
            #expect(facts.sections[0].lines.contains(.init(name: "抵押", value: "无")))
            let pdf = try #require(try await office.extractFile(extract))
            #expect(pdf.starts(with: Array("%PDF".utf8)))
            #expect(extract.document != nil)

            // A step that runs again makes nothing new.
            try await office.produceExtract(file)
            let again = try #require(try await fixture.database.read { try ExtractRecords.find(token: extract.token, in: $0) })
            #expect(again.number == extract.number && again.document == extract.document)
            #expect(try await fixture.database.read { try ExtractRecords.of(party: party.id, region: OfficeFixture.region, in: $0) }.count == 1)
        }
    }

    @Test("whoever holds nothing gets an extract that says so", arguments: availableEngines)
    func nothing(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            let party = try await Self.asker(fixture)
            let file = try await Self.query(fixture, by: party)
            try await fixture.office.produceExtract(file)
            let extract = try #require(try await fixture.database.read { try ExtractRecords.of(caseID: "q1", region: OfficeFixture.region, in: $0) })
            let facts = try fixture.office.extractFacts(extract)
            #expect(facts.sections.isEmpty)
            #expect(facts.inquiry.contains(.init(name: "查询结果", value: "无登记信息")))
        }
    }

    @Test("a certificate is its holder's: not the seller's, and an ended one still who had it", arguments: availableEngines)
    func holders(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            let first = book.sale("s1", to: "anna")
            _ = try await book.registrar.file(first, caseID: "case1", issuing: [book.order(first)])
            let issued = try await book.database.read { try CertificateRecords.of(caseID: "case1", region: BookFixture.region, in: $0) }
            let certificate = try #require(issued.first)
            func holds(_ party: PartyID, _ certificate: IssuedCertificate) async throws -> Bool {
                try await book.database.read { try CertificateRecords.isHolder(party, of: certificate, region: BookFixture.region, in: $0) }
            }
            #expect(try await holds(PartyID("anna"), certificate))
            #expect(try await !holds(BookFixture.developer.id, certificate))
            #expect(try await !holds(PartyID("somebody"), certificate))
            let own = try await book.database.read { try CertificateRecords.of(party: PartyID("anna"), region: BookFixture.region, in: $0) }
            #expect(own.map(\.number) == [certificate.number])
        }
    }
}
