import Catalogue
import Contracts
import Escrow
import Exchange
import Identity
import Register
import Seals
import Storage
import StorageTesting
import Testing

@testable import Casework

/// A mode from its opening to the register: every party comes by its own door, signs its own part, and the program decides.
@Suite("Orders of several parties, from the opening to the register") struct ModeFlowTests {
    private static let codes = ["91360102MA35C3D468", "91360100MA38HA00XM"]

    /// A test of the catalogue carried out in an office: its people, its page, what its departments say.
    private struct Order {
        let fixture: OfficeFixture
        let service: ServiceDefinition
        let facts: CaseFacts
        let known: [PartyID: PartyRef]
        var office: CaseOffice { fixture.office }
        var unit: UnitCode { facts.units[0].folio.unit }
        func party(_ role: String) -> PartyRef { parties.first { $0.role == role }!.party }
        var parties: [CaseApplicant] {
            facts.applicants.map { CaseApplicant(role: $0.role, party: known[$0.party.ref.id]!, identifiedBy: CaseFacts.lenders.contains($0.role) ? "api" : "unified-identity") }
        }

        init(_ fixture: OfficeFixture, _ service: String, _ name: String?) async throws {
            self.fixture = fixture
            let service = try #require(fixture.office.catalogue.service(service))
            let test = try #require(name.map { name in service.tests.first { $0.name == name } } ?? service.tests.first)
            let facts = try TestFacts(test.given, service: service).facts()
            let claims = try facts.applicants.map {
                try PartyClaim(name: $0.party.name, identifier: PartyIdentifier(wire: $0.party.identifier), kind: $0.party.ref.kind, source: .authority)
            }
            let book = fixture.office.parties
            let refs = try await fixture.database.write { connection in
                try claims.map { try book.ensure($0, at: OfficeFixture.noon, in: connection) }
            }
            let known = Dictionary(zip(facts.applicants.map(\.party.ref.id), refs)) { first, _ in first }
            (self.service, self.facts, self.known) = (service, facts, known)
            var page = String(decoding: try CanonicalJSON.encode(facts.units[0].folio), as: UTF8.self)
            for (key, ref) in known { page = page.replacing("\"\(key.text)\"", with: "\"\(ref.id.text)\"") }
            let folio = try CanonicalJSON.decode(Folio.self, from: Array(page.utf8))
            let proofs = facts.units[0].proofs
            try await fixture.database.write { connection in
                try FolioRecords.insert(folio, region: OfficeFixture.region, in: connection)
                for (entry, number) in proofs {
                    try CertificateRecords.insert(
                        CertificateOrder(kind: .proof, unit: folio.unit, entry: entry, facts: [1]), number: number, caseID: "old", at: OfficeFixture.noon,
                        region: OfficeFixture.region, in: connection)
                }
            }
        }

        /// The case with everybody in it and what the departments said of it, judged.
        func open() async throws -> String {
            let id = try await office.open(service: service.id, units: [unit], applicants: parties, channel: .api, by: .party(parties[0].party.id))
            try await say(id)
            var answers = facts.answers.filter { !$0.value.isEmpty && $0.value != "named" }
            if let money = service.money {
                answers[money.custodian] = ModeFlowTests.codes[1]
                answers[money.restAccount] = "中国银行南昌分行 6217000010001234567"
            }
            // Each question by somebody whom it concerns.
            for (name, value) in answers.sorted(by: { $0.key < $1.key }) {
                let field = try #require(service.field(name))
                let one = try #require(parties.first { service.asks(field, of: [ApplicantStanding(role: $0.role, kind: ApplicantKind($0.party.kind))]) })
                try await office.answer(id, [name: value], by: one.party.id)
            }
            _ = try await CaseEngine(office: office).advance(id)
            return id
        }

        /// What departments and lenders say, as of the office's own day.
        private func say(_ id: String) async throws {
            let file = try await office.load(id)
            var evidence: [Evidence] = []
            var events: [CaseEvent] = [.stepDone(StepDone(step: "identify"))]
            for (kind, material) in facts.materials.sorted(by: { $0.key < $1.key }) {
                let key = RandomText.hex(12)
                let text = String(decoding: material.value.canonicalBytes, as: UTF8.self).replacing(facts.today.description, with: OfficeFixture.noon.date.description)
                let sealed = try office.cipher.seal(text, context: CaseOffice.evidenceContext(id, key))
                evidence.append(
                    Evidence(
                        id: key, caseID: id, material: kind, source: "test", digest: key, keyID: nil, signature: nil, at: OfficeFixture.noon, sealed: sealed,
                        envelope: try lender(of: kind).map { try envelope(text, from: $0, id, key) }))
                events.append(
                    .gathered(Gathered(material: kind, source: "test", state: .fetched, evidence: key, digest: key, note: nil, institution: lender(of: kind))))
            }
            events.append(.stepDone(StepDone(step: "gather")))
            let kept = evidence
            try await office.store(events.map { CaseAction(at: OfficeFixture.noon, actor: .system, event: $0) }, on: file, runAt: nil) { connection in
                for item in kept { try EvidenceRecords.insert(item, region: OfficeFixture.region, in: connection) }
            }
        }

        /// Who signs a lender's word about the case: the applicant that lends, the mortgagee that is paid off.
        private func lender(of kind: String) -> String? {
            let parts = kind.split(separator: "/")
            let place = (parts.count > 1 ? Int(parts[1]) ?? 1 : 1) - 1
            switch parts[0] {
            case "loan-approval": return facts.applicants.indices.contains(place) ? facts.applicants[place].party.creditCode : nil
            case "payoff-statement":
                guard facts.claims.indices.contains(place) else { return nil }
                return facts.applicants.first { $0.party.ref.id == facts.claims[place].mortgagee.id }?.party.creditCode
            default: return nil
            }
        }

        func envelope(_ payload: String, from lender: String, _ id: String, _ key: String) throws -> [UInt8] {
            let envelope = Envelope(
                id: key, from: "lender:\(lender)", to: Envelope.registry, contract: "test", caseID: id, purpose: "", legalBasis: "", issuedAt: OfficeFixture.noon,
                expiresAt: OfficeFixture.noon, outcome: .init(.ok), payload: payload)
            return try office.cipher.seal(CanonicalJSON.encode(envelope), context: CaseOffice.envelopeContext(id, key))
        }

        /// Custody is taken on and every source comes in, as if custodian and lenders had said so.
        func payIn(_ id: String) async throws -> CaseState {
            let money = try #require(try await office.escrow(of: id))
            var accounts = try await office.escrowAccounts(of: id)
            let custody = accounts.name(of: MoneyAccount(holder: "专户", bank: "监管银行", number: "8801000000000001"), kind: "custody")
            let from = accounts.name(of: MoneyAccount(holder: "付款人", bank: "某银行", number: "6217000000000002"), kind: "from")
            let deposits = money.book.terms.sources.enumerated().map { index, source in
                EscrowEvent.deposited(EscrowDeposit(receipt: "R\(index)", source: source.name, amount: source.amount, from: from, at: OfficeFixture.noon))
            }
            let entries = ([.custody(CustodyOpened(number: "T1", account: custody))] + deposits).map { EscrowEntry(at: OfficeFixture.noon, event: $0) }
            let named = try accounts.statements(id, region: OfficeFixture.region, cipher: office.cipher)
            try await fixture.database.write { connection in
                let next = try EscrowRecords.append(entries, to: money, runAt: OfficeFixture.noon, region: OfficeFixture.region, in: connection)
                let nothing = EscrowRung(stored: 0)
                try connection.execute(
                    EscrowRecords.reconciled(
                        next.bookID, version: next.book.version, rung: nothing, left: nothing, at: OfficeFixture.noon, region: OfficeFixture.region))
                for statement in named { try connection.execute(statement) }
            }
            return try await CaseEngine(office: office).advance(id)
        }

        func upload(_ id: String) async throws {
            let file = try await office.load(id)
            for wanted in office.wantedUploads(of: file.state, service) {
                let owner = wanted.by ?? parties[0].party.id
                let upload = Uploaded(id: RandomText.hex(8), material: wanted.material, digest: "00", size: 1, by: owner)
                try await office.store([CaseAction(at: OfficeFixture.noon, actor: .party(owner), event: .uploaded(upload))], on: office.load(id), runAt: nil)
            }
            _ = try await CaseEngine(office: office).advance(id)
        }

        func sign(_ id: String, as party: PartyRef) async throws {
            let file = try await office.load(id)
            let accepted = Set(office.declarations(of: file, for: party.id).filter(\.required).map(\.name))
            _ = try await office.sign(id, method: "typed", accepted: accepted, by: party.id)
        }

        func folio() async throws -> Folio {
            try #require(try await fixture.database.read { try FolioRecords.find(unit, region: OfficeFixture.region, in: $0)?.folio })
        }
    }

    @Test("between enterprises with one lender: signed by all in any order, decided by the program, registered, proved and counted", arguments: availableEngines)
    func enterprises(engine: Engine) async throws {
        try await OfficeFixture.run(engine, lenders: Self.codes, custodians: [Self.codes[1]]) { fixture in
            let order = try await Order(fixture, "transfer.mortgaged.same-lender", "企业之间买卖厂房，同一银行贷款，系统自动通过")
            let id = try await order.open()
            try await order.upload(id)
            let before = try await fixture.office.load(id).state
            #expect(before.findings.filter { $0.consequence != .note }.isEmpty, "\(before.findings)")
            // The last of them hands it in; nobody can before.
            for party in order.parties.reversed().dropLast() { try await order.sign(id, as: party.party) }
            await #expect(throws: CaseError.self) { try await fixture.office.submit(id, by: order.party("seller").id) }
            try await order.sign(id, as: order.party("seller"))
            try await fixture.office.submit(id, by: order.party("seller").id)
            let accepted = try await CaseEngine(office: fixture.office).advance(id)
            #expect(accepted.registration == nil && accepted.waiting?.step == "secure", "nothing is registered before the money is there")
            let money = try #require(try await fixture.office.escrow(of: id)?.book.terms)
            #expect(money.sources.map(\.amount) == [order.facts.contract!.unpaid - Money(yuan: 700_000), Money(yuan: 700_000)] && money.payoffs.map(\.payee) == [Self.codes[0]])
            let state = try await order.payIn(id)
            #expect(try await fixture.office.escrow(of: id)?.book.phase == .released)
            #expect(state.approval?.automatic == true && state.registration != nil, "\(state.phase) \(state.waiting.map { "\($0)" } ?? "") \(state.findings)")

            let folio = try await order.folio()
            #expect(folio.ownership?.holders.map(\.party.id) == [order.party("buyer").id])
            #expect(folio.mortgages.map { $0.mortgagors.map(\.id) } == [[order.party("buyer").id]] && folio.mortgages[0].amount == Money(yuan: 700_000))
            let issued = try await fixture.database.read { try CertificateRecords.of(caseID: id, region: OfficeFixture.region, in: $0) }
            #expect(issued.map(\.kind) == [.certificate, .proof])
            let valid = try await fixture.database.read { try CertificateRecords.valid(of: order.unit, region: OfficeFixture.region, in: $0) }
            #expect(Set(valid.map(\.number)) == Set(issued.map(\.number)), "the old proof is replaced")

            let day = OfficeFixture.noon.date
            let counts = try await fixture.office.countedTransfers(from: day, until: day)
            #expect(counts.map(\.mode) == [order.service.id] && counts[0].number == 1 && counts[0].traits == CountedTransfer.Traits(betweenEnterprises: true))
            #expect(counts[0].bridge == Money(fen: 61_234_500) && counts[0].lent == Money(yuan: 700_000) && counts[0].withinHour == 1)
        }
    }

    @Test("two lenders hold one mortgage: each is paid what it has stated itself, and only then is the mortgage gone for both", arguments: availableEngines)
    func shared(engine: Engine) async throws {
        try await OfficeFixture.run(engine, lenders: Self.codes, custodians: [Self.codes[1]]) { fixture in
            let order = try await Order(fixture, "transfer.mortgaged.paid", "两家机构共同持有一项抵押权，各自出具还款清单")
            let id = try await order.open()
            for party in order.parties { try await order.sign(id, as: party.party) }
            try await fixture.office.submit(id, by: order.party("seller").id)
            let fee = CaseEvent.feePaid(FeePaid(order: "F1", amount: Money(yuan: 80), receipt: "R"))
            let submitted = try await CaseEngine(office: fixture.office).advance(id)
            #expect(submitted.waiting?.step == FeeStep.name, "\(submitted.phase) \(submitted.findings)")
            try await fixture.office.store([CaseAction(at: OfficeFixture.noon, actor: .system, event: fee)], on: fixture.office.load(id), runAt: nil)
            _ = try await CaseEngine(office: fixture.office).advance(id)
            let file = try #require(try await fixture.office.escrow(of: id))
            #expect(file.book.terms.payoffs.map(\.payee) == Self.codes && Set(file.book.terms.payoffs.map(\.proof)).count == 1)
            let quoted = file.book.terms.payoffs.map { file.book.quotes[$0.name]?.amount }
            #expect(quoted == [Money(fen: 61_234_500), Money(fen: 30_012_300)])
            let state = try await order.payIn(id)
            #expect(state.registration != nil, "\(state.phase) \(state.findings)")
            #expect(try await order.folio().mortgages.isEmpty)
            let counts = try await fixture.office.countedTransfers(from: OfficeFixture.noon.date, until: OfficeFixture.noon.date)
            #expect(counts.map(\.bridge) == [Money(fen: 91_246_800)], "bridge money for both")
        }
    }

    @Test("a lender's statement counts for its own claim alone: what the other of two has signed stands for nobody else") func signer() throws {
        let service = try #require(try HouseCatalogue.catalogue().service("transfer.mortgaged.paid"))
        let test = try #require(service.tests.first { $0.name == "两家机构共同持有一项抵押权，各自出具还款清单" })
        var facts = try TestFacts(test.given, service: service).facts()
        #expect(facts.payoffs.map(\.mortgagee) == facts.applicants.suffix(2).map(\.party.ref))
        facts.signers["payoff-statement/2"] = Self.codes[0]
        #expect(facts.payoffs.map(\.mortgagee) == [facts.applicants[2].party.ref])
        #expect(PayoffCurrent().findings(facts).map(\.materials) == [["payoff-statement/2"]])
        facts.signers = [:]
        #expect(facts.payoffs.isEmpty, "of several nobody knows whose word it is")
    }

    @Test("two notices: buyer and lender have their places, and the standing mortgage is as it was", arguments: availableEngines)
    func notices(engine: Engine) async throws {
        try await OfficeFixture.run(engine, lenders: Self.codes, custodians: [Self.codes[1]]) { fixture in
            let order = try await Order(fixture, "transfer.mortgaged.notices", nil)
            let id = try await order.open()
            for party in order.parties { try await order.sign(id, as: party.party) }
            try await fixture.office.submit(id, by: order.party("buyer").id)
            let state = try await CaseEngine(office: fixture.office).advance(id)
            #expect(state.registration != nil, "\(state.findings)")
            let folio = try await order.folio()
            #expect(folio.notices.map(\.kind) == [.transfer, .mortgage] && folio.mortgages.count == 1)
        }
    }

    @Test("a seizure that comes after everybody has signed stops it at the last moment, and a person sees why", arguments: availableEngines)
    func seized(engine: Engine) async throws {
        try await OfficeFixture.run(engine, lenders: Self.codes, custodians: [Self.codes[1]]) { fixture in
            let order = try await Order(fixture, "transfer.mortgaged.same-lender", "企业之间买卖厂房，同一银行贷款，系统自动通过")
            let id = try await order.open()
            try await order.upload(id)
            for party in order.parties { try await order.sign(id, as: party.party) }
            try await fixture.office.submit(id, by: order.party("seller").id)
            let today = OfficeFixture.noon.date
            let seize = Act.seize(Seize(kind: .seizure, authority: "南昌市中级人民法院", document: "(2026)赣01执9号", from: today, until: today.adding(years: 1), against: nil))
            _ = try await fixture.registrar.file(
                Filing(
                    id: "z", acceptedAt: OfficeFixture.noon, sequence: 1, registeredAt: OfficeFixture.noon, basis: .order(authority: "南昌市中级人民法院", document: "(2026)赣01执9号"),
                    acts: [UnitAct(unit: order.unit, act: seize)]), caseID: "z")
            _ = try await CaseEngine(office: fixture.office).advance(id)
            let state = try await order.payIn(id)
            #expect(state.registration == nil && state.phase == .waitingOfficer)
            #expect(try await fixture.office.escrow(of: id)?.book.phase == .secured, "the money stays until a person decides or the term ends")
            #expect(state.findings.contains { $0.check == RegisterAdmits.name })
            #expect(try await order.folio().ownership?.holders.map(\.party.id) == [order.party("seller").id])
            #expect(try await fixture.office.countedTransfers(from: today, until: today).isEmpty)
        }
    }

    @Test("a payoff statement of yesterday is asked for anew, never registered upon", arguments: availableEngines)
    func stale(engine: Engine) async throws {
        try await OfficeFixture.run(engine, lenders: Self.codes, custodians: [Self.codes[1]]) { fixture in
            let order = try await Order(fixture, "transfer.mortgaged.same-lender", "企业之间买卖厂房，同一银行贷款，系统自动通过")
            let id = try await order.open()
            try await order.upload(id)
            for party in order.parties { try await order.sign(id, as: party.party) }
            try await fixture.office.submit(id, by: order.party("seller").id)
            _ = try await CaseEngine(office: fixture.office).advance(id)
            // Overnight: what the lender said is now of another day.
            let file = try await fixture.office.load(id)
            let payoff = try #require(order.facts.materials["payoff-statement"]?.value)
            let yesterday = OfficeFixture.noon.date.adding(days: -1).description
            let text = String(decoding: payoff.canonicalBytes, as: UTF8.self).replacing(order.facts.today.description, with: yesterday)
            let evidence = Evidence(
                id: "stale", caseID: id, material: "payoff-statement", source: "test", digest: "stale", keyID: nil, signature: nil,
                at: OfficeFixture.noon.adding(seconds: 1),
                sealed: try fixture.office.cipher.seal(text, context: CaseOffice.evidenceContext(id, "stale")),
                envelope: try order.envelope(text, from: Self.codes[0], id, "stale"))
            let gathered = Gathered(material: "payoff-statement", source: "lending.payoff-statement", state: .fetched, evidence: "stale", digest: "stale", note: nil)
            try await fixture.office.store([CaseAction(at: OfficeFixture.noon, actor: .system, event: .gathered(gathered))], on: file, runAt: nil) { connection in
                try EvidenceRecords.insert(evidence, region: OfficeFixture.region, in: connection)
            }
            let state = try await order.payIn(id)
            #expect(state.registration == nil && state.phase == .waitingDepartment, "\(state.phase)")
            #expect(!state.done.contains("gather") && state.done.contains("accept"), "the case asks its sources again")
            #expect(state.approval == nil)
        }
    }
}
