import Chance
import Contracts
import Exchange
import Register
import Testing

@Suite("The played banks' money") struct MoneyPropertyTests {
    @Test("whatever is paid in, lent, ordered, repeated and done wrong: nothing is made, nothing is lost, nothing is below zero", arguments: [UInt64(1), 2])
    func conserved(seed: UInt64) async throws {
        try await InstitutionStage.run { stage in
            var dice = SeededDice(seed: seed)
            let cases = ["c1", "c2", "c3"]
            var opened: [String: MoneyAccount] = [:]
            for id in cases { opened[id] = try await stage.open(id).account }
            let payoff = try await stage.payoff()
            let custodian = Peer(.custodian, institution: InstitutionStage.notary)
            let lender = Peer(.lender, institution: InstitutionStage.fund)
            let accounts = [InstitutionStage.seller, payoff.account, .init(holder: "甲", bank: "乙", number: "7"), .init(holder: "丙", bank: "乙", number: "7")]
            var orders: [String: Custody.Pay.Request] = [:]
            for step in 0..<120 {
                let id = try #require(cases.randomElement(using: &dice))
                if Int.random(in: 0..<4, using: &dice) == 0 {
                    let kind = try #require(["pending", "fails", "twice", "other-amount", "wrong", "forged"].randomElement(using: &dice))
                    try await stage.departments.fault(kind, of: Bool.random(using: &dice) ? custodian : lender, times: 1)
                }
                switch Int.random(in: 0..<5, using: &dice) {
                case 0: try? await stage.deposit("\(Int.random(in: 1...300_000, using: &dice)).\(Int.random(in: 10...99, using: &dice))", case: id)
                case 1:
                    let account = try #require(opened[id])
                    let amount = Money(fen: .random(in: 1...90_000_000, using: &dice))
                    _ = try? await stage.ask(Lending.Disburse.self, stage.disbursal("l\(Int.random(in: 0..<6, using: &dice))", account, amount, case: id), at: InstitutionStage.fund)
                case 2, 3:
                    let name = "o\(Int.random(in: 0..<40, using: &dice))"
                    let to = try #require(accounts.randomElement(using: &dice))
                    let request = orders[name] ?? stage.payment(name, Money(fen: .random(in: 1...20_000_000, using: &dice)), to: to, .payoff, case: id)
                    orders[name] = request
                    _ = try? await stage.ask(Custody.Pay.self, request, at: InstitutionStage.notary)
                default: _ = try? await stage.ask(Lending.Settlement.self, .init(unit: InstitutionStage.unit, proof: InstitutionStage.proof), at: InstitutionStage.bank)
                }
                guard step % 8 == 7 else { continue }
                let books = try await stage.books()
                #expect(books.drift == .zero, "step \(step)")
                #expect(books.accounts.values.allSatisfy { $0 >= .zero }, "step \(step)")
            }
            try await stage.departments.lift(custodian)
            try await stage.departments.lift(lender)
            for id in cases {
                let statement = try await stage.statement(id)
                let moved = statement.movements.reduce(Money.zero) { $1.direction == .incoming ? $0 + $1.amount : $0 - $1.amount }
                let number = try #require(opened[id]).number
                #expect(statement.balance == moved)
                #expect(try await stage.books().accounts[number] == moved, "the statement and the account say the same")
            }
        }
    }
}
