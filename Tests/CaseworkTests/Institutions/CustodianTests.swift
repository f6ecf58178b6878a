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

    @Test("each states what it takes by its own list: so much of each part of the price, at least and at most so much, to its own account") func tariff() async throws {
        try await InstitutionStage.run { stage in
            func stated(_ price: Money, at code: String) async throws -> Custody.Tariff.Answer {
                try #require(try await stage.ask(Custody.Tariff.self, .init(unit: InstitutionStage.unit, price: price), at: code))
            }
            for (yuan, fen) in [(1, 100_00), (33_333, 100_00), (33_334, 100_00), (40_000, 120_00), (1_528_300, 4_584_90), (10_000_000, 30_000_00)] as [(Int64, Int64)] {
                #expect(try await stated(Money(yuan: yuan), at: InstitutionStage.notary).fee == Money(fen: fen), "\(yuan)")
            }
            for (yuan, fen) in [(1, 200_00), (1_000_000, 1_000_00), (1_000_001, 1_000_00), (2_000_000, 1_500_00), (5_000_000, 3_000_00), (10_000_000, 4_000_00), (90_000_000, 5_000_00)] as [(Int64, Int64)] {
                #expect(try await stated(Money(yuan: yuan), at: InstitutionStage.bank).fee == Money(fen: fen), "\(yuan)")
            }
            let notary = try await stated(Money(yuan: 1), at: InstitutionStage.notary)
            #expect(notary.account.holder == "赣江公证处" && notary.tariff.contains("814号") && notary.validUntil > InstitutionStage.today)
            #expect(try await stage.departments.page("/custodians/\(InstitutionStage.notary)").contains(notary.account.number))
            // Half a fen counts as a whole one: 200,000.17 yuan at three thousandths is 600.00051.
            #expect(try await stated(Money(fen: 20_000_017), at: InstitutionStage.notary).fee == Money(fen: 60_000))
            #expect(try await stated(Money(fen: 20_000_167), at: InstitutionStage.notary).fee == Money(fen: 60_001))
            await #expect(throws: ExchangeError.self) { _ = try await stated(.zero, at: InstitutionStage.notary) }
            try await stage.departments.fault("wrong", of: Peer(.custodian, institution: InstitutionStage.notary), times: 1)
            #expect(try await stated(Money(yuan: 1), at: InstitutionStage.notary).fee == Money(yuan: 101))
            #expect(try await stated(Money(yuan: 1), at: InstitutionStage.notary) == notary)
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
