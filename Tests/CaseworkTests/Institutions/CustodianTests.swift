import Contracts
import Exchange
import Register
import Testing

@Suite("The played custodians") struct CustodianTests {
    @Test("a case has one account, whoever asks again; under other terms it is refused") func opened() async throws {
        try await InstitutionStage.run { stage in
            let first = try await stage.open()
            #expect(try await stage.open() == first)
            let other = try await stage.open("c2")
            #expect(other.account.number != first.account.number)
            await #expect(throws: ExchangeError.self) { try await stage.open(own: Money(yuan: 1)) }
            let elsewhere = try await stage.ask(Custody.Statement.self, .init(caseID: "c1"), at: InstitutionStage.bank)
            #expect(elsewhere == nil, "another custodian has no such case")
            #expect(first.payURL?.hasSuffix("/custodians/\(InstitutionStage.notary)/cases/c1/deposit") == true)
        }
    }

    @Test("the buyer pays in on a page: in parts, once a click, from an account that has it") func deposits() async throws {
        try await InstitutionStage.run { stage in
            try await stage.open()
            let path = "/custodians/\(InstitutionStage.notary)/cases/c1/deposit"
            #expect(try await stage.departments.page(path).contains("700,000.00"))
            try await stage.deposit("250000.50")
            #expect(try await stage.departments.page(path).contains("449,999.50"))
            // The same page sent twice: the second was made when less had come.
            for _ in 0..<2 {
                try await stage.departments.send(path, [("source", "own-funds"), ("amount", "449999.50"), ("seen", "25000050")])
            }
            let statement = try await stage.statement()
            #expect(statement.balance == Money(yuan: 700_000) && statement.movements.count == 2)
            #expect(Set(statement.movements.map(\.receipt)).count == 2)
            #expect(statement.movements.allSatisfy { $0.direction == .incoming && $0.source == "own-funds" && $0.other.holder == "张伟" })
            for (source, amount) in [("own-funds", "99999999999"), ("own-funds", "0"), ("own-funds", "x"), ("loan-1", "600000"), ("nothing", "1")] {
                await #expect(throws: PlayedDepartments.Refused.self, "\(source) \(amount)") {
                    try await stage.departments.send(path, [("source", source), ("amount", amount)])
                }
            }
            #expect(try await stage.statement().balance == Money(yuan: 700_000))
        }
    }

    @Test("an order is paid once; a known number for another amount, more than there is, and another's name are not paid") func orders() async throws {
        try await InstitutionStage.run { stage in
            try await stage.open()
            try await stage.deposit("700000")
            let order = stage.payment("o1", Money(yuan: 100_000), to: InstitutionStage.seller)
            let paid = try #require(try await stage.ask(Custody.Pay.self, order, at: InstitutionStage.notary))
            #expect(paid.status == .paid && paid.receipt != nil)
            #expect(try await stage.ask(Custody.Pay.self, order, at: InstitutionStage.notary) == paid)
            for (what, other) in [
                ("another amount", stage.payment("o1", Money(yuan: 100_001), to: InstitutionStage.seller)),
                ("another account", stage.payment("o1", Money(yuan: 100_000), to: .init(holder: "甲", bank: "乙", number: "1"))),
                ("too much", stage.payment("o2", Money(fen: 60_000_001), to: InstitutionStage.seller)),
                ("nothing", stage.payment("o3", .zero, to: InstitutionStage.seller)),
            ] {
                await #expect(throws: ExchangeError.self, "\(what)") { _ = try await stage.ask(Custody.Pay.self, other, at: InstitutionStage.notary) }
            }
            let wrongName = try await stage.ask(
                Custody.Pay.self,
                stage.payment("o4", Money(yuan: 1), to: .init(holder: "王五", bank: "洪都银行", number: InstitutionStage.seller.number)), at: InstitutionStage.notary)
            #expect(wrongName?.status == .failed && wrongName?.reason != nil)
            let unknown = try await stage.ask(Custody.Pay.self, stage.payment("o5", Money(yuan: 1), to: InstitutionStage.seller, case: "c9"), at: InstitutionStage.notary)
            #expect(unknown == nil)
            let statement = try await stage.statement()
            #expect(statement.balance == Money(yuan: 600_000) && statement.movements.map(\.order) == [nil, "o1"])
            let ledger = try await stage.departments.page("/custodians/\(InstitutionStage.notary)/cases/c1")
            #expect(ledger.contains("600,000.00") && ledger.contains("付出卖人余款"))
            #expect(try await stage.departments.page("/custodians/\(InstitutionStage.notary)").contains("600,000.00"))
        }
    }

    @Test("killed and started again, it knows every account, movement and order") func restarted() async throws {
        try await InstitutionStage.run { stage in
            let opened = try await stage.open()
            try await stage.deposit("700000")
            _ = try await stage.ask(Lending.Disburse.self, stage.disbursal("l1", opened.account), at: InstitutionStage.fund)
            let order = stage.payment("o1", Money(yuan: 5), to: InstitutionStage.seller)
            let paid = try await stage.ask(Custody.Pay.self, order, at: InstitutionStage.notary)
            try await stage.departments.fault("pending", of: Peer(.custodian, institution: InstitutionStage.notary), times: 1)
            let waiting = stage.payment("o2", Money(yuan: 6), to: InstitutionStage.seller)
            #expect(try await stage.ask(Custody.Pay.self, waiting, at: InstitutionStage.notary)?.status == .pending)
            let before = try await stage.books()
            await stage.departments.kill()
            try await stage.departments.start()
            let after = try await stage.books()
            #expect(after.accounts == before.accounts && after.drift == .zero)
            #expect(try await stage.open() == opened)
            #expect(try await stage.ask(Custody.Pay.self, order, at: InstitutionStage.notary) == paid)
            // What it had taken and not paid is paid now that nothing keeps it.
            let statement = try await stage.statement()
            #expect(statement.movements.map(\.order) == [nil, nil, "o1", "o2"])
            #expect(try await stage.ask(Custody.Pay.self, waiting, at: InstitutionStage.notary)?.status == .paid)
        }
    }
}
