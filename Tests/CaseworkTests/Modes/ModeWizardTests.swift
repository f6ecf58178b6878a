import Catalogue
import Register
import Testing

@testable import Casework

@Suite("The wizard of ways to pass on a home") struct ModeWizardTests {
    private func advise(_ facts: [SuitFact: String]) throws -> ModeWizard.Advice { ModeWizard(try HouseCatalogue.catalogue()).advise(ModeFacts(facts)) }

    private static let table: [(facts: [SuitFact: String], right: String)] = [
        ([.mortgage: "none", .transfer: "sale", .loan: "none", .notices: "none"], "transfer.existing.sale"),
        ([.mortgage: "standing", .transfer: "sale", .loan: "standing-lender", .debt: "repaid", .notices: "none"], "transfer.mortgaged.same-lender"),
        ([.mortgage: "standing", .transfer: "sale", .loan: "other-lender", .debt: "assigned", .place: "no", .notices: "none"], "transfer.mortgaged.other-lender"),
        ([.mortgage: "standing", .transfer: "sale", .loan: "other-lender", .debt: "repaid", .place: "no", .notices: "none"], "transfer.mortgaged.new-rank"),
        ([.mortgage: "standing", .transfer: "sale", .loan: "other-lender", .debt: "repaid", .place: "yes", .notices: "none"], "transfer.mortgaged.notices"),
        ([.mortgage: "standing", .transfer: "sale", .loan: "other-lender", .debt: "repaid", .notices: "standing"], "transfer.mortgaged.from-notices"),
        ([.mortgage: "standing", .transfer: "sale", .loan: "none", .debt: "repaid", .notices: "none"], "transfer.mortgaged.paid"),
        ([.mortgage: "standing", .transfer: "sale", .loan: "none", .debt: "stays", .notices: "none", .ban: "none"], "transfer.existing.sale"),
        ([.mortgage: "standing", .transfer: "sale", .loan: "none", .debt: "assumed", .notices: "none"], "transfer.mortgaged.assumed"),
        ([.mortgage: "standing", .transfer: "sale", .loan: "both", .debt: "repaid", .notices: "none"], "transfer.mortgaged.same-lender"),
        ([.mortgage: "standing", .transfer: "family", .loan: "none", .debt: "stays", .notices: "none"], "transfer.mortgaged.family"),
        ([.mortgage: "standing", .transfer: "inheritance", .loan: "none", .debt: "stays", .notices: "none"], "transfer.mortgaged.inheritance"),
        ([.mortgage: "standing", .transfer: "gift", .loan: "none", .debt: "stays", .notices: "none"], "transfer.mortgaged.gift"),
        ([.mortgage: "none", .transfer: "family", .loan: "none", .notices: "none"], "transfer.family"),
    ]

    @Test("knows the way for each situation, says why, and why each other isn't it", arguments: Self.table.indices) func right(_ row: Int) throws {
        let (facts, right) = Self.table[row]
        let advice = try advise(facts)
        #expect(advice.right?.service.id == right, "\(facts)")
        #expect(advice.questions.isEmpty && advice.modes.first?.service.id == right)
        #expect(advice.right?.because.isEmpty == false)
        for mode in advice.modes.dropFirst() { #expect(!mode.against.isEmpty || mode.fits, "\(mode.service.id) says nothing") }
    }

    @Test("asks only what still decides, one answer less each time, until one way is left") func questions() throws {
        var facts = ModeFacts([.mortgage: "standing", .notices: "none"])
        let wizard = ModeWizard(try HouseCatalogue.catalogue())
        let answers: [SuitFact: String] = [.transfer: "sale", .loan: "other-lender", .debt: "repaid", .place: "no"]
        var asked: [SuitFact] = []
        while let next = wizard.advise(facts).questions.first {
            try #require(asked.count < 10 && !asked.contains(next))
            asked.append(next)
            let answer = try #require(answers[next], "\(next) decides nothing here")
            facts[next] = answer
        }
        #expect(asked == [.transfer, .loan, .debt, .place])
        #expect(wizard.advise(facts).right?.service.id == "transfer.mortgaged.new-rank")
        // Who buys with the standing lender's loan is asked nothing more.
        #expect(wizard.advise(ModeFacts([.mortgage: "standing", .notices: "none", .transfer: "sale", .loan: "standing-lender"])).questions.allSatisfy { $0 == .debt })
    }

    @Test("says so where nothing fits") func hopeless() throws {
        let advice = try advise([.mortgage: "standing", .transfer: "gift", .loan: "none", .debt: "repaid", .notices: "none"])
        #expect(advice.right == nil && advice.isHopeless)
        let gift = try #require(advice.modes.first { $0.service.id == "transfer.mortgaged.gift" })
        #expect(gift.against.map(\.fact) == [.debt])
    }

    @Test("a ban that is entered with the mortgage rules out the ordinary sale, an undetermined maximum amount whatever changes the mortgage") func terms() throws {
        let sale: [SuitFact: String] = [.mortgage: "standing", .transfer: "sale", .loan: "none", .notices: "none"]
        // Asked only where it decides.
        #expect(try advise(sale.merging([.debt: "stays"]) { $1 }).questions == [.ban])
        #expect(try advise(sale.merging([.debt: "assumed"]) { $1 }).questions.isEmpty)
        let banned = try advise(sale.merging([.debt: "stays", .ban: "registered"]) { $1 })
        #expect(banned.isHopeless && banned.modes.first { $0.service.id == "transfer.existing.sale" }?.against.map(\.fact) == [.ban])
        for (facts, service) in [([SuitFact.loan: "standing-lender"], "transfer.mortgaged.same-lender"), ([.debt: "assumed"], "transfer.mortgaged.assumed")] {
            let known = sale.merging(facts) { $1 }.merging([.undetermined: "yes"]) { $1 }
            #expect(try advise(known).modes.first { $0.service.id == service }?.against.map(\.fact) == [.undetermined])
            #expect(try advise(known.merging([.undetermined: "no"]) { $1 }).right?.service.id == service)
        }
        // What is paid off with the price doesn't care what it was.
        #expect(try advise(sale.merging([.debt: "repaid", .undetermined: "yes", .ban: "registered"]) { $1 }).right?.service.id == "transfer.mortgaged.paid")
    }

    @Test("takes no word for a fact that it can't be, and the register's before anybody's") func words() {
        #expect(ModeFacts([.mortgage: "perhaps"])[.mortgage] == nil)
        let register = ModeFacts([.mortgage: "none"])
        let said = ModeFacts([.mortgage: "standing", .transfer: "sale"])
        #expect(register.completed(by: said)[.mortgage] == "none" && register.completed(by: said)[.transfer] == "sale")
        #expect(register[.debt] == "none")
    }

    @Test("every fact's values are told apart by some service, and every reason is said in words") func complete() throws {
        let services = try HouseCatalogue.catalogue().services.filter { !$0.suits.isEmpty }
        for fact in SuitFact.allCases { #expect(services.contains { $0.suits.contains { $0.fact == fact } }, "\(fact) decides nothing") }
    }
}
