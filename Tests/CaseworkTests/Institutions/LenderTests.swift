import Contracts
import Exchange
import Foundation
import Register
import Seals
import Testing

@Suite("The played lenders") struct LenderTests {
    private let request = Lending.LoanApproval.Request(unit: InstitutionStage.unit, borrowers: [InstitutionStage.buyer])

    @Test("an approval is applied for, granted, sealed with a digest and withdrawn at the counter; another click changes nothing") func approvals() async throws {
        try await InstitutionStage.run { stage in
            let path = "/lenders/\(InstitutionStage.bank)/approvals"
            try await stage.departments.send(
                path, [("unit", InstitutionStage.unit.text), ("borrowers", InstitutionStage.buyer), ("amount", "300000.50"), ("years", "20")])
            let pending = try #require(try await stage.ask(Lending.LoanApproval.self, request, at: InstitutionStage.bank))
            #expect(pending.status == .pending && pending.amount == Money(fen: 30_000_050) && pending.contractDigest == nil)
            for (word, status, sealed) in [
                ("seal", Lending.ApprovalStatus.pending, false), ("approve", .approved, false), ("reject", .approved, false), ("seal", .approved, true),
                ("seal", .approved, true), ("withdraw", .withdrawn, true), ("approve", .withdrawn, true),
            ] {
                try await stage.departments.send("\(path)/\(pending.number)/\(word)", [])
                let now = try #require(try await stage.ask(Lending.LoanApproval.self, request, at: InstitutionStage.bank))
                #expect(now.status == status && (now.contractDigest != nil) == sealed, "\(word)")
            }
            let contract = try await stage.departments.page("\(path)/\(pending.number)/contract")
            let last = try #require(try await stage.ask(Lending.LoanApproval.self, request, at: InstitutionStage.bank))
            #expect(last.contractDigest == Hex.encode(Digests.sha256(Array(contract.utf8))))
            let page = try await stage.departments.page("/lenders/\(InstitutionStage.bank)")
            #expect(page.contains(pending.number) && page.contains("已撤回"))
        }
    }

    @Test("a loan to the buyer and a spouse is found by the buyer alone and counts as about the case; a loan to the spouse alone isn't found") func coBorrower() async throws {
        try await InstitutionStage.run { stage in
            let path = "/lenders/\(InstitutionStage.bank)/approvals"
            let spouse = "identity-card:360102199208154027"
            func apply(_ borrowers: String, _ amount: String) async throws {
                try await stage.departments.send(path, [("unit", InstitutionStage.unit.text), ("borrowers", borrowers), ("amount", amount), ("years", "20")])
            }
            try await apply("\(InstitutionStage.buyer),\(spouse)", "310000")
            let both = try #require(try await stage.ask(Lending.LoanApproval.self, request, at: InstitutionStage.bank))
            #expect(both.amount == Money(yuan: 310_000) && both.borrowers == [InstitutionStage.buyer, spouse].sorted())
            try await apply(spouse, "320000")
            #expect(try await stage.ask(Lending.LoanApproval.self, request, at: InstitutionStage.bank)?.number == both.number)
            var foreign = both
            foreign.borrowers = [spouse]
            #expect(Lending.LoanApproval.isAbout(request, both) && !Lending.LoanApproval.isAbout(request, foreign))
            // Of two buyers one may borrow alone: the answer is taken, and an official judges it.
            #expect(Lending.LoanApproval.isAbout(.init(unit: InstitutionStage.unit, borrowers: [InstitutionStage.buyer, spouse]), foreign))
        }
    }

    @Test("what isn't a borrower, an amount or a unit is refused at the counter") func nonsense() async throws {
        try await InstitutionStage.run { stage in
            let good = ["unit": InstitutionStage.unit.text, "borrowers": InstitutionStage.buyer, "amount": "1", "years": "20"]
            for (field, value) in [("unit", "1"), ("borrowers", "张伟"), ("amount", "-1"), ("amount", "1.001"), ("amount", "0"), ("years", "99")] {
                var fields = good
                fields[field] = value
                await #expect(throws: PlayedDepartments.Refused.self, "\(field) \(value)") {
                    try await stage.departments.send("/lenders/\(InstitutionStage.bank)/approvals", fields.map { ($0.key, $0.value) })
                }
            }
        }
    }

    @Test("what pays a loaded loan off grows by a day's interest each day, and by what happens overnight") func payoff() async throws {
        try await InstitutionStage.run { stage in
            let first = try await stage.payoff()
            #expect(first.principal < InstitutionStage.lent && first.principal > Money(yuan: 900_000))
            #expect(first.perDay == Money(fen: (first.principal.fen * 350 + 1_800_000) / 3_600_000))
            #expect(first.total == first.principal + first.interest + first.penalty)
            // The day before an instalment the interest is at its highest; on the next day the principal is less.
            let next = try await stage.payoff(on: InstitutionStage.today.adding(days: 1))
            #expect(next.total != first.total)
            #expect(next.principal == first.principal ? next.interest == first.interest + first.perDay : next.principal < first.principal)
            let code = InstitutionStage.bank
            try await stage.departments.send("/control/lenders/\(code)/days", [("days", "1")])
            let ahead = try await stage.payoff()
            #expect(ahead.total == next.total)
            try await stage.departments.send("/control/lenders/\(code)/days", [("days", "0")])
            try await stage.departments.send(
                "/control/lenders/\(code)/penalty", [("unit", InstitutionStage.unit.text), ("proof", InstitutionStage.proof), ("amount", "12.34")])
            let fined = try await stage.payoff()
            #expect(fined.penalty == Money(fen: 1_234) && fined.total == first.total + Money(fen: 1_234))
            let elsewhere = try await stage.ask(
                Lending.PayoffStatement.self, .init(unit: InstitutionStage.unit, proof: InstitutionStage.proof, on: InstitutionStage.today), at: InstitutionStage.fund)
            #expect(elsewhere == nil, "the fund holds no mortgage on it")
            let page = try await stage.departments.page(
                "/lenders/\(code)/payoff?unit=\(InstitutionStage.unit.text)&proof=\(InstitutionStage.proof.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")")
            #expect(page.contains(fined.total.description))
        }
    }

    @Test("a loan is paid out once an order, sealed, within what was approved, and never under a known number again") func disbursal() async throws {
        try await InstitutionStage.run { stage in
            let opened = try await stage.open()
            let order = stage.disbursal("c1-loan-1", opened.account)
            let paid = try #require(try await stage.ask(Lending.Disburse.self, order, at: InstitutionStage.fund))
            let again = try #require(try await stage.ask(Lending.Disburse.self, order, at: InstitutionStage.fund))
            #expect(paid.receipt != nil && paid == again)
            let statement = try await stage.statement()
            #expect(statement.movements.map(\.source) == ["loan-1"] && statement.balance == Money(yuan: 600_000))
            #expect(statement.movements.first?.receipt == paid.receipt)
            let others: [(String, String, Lending.Disburse.Request)] = [
                ("a known number", InstitutionStage.fund, stage.disbursal("c1-loan-1", opened.account, Money(yuan: 1))),
                ("more than approved", InstitutionStage.fund, stage.disbursal("c1-loan-2", opened.account, Money(fen: 1))),
                (
                    "not sealed", InstitutionStage.bank,
                    .init(order: "x", caseID: "c1", approval: "SP2", amount: Money(yuan: 1), to: opened.account)
                ),
                ("nothing", InstitutionStage.fund, stage.disbursal("c1-loan-3", opened.account, .zero)),
            ]
            for (what, code, request) in others {
                await #expect(throws: ExchangeError.self, "\(what)") { _ = try await stage.ask(Lending.Disburse.self, request, at: code) }
            }
            let stranger = try await stage.ask(
                Lending.Disburse.self, .init(order: "y", caseID: "c1", approval: "SP9", amount: Money(yuan: 1), to: opened.account), at: InstitutionStage.fund)
            #expect(stranger == nil)
            #expect(try await stage.statement().balance == Money(yuan: 600_000))
        }
    }

    @Test("a loan is settled when the day's amount has come to the fen; a fen less doesn't settle it, what is too much goes back") func settlement() async throws {
        try await InstitutionStage.run { stage in
            try await stage.open(own: Money(yuan: 2_000_000))
            try await stage.deposit("2000000")
            let due = try await stage.payoff()
            let question = Lending.Settlement.Request(unit: InstitutionStage.unit, proof: InstitutionStage.proof)
            #expect(try await stage.ask(Lending.Settlement.self, question, at: InstitutionStage.bank)?.settled == false)
            _ = try await stage.ask(Custody.Pay.self, stage.payment("p1", due.total - Money(fen: 1), to: due.account, .payoff), at: InstitutionStage.notary)
            #expect(try await stage.ask(Lending.Settlement.self, question, at: InstitutionStage.bank)?.settled == false)
            let left = try await stage.payoff()
            #expect(left.total == Money(fen: 1) && left.principal == Money(fen: 1), "first the interest, then the principal")
            _ = try await stage.ask(Custody.Pay.self, stage.payment("p2", Money(fen: 100), to: due.account, .payoff), at: InstitutionStage.notary)
            let settled = try #require(try await stage.ask(Lending.Settlement.self, question, at: InstitutionStage.bank))
            #expect(settled.settled && settled.number != nil && settled.on == InstitutionStage.today)
            let after = try await stage.payoff()
            #expect(after.settled && after.total == .zero)
            let books = try await stage.books()
            #expect(books.drift == .zero)
            #expect(books.accounts[due.account.number] == due.total, "99 fen were too many")
        }
    }

    @Test("a loan that comes back whole out of its case was never lent, and can be paid out again") func returned() async throws {
        try await InstitutionStage.run { stage in
            let opened = try await stage.open()
            _ = try await stage.ask(Lending.Disburse.self, stage.disbursal("l1", opened.account), at: InstitutionStage.fund)
            let from = try #require(try await stage.statement().movements.first?.other)
            let back = try await stage.ask(Custody.Pay.self, stage.payment("r1", Money(yuan: 600_000), to: from, .refund), at: InstitutionStage.notary)
            #expect(back?.status == .paid)
            #expect(try await stage.statement().balance == .zero)
            let books = try await stage.books()
            #expect(books.accounts[from.number] == Money(yuan: 100_000_000))
            let again = try await stage.ask(Lending.Disburse.self, stage.disbursal("l2", opened.account), at: InstitutionStage.fund)
            #expect(again?.receipt != nil)
        }
    }
}
