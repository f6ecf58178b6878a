import Catalogue
import Register
import Testing

@testable import Casework

/// What stands on the page once each mode's filing is entered: the service tests say that it may be entered, these say what comes of it.
@Suite("What the modes of passing on a mortgaged home leave on its page") struct ModeFilingTests {
    private struct Entered {
        let facts: CaseFacts
        let before: Folio
        let after: Folio
        let kinds: [String]
        func party(_ role: String, _ place: Int = 0) -> PartyRef { facts.applicants.filter { $0.role == role }[place].party.ref }
    }

    /// Enters what a test of the catalogue leads to.
    private func enter(_ service: String, _ test: String? = nil) throws -> Entered {
        let service = try #require(try HouseCatalogue.catalogue().service(service))
        let chosen = try #require(test.map { name in service.tests.first { $0.name == name } } ?? service.tests.first)
        let facts = try TestFacts(chosen.given, service: service).facts()
        let plan = try ActPlan.acts(of: service, facts: facts)
        let at = Moment(startOf: facts.today).adding(seconds: 36_000)
        let filing = Filing(
            id: "case", acceptedAt: at, sequence: 9, registeredAt: at, basis: plan.basis, acts: plan.acts, consents: plan.consents)
        let before = facts.units[0].folio
        let after = try #require(try filing.applied(to: [before.unit: before])[before.unit])
        #expect(after.invariants.isEmpty)
        return Entered(facts: facts, before: before, after: after, kinds: plan.acts.map(\.act.kind))
    }

    @Test("three in one: the buyer owns, the new lender stands first, the old mortgage is gone") func newRank() throws {
        let entered = try enter("transfer.mortgaged.new-rank")
        #expect(entered.kinds == ["transfer", "mortgage", "end-mortgage"])
        #expect(entered.after.ownership?.holders.map(\.party) == [entered.party("buyer")])
        let mortgage = try #require(entered.after.mortgages.first)
        #expect(entered.after.mortgages.count == 1)
        #expect(mortgage.mortgagees == [entered.party("new-lender")] && mortgage.mortgagors == [entered.party("buyer")] && mortgage.debtor == entered.party("buyer"))
        #expect(mortgage.rank == 1 && mortgage.amount == Money(yuan: 1_000_000))
        #expect(mortgage.entry.id != entered.before.mortgages[0].entry.id)
    }

    @Test("whoever borrows with the buyer owes the debt too, and mortgages nothing; a page of before says nothing of it") func coBorrower() throws {
        let entered = try enter("transfer.mortgaged.new-rank", "买受人的配偶为共同借款人，同为债务人")
        let spouse = try #require(entered.facts.coBorrowers["identity-card:360102199003076619"])
        let mortgage = try #require(entered.after.mortgages.first)
        #expect(mortgage.debtors == [entered.party("buyer"), spouse] && mortgage.mortgagors == [entered.party("buyer")])
        #expect(entered.after.everybody.contains(spouse.id), "the page names them")
        let alone = try enter("transfer.mortgaged.new-rank").after.mortgages[0]
        let written = String(decoding: try CanonicalJSON.encode(alone), as: UTF8.self)
        #expect(alone.coDebtors == nil && !written.contains("coDebtors"))
        // A spouse who comes onto the page joins in the debt where the lender agrees.
        let added = try enter("transfer.mortgaged.family", "给配偶加名，双方共同还贷")
        #expect(added.after.mortgages[0].debtors == [added.party("giver"), added.party("taker")])
    }

    @Test("a combined loan is secured in the order that the lenders agreed, or by one mortgage of both") func combined() throws {
        let ordered = try enter("transfer.mortgaged.new-rank", "公积金组合贷款，两家依次登记两项抵押权")
        #expect(ordered.after.mortgages.map(\.mortgagees) == [[ordered.party("new-lender", 1)], [ordered.party("new-lender", 0)]], "the fund first")
        #expect(ordered.after.mortgages.map(\.rank) == [1, 2])
        let together = try enter("transfer.mortgaged.new-rank", "组合贷款登记为一项共同的抵押权")
        #expect(together.after.mortgages.count == 1)
        #expect(together.after.mortgages[0].mortgagees.count == 2 && together.after.mortgages[0].amount == Money(yuan: 1_600_000))
    }

    @Test("the same lender: its mortgage stays in its place and secures the buyer's loan") func sameLender() throws {
        let entered = try enter("transfer.mortgaged.same-lender")
        #expect(entered.kinds == ["transfer", "change-mortgage"])
        let (old, new) = (entered.before.mortgages[0], try #require(entered.after.mortgages.first))
        #expect(new.entry == old.entry && new.rank == 1 && new.mortgagees == old.mortgagees)
        #expect(new.mortgagors == [entered.party("buyer")] && new.debtor == entered.party("buyer") && new.amount == Money(yuan: 700_000))
        let more = try enter("transfer.mortgaged.same-lender", "公积金中心另外贷款，在原抵押权之后登记")
        #expect(more.after.mortgages.map(\.mortgagees) == [old.mortgagees, [more.party("new-lender")]])
    }

    @Test("two standing lenders that lend again: each has its own mortgage changed by its own loan, whoever came first") func twoStanding() throws {
        let entered = try enter("transfer.mortgaged.same-lender", "公积金中心和银行各有一项抵押权，都向买受人贷款，各变更各的")
        #expect(entered.kinds == ["transfer", "change-mortgage", "change-mortgage"])
        #expect(entered.after.mortgages.map(\.mortgagees) == entered.before.mortgages.map(\.mortgagees))
        #expect(entered.after.mortgages.map(\.amount) == [Money(yuan: 400_000), Money(yuan: 700_000)], "the fund’s in the first place, the bank’s in the second")
        #expect(entered.after.mortgages.map(\.entry.id) == entered.before.mortgages.map(\.entry.id))
    }

    @Test("what a standing lender doesn't lend on again is paid off, and ends with the same filing") func repaid() throws {
        let entered = try enter("transfer.mortgaged.same-lender", "另一项抵押权一并还清注销，其抵押权人登录签署同意")
        #expect(entered.kinds == ["transfer", "end-mortgage", "change-mortgage"])
        #expect(entered.after.mortgages.map(\.entry.id) == [entered.before.mortgages[0].entry.id])
        let picked = try enter("transfer.mortgaged.same-lender", "一家持有两项抵押权，选择变更一项，另一项还清注销")
        #expect(picked.after.mortgages.map(\.entry.id) == [picked.before.mortgages[1].entry.id])
        #expect(picked.after.mortgages.map(\.rank) == [1])
    }

    @Test("another lender takes the mortgage over with the claim, in its old place") func otherLender() throws {
        let entered = try enter("transfer.mortgaged.other-lender")
        #expect(entered.kinds == ["transfer", "transfer-mortgage", "change-mortgage"])
        let mortgage = try #require(entered.after.mortgages.first)
        #expect(mortgage.entry == entered.before.mortgages[0].entry && mortgage.mortgagees == [entered.party("new-lender")])
        #expect(mortgage.debtor == entered.party("buyer") && mortgage.mortgagors == [entered.party("buyer")])
    }

    @Test("paid in full: nothing is left of the mortgage") func paid() throws {
        let entered = try enter("transfer.mortgaged.paid")
        #expect(entered.after.mortgages.isEmpty && entered.after.ownership?.holders.map(\.party) == [entered.party("buyer")])
    }

    @Test("two notices, then what they foretold: the notices are fulfilled and the mortgage keeps the place of its notice") func notices() throws {
        let noted = try enter("transfer.mortgaged.notices")
        #expect(noted.after.notices.map(\.kind) == [.transfer, .mortgage])
        #expect(noted.after.notices[1].obligors == [noted.party("buyer")])
        #expect(noted.after.mortgages == noted.before.mortgages && noted.after.ownership == noted.before.ownership)
        let final = try enter("transfer.mortgaged.from-notices")
        #expect(final.kinds == ["end-mortgage", "transfer", "mortgage"])
        #expect(final.after.notices.isEmpty)
        #expect(final.after.mortgages.map(\.mortgagees) == [[final.party("new-lender")]])
        #expect(final.after.ownership?.holders.map(\.party) == [final.party("buyer")])
    }

    @Test("without a sale the mortgage goes with the home to whoever has it, and is owed by whom the lender agreed to") func family() throws {
        let added = try enter("transfer.mortgaged.family")
        let spouses = Set([added.party("giver"), added.party("taker")])
        #expect(Set(added.after.mortgages[0].mortgagors) == spouses && added.after.mortgages[0].debtor == added.party("giver"))
        let divorced = try enter("transfer.mortgaged.family", "离婚析产，房屋和贷款都归一方")
        #expect(divorced.after.mortgages[0].mortgagors == [divorced.party("taker")] && divorced.after.mortgages[0].debtor == divorced.party("taker"))
        let heir = try enter("transfer.mortgaged.inheritance")
        #expect(heir.after.mortgages[0].debtor == heir.party("taker") && heir.after.ownership?.holders.map(\.party) == [heir.party("taker")])
        let gift = try enter("transfer.mortgaged.gift")
        #expect(gift.after.mortgages[0].mortgagors == [gift.party("taker")])
    }

    @Test("each mode that transfers prints one certificate for the taker and one proof for each mortgage that it touches") func issues() throws {
        for service in try HouseCatalogue.catalogue().services where service.passesMortgaged {
            #expect(service.issues.contains("ownership-certificate"), "\(service.id)")
            let touches = service.acts.contains { $0 != "end-standing-mortgages" && !$0.hasPrefix("transfer-by") && !$0.hasPrefix("transfer-without") }
            #expect(service.issues.contains("mortgage-certificate") == touches, "\(service.id)")
        }
    }

    @Test("a bank gets no relief as a small enterprise, whatever the buyer is") func fees() throws {
        let service = try #require(try HouseCatalogue.catalogue().service("transfer.mortgaged.new-rank"))
        var facts = try TestFacts(try #require(service.tests.first).given, service: service).facts()
        facts.answers["small-enterprise"] = "yes"
        let lines = try FeeAssessment.lines(service: service, facts: facts)
        #expect(lines.reduce(Money.zero) { $0 + $1.amount } > .zero)
    }
}
