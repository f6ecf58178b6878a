import Catalogue
import Contracts
import Identity
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

/// 抵押权自动注销: what a lender says is settled becomes one case, however it is told.
@Suite("A settled debt ends its mortgage") struct SettledDebtTests {
    private static let home = BookFixture.home
    private static let code = "91360102MA35C3D468"
    private static let peer = Peer(.lender, institution: code)

    /// A home with a mortgage whose proof is known, and its lender in the party book.
    private func mortgaged(_ engine: Engine, _ body: (OfficeFixture, PartyRef, EntryID) async throws -> Void) async throws {
        try await OfficeFixture.run(engine) { fixture in
            let office = fixture.office
            let developer = BookFixture.developer
            let description = BookFixture.description(Self.home)
            let lender = try await fixture.database.write { connection in
                try FolioRecords.insert(Folio(unit: Self.home, description: description), region: OfficeFixture.region, in: connection)
                return try office.parties.ensure(
                    PartyClaim(name: "洪城银行股份有限公司南昌分行", identifier: PartyIdentifier(kind: .creditCode, number: Self.code), kind: .enterprise),
                    at: OfficeFixture.noon, in: connection)
            }
            let today = OfficeFixture.noon.date
            let acts: [Act] = [
                .firstRegistration(
                    FirstRegistration(right: .stateLandUseAndHouse, form: .sole, holders: [Holder(party: developer)], description: description, cause: .newConstruction)),
                .mortgage(
                    CreateMortgage(
                        kind: .ordinary, subject: .landAndHouse, mortgagees: [lender], mortgagors: [developer], debtor: developer, amount: Money(yuan: 1_000),
                        from: today, until: today.adding(years: 1), scope: "主债权", transferBan: false)),
            ]
            let filing = Filing(
                id: "first", acceptedAt: OfficeFixture.noon, sequence: 1, registeredAt: OfficeFixture.noon,
                basis: .application(by: [developer, lender], pledged: []), acts: acts.map { UnitAct(unit: Self.home, act: $0) })
            let entry = filing.entry(1).id
            let order = CertificateOrder(kind: .proof, unit: Self.home, entry: entry, facts: Array("x".utf8))
            _ = try await fixture.registrar.file(filing, caseID: "first", issuing: [order])
            try await body(fixture, lender, entry)
        }
    }

    private func tell(_ office: CaseOffice, settled: Bool = true) async throws -> [String] {
        try await office.cancelSettled(on: Self.home, of: Self.code, as: Self.peer) { _ in settled }
    }

    @Test("one case is opened, signed by the lender's word and handed in, however often it is told", arguments: availableEngines)
    func once(engine: Engine) async throws {
        try await mortgaged(engine) { fixture, lender, entry in
            let first = try await tell(fixture.office)
            let again = try await tell(fixture.office)
            #expect(first.count == 1 && again == first)
            let state = try await fixture.office.load(first[0]).state
            #expect(state.answers == ["mortgage": entry.text, "reason": "debtPaid", "confirmed": "yes"])
            #expect(state.submittedAt != nil && state.channel == "api")
            #expect(state.signatures.map(\.party) == [lender.id] && state.signatures.map(\.method) == ["confirmation"])
        }
    }

    @Test("six messages at once still open one that goes on", arguments: availableEngines)
    func atOnce(engine: Engine) async throws {
        try await mortgaged(engine) { fixture, _, _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<6 { group.addTask { _ = try await tell(fixture.office) } }
                try await group.waitForAll()
            }
            let ids = try await fixture.database.read { connection in
                try connection.rows("SELECT case_id FROM case_file WHERE region = \(OfficeFixture.region) AND unit = \(Self.home.text) AND phase <> 'withdrawn'").map { try $0.text("case_id") }
            }
            #expect(ids.count == 1)
            let told = try await tell(fixture.office)
            #expect(told == ids)
            let state = try await fixture.office.load(ids[0]).state
            #expect(state.submittedAt != nil && state.signatures.count == 1)
        }
    }

    @Test("what a crash left opened is handed in when it is told again", arguments: availableEngines)
    func halfDone(engine: Engine) async throws {
        try await mortgaged(engine) { fixture, lender, entry in
            let applicant = CaseApplicant(role: "mortgagee", party: lender, identifiedBy: "api")
            let id = try await fixture.office.open(
                service: "mortgage.cancel", units: [Self.home], applicants: [applicant],
                answers: ["mortgage": entry.text, "reason": "debtPaid", "confirmed": "yes"], channel: .api, by: .system)
            let told = try await tell(fixture.office)
            #expect(told == [id])
            #expect(try await fixture.office.load(id).state.submittedAt != nil)
        }
    }

    @Test("a debt that the lender doesn't confirm, and a lender that nobody knows, end nothing", arguments: availableEngines)
    func unconfirmed(engine: Engine) async throws {
        try await mortgaged(engine) { fixture, _, _ in
            #expect(try await tell(fixture.office, settled: false) == [])
            let stranger = "91360100MA38HA00XM"
            let others = try await fixture.office.cancelSettled(on: Self.home, of: stranger, as: Peer(.lender, institution: stranger)) { _ in true }
            #expect(others == [])
            // By the door: only a lender may say so, and one that can't be asked is told to come again.
            func envelope(from: String) throws -> Envelope {
                let told = Lending.Changed.Request(unit: Self.home, matter: .settlement, number: "1")
                return Envelope(
                    id: "m", from: from, to: Envelope.registry, contract: Lending.Changed.name, purpose: "", legalBasis: "", issuedAt: OfficeFixture.noon,
                    expiresAt: OfficeFixture.noon.adding(seconds: 60), payload: String(decoding: try CanonicalJSON.encode(told), as: UTF8.self))
            }
            #expect(try await fixture.office.receive(envelope(from: "housing"))?.outcome.status == .refused)
            #expect(try await fixture.office.receive(envelope(from: Self.peer.wire))?.outcome.status == .busy)
        }
    }
}
