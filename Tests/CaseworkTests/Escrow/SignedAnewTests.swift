import Contracts
import Escrow
import Exchange
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

/// A case that is given back for correction once its money is secured: what everybody signs in the end is what the money is for, and nothing else.
@Suite("Money after a correction") struct SignedAnewTests {
    private static let otherAccount = "6217000010007654321"

    private static func store(_ events: [CaseEvent], _ sale: MoneyCase) async throws {
        try await sale.office.store(
            events.map { CaseAction(at: sale.clock.now, actor: .system, event: $0) }, on: sale.office.load(MoneyCase.id), runAt: sale.clock.now)
    }

    /// Given back while an examiner looks at it: the money is there, and nobody has approved.
    private static func returned(_ sale: MoneyCase) async throws {
        try await sale.turn(3)
        try await sale.payIn()
        for _ in 0..<4 { try await sale.carryOn() }
        #expect(try await sale.book.phase == .secured)
        try await store([.stepDone(StepDone(step: "secure")), .waiting(Waiting(step: "decide", on: .officer, whom: "examiner", reason: "等待审核"))], sale)
        let finding = Finding(check: "account", consequence: .mend, message: "收款账户有误。", statute: "", remedy: "请改正。")
        try await sale.office.decide(MoneyCase.id, .giveBack(findings: [finding]), by: OfficeFixture.official("li"), expecting: nil)
    }

    /// The departments say what they said before.
    private static func corrected(_ sale: MoneyCase) async throws {
        let seller = try await sale.state.applicants[0].party.id
        try await sale.office.correct(MoneyCase.id, by: seller)
        try await gathered(sale)
    }

    private static func gathered(_ sale: MoneyCase) async throws {
        try await store([.stepDone(StepDone(step: "gather")), .stepDone(StepDone(step: "check"))], sale)
        _ = try await CaseEngine(office: sale.office).advance(MoneyCase.id)
    }

    private static func sign(_ sale: MoneyCase, only role: String? = nil) async throws {
        for applicant in try await sale.state.applicants where role == nil || applicant.role == role {
            let names = Set(sale.office.declarations(of: try await sale.office.load(MoneyCase.id), for: applicant.party.id).map(\.name))
            try await sale.office.sign(MoneyCase.id, method: "counter", accepted: names, by: applicant.party.id)
        }
    }

    private static func approved(_ sale: MoneyCase) async throws {
        try await store([.approved(Approved(automatic: false, opinion: "同意")), .stepDone(StepDone(step: "decide"))], sale)
        try await sale.turn(10)
    }

    @Test("the rest goes to the account that all have signed since, and not to the one before", arguments: availableEngines)
    func account(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await Self.returned(sale)
            #expect(try await !sale.state.done.contains("secure"))
            let seller = try await sale.state.applicants[0].party.id
            try await sale.office.answer(MoneyCase.id, ["rest": "中国银行南昌分行 \(Self.otherAccount)"], by: seller)
            try await Self.corrected(sale)
            try await Self.sign(sale)
            try await Self.approved(sale)
            #expect(sale.money.got(MoneyCase.restAccount) == .zero)
            #expect(sale.money.got(Self.otherAccount) == Money(yuan: 700_000) && sale.money.got("OLD-1") == Money(yuan: 300_000))
            #expect(try await sale.book.phase == .cleared)
            #expect(try await sale.state.phase == .completed)
            try await sale.audited()
        }
    }

    @Test("where nothing of the money was changed, the same money secures it", arguments: availableEngines)
    func unchanged(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await Self.returned(sale)
            try await Self.corrected(sale)
            try await Self.sign(sale)
            try await Self.approved(sale)
            try await sale.cleared()
            let redirected = try await sale.office.escrow(of: MoneyCase.id)?.entries.contains { if case .redirected = $0.event { true } else { false } }
            #expect(redirected == false)
        }
    }

    @Test("another custodian that all have signed for gets the money anew, once the first has given it back", arguments: availableEngines)
    func custodian(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await Self.returned(sale)
            let buyer = try await sale.state.applicants[1].party.id
            try await sale.office.answer(MoneyCase.id, ["custodian": PlayedMoney.second], by: buyer)
            try await Self.corrected(sale)
            try await Self.sign(sale)
            try await sale.turn(8)
            #expect(try await sale.state.registration == nil)
            #expect(sale.money.got("BUYER-1") == Money(yuan: 600_000) && sale.money.got("NEW-1") == Money(yuan: 400_000))
            try await sale.payIn(at: PlayedMoney.second)
            try await sale.turn(4)
            try await Self.approved(sale)
            let books = try await sale.office.escrows(of: MoneyCase.id)
            #expect(books.map(\.book.phase) == [.returned, .cleared] && books.map(\.book.terms.custodian) == [PlayedMoney.custodian, PlayedMoney.second])
            #expect(sale.money.balance == .zero && sale.money.got("OLD-1") == Money(yuan: 300_000) && sale.money.got(MoneyCase.restAccount) == Money(yuan: 700_000))
            try await sale.audited()
        }
    }

    @Test("other amounts register on nothing until the parties have the money held anew for them", arguments: availableEngines)
    func terms(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await Self.returned(sale)
            let parties = try await sale.state.applicants.map(\.party.id)
            try await sale.office.answer(MoneyCase.id, ["brokerage-buyer": "3000 某中介 某银行 36050100000000008888"], by: parties[1])
            try await Self.corrected(sale)
            try await Self.sign(sale)
            try await Self.store([.approved(Approved(automatic: false, opinion: "同意"))], sale)
            try await sale.turn(4, seconds: 20)
            let waiting = try #require(try await sale.state.waiting)
            #expect(waiting.step == "secure" && waiting.reason.contains("改选另一家资金监管机构"), "\(waiting.reason)")
            #expect(try await sale.state.registration == nil)
            for party in parties { try await sale.office.chooseCustodian(MoneyCase.id, PlayedMoney.second, by: party) }
            try await sale.turn(8)
            #expect(sale.money.got("BUYER-1") == Money(yuan: 600_000))
            try await sale.payIn(603_000, at: PlayedMoney.second)
            try await sale.turn(4)
            try await Self.approved(sale)
            #expect(sale.money.got("36050100000000008888") == Money(yuan: 3_000) && sale.money.got(MoneyCase.restAccount) == Money(yuan: 700_000))
            try await sale.audited()
        }
    }

    @Test("a signature is under what it was given for: whoever signed before somebody changed an answer signs anew", arguments: availableEngines)
    func signatures(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await Self.returned(sale)
            try await Self.sign(sale, only: "seller")
            try await Self.corrected(sale)
            #expect(try await sale.state.signatures.isEmpty, "signed before it was asked for anew")
            try await Self.sign(sale, only: "seller")
            let buyer = try await sale.state.applicants[1].party.id
            let kept = try await sale.state.answers["rest"] ?? ""
            try await sale.office.answer(MoneyCase.id, ["brokerage-seller": "3000 某中介 某银行 36050100000000008888"], by: buyer)
            #expect(try await sale.state.signatures.isEmpty, "the seller signed another text")
            try await Self.gathered(sale)
            #expect(try await sale.state.waiting?.step == "sign")
            #expect(try await sale.state.phase == .waitingApplicant)
            try await Self.sign(sale, only: "buyer")
            _ = try await CaseEngine(office: sale.office).advance(MoneyCase.id)
            #expect(try await sale.state.waiting?.whom == "seller", "and has to sign this one")
            try await sale.office.answer(MoneyCase.id, ["rest": kept], by: buyer)
            #expect(try await sale.state.signatures.count == 1, "the same answer once more changes nothing")
            let file = try await sale.office.load(MoneyCase.id)
            let digest = try sale.office.applicationDigest(file)
            #expect(file.state.signatures.allSatisfy { $0.digest == digest })
        }
    }
}
