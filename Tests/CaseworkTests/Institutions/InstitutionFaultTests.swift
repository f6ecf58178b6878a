import Contracts
import Exchange
import Register
import Testing

@Suite("Faults of the played institutions") struct InstitutionFaultTests {
    private let custodian = Peer(.custodian, institution: InstitutionStage.notary)
    private let lender = Peer(.lender, institution: InstitutionStage.fund)

    /// What an asker gets to see.
    private enum Seen: Equatable { case answer, timedOut, unreachable, distrusted, nothing, refused }

    private func seen(_ body: () async throws -> Bool) async throws -> Seen {
        do {
            return try await body() ? .answer : .nothing
        } catch let error as ExchangeError {
            switch error {
            case .timedOut: return .timedOut
            case .busy, .unreachable: return .unreachable
            case .distrusted: return .distrusted
            case .refused: return .refused
            case .notConnected, .circuitOpen: throw error
            }
        }
    }

    @Test("slow, down, forged, astray, absent and replayed answers are never believed, and what was ordered meanwhile happened once") func answers() async throws {
        try await InstitutionStage.run { stage in
            try await stage.open()
            try await stage.deposit("700000")
            var paid = Money.zero
            for (index, (kind, expected)) in [
                ("slow", Seen.timedOut), ("down", .unreachable), ("forged", .distrusted), ("other-subject", .distrusted), ("absent", .nothing),
                ("replayed", .distrusted),
            ].enumerated() {
                let order = stage.payment("o\(index)", Money(yuan: 1_000), to: InstitutionStage.seller)
                // Something else is asked before, which a replay can give again.
                _ = try await stage.ask(Custody.Pay.self, stage.payment("p\(index)", Money(yuan: 1), to: InstitutionStage.seller), at: InstitutionStage.notary)
                try await stage.departments.fault(kind, of: custodian, times: 1, milliseconds: kind == "slow" ? 5_400 : nil)
                let asker = kind == "slow" ? stage.hasty : stage
                let first = try await seen { try await asker.ask(Custody.Pay.self, order, at: InstitutionStage.notary) != nil }
                #expect(first == expected, "\(kind)")
                let second = try await stage.ask(Custody.Pay.self, order, at: InstitutionStage.notary)
                #expect(second?.status == .paid, "\(kind)")
                paid += Money(yuan: 1_001)
                let statement = try await stage.statement()
                #expect(statement.balance == Money(yuan: 700_000) - paid, "\(kind)")
                #expect(statement.movements.filter { $0.order == order.order }.count == 1, "\(kind)")
            }
            // Another institution, and the same bank's other office, were fine all the time.
            #expect(try await stage.payoff().total > .zero)
        }
    }

    @Test("a well-signed lie of each contract is a lie, and moves nothing") func lies() async throws {
        try await InstitutionStage.run { stage in
            let opened = try await stage.open()
            try await stage.deposit("700000")
            let honest = try await stage.payoff()
            let before = try await stage.books()
            let bank = Peer(.lender, institution: InstitutionStage.bank)
            func lied<C: Contract>(_ contract: C.Type, _ request: C.Request, by peer: Peer, _ isLie: (C.Answer) -> Bool) async throws {
                let code = try #require(peer.institution)
                try await stage.departments.fault("wrong", of: peer, times: 1)
                let answer = try #require(try await stage.ask(contract, request, at: code))
                #expect(isLie(answer), "\(C.name)")
            }
            try await lied(Lending.PayoffStatement.self, .init(unit: InstitutionStage.unit, proof: InstitutionStage.proof, on: honest.on), by: bank) { $0.total < honest.total }
            try await lied(Lending.Settlement.self, .init(unit: InstitutionStage.unit, proof: InstitutionStage.proof), by: bank) { $0.settled }
            try await lied(Lending.LoanApproval.self, .init(unit: InstitutionStage.unit, borrowers: [InstitutionStage.buyer]), by: lender) { $0.amount == Money(yuan: 590_000) }
            try await lied(Lending.Disburse.self, stage.disbursal("l1", opened.account), by: lender) { $0.receipt != nil }
            try await lied(Custody.Open.self, request(), by: custodian) { $0.account.number != opened.account.number }
            try await lied(Custody.Pay.self, stage.payment("o1", Money(yuan: 9), to: InstitutionStage.seller), by: custodian) { $0.status == .paid }
            try await lied(Custody.Statement.self, .init(caseID: "c1"), by: custodian) { $0.movements.isEmpty }
            let after = try await stage.books()
            #expect(after.accounts == before.accounts && after.postings == before.postings)
        }
    }

    private func request() -> Custody.Open.Request {
        .init(
            caseID: "c1", unit: InstitutionStage.unit,
            expected: [
                .init(source: "own-funds", payer: InstitutionStage.buyer, amount: Money(yuan: 700_000)),
                .init(source: "loan-1", payer: "credit-code:\(InstitutionStage.fund)", amount: Money(yuan: 600_000)),
            ], conditions: "登记完成后支付", until: InstitutionStage.today.adding(days: 60))
    }

    @Test("an order that is taken and not paid is paid when nothing keeps it any more, once; for ever is for ever") func pending() async throws {
        try await InstitutionStage.run { stage in
            let opened = try await stage.open()
            try await stage.deposit("700000")
            let order = stage.payment("o1", Money(yuan: 1_000), to: InstitutionStage.seller)
            try await stage.departments.fault("pending", of: custodian, times: 2)
            for expected in [Custody.Pay.Status.pending, .pending, .paid, .paid] {
                #expect(try await stage.ask(Custody.Pay.self, order, at: InstitutionStage.notary)?.status == expected)
            }
            try await stage.departments.fault("pending", of: custodian)
            let other = stage.payment("o2", Money(yuan: 2_000), to: InstitutionStage.seller)
            for _ in 0..<4 { #expect(try await stage.ask(Custody.Pay.self, other, at: InstitutionStage.notary)?.status == .pending) }
            #expect(try await stage.statement().balance == Money(yuan: 699_000))
            try await stage.departments.lift(custodian)
            #expect(try await stage.statement().balance == Money(yuan: 697_000))
            try await stage.departments.fault("pending", of: lender, times: 1)
            let loan = stage.disbursal("l1", opened.account)
            #expect(try await stage.ask(Lending.Disburse.self, loan, at: InstitutionStage.fund)?.receipt == nil)
            #expect(try await stage.statement().balance == Money(yuan: 697_000))
            #expect(try await stage.ask(Lending.Disburse.self, loan, at: InstitutionStage.fund)?.receipt != nil)
            #expect(try await stage.statement().balance == Money(yuan: 1_297_000))
        }
    }

    @Test("a failed order has failed for good; a new number is paid") func failed() async throws {
        try await InstitutionStage.run { stage in
            let opened = try await stage.open()
            try await stage.deposit("700000")
            try await stage.departments.fault("fails", of: custodian, times: 1)
            let order = stage.payment("o1-1", Money(yuan: 1_000), to: InstitutionStage.seller)
            for _ in 0..<2 { #expect(try await stage.ask(Custody.Pay.self, order, at: InstitutionStage.notary)?.status == .failed) }
            #expect(try await stage.statement().balance == Money(yuan: 700_000))
            let next = stage.payment("o1-2", Money(yuan: 1_000), to: InstitutionStage.seller)
            #expect(try await stage.ask(Custody.Pay.self, next, at: InstitutionStage.notary)?.status == .paid)
            try await stage.departments.fault("fails", of: lender, times: 1)
            let loan = stage.disbursal("l1", opened.account)
            let refused = try await seen { try await stage.ask(Lending.Disburse.self, loan, at: InstitutionStage.fund) != nil }
            #expect(refused == .refused)
            #expect(try await stage.ask(Lending.Disburse.self, loan, at: InstitutionStage.fund)?.receipt != nil)
        }
    }

    @Test("an order that is done with can be refused when it comes again, and a payoff can be stated to a stranger's account; nothing moves by it") func refusedAgain() async throws {
        try await InstitutionStage.run { stage in
            _ = try await stage.open()
            try await stage.deposit("700000")
            let order = stage.payment("o1", Money(yuan: 1_000), to: InstitutionStage.seller)
            #expect(try await stage.ask(Custody.Pay.self, order, at: InstitutionStage.notary)?.status == .paid)
            let before = try await stage.books()
            try await stage.departments.fault("refuses-known", of: custodian, times: 1)
            await #expect(throws: ExchangeError.self) { _ = try await stage.ask(Custody.Pay.self, order, at: InstitutionStage.notary) }
            #expect(try await stage.ask(Custody.Pay.self, order, at: InstitutionStage.notary)?.status == .paid)
            let question = Lending.PayoffStatement.Request(unit: InstitutionStage.unit, proof: InstitutionStage.proof, on: InstitutionStage.today)
            let honest = try #require(try await stage.ask(Lending.PayoffStatement.self, question, at: InstitutionStage.bank))
            try await stage.departments.fault("other-account", of: Peer(.lender, institution: InstitutionStage.bank), times: 1)
            let other = try #require(try await stage.ask(Lending.PayoffStatement.self, question, at: InstitutionStage.bank))
            #expect(other.account.holder != honest.account.holder && other.total == honest.total)
            let after = try await stage.books()
            #expect(after.postings == before.postings)
        }
    }

    @Test("paid twice and paid otherwise stand in the statement as they happened, with receipts of their own, and come out of somebody's pocket") func money() async throws {
        try await InstitutionStage.run { stage in
            let opened = try await stage.open()
            try await stage.deposit("700000")
            try await stage.departments.fault("twice", of: custodian, times: 1)
            let order = stage.payment("o1", Money(yuan: 700_000), to: InstitutionStage.seller)
            #expect(try await stage.ask(Custody.Pay.self, order, at: InstitutionStage.notary)?.status == .paid)
            let statement = try await stage.statement()
            let paid = statement.movements.filter { $0.order == "o1" }
            #expect(paid.map(\.amount) == [Money(yuan: 700_000), Money(yuan: 700_000)] && Set(paid.map(\.receipt)).count == 2)
            #expect(statement.balance == .zero)
            var books = try await stage.books()
            #expect(books.drift == .zero && books.accounts[InstitutionStage.seller.number] == Money(yuan: 1_400_000))
            #expect(books.accounts.values.allSatisfy { $0 >= .zero })

            try await stage.departments.fault("other-amount", of: lender, times: 1)
            let loan = try await stage.ask(Lending.Disburse.self, stage.disbursal("l1", opened.account), at: InstitutionStage.fund)
            #expect(loan?.amount == Money(yuan: 600_000) && loan?.receipt != nil)
            #expect(try await stage.statement().balance == Money(yuan: 599_999), "it says 600,000")
            try await stage.departments.fault("other-amount", of: custodian, times: 1)
            let less = try await stage.ask(Custody.Pay.self, stage.payment("o2", Money(yuan: 100), to: InstitutionStage.seller), at: InstitutionStage.notary)
            #expect(less?.status == .paid && less?.amount == Money(yuan: 100))
            let last = try await stage.statement().movements.last
            #expect(last?.amount == Money(yuan: 99))
            books = try await stage.books()
            #expect(books.drift == .zero)
        }
    }

    @Test("a loan paid out twice has two receipts at the custodian") func loanTwice() async throws {
        try await InstitutionStage.run { stage in
            let opened = try await stage.open()
            try await stage.departments.fault("twice", of: lender, times: 1)
            _ = try await stage.ask(Lending.Disburse.self, stage.disbursal("l1", opened.account), at: InstitutionStage.fund)
            let movements = try await stage.statement().movements
            #expect(movements.count == 2 && Set(movements.map(\.receipt)).count == 2 && movements.allSatisfy { $0.source == "loan-1" })
            #expect(try await stage.books().drift == .zero)
        }
    }

    @Test("a fault about one case leaves the others alone") func about() async throws {
        try await InstitutionStage.run { stage in
            try await stage.open("c1")
            try await stage.open("c2")
            try await stage.deposit("10", case: "c1")
            try await stage.deposit("10", case: "c2")
            try await stage.departments.fault("fails", of: custodian, about: "o1")
            let first = try await stage.ask(Custody.Pay.self, stage.payment("o1", Money(yuan: 1), to: InstitutionStage.seller, case: "c1"), at: InstitutionStage.notary)
            let second = try await stage.ask(Custody.Pay.self, stage.payment("o2", Money(yuan: 1), to: InstitutionStage.seller, case: "c2"), at: InstitutionStage.notary)
            #expect(first?.status == .failed && second?.status == .paid)
        }
    }
}
