import Chance
import Contracts
import Escrow
import Foundation
import Hummingbird
import Identity
import Portal
import Register
import Seals
import Storage
import StorageTesting
import Testing

@testable import Casework

/// An order between a seller, a buyer and a lender to which things happen at random, written by another process: nothing of it is told to the
/// portal under test but through the database.
final class OrderLife {
    static let id = "36010020260921000077"
    static let service = "transfer.mortgaged.new-rank"
    static let path = "/api/v1/cases/\(id)"

    enum Change: CaseIterable {
        case action, fee, feePaid, money, rename, day, registration, certificateEnds, document
    }

    let portal: TestPortal
    let office: CaseOffice
    let seller: PartyRef
    let buyer: PartyRef
    let lender: PartyRef
    let other: PartyRef
    private(set) var dice: SeededDice
    private(set) var happened: Set<Change> = []
    private var book: EscrowFile?
    private var serial = 0

    /// - Parameter accounts: that are known from the beginning.
    init(_ portal: TestPortal, _ office: CaseOffice, seed: UInt64, accounts: [String] = ["custody", "buyer", "seller"]) async throws {
        self.portal = portal
        self.office = office
        dice = SeededDice(seed: seed)
        let parties = office.parties
        let claims = [
            try PartyClaim(name: "王芳", identifier: PartyIdentifier(kind: .identityCard, number: "360102198506123021"), kind: .person),
            try PartyClaim(name: "李建国", identifier: PartyIdentifier(kind: .passport, number: "E10000002"), kind: .person),
            try PartyClaim(name: "洪城银行", identifier: PartyIdentifier(kind: .creditCode, number: "91360102MA35C3D468"), kind: .enterprise),
            try PartyClaim(name: "赵六", identifier: PartyIdentifier(kind: .passport, number: "E10000003"), kind: .person),
        ]
        let refs = try await office.database.write { connection in try claims.map { try parties.ensure($0, at: testNoon, in: connection) } }
        (seller, buyer, lender, other) = (refs[0], refs[1], refs[2], refs[3])
        let opened = Opened(
            service: Self.service, catalogue: "c", units: [RealPortal.unit],
            applicants: zip(["seller", "buyer", "standing-lender"], refs).map { CaseApplicant(role: $0, party: $1, identifiedBy: "unified-identity") })
        try await office.database.write { connection in
            _ = try CaseRecords.open(
                Self.id, subject: RealPortal.unit.text, actions: [CaseAction(at: testNoon, actor: .system, event: .opened(opened))], runAt: nil, region: testRegion,
                in: connection)
        }
        try await know(accounts)
    }

    func know(_ accounts: [String]) async throws {
        let cipher = office.cipher
        try await office.database.write { connection in
            for name in accounts {
                try connection.execute(
                    EscrowAccounts.statement(
                        name, MoneyAccount(holder: name, bank: "江西银行", number: "6222000\(name.count)"), Self.id, region: testRegion, cipher: cipher))
            }
        }
    }

    /// The custodian takes the money's custody on: from then on the buyer owes a deposit.
    func takeCustody() async throws {
        _ = try await happen(.money)
        _ = try await record(.custody(Self.custody))
    }

    private static let custody = CustodyOpened(number: "提存77", account: "custody", payURL: "https://notary.example/77")

    /// Somebody who is signed in for one of its parties.
    func browser(_ party: PartyRef) async throws -> Browser { try await portal.session(SignedIn(party: party, name: "甲")) }

    /// All that can happen in a life, in an order of this one's own.
    func course() -> [Change] {
        [.action, .fee, .feePaid, .money, .money, .rename, .day].shuffled(using: &dice) + [.registration]
            + [.certificateEnds, .document, .rename, .money, .action, .day].shuffled(using: &dice)
    }

    /// Something happens.
    /// - Returns: nil where it couldn't.
    func happen(_ change: Change) async throws -> Change? {
        serial += 1
        portal.clock.advance(seconds: 1)
        let did: Bool
        switch change {
        case .action: did = try await append([action()])
        case .fee:
            did = try await append([
                .feeAssessed(FeeAssessed(lines: [FeeLine(name: "登记费", amount: Money(yuan: 80), basis: "发改价格规〔2016〕2559号")], total: Money(yuan: 80), order: "F1", payURL: "https://pay.example/\(serial)"))
            ])
        case .feePaid: did = try await append([.feePaid(FeePaid(order: "F1", amount: Money(yuan: 80), receipt: "R\(serial)"))])
        case .money: did = try await moveMoney()
        case .rename: did = try await rename()
        case .day:
            portal.clock.advance(seconds: 86_400)
            did = true
        case .registration: did = try await register()
        case .certificateEnds: did = try await passOn()
        case .document: did = try await attach()
        }
        if did { happened.insert(change) }
        return did ? change : nil
    }

    private func action() -> CaseEvent {
        dice.pick([
            .answered(Answered(fields: ["loan-order": "\(serial)"])), .judged(Judged(findings: [])),
            .signed(Signed(party: dice.pick([seller, buyer, lender]).id, declarations: [], digest: "\(serial)", method: "typed")), .submitted(Submitted()),
            .waiting(Waiting(step: "decide", on: .officer, whom: "examiner", reason: "等待\(serial)")), .custodianProposed(CustodianProposed(custodian: "9136\(serial)")),
            .gathered(Gathered(material: "m\(serial)", source: "tax.deed-tax-receipt", state: .notFound, evidence: nil, digest: nil, note: nil, institution: nil)),
            .accepted(Accepted(sequence: 77, workingDays: 30, dueOn: portal.clock.now.date.adding(days: 40))), .certified(Certified(numbers: [])), .stepDone(StepDone(step: "certify")),
        ])
    }

    private func append(_ events: [CaseEvent]) async throws -> Bool {
        let now = portal.clock.now
        let actor: Actor = dice.below(2) == 0 ? .system : .party(buyer.id)
        return try await office.database.write { connection in
            let file = try CaseRecords.load(Self.id, region: testRegion, in: connection)
            try CaseRecords.append(events.map { CaseAction(at: now, actor: actor, event: $0) }, to: file, runAt: nil, region: testRegion, in: connection)
            return true
        }
    }

    private func rename() async throws -> Bool {
        let name = dice.pick(["李建国", "李明", "李建明"])
        let claim = try PartyClaim(name: name, identifier: PartyIdentifier(kind: .passport, number: "E10000002"), kind: .person, source: .authority)
        let (parties, now) = (office.parties, portal.clock.now)
        try await office.database.write { _ = try parties.ensure(claim, at: now, in: $0) }
        return true
    }

    // MARK: money

    private func moveMoney() async throws -> Bool {
        let now = portal.clock.now
        guard let file = book else {
            let terms = EscrowTerms(
                caseID: Self.id, custodian: "12360100MB0X00123U", unit: RealPortal.unit,
                sources: [
                    .init(name: "own-funds", kind: .ownFunds, payer: "buyer", amount: Money(yuan: 400_000)),
                    .init(name: "loan-1", kind: .loan, payer: "91360100MA38HA00XM", approval: "AP-1", amount: Money(yuan: 600_000)),
                ], sinks: [.init(name: "remainder", kind: .remainder, payee: "seller", account: "seller")], until: now.date.adding(days: 60))
            let file = try EscrowFile([EscrowEntry(at: now, event: .opened(terms))])
            try await office.database.write { try EscrowRecords.open(file, runAt: now, region: testRegion, in: $0) }
            book = file
            return true
        }
        var candidates: [EscrowEvent] = [.custody(Self.custody)]
        for (name, amount) in [("own-funds", Money(yuan: 150_000)), ("own-funds", Money(yuan: 250_000)), ("loan-1", Money(yuan: 600_000))] {
            candidates.append(.deposited(EscrowDeposit(receipt: "D\(serial)", source: name, amount: amount, from: "buyer", at: now)))
        }
        candidates += file.book.due(on: now.date).map(EscrowEvent.ordered)
        for order in file.book.orders where order.isLive && order.order.purpose != .disburse {
            candidates.append(.paid(EscrowPayment(receipt: "P\(serial)", order: order.order.number, amount: order.order.amount, to: order.order.account, at: now)))
        }
        candidates.append(.released(EscrowRelease(on: now.date, ground: "F")))
        for event in candidates.shuffled(using: &dice) where try await record(event) { return true }
        return false
    }

    /// - Returns: false for an event that may not happen now.
    private func record(_ event: EscrowEvent) async throws -> Bool {
        let now = portal.clock.now
        let entry = EscrowEntry(at: now, event: event)
        guard let file = book, let next = try? file.adding([entry]) else { return false }
        _ = try await office.database.write { try EscrowRecords.append([entry], to: file, runAt: now, region: testRegion, in: $0) }
        book = next
        return true
    }

    // MARK: the register

    /// The buyer becomes the owner and gets a certificate.
    private func register() async throws -> Bool {
        guard try await holds(seller), try await office.load(Self.id).state.registration == nil else { return false }
        let now = portal.clock.now
        _ = try await pass(from: seller, to: buyer, caseID: Self.id, number: "order") { connection, registration in
            let file = try CaseRecords.load(Self.id, region: testRegion, in: connection)
            let registered = Registered(filing: registration.filingID, entries: registration.entries, numbers: registration.numbers, tokens: registration.tokens)
            try CaseRecords.append([CaseAction(at: now, actor: .system, event: .registered(registered))], to: file, runAt: nil, region: testRegion, in: connection)
        }
        return true
    }

    /// The buyer sells on, in another case: their certificate ends.
    private func passOn() async throws -> Bool {
        guard try await holds(buyer) else { return false }
        _ = try await pass(from: buyer, to: other, caseID: "other", number: "sold-on") { _, _ in }
        return true
    }

    private func attach() async throws -> Bool {
        let serial = serial
        return try await office.database.write { connection in
            guard let number = try CertificateRecords.of(caseID: Self.id, region: testRegion, in: connection).first?.number else { return false }
            try CertificateRecords.attach(document: "blob-\(serial)", to: number, region: testRegion, in: connection)
            return true
        }
    }

    private func holds(_ party: PartyRef) async throws -> Bool {
        try await office.database.read { try FolioRecords.find(RealPortal.unit, region: testRegion, in: $0)?.folio.ownership?.holders.map(\.party) == [party] }
    }

    private func pass(
        from old: PartyRef, to new: PartyRef, caseID: String, number: String, along: @escaping @Sendable (any Connection, Registration) throws -> Void
    ) async throws -> Registration {
        let act = Act.transfer(Transfer(from: [old], form: .sole, to: [Holder(party: new)], cause: .sale, price: Money(yuan: 1_000_000)))
        let filing = Filing(
            id: number, acceptedAt: portal.clock.now, sequence: 100, registeredAt: portal.clock.now, basis: .application(by: [old, new], pledged: []),
            acts: [UnitAct(unit: RealPortal.unit, act: act)])
        let orders = [CertificateOrder(kind: .certificate, unit: RealPortal.unit, entry: filing.entry(0).id, facts: [1, 2, 3])]
        return try await office.registrar.file(filing, caseID: caseID, issuing: orders, along: along)
    }
}
