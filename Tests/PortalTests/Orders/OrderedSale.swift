import Contracts
import Escrow
import Identity
import Register
import Seals
import Storage
import StorageTesting

@testable import Casework
@testable import Portal

/// A sale with every kind of party in which no two amounts are alike, from its draft to the last payment: written into the database as the steps write it.
final class OrderedSale {
    static let id = "36010020260921000066"
    static let service = "transfer.mortgaged.new-rank"

    enum Role: String, CaseIterable {
        case seller, buyer, standing = "standing-lender", lender = "new-lender", fund = "new-lender/2", consenting, custodian
        var role: String { String(rawValue.split(separator: "/")[0]) }
    }

    /// Each amount and whose business it is; the custodian's is every one.
    static let price = Money(fen: 123_456_789)
    static let paidBefore = Money(fen: 1_111_111)
    static let loan = Money(fen: 45_678_912)
    static let fundLoan = Money(fen: 23_456_781)
    static let payoff = Money(fen: 34_567_812)
    static let sellersFee = Money(fen: 345_672)
    static let custodyFee = Money(fen: 87_653)
    static let buyersFee = Money(fen: 567_894)
    static var unpaid: Money { price - paidBefore }
    static var ownFunds: Money { unpaid - loan - fundLoan + buyersFee }
    static var firstDeposit: Money { Money(fen: 10_000_019) }
    static var rest: Money { unpaid - payoff - sellersFee - custodyFee }
    /// What the approvals of a draft come to that lends too much, and what its old loan costs.
    static let tooMuch = Money(fen: 150_000_037)
    static let owedTooMuch = Money(fen: 160_000_043)
    static let taxed = Money(fen: 123_000_071)
    static let statedFee = Money(fen: 99_137)

    static var whose: [(name: String, amount: Money, roles: Set<Role>)] {
        [
            ("price", price, [.seller, .buyer]), ("unpaid", unpaid, [.seller, .buyer]), ("taxed price", taxed, [.seller, .buyer]),
            ("own funds", ownFunds, [.buyer]), ("first deposit", firstDeposit, [.buyer]), ("rest of the deposit", ownFunds - firstDeposit, [.buyer]),
            ("all deposits", ownFunds + loan + fundLoan, [.buyer]), ("first deposit and loan", ownFunds + loan, [.buyer]),
            ("loan", loan, [.buyer, .lender]), ("fund's loan", fundLoan, [.buyer, .fund]), ("loans", loan + fundLoan, [.buyer]), ("loans beyond the price", tooMuch, [.buyer]),
            ("payoff", payoff, [.seller, .standing]), ("payoff beyond the price", owedTooMuch, [.seller]),
            ("seller's fee", sellersFee, [.seller]), ("custody fee", custodyFee, [.seller]), ("stated fee", statedFee, [.seller]), ("buyer's fee", buyersFee, [.buyer]),
            ("rest", rest, [.seller]), ("in custody after the payoff", ownFunds + loan + fundLoan - payoff, []),
            ("in custody after the fees", rest + buyersFee, []),
        ]
    }

    let office: CaseOffice
    let now: @Sendable () -> Moment
    private(set) var parties: [Role: PartyRef] = [:]
    private(set) var book: EscrowFile

    private static let names: [Role: (name: String, known: PartyIdentifierKind, number: String, kind: PartyKind)] = [
        .seller: ("王芳", .identityCard, "360102198506123021", .person),
        .buyer: ("李建国", .passport, "E10000002", .person),
        .standing: ("洪城银行", .creditCode, "91360102MA35C3D468", .enterprise),
        .lender: ("赣江银行", .creditCode, "91360100MA38HA00XM", .enterprise),
        .fund: ("南昌住房公积金管理中心", .creditCode, "12360100MB0X00123U", .institution),
        .consenting: ("赵六", .passport, "E10000003", .person),
        .custodian: ("南昌市公证处", .creditCode, "12360100MB1G12347G", .institution),
    ]

    init(_ office: CaseOffice, now: @escaping @Sendable () -> Moment) async throws {
        self.office = office
        self.now = now
        book = try EscrowFile([EscrowEntry(at: now(), event: .opened(Self.terms))])
        let people = office.parties
        let claims = try Role.allCases.map { role in
            let one = Self.names[role]!
            return (role, try PartyClaim(name: one.name, identifier: PartyIdentifier(kind: one.known, number: one.number), kind: one.kind))
        }
        parties = Dictionary(uniqueKeysWithValues: try await office.database.write { connection in try claims.map { ($0.0, try people.ensure($0.1, at: testNoon, in: connection)) } })
        let applicants = Role.allCases.map { CaseApplicant(role: $0.role, party: parties[$0]!, identifiedBy: "unified-identity") }
        let opened = CaseAction(at: testNoon, actor: .system, event: .opened(Opened(service: Self.service, catalogue: "c", units: [RealPortal.unit], applicants: applicants)))
        _ = try await office.database.write { try CaseRecords.open(Self.id, subject: RealPortal.unit.text, actions: [opened], runAt: nil, region: testRegion, in: $0) }
    }

    func signedIn(_ role: Role) -> SignedIn { SignedIn(party: parties[role]!, name: Self.names[role]!.name) }

    // MARK: the draft

    /// Answers, the contract, and what the checks find of amounts that don't fit together.
    func draft() async throws {
        let office = office
        let account = try office.keepingAccount("江西银行 6217000010001234567", field: "rest", caseID: Self.id, holders: [parties[.seller]!.id: "王芳"])
        let fees = try [("brokerage-seller", Self.sellersFee), ("custody-fee", Self.custodyFee), ("brokerage-buyer", Self.buyersFee)].map { field, amount in
            (field, try office.keepingCharge("\(amount.fen / 100).\(String(String(100 + amount.fen % 100).suffix(2))) 南昌安居房产经纪有限公司 江西银行 6217000010007654321", field: field, caseID: Self.id))
        }
        var answers = ["custodian": Self.names[.custodian]!.number, "rest": account.answer, "loan-order": "provident-first", "delivery": "electronic"]
        for (field, kept) in fees { answers[field] = kept.answer }
        try await append([.answered(Answered(fields: answers))]) { connection in
            try account.keeping?(connection)
            for (_, kept) in fees { try kept.keeping?(connection) }
        }
        try await gather("sale-contract", Self.contract, Housing.FiledContract.name)
        try await append(["identify", "gather", "check"].map { .stepDone(StepDone(step: $0)) } + [.judged(Judged(findings: try await found()))])
    }

    /// By the checks themselves.
    private func found() async throws -> [Finding] {
        let file = try await office.load(Self.id)
        var facts = try await office.facts(for: file, judging: false)
        let entry = Entry(id: EntryID("old-mortgage"), acceptedAt: testNoon, sequence: 1, registeredAt: testNoon)
        let standing = parties[.standing]!
        facts.units[0].folio.mortgages = [
            Mortgage(
                entry: entry, kind: .ordinary, subject: .landAndHouse, mortgagees: [standing], mortgagors: [parties[.seller]!], debtor: nil, amount: Self.owedTooMuch, from: testNoon.date,
                until: testNoon.date.adding(days: 900), scope: "本金", transferBan: false, rank: 1)
        ]
        facts.units[0].proofs[entry.id] = "P1"
        func put(_ key: String, _ answer: some Encodable) throws { facts.materials[key] = Material(try JSONValue(parsing: Array(try CanonicalJSON.encode(answer)))) }
        try put(
            CaseFacts.payoffMaterial,
            Lending.PayoffStatement.Answer(
                number: "Q1", unit: RealPortal.unit, proof: "P1", on: facts.today, principal: Self.owedTooMuch, interest: .zero, penalty: .zero, perDay: .zero,
                account: MoneyAccount(holder: "洪城银行", bank: "洪城银行", number: "622200001"), settled: false))
        try put(
            CaseFacts.key(CaseFacts.approvalMaterial, 3),
            Lending.LoanApproval.Answer(
                number: "A1", unit: RealPortal.unit, borrowers: ["passport:E10000002"], status: .approved, amount: Self.tooMuch, kind: "ordinary", from: facts.today,
                until: facts.today.adding(days: 900), scope: "本金", transferBan: false, provident: false, contract: "D1", contractDigest: nil, validUntil: facts.today.adding(days: 30)))
        try put(
            CaseFacts.receiptMaterial,
            Tax.DeedTaxReceipt.Answer(
                number: "T1", unit: RealPortal.unit, contract: "K1", contractPrice: Self.taxed, base: Self.taxed, tax: Money(yuan: 12_345), taxpayers: ["passport:E10000002"], status: .paid,
                paidOn: facts.today))
        try put(
            CaseFacts.tariffMaterial,
            Custody.Tariff.Answer(
                unit: RealPortal.unit, price: Self.price, fee: Self.statedFee, account: MoneyAccount(holder: "南昌市公证处", bank: "江西银行", number: "6217000010007654321"),
                tariff: "收费标准1号", basis: "《公证法》第三十四条", validUntil: facts.today.adding(days: 30)))
        let checks: [any Check] = [PriceCoversPayoff(), LoansWithinPrice(), PriceMatchesTax(), CustodyFeeAsStated()]
        return checks.flatMap { $0.findings(facts) }
    }

    private static var contract: Housing.Contract {
        Housing.Contract(
            number: "K1", unit: RealPortal.unit, project: nil, location: "南昌", sellers: [.init(name: "王芳", identifier: "identity-card:360102198506123021", share: nil)],
            buyers: [.init(name: "李建国", identifier: "passport:E10000002", share: nil)], coOwnership: .sole, price: price, paid: paidBefore, area: Area(hundredths: 9_530),
            paymentMethod: .loan, filedOn: testNoon.date)
    }

    private func gather(_ material: String, _ answer: some Encodable, _ source: String) async throws {
        let id = "e-\(material)"
        let item = Evidence(
            id: id, caseID: Self.id, material: material, source: source, digest: "00", keyID: nil, signature: nil, at: testNoon,
            sealed: try office.cipher.seal(try CanonicalJSON.encode(answer), context: CaseOffice.evidenceContext(Self.id, id)), envelope: nil)
        try await office.database.write { try EvidenceRecords.insert(item, region: testRegion, in: $0) }
        try await append([.gathered(Gathered(material: material, source: source, state: .fetched, evidence: id, digest: "00", note: nil))])
    }

    func accept() async throws {
        try await append([
            .judged(Judged(findings: [])), .submitted(Submitted()), .accepted(Accepted(sequence: 66, workingDays: 30, dueOn: now().date.adding(days: 40))),
            .stepDone(StepDone(step: "sign")), .stepDone(StepDone(step: "accept")), .stepDone(StepDone(step: "fee")),
        ])
        let book = book
        let (cipher, at) = (office.cipher, now())
        try await office.database.write { connection in
            try EscrowRecords.open(book, runAt: at, region: testRegion, in: connection)
            for name in ["custody", "agency", "notary"] {
                try connection.execute(
                    EscrowAccounts.statement(name, MoneyAccount(holder: "户\(name)", bank: "江西银行", number: "6222000\(name.count)"), Self.id, region: testRegion, cipher: cipher))
            }
        }
        try await append([book.moved(.opened, amount: book.book.terms.total)])
        try await wait()
    }

    // MARK: the money

    private static var terms: EscrowTerms {
        let code = { (role: Role) in names[role]!.number }
        return EscrowTerms(
            caseID: id, custodian: code(.custodian), unit: RealPortal.unit,
            sources: [
                .init(name: "own-funds", kind: .ownFunds, payer: code(.buyer), amount: ownFunds), .init(name: "loan-1", kind: .loan, payer: code(.lender), approval: "AP-1", amount: loan),
                .init(name: "loan-2", kind: .loan, payer: code(.fund), approval: "AP-2", amount: fundLoan),
            ],
            sinks: [
                .init(name: "payoff-1", kind: .payoff, payee: code(.standing), proof: "赣(2024)南昌市不动产证明第0000077号", unit: RealPortal.unit),
                .init(name: "charge-1", kind: .charge, payee: "agency", amount: sellersFee, account: "agency", purpose: "brokerage", bearer: "seller"),
                .init(name: "charge-2", kind: .charge, payee: "notary", amount: custodyFee, account: "notary", purpose: "custody-fee", bearer: "seller"),
                .init(name: "charge-3", kind: .charge, payee: "agency", amount: buyersFee, account: "agency", purpose: "brokerage", bearer: "buyer"),
                .init(name: "remainder", kind: .remainder, payee: "seller", account: "rest"),
            ], until: testNoon.date.adding(days: 60))
    }

    func takeCustody() async throws { try await record([.custody(CustodyOpened(number: "提存66", account: "custody", payURL: "https://notary.example/66"))]) }

    func quote() async throws {
        try await record([.quoted(PayoffQuote(sink: "payoff-1", number: "Q1", on: now().date, amount: Self.payoff, perDay: .zero, account: "old"))])
    }

    func payIn(_ source: String, _ amount: Money, _ receipt: String) async throws {
        try await record([.deposited(EscrowDeposit(receipt: receipt, source: source, amount: amount, from: "from-\(source)", at: now()))])
    }

    func secured() async throws { try await append([book.moved(.secured, amount: book.book.terms.total), .stepDone(StepDone(step: "secure"))]) }

    func release() async throws {
        try await record([.released(EscrowRelease(on: now().date, ground: "F"))], .released, book.book.terms.total)
    }

    /// Whatever is due now is ordered and paid.
    /// - Returns: whether anything was.
    func pay() async throws -> Bool {
        let due = book.book.due(on: now().date)
        for order in due {
            try await record([.ordered(order)])
            try await record([.paid(EscrowPayment(receipt: "P-\(order.item)", order: order.number, amount: order.amount, to: order.account, at: now()))])
        }
        if book.book.phase == .cleared { try await append([book.moved(.cleared, amount: book.book.terms.total)]) }
        return !due.isEmpty
    }

    func settle() async throws { try await record([.settled(LoanSettled(sink: "payoff-1", number: "S1", on: now().date))]) }

    func goBack() async throws {
        try await record([.returning(EscrowReturn(ground: .withdrawn, on: now().date))], .returning, book.book.inCustody)
    }

    private func record(_ events: [EscrowEvent], _ stage: MoneyMoved.Stage? = nil, _ amount: Money = .zero) async throws {
        let (file, at) = (book, now())
        let entries = events.map { EscrowEntry(at: at, event: $0) }
        book = try file.adding(entries)
        _ = try await office.database.write { try EscrowRecords.append(entries, to: file, runAt: at, region: testRegion, in: $0) }
        if let stage { try await append([book.moved(stage, amount: amount)]) }
        try await wait()
    }

    /// What the case waits for is told as the steps tell it.
    private func wait() async throws {
        let reason = book.book.waitsFor(on: now().date).sentence
        guard let reason else { return }
        try await append([.waiting(Waiting(step: "secure", on: .department, whom: "custodian", reason: reason))])
    }

    private func append(_ events: [CaseEvent], along: @escaping @Sendable (any Connection) throws -> Void = { _ in }) async throws {
        let at = now()
        try await office.database.write { connection in
            let file = try CaseRecords.load(Self.id, region: testRegion, in: connection)
            try CaseRecords.append(events.map { CaseAction(at: at, actor: .system, event: $0) }, to: file, runAt: nil, region: testRegion, in: connection)
            try along(connection)
        }
    }
}
