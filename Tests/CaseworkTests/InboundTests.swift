import Contracts
import Exchange
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

/// What departments tell takes effect once, in whatever order and however often it comes.
@Suite("Messages from departments") struct InboundTests {
    private static let court = CourtFixture.east
    private static let home = BookFixture.home

    private func envelope<C: Contract>(_ contract: C.Type, _ request: C.Request) throws -> Envelope {
        Envelope(
            id: "m", from: Peer(C.department, institution: C.department == .court ? CourtFixture.codes[Self.court] : nil).wire, to: Envelope.registry, contract: C.name, purpose: "", legalBasis: "", issuedAt: OfficeFixture.noon,
            expiresAt: OfficeFixture.noon.adding(seconds: 60), payload: String(decoding: try CanonicalJSON.encode(request), as: UTF8.self))
    }

    private func withHome(_ engine: Engine, _ body: (OfficeFixture) async throws -> Void) async throws {
        try await OfficeFixture.run(engine, directory: CourtFixture.directory()) { fixture in
            let developer = BookFixture.developer
            let description = BookFixture.description(Self.home)
            try await fixture.database.write { try FolioRecords.insert(Folio(unit: Self.home, description: description), region: OfficeFixture.region, in: $0) }
            let act = Act.firstRegistration(
                FirstRegistration(right: .stateLandUseAndHouse, form: .sole, holders: [Holder(party: developer)], description: description, cause: .newConstruction))
            let filing = Filing(
                id: "first", acceptedAt: OfficeFixture.noon, sequence: 1, registeredAt: OfficeFixture.noon, basis: .application(by: [developer], pledged: []),
                acts: [UnitAct(unit: Self.home, act: act)])
            _ = try await fixture.registrar.file(filing, caseID: "first")
            try await body(fixture)
        }
    }

    private func seizures(_ fixture: OfficeFixture) async throws -> [Seizure] {
        try await fixture.database.read { try FolioRecords.find(Self.home, region: OfficeFixture.region, in: $0)?.folio.seizures ?? [] }
    }

    private func order(_ document: String = "(2026)赣01执1号") -> Court.SeizureOrder.Request {
        let today = OfficeFixture.noon.date
        return Court.SeizureOrder.Request(document: document, court: Self.court, unit: Self.home, from: today, until: today.adding(years: 3).adding(days: -1))
    }

    @Test("a court's order enters the register once, however often and at once it comes", arguments: availableEngines)
    func seizedOnce(engine: Engine) async throws {
        try await withHome(engine) { fixture in
            let message = try envelope(Court.SeizureOrder.self, order())
            let receipts = try await withThrowingTaskGroup(of: [UInt8].self) { group in
                for _ in 0..<6 { group.addTask { try await fixture.office.receive(message)?.payload ?? [] } }
                var all: Set<[UInt8]> = []
                for try await payload in group { all.insert(payload) }
                return all
            }
            #expect(receipts.count == 1, "a repetition got another receipt")
            let found = try await seizures(fixture)
            #expect(found.map(\.document) == ["(2026)赣01执1号"])
        }
    }

    @Test("an order that is lifted before it has come is asked for again, and then both stand as the court meant it", arguments: availableEngines)
    func outOfOrder(engine: Engine) async throws {
        try await withHome(engine) { fixture in
            let lift = try envelope(
                Court.SeizureLifted.self, .init(document: "(2026)赣01执1号之一", court: Self.court, unit: Self.home, seizure: "(2026)赣01执1号"))
            let early = try await fixture.office.receive(lift)
            #expect(early?.outcome.status == .busy)
            _ = try await fixture.office.receive(try envelope(Court.SeizureOrder.self, order()))
            let standing = try await seizures(fixture)
            #expect(standing.count == 1)
            let late = try await fixture.office.receive(lift)
            #expect(late?.outcome.status == .ok)
            // Once more: nothing is left to lift, and that is no error.
            let again = try await fixture.office.receive(lift)
            #expect(again?.outcome.status == .ok)
            let left = try await seizures(fixture)
            #expect(left.isEmpty)
            // The first order, delivered late once more, does not seize again.
            _ = try await fixture.office.receive(try envelope(Court.SeizureOrder.self, order()))
            let after = try await seizures(fixture)
            #expect(after.isEmpty)
        }
    }

    @Test("an order on a unit that is not here is refused with a sentence, and nothing is entered", arguments: availableEngines)
    func unknown(engine: Engine) async throws {
        try await withHome(engine) { fixture in
            var order = order()
            order.unit = OfficeFixture.unit(99)
            let reply = try await fixture.office.receive(try envelope(Court.SeizureOrder.self, order))
            #expect(reply?.outcome.status == .refused)
            #expect(reply?.outcome.message?.contains("登记簿中没有该不动产单元") == true)
            let garbage = Envelope(
                id: "m", from: "court:\(CourtFixture.codes[Self.court] ?? "")", to: Envelope.registry, contract: Court.SeizureOrder.name, purpose: "", legalBasis: "", issuedAt: OfficeFixture.noon,
                expiresAt: OfficeFixture.noon, payload: "{\"unit\":1}")
            let malformed = try await fixture.office.receive(garbage)
            #expect(malformed?.outcome.status == .refused)
            let found = try await seizures(fixture)
            #expect(found.isEmpty)
        }
    }

    @Test("a changed contract makes every unregistered case on the unit ask again, and no other", arguments: availableEngines)
    func asksAgain(engine: Engine) async throws {
        try await withHome(engine) { fixture in
            try await fixture.put("202609210001", unit: Self.home, phase: .officer)
            try await fixture.put("202609210002", unit: OfficeFixture.unit(7), phase: .officer)
            let change = Housing.ContractChanged.Request(number: "NC1", unit: Self.home, status: .cancelled, on: OfficeFixture.noon.date)
            for _ in 0..<2 {
                let reply = try await fixture.office.receive(try envelope(Housing.ContractChanged.self, change))
                #expect(reply?.cases == ["202609210001"])
            }
            let touched = try await fixture.office.load("202609210001").state
            #expect(touched.phase == .inProgress)
            #expect(touched.refetches)
            #expect(touched.submittedAt != nil, "what was handed in stays handed in")
            let untouched = try await fixture.office.load("202609210002").state
            #expect(untouched.phase == .waitingOfficer)
            let receipt = Tax.ReceiptChanged.Request(number: "1", unit: OfficeFixture.unit(7), status: .paid)
            let told = try await fixture.office.receive(try envelope(Tax.ReceiptChanged.self, receipt))
            #expect(told?.cases == ["202609210002"])
        }
    }

    @Test("a payment counts for its own case, order and amount, and once", arguments: availableEngines)
    func paid(engine: Engine) async throws {
        try await withHome(engine) { fixture in
            let id = "202609210001"
            let file = try await fixture.put(id, unit: Self.home, phase: nil)
            let fee = FeeAssessed(lines: [], total: Money(yuan: 80), order: "JK\(id)", payURL: "http://127.0.0.1/")
            try await fixture.office.store([CaseAction(at: OfficeFixture.noon, actor: .system, event: .feeAssessed(fee))], on: file, runAt: nil)
            func order(_ number: String, _ caseID: String, yuan: Int64, status: Payment.Status = .paid) -> Payment.Order {
                Payment.Order(number: number, caseID: caseID, amount: Money(yuan: yuan), status: status, payURL: "", receipt: "票1")
            }
            for wrong in [order("JK\(id)", id, yuan: 79), order("JK1", id, yuan: 80), order("JK\(id)", id, yuan: 80, status: .open), order("JK\(id)", "202609219999", yuan: 80)] {
                let reply = try await fixture.office.receive(try envelope(Payment.Paid.self, wrong))
                #expect(reply?.outcome.status == .refused, "\(wrong)")
            }
            let before = try await fixture.office.load(id).state.payment
            #expect(before == nil)
            for _ in 0..<3 {
                let reply = try await fixture.office.receive(try envelope(Payment.Paid.self, order("JK\(id)", id, yuan: 80)))
                #expect(reply?.outcome.status == .ok)
            }
            let actions = try await fixture.office.load(id).actions.filter { $0.event.kind == "feePaid" }
            #expect(actions.count == 1)
        }
    }
}
