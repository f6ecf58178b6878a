import Catalogue
import Contracts
import Escrow
import Register
import StorageTesting
import Testing

@testable import Casework
@testable import Portal

/// What each party sees of an order, and what it doesn't.
@Suite("The picture of an order") struct OrderPictureTests {
    private static let seller = PartyRef(id: PartyID("seller"), kind: .person)
    private static let buyer = PartyRef(id: PartyID("buyer"), kind: .person)
    private static let bank = PartyRef(id: PartyID("bank"), kind: .enterprise)
    private static let bankCode = "91360102MA35C3D468"
    private static let otherCode = "91360102MA35C3D469"
    private static let today = LegalDate(year: 2026, month: 11, day: 23)!

    private static func service() throws -> ServiceDefinition {
        try #require(try RealPortal.catalogue.get().service("transfer.existing.sale"))
    }

    private static func file(signed: [PartyID] = [], submitted: Bool = false) -> CaseFile {
        var events: [CaseEvent] = [
            .opened(
                Opened(
                    service: "transfer.existing.sale", catalogue: "c", units: [RealPortal.unit],
                    applicants: [
                        CaseApplicant(role: "seller", party: seller, identifiedBy: "unified-identity"),
                        CaseApplicant(role: "buyer", party: buyer, identifiedBy: "unified-identity"),
                        CaseApplicant(role: "consenting", party: bank, identifiedBy: "api"),
                    ]))
        ]
        events += signed.map { .signed(Signed(party: $0, declarations: [], digest: "d", method: "typed")) }
        if submitted { events.append(.submitted(Submitted())) }
        return CaseFile(id: "20261123000001", actions: events.map { CaseAction(at: testNoon, actor: .system, event: $0) })
    }

    private static func book(_ more: [EscrowEvent] = []) throws -> EscrowBook {
        let terms = EscrowTerms(
            caseID: "20261123000001", custodian: otherCode, unit: RealPortal.unit,
            sources: [
                EscrowTerms.Source(name: "own-funds", kind: .ownFunds, payer: "buyer", amount: Money(yuan: 400_000)),
                EscrowTerms.Source(name: "loan-1", kind: .loan, payer: otherCode, approval: "AP-20261120-000077", amount: Money(yuan: 600_000)),
            ],
            sinks: [
                EscrowTerms.Sink(name: "payoff-1", kind: .payoff, payee: bankCode, proof: "赣(2024)南昌市不动产证明第0000077号", unit: RealPortal.unit),
                EscrowTerms.Sink(name: "remainder", kind: .remainder, payee: "seller", account: "seller-account"),
            ], until: LegalDate(year: 2026, month: 12, day: 31)!)
        var book = try EscrowBook(opening: terms)
        for event in [EscrowEvent.custody(CustodyOpened(number: "提存第77号", account: "custody"))] + more { try book.apply(event) }
        return book
    }

    private static let deposit = EscrowEvent.deposited(
        EscrowDeposit(receipt: "RC202611230000000001", source: "own-funds", amount: Money(yuan: 400_000), from: "buyer", at: testNoon))
    private static let quote = EscrowEvent.quoted(
        PayoffQuote(sink: "payoff-1", number: "Q1", on: today, amount: Money(yuan: 300_000), perDay: Money(yuan: 30), account: "bank-account"))

    private static func picture(_ book: EscrowBook?, for party: PartyRef, keys: Set<String>, file: CaseFile? = nil) throws -> OrderPicture {
        OrderPicture(
            file ?? Self.file(signed: [seller.id, buyer.id, bank.id], submitted: true), try service(), book: book,
            names: [seller.id: "王*", buyer.id: "李*", bank.id: "洪城银行"], me: party.id, keys: keys, today: today)
    }

    @Test("shows the buyer's side what comes in and the seller's side what goes out, and each only that something moves on the other")
    func sides() throws {
        let book = try Self.book([Self.deposit, Self.quote])
        let buyer = try Self.picture(book, for: Self.buyer, keys: ["buyer"])
        #expect(buyer.sources.map(\.amount) == [Money(yuan: 400_000), Money(yuan: 600_000)])
        #expect(buyer.sinks.allSatisfy { $0.amount == nil && $0.moved == nil && $0.receipts.isEmpty })
        #expect(buyer.sources[0].state == .done && buyer.sources[0].receipts == ["…00000001"] && buyer.sources[1].state == .waiting)
        let seller = try Self.picture(book, for: Self.seller, keys: ["seller"])
        #expect(seller.sources.allSatisfy { $0.amount == nil })
        #expect(seller.sinks.map(\.amount) == [Money(yuan: 300_000), Money(yuan: 700_000)])
        let html = OrderMarkup.section(buyer).text
        #expect(!html.contains("300,000") && !html.contains("700,000") && !html.contains("300000"))
        #expect(!html.contains("bank-account") && !html.contains("RC2026"), "accounts and whole receipts are nobody's to read here")
    }

    @Test("calls lenders and the custodian by their own names, and says who is waited for")
    func names() throws {
        let names = [Self.bankCode: "洪城银行", Self.otherCode: "赣江银行"]
        let picture = OrderPicture(
            Self.file(signed: [Self.seller.id, Self.buyer.id, Self.bank.id], submitted: true), try Self.service(), book: try Self.book([Self.deposit, Self.quote]),
            names: [:], me: Self.buyer.id, keys: ["buyer"], institutions: names, today: Self.today)
        #expect(picture.sources.last?.title.hasPrefix("赣江银行的贷款") == true && picture.sinks.first?.title.hasPrefix("还清洪城银行的贷款") == true)
        #expect(picture.custody?.custodian == "赣江银行" && picture.next.contains("等待赣江银行放款"), "\(picture.next)")
    }

    @Test("shows each side the fee that it owes, and to whom it goes, and nobody else")
    func charges() throws {
        var terms = try Self.book().terms
        for (name, bearer, amount) in [("charge-a", "seller", 3_000), ("charge-b", "buyer", 5_000)] {
            terms.sinks.insert(
                .init(name: name, kind: .charge, payee: "agency", amount: Money(yuan: Int64(amount)), account: "agency", purpose: "brokerage", bearer: bearer), at: 1)
        }
        let book = try EscrowBook(opening: terms)
        func fees(_ party: PartyRef, _ keys: Set<String>) throws -> [OrderPicture.Flow] {
            OrderPicture(
                Self.file(), try Self.service(), book: book, names: [:], me: party.id, keys: keys, payees: ["agency": "南昌安居房产经纪有限公司"], today: Self.today
            ).sinks.filter { $0.title.hasPrefix("中介服务费") }
        }
        #expect(try fees(Self.seller, ["seller"]).map(\.amount) == [nil, Money(yuan: 3_000)])
        #expect(try fees(Self.buyer, ["buyer"]).map(\.amount) == [Money(yuan: 5_000), nil])
        #expect(try fees(Self.buyer, ["buyer"]).map(\.title) == ["中介服务费（付给南昌安居房产经纪有限公司）", "中介服务费"])
        #expect(try fees(Self.bank, [Self.bankCode]).allSatisfy { $0.amount == nil && $0.title == "中介服务费" })
    }

    @Test("shows a lender its own loan alone")
    func lender() throws {
        let book = try Self.book([Self.deposit, Self.quote])
        let standing = try Self.picture(book, for: Self.bank, keys: [Self.bankCode, "bank"])
        #expect(standing.sources.allSatisfy { $0.amount == nil })
        #expect(standing.sinks.map(\.amount) == [Money(yuan: 300_000), nil])
        #expect(standing.custody?.balance == nil)
        let lending = try Self.picture(book, for: Self.bank, keys: [Self.otherCode])
        #expect(lending.sources.map(\.amount) == [nil, Money(yuan: 600_000)] && lending.sinks.allSatisfy { $0.amount == nil })
    }

    @Test("says what comes next, from joining to the last payment")
    func next() throws {
        let nobody = CaseFile(
            id: "x",
            actions: [
                CaseAction(
                    at: testNoon, actor: .system,
                    event: .opened(
                        Opened(
                            service: "transfer.existing.sale", catalogue: "c", units: [RealPortal.unit],
                            applicants: [CaseApplicant(role: "seller", party: Self.seller, identifiedBy: "x")])))
            ])
        #expect(try Self.picture(nil, for: Self.seller, keys: [], file: nobody).next.hasPrefix("等待"))
        #expect(try Self.picture(nil, for: Self.seller, keys: [], file: nobody).parties.contains { $0.name == nil && $0.next != nil })
        #expect(try Self.picture(Self.book(), for: Self.seller, keys: [], file: Self.file(signed: [Self.seller.id])).next.contains("还有2方没有签署"))
        #expect(try Self.picture(Self.book(), for: Self.buyer, keys: ["buyer"]).next.contains("自有资金"))
        #expect(try Self.picture(Self.book(), for: Self.buyer, keys: ["buyer"]).parties.first { $0.isMe }?.next == "将自有资金存入监管账户")
        #expect(try Self.picture(Self.book([Self.deposit]), for: Self.buyer, keys: ["buyer"]).next.contains("新贷款机构放款"))
    }

    @Test("tells whoever has to pay where, for as long as something is missing, and nobody else")
    func payIn() throws {
        let buyer = try Self.picture(Self.book(), for: Self.buyer, keys: ["buyer"])
        #expect(buyer.toPayIn == Money(yuan: 400_000))
        #expect(try Self.picture(Self.book(), for: Self.seller, keys: ["seller"]).toPayIn == nil)
        #expect(try Self.picture(Self.book(), for: Self.bank, keys: [Self.otherCode]).toPayIn == nil, "a lender pays in on the registry's order")
        #expect(try Self.picture(Self.book([Self.deposit]), for: Self.buyer, keys: ["buyer"]).toPayIn == nil)
        let returning = EscrowEvent.returning(EscrowReturn(ground: .withdrawn, on: Self.today))
        #expect(try Self.picture(Self.book([returning]), for: Self.buyer, keys: ["buyer"]).toPayIn == nil)
        var picture = buyer
        picture.payIn = OrderPicture.PayIn(
            amount: Money(yuan: 400_000), account: MoneyAccount(holder: "公证处\"<b>", bank: "某银行", number: "8801000011112222"), url: "https://notary.example/pay?a=1&b=2")
        let html = OrderMarkup.section(picture).text
        #expect(html.contains("8801000011112222") && html.contains("去交存") && html.contains("https://notary.example/pay?a=1&amp;b=2") && !html.contains("\"<b>"))
    }

    @Test("stands as text in lists and in a table, with nothing that a browser would take for markup")
    func markup() throws {
        var picture = try Self.picture(Self.book([Self.deposit, Self.quote]), for: Self.seller, keys: ["seller"])
        let html = OrderMarkup.section(picture).text
        for word in ["资金来源", "监管账户", "资金去向", "<caption>各方</caption>", "<caption>资金</caption>", "接下来", "提存第77号"] { #expect(html.contains(word), "\(word)") }
        #expect(!html.contains("style="), "no inline style")
        picture = OrderPicture(
            Self.file(), try Self.service(), book: nil, names: [Self.seller.id: "<script>alert(1)</script>"], me: Self.seller.id, keys: [], today: Self.today)
        #expect(!OrderMarkup.section(picture).text.contains("<script>"))
    }
}
