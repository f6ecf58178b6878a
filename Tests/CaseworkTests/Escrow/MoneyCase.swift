import Catalogue
import Contracts
import Escrow
import Exchange
import Foundation
import Identity
import Ledger
import Register
import Seals
import Storage
import StorageTesting
import Synchronization
import Testing

@testable import Casework

/// A clock that stands until it is moved.
final class TestClock: Sendable {
    private let moment: Mutex<Moment>
    init(_ start: Moment) { moment = Mutex(start) }
    var now: Moment { moment.withLock { $0 } }
    func advance(_ seconds: Double) { moment.withLock { $0 = $0.adding(seconds: seconds) } }
}

/// A sale for 1,000,000 yuan that is accepted and approved: 600,000 of the buyer's own, a new loan of 400,000, an old loan of 300,000; custodian and lenders
/// behind a socket.
struct MoneyCase {
    static let id = "20260921000001"
    static let unit = OfficeFixture.unit(1)
    static let service = "transfer.money-test"
    let fixture: OfficeFixture
    let money: PlayedMoney
    let clock: TestClock
    let desk: EscrowDesk
    var office: CaseOffice { fixture.office }

    /// - Parameters:
    ///   - charges: what is agreed to be paid out of custody, by field, as it is typed.
    ///   - notCounted: the service says that waiting for deposits doesn't count.
    ///   - tariff: what the custodian has stated that it takes.
    ///   - rest: where the sellers' rest goes, as it is typed; `coSeller`: there are two of them.
    ///   - isDraft: nobody has signed yet.
    static func run(
        _ engine: Engine, charges: [String: String] = [:], notCounted: Bool = false, tariff: Money? = nil, isDraft: Bool = false,
        coSeller: Bool = false, rest: String = "中国银行南昌分行 6217000010001234567", _ body: (MoneyCase) async throws -> Void
    ) async throws {
        let clock = TestClock(OfficeFixture.noon)
        let money = PlayedMoney(now: { clock.now })
        try await money.serve { directory in
            try await OfficeFixture.run(engine, directory: directory, now: { clock.now }, catalogue: Self.catalogue(notCounted: notCounted)) { fixture in
                let sale = MoneyCase(fixture: fixture, money: money, clock: clock, desk: EscrowDesk(office: fixture.office))
                try await sale.put(charges, tariff: tariff, isDraft: isDraft, coSeller: coSeller, rest: rest)
                try await body(sale)
            }
        }
    }

    // MARK: what there is

    private static let charges = [
        (field: "custody-fee", kind: "custody-fee", by: "seller"), (field: "brokerage-seller", kind: "brokerage", by: "seller"),
        (field: "brokerage-buyer", kind: "brokerage", by: "buyer"),
    ]

    /// The house's catalogue with a sale whose money is held.
    static func catalogue(notCounted: Bool = false) throws -> ServiceCatalogue { try (notCounted ? uncounted : counted).get() }

    private static let counted = Result { try made(notCounted: false) }
    private static let uncounted = Result { try made(notCounted: true) }

    private static func made(notCounted: Bool) throws -> ServiceCatalogue {
        var primitives = CaseworkPrimitives.all
        primitives.sources.formUnion(["lending.loan-approval", "lending.payoff-statement"])
        return try HouseCatalogue.changed(primitives: primitives) { try change($0, notCounted: notCounted) }
    }

    private static func change(_ folder: URL, notCounted: Bool) throws {
        var text = try String(contentsOf: folder.appendingPathComponent("services/transfer.existing.sale.yaml"), encoding: .utf8)
        for (old, new) in [
            ("id: transfer.existing.sale\n", "id: \(service)\n"),
            (
                "form:\n",
                "form:\n  - { name: custodian, label: 资金监管机构, type: custodian, required: true }\n  - { name: rest, label: 收款账户, type: account, required: true }\n"
                    + Self.charges.map { "  - { name: \($0.field), label: \($0.field), type: charge, required: false }\n" }.joined()
            ),
            (
                "materials:\n",
                "materials:\n  - { kind: loan-approval, from: lending.loan-approval, otherwise: wait }\n  - { kind: payoff-statement, from: lending.payoff-statement, otherwise: wait }\n  - { kind: custody-tariff, from: custody.tariff, otherwise: wait, required-when: { charged: custody-fee } }\n"
            ),
            ("checks:\n", "checks:\n  - custody-fee-as-stated\n"),
            ("legal: 30 working days }", notCounted ? "legal: 30 working days, not-counted: [deposits] }" : "legal: 30 working days }"),
            ("accept, fee, decide, register, certify, push", "accept, fee, secure, decide, register, certify, settle, push"),
            (
                "archive: permanent\n",
                "money: { custodian: custodian, price: sale-contract, paid-by: buyer, loans: loan-approval, pays-off: payoff-statement, rest-to: seller, rest-account: rest, charges: [\(Self.charges.map { "{ field: \($0.field), kind: \($0.kind), borne-by: \($0.by) }" }.joined(separator: ", "))], working-days: 5 }\narchive: permanent\n"
            ),
        ] {
            let range = try #require(text.range(of: old), "\(old)")
            text.replaceSubrange(range, with: new)
        }
        try text.write(to: folder.appendingPathComponent("services/\(service).yaml"), atomically: true, encoding: .utf8)
        let materials = folder.appendingPathComponent("materials.yaml")
        var kinds = try String(contentsOf: materials, encoding: .utf8)
        for kind in ["loan-approval", "payoff-statement"] where !kinds.contains("kind: \(kind)\n") {
            kinds += "  - kind: \(kind)\n    name: 测试材料\n    about: 测试用。\n    issuer: 贷款机构\n    personal: true\n"
        }
        try kinds.write(to: materials, atomically: true, encoding: .utf8)
    }

    private func party(_ name: String, _ number: String) async throws -> PartyRef {
        let claim = try PartyClaim(name: name, identifier: PartyIdentifier(kind: .passport, number: number), kind: .person, phone: nil, source: .stated)
        let parties = office.parties
        return try await fixture.database.write { try parties.ensure(claim, at: OfficeFixture.noon, in: $0) }
    }

    private func put(_ charges: [String: String], tariff: Money?, isDraft: Bool, coSeller: Bool, rest: String) async throws {
        let seller = try await party("张卖", "E10000001")
        let buyer = try await party("李买", "E10000002")
        let sellers = [seller] + (coSeller ? [try await party("陈卖", "E10000003")] : [])
        let book = BookFixture(database: fixture.database, registrar: fixture.registrar, sequencer: office.sequencer, key: OfficeFixture.log)
        try await book.add(Self.unit)
        let sold = Act.transfer(
            Transfer(from: [BookFixture.developer], form: coSeller ? .joint : .sole, to: sellers.map { Holder(party: $0) }, cause: .presaleHandover, price: Money(yuan: 900_000)))
        _ = try await fixture.registrar.file(book.filing("sold", [UnitAct(unit: Self.unit, act: sold)], by: sellers), caseID: "c")
        let contract = Housing.Contract(
            number: "K1", unit: Self.unit, project: nil, location: "南昌", sellers: [.init(name: "张卖", identifier: "passport:E10000001", share: nil)],
            buyers: [.init(name: "李买", identifier: "passport:E10000002", share: nil)], coOwnership: .sole, price: Money(yuan: 1_000_000), paid: .zero,
            area: Area(hundredths: 9_530), paymentMethod: .loan, filedOn: OfficeFixture.noon.date)
        let approval = Lending.LoanApproval.Answer(
            number: "A1", unit: Self.unit, borrowers: ["passport:E10000002"], status: .approved, amount: Money(yuan: 400_000), kind: "ordinary",
            from: OfficeFixture.noon.date, until: OfficeFixture.noon.date.adding(years: 20), scope: "本金", transferBan: false, provident: false, contract: "D1",
            contractDigest: nil, validUntil: OfficeFixture.noon.date.adding(days: 30))
        var gathered = [
            try await evidence("sale-contract", CanonicalJSON.encode(contract), money.unsigned(CanonicalJSON.encode(contract), caseID: Self.id), Housing.FiledContract.name),
            try await evidence(
                "loan-approval", CanonicalJSON.encode(approval), money.signed(Lending.LoanApproval.self, approval, by: PlayedMoney.newBank, caseID: Self.id), Lending.LoanApproval.name),
            try await evidence(
                "payoff-statement", CanonicalJSON.encode(money.payoff(Self.unit)),
                money.signed(Lending.PayoffStatement.self, money.payoff(Self.unit), by: PlayedMoney.oldBank, caseID: Self.id), Lending.PayoffStatement.name),
        ]
        if let tariff {
            let stated = PlayedMoney.tariff(Self.unit, contract.price, tariff, at: PlayedMoney.custodian, on: OfficeFixture.noon.date)
            gathered.append(
                try await evidence(
                    CaseFacts.tariffMaterial, CanonicalJSON.encode(stated),
                    money.signed(Custody.Tariff.self, stated, by: PlayedMoney.custodian, caseID: Self.id), Custody.Tariff.name))
        }
        let named = coSeller ? [sellers[0].id: "张卖", sellers[1].id: "陈卖"] : [seller.id: "张卖"]
        let account = try office.keepingAccount(rest, field: "rest", caseID: Self.id, holders: named)
        let kept = try Dictionary(uniqueKeysWithValues: charges.map { ($0, try office.keepingCharge($1, field: $0, caseID: Self.id)) })
        let due = office.catalogue.calendar.add(workingDays: 30, to: OfficeFixture.noon.date)
        let applicants =
            sellers.map { CaseApplicant(role: "seller", party: $0, identifiedBy: "counter") } + [CaseApplicant(role: "buyer", party: buyer, identifiedBy: "counter")]
        var events: [CaseEvent] = [.opened(Opened(service: Self.service, catalogue: "c", units: [Self.unit], applicants: applicants))]
        events.append(.answered(Answered(fields: ["custodian": PlayedMoney.custodian, "rest": account.answer].merging(kept.mapValues(\.answer)) { $1 })))
        for item in gathered { events.append(.gathered(item)) }
        for step in isDraft ? ["identify", "gather"] : ["identify", "gather", "check", "sign"] { events.append(.stepDone(StepDone(step: step))) }
        if !isDraft {
            events.append(.submitted(Submitted()))
            events.append(.accepted(Accepted(sequence: 9, workingDays: 30, dueOn: due)))
            for step in ["accept", "fee"] { events.append(.stepDone(StepDone(step: step))) }
            events.append(.approved(Approved(automatic: false, opinion: "同意")))
            for step in ["decide", "certify"] { events.append(.stepDone(StepDone(step: step))) }
        }
        let actions = events.map { CaseAction(at: OfficeFixture.noon, actor: .system, event: $0) }
        try await fixture.database.write { connection in
            let state = try CaseRecords.open(
                Self.id, subject: Self.unit.text, actions: [actions[0]], runAt: OfficeFixture.noon, region: OfficeFixture.region, in: connection)
            try CaseRecords.append(
                Array(actions.dropFirst()), to: Self.id, state: state, runAt: OfficeFixture.noon, region: OfficeFixture.region, in: connection)
            try account.keeping?(connection)
            for charge in kept.values { try charge.keeping?(connection) }
        }
    }

    private func evidence(_ material: String, _ payload: [UInt8], _ message: SignedMessage?, _ source: String) async throws -> Gathered {
        let id = "e-\(material)"
        let cipher = office.cipher
        let item = Evidence(
            id: id, caseID: Self.id, material: material, source: source, digest: message?.digest ?? "00", keyID: message?.keyID, signature: message?.signature,
            at: OfficeFixture.noon, sealed: try cipher.seal(payload, context: CaseOffice.evidenceContext(Self.id, id)),
            envelope: try message.map { try cipher.seal($0.bytes, context: CaseOffice.envelopeContext(Self.id, id)) })
        try await fixture.database.write { try EvidenceRecords.insert(item, region: OfficeFixture.region, in: $0) }
        return Gathered(material: material, source: source, state: .fetched, evidence: id, digest: item.digest, note: nil)
    }

    // MARK: what happens

    /// Everybody does what is to be done now, some times over; between the times passes.
    func turn(_ times: Int = 6, seconds: Double = 3) async throws {
        for _ in 0..<times {
            _ = try await CaseEngine(office: office).advance(Self.id)
            await desk.tick()
            try await desk.deliverDue()
            await desk.tick()
            clock.advance(seconds)
        }
    }

    /// The money alone: the case stays where it is.
    func carryOn() async throws {
        _ = try await EscrowRound(office: office, book: Self.id, lease: clock.now.adding(seconds: 30)).run()
        try await desk.deliverDue()
        clock.advance(1)
    }

    /// Somebody rings for a custodian's account, and it is stored with what is answered.
    /// - Returns: whether it is theirs to ring for.
    func isRung(_ caseID: String = MoneyCase.id, receipt: String = "unseen", by peer: Peer) async throws -> Bool {
        guard let tidings = try await office.moneyMoved(caseID, receipt: receipt, by: peer) else { return false }
        if let effect = tidings.effect {
            try await office.database.write { try effect.write($0) }
            effect.stored()
        }
        return true
    }

    /// The custodian rings.
    func ring(_ custodian: String = PlayedMoney.custodian) async throws {
        #expect(try await isRung(by: Peer(.custodian, institution: custodian)))
    }

    func payIn(_ yuan: Int64 = 600_000, source: String? = "own-funds", from: String = "BUYER-1", at custodian: String = PlayedMoney.custodian) async throws {
        money.payIn(Money(yuan: yuan), source: source, from: from, at: custodian)
        try await ring(custodian)
    }

    /// Something comes in that nobody agreed on, and is noticed.
    func bringsBack(_ amount: Money, from: String) async throws {
        money.payIn(amount, source: nil, from: from)
        try await ring()
        try await turn(3)
    }

    /// From nothing to the money secured and the register changed.
    func register() async throws {
        try await turn(3)
        try await payIn()
        try await turn()
    }

    var book: EscrowBook {
        get async throws { try #require(try await office.escrow(of: Self.id)).book }
    }
    var state: CaseState {
        get async throws { try await office.load(Self.id).state }
    }
    var stages: [MoneyMoved.Stage] {
        get async throws {
            try await office.load(Self.id).actions.compactMap { action in
                if case .moneyMoved(let moved) = action.event { moved.stage } else { nil }
            }
        }
    }

    static let restAccount = "6217000010001234567"

    /// Everybody has exactly what they are due, the register has changed, and the audit finds nothing.
    func cleared(payoff: Money = Money(yuan: 300_000)) async throws {
        let book = try await book
        #expect(book.phase == .cleared, "\(book.waitsFor(on: clock.now.date)) \(String(describing: book.stop))")
        #expect(money.balance == .zero)
        #expect(money.got("OLD-1") == payoff)
        #expect(money.got(Self.restAccount) == Money(yuan: 1_000_000) - payoff)
        #expect(try await state.registration != nil)
        let waiting = try await state.waiting
        #expect(try await state.phase == .completed, "\(String(describing: waiting))")
        try await audited()
    }

    /// Everything went back to where it came from, and the register is as it was.
    func returned(_ came: [String: Int64]) async throws {
        let book = try await book
        #expect(book.phase == .returned, "\(book.waitsFor(on: clock.now.date)) \(String(describing: book.stop))")
        #expect(money.balance == .zero)
        for (account, yuan) in came { #expect(money.got(account) == Money(yuan: yuan), "\(account)") }
        #expect(money.got("OLD-1") == .zero && money.got(Self.restAccount) == .zero)
        #expect(try await state.registration == nil)
        #expect(try await stages.last == .returned)
        try await audited()
    }

    func audited() async throws {
        #expect(try await book.invariants.isEmpty)
        try await office.sequencer.sequence()
        let report = try await BookVerifier(
            database: fixture.database, region: OfficeFixture.region, log: OfficeFixture.log.verifier, records: office.cipher
        ).run()
        #expect(report.isClean, "\(report.divergences)")
    }
}
