import Contracts
import Escrow
import HTTPTypes
import HummingbirdTesting
import Identity
import Register
import StorageTesting
import Testing

@testable import Casework
@testable import Portal

/// What officials see of money that stopped, and what they may do about it.
@Suite("Stopped money on an official's screen") struct MoneyMarkupTests {
    private static let day = LegalDate(year: 2026, month: 11, day: 23)!
    private static let accounts = [
        "rest-1": MoneyAccount(holder: "王芳", bank: "中国银行", number: "6217000010001234567"), "to-1": MoneyAccount(holder: "<b>某人", bank: "某银行", number: "6222000099998888"),
        "old": MoneyAccount(holder: "老银行", bank: "老银行", number: "62280001"), "buyer": MoneyAccount(holder: "刘洋", bank: "工商银行", number: "62220001"),
    ]

    private static func file(_ more: [EscrowEvent] = []) throws -> EscrowFile {
        let terms = EscrowTerms(
            caseID: "C1", custodian: "91360102MA35C3D468", unit: RealPortal.unit,
            sources: [.init(name: "own-funds", kind: .ownFunds, payer: "buyer", amount: Money(yuan: 1_000_000))],
            sinks: [
                .init(name: "payoff-1", kind: .payoff, payee: "91360102MA35C3D469", proof: "P1", unit: RealPortal.unit),
                .init(name: "remainder", kind: .remainder, payee: "seller", account: "rest-1"),
            ], until: day.adding(days: 10))
        var events: [EscrowEvent] = [
            .opened(terms), .custody(CustodyOpened(number: "监管2026-1", account: "custody")),
            .quoted(PayoffQuote(sink: "payoff-1", number: "Q1", on: day, amount: Money(yuan: 300_000), perDay: Money(yuan: 30), account: "old")),
            .deposited(EscrowDeposit(receipt: "R1", source: "own-funds", amount: Money(yuan: 1_000_000), from: "buyer", at: testNoon)),
            .released(EscrowRelease(on: day, ground: "F1")),
        ]
        events += more
        return try EscrowFile(events.map { EscrowEntry(at: testNoon, event: $0) })
    }

    private static func page(_ reading: MoneyReading, mayClear: Bool = true, form: FormFields = FormFields()) async throws -> String {
        let result = Box()
        try await RealPortal.run { _, office in
            result.text = MoneyMarkup(money: reading, caseID: "C1", names: SourceNames(office), mayClear: mayClear, token: "", form: form).section.text
        }
        return result.text
    }

    private final class Box: @unchecked Sendable { var text = "" }

    @Test("says why it stopped, what differs with both amounts and accounts, and lets whoever may clear it up go on")
    func stopped() async throws {
        let file = try Self.file([.stopped(EscrowStop(.strangePayment, about: "R9"))])
        let differences = file.book.differences(
            [
                EscrowMovement(receipt: "R1", incoming: true, amount: Money(yuan: 1_000_000), at: testNoon, source: "own-funds", order: nil, other: "buyer"),
                EscrowMovement(receipt: "R9", incoming: false, amount: Money(yuan: 50_000), at: testNoon, source: nil, order: nil, other: "to-1"),
            ], balance: Money(yuan: 950_000))
        #expect(differences.map(\.kind) == [.strangePayment])
        let page = try await Self.page(MoneyReading(file: file, accounts: Self.accounts, differences: differences))
        for text in ["监管账户有一笔没有指令的付款", "R9", "50,000.00", "尾号8888", "name=\"ruling[R9]\"", "value=\"astray\"", "恢复划付", "name=\"money_version\" value=\"\(file.book.version)\""] {
            #expect(page.contains(text), "\(text)")
        }
        #expect(!page.contains("value=\"counts\""), "it has no order that it could be counted for")
        #expect(!page.contains("<b>某人") && !page.contains("6222000099998888"), "escaped, and never the whole number")
        let reader = try await Self.page(MoneyReading(file: file, accounts: Self.accounts, differences: differences), mayClear: false)
        #expect(reader.contains("没有指令的付款") && !reader.contains("<form"))
        let silent = try await Self.page(MoneyReading(file: file, accounts: Self.accounts, differences: nil))
        #expect(silent.contains("现在取不到监管机构的对账单") && silent.contains("恢复划付"))
        let same = try await Self.page(MoneyReading(file: file, accounts: Self.accounts, differences: []))
        #expect(same.contains("一致"))
    }

    @Test("offers what a wrong payment may count for, says what is still to be brought back, and asks what came in meanwhile")
    func astray() async throws {
        let order = try #require(try Self.file().book.due(on: Self.day).first)
        let paid = EscrowMovement(receipt: "R9", incoming: false, amount: Money(yuan: 299_999), at: testNoon, source: nil, order: order.number, other: "old")
        let came = EscrowMovement(receipt: "R1", incoming: true, amount: Money(yuan: 1_000_000), at: testNoon, source: "own-funds", order: nil, other: "buyer")
        let stopped = try Self.file([.ordered(order), .stopped(EscrowStop(.wrongAmount, about: "R9"))])
        let differences = stopped.book.differences([came, paid], balance: Money(yuan: 700_001))
        let page = try await Self.page(
            MoneyReading(file: stopped, accounts: Self.accounts, differences: differences), form: FormFields([("what", "resume"), ("ruling[R9]", "counts")]))
        #expect(page.contains("299,999.00计入原指令") && page.contains("value=\"counts\" selected"))
        let ruling = EscrowRuling(receipt: "R9", order: order.number, amount: Money(yuan: 299_999), to: "to-1", at: testNoon, counts: .zero)
        let file = try Self.file([
            .ordered(order), .stopped(EscrowStop(.wrongAmount, about: "R9")), .resumed(EscrowResumed(accepting: [], ground: "g", rulings: [ruling])),
            .deposited(EscrowDeposit(receipt: "R10", source: nil, amount: Money(yuan: 299_999), from: "to-1", at: testNoon)),
        ])
        let asked = try await Self.page(MoneyReading(file: file, accounts: Self.accounts, differences: nil))
        for text in ["监管机构应当追回的款项", "299,999.00", "待认定的入账", "value=\"correction:R9\"", "name=\"receipt\" value=\"R10\"", "value=\"refund\"", "尾号8888"] {
            #expect(asked.contains(text), "\(text)")
        }
        let reader = try await Self.page(MoneyReading(file: file, accounts: Self.accounts, differences: nil), mayClear: false)
        #expect(reader.contains("待认定的入账") && !reader.contains("<form"))
    }

    @Test("shows what an old lender says now of a loan that can't be paid off, and has two persons go by it")
    func payoff() async throws {
        var events: [EscrowEvent] = []
        for _ in 0..<5 {
            let order = try #require(try Self.file(events).book.due(on: Self.day).first)
            events += [.ordered(order), .failed(OrderFailed(order: order.number, reason: "账户已销户"))]
        }
        let quote = PayoffQuote(sink: "payoff-1", number: "Q2", on: Self.day, amount: Money(yuan: 1_000_100), perDay: Money(yuan: 30), account: "to-1")
        let stuck = try Self.file(events)
        let page = try await Self.page(MoneyReading(file: stuck, accounts: Self.accounts, differences: nil, payoffs: ["payoff-1": quote]))
        for text in ["需要重新核对的还款", "1,000,100.00", "尾号8888", "提出按这份还款清单清偿", "name=\"number\" value=\"Q2\"", "还差<span class=\"num\">¥ 100.00", "经两名登簿人员核对"] {
            #expect(page.contains(text), "\(text)")
        }
        #expect(!page.contains("确认按这份还款清单清偿"))
        let silent = try await Self.page(MoneyReading(file: stuck, accounts: Self.accounts, differences: nil))
        #expect(silent.contains("现在取不到原贷款机构的还款清单") && !silent.contains("value=\"propose\""))
        let proposed = try Self.file(events + [.proposed(PayoffProposed(quote: quote, by: "li", ground: "g"))])
        let second = try await Self.page(MoneyReading(file: proposed, accounts: Self.accounts, differences: nil, payoffs: ["payoff-1": quote]))
        #expect(second.contains("等待另一名登簿人员确认") && second.contains("name=\"step\" value=\"agree\""))
        let reader = try await Self.page(MoneyReading(file: proposed, accounts: Self.accounts, differences: nil, payoffs: ["payoff-1": quote]), mayClear: false)
        #expect(reader.contains("等待另一名登簿人员确认") && !reader.contains("<form"))
    }

    @Test("offers another account of the same holder for what can't be paid, and never for what pays a loan off")
    func redirect() async throws {
        var events: [EscrowEvent] = []
        func fail(_ item: String, times: Int) throws {
            for _ in 0..<times {
                let book = try Self.file(events).book
                let order = try #require(book.due(on: Self.day).first { $0.item == item })
                events += [.ordered(order), .failed(OrderFailed(order: order.number, reason: "账户已销户"))]
            }
        }
        try fail("payoff-1", times: 1)
        #expect(try Self.file(events).book.redirectable.isEmpty)
        let order = try #require(try Self.file(events).book.due(on: Self.day).first { $0.item == "payoff-1" })
        events += [
            .ordered(order), .paid(EscrowPayment(receipt: "R2", order: order.number, amount: order.amount, to: order.account, at: testNoon)),
            .settled(LoanSettled(sink: "payoff-1", number: "S1", on: Self.day)),
        ]
        try fail("remainder", times: 5)
        let file = try Self.file(events)
        #expect(file.book.stuck == ["remainder"] && file.book.redirectable.map(\.order.item) == ["remainder"])
        let page = try await Self.page(MoneyReading(file: file, accounts: Self.accounts, differences: nil))
        for text in ["“出卖人余款”多次未能付出", "改付到其他账户：出卖人余款", "“王芳”名下另一账户", "尾号4567", "账户已销户"] { #expect(page.contains(text), "\(text)") }
        let typed = FormFields([("what", "redirect"), ("item", "remainder"), ("bank", "农业银行"), ("number", "12")])
        let again = try await Self.page(MoneyReading(file: file, accounts: Self.accounts, differences: nil), form: typed)
        #expect(again.contains("value=\"农业银行\"") && again.contains("id=\"f-number\""))
    }

    @Test("a case without money has none to see to, and a form that isn't the page's is refused")
    func routes() async throws {
        try await RealPortal.run { portal, _ in
            let registrar = try await portal.official([.registrar])
            let path = "/office/cases/\(RealPortal.caseID)"
            let screen = try await registrar.get(path)
            #expect(!screen.text.contains("资金监管"))
            let nothing = try await registrar.get("/api/v1\(path)/money")
            #expect(nothing.json["code"] as? String == "no-money")
            let bare = try await registrar.post("\(path)/money/resume", [("reason", "核对无误")])
            #expect(bare.status == .badRequest)
            let none = try await registrar.post("\(path)/money/resume", [("reason", "核对无误"), ("money_version", "3")])
            #expect(none.status == .conflict && none.text.contains("尚未开立"))
            let body = #"{"version":3,"reason":"核对无误"}"#
            let refused = try await registrar.postJSON("/api/v1\(path)/money/resume", body)
            #expect(refused.json["code"] as? String == "escrow-not-opened")
            let deposit = #"{"version":3,"reason":"核对无误","receipt":"R10","judgement":"correction","of":"R9"}"#
            #expect(try await registrar.postJSON("/api/v1\(path)/money/deposit", deposit).json["code"] as? String == "escrow-not-opened")
            #expect(try await portal.official([.examiner]).postJSON("/api/v1\(path)/money/deposit", deposit).status == .forbidden)
            let twice = #"{"version":3,"reason":"核对无误","astray":["R9"],"counted":["R9"]}"#
            #expect(try await registrar.postJSON("/api/v1\(path)/money/resume", twice).status == .unprocessableContent)
            let payoff = #"{"version":3,"reason":"核对无误","item":"payoff-1","number":"Q2","step":"propose"}"#
            #expect(try await registrar.postJSON("/api/v1\(path)/money/payoff", payoff).json["code"] as? String == "escrow-not-opened")
            #expect(try await portal.official([.examiner]).postJSON("/api/v1\(path)/money/payoff", payoff).status == .forbidden)
            let form = [("reason", "追回"), ("money_version", "3"), ("what", "deposit"), ("receipt", "R10"), ("judgement", "correction:R9")]
            #expect(try await registrar.post("\(path)/money/deposit", form).status == .conflict)
            let examiner = try await portal.official([.examiner]).postJSON("/api/v1\(path)/money/resume", body)
            #expect(examiner.status == .forbidden)
        }
    }
}
