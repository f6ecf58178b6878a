import Testing

@testable import Register

/// The combined cases that the platform registers: presale to home, and the ways to sell a mortgaged home (带押过户).
@Suite struct WorkflowTests {
    typealias F = Fixture

    @Test("presale, lender's notice, completion, handover, mortgage: the mortgage keeps the notice's rank")
    func presale() throws {
        let notices = F.filing(
            "N", [F.notice(.presalePurchase, F.buyer), F.notice(.presaleMortgage, F.bank, obligor: F.buyer)], by: [F.buyer, F.bank, F.developer])
        var page = try #require(try notices.applied(to: [F.home: F.planned])[F.home])
        page = try page.with(F.first, "F", by: [F.developer])
        let turn = F.filing(
            "T", [F.sale(fulfils: "N-1"), F.mortgage(owner: F.buyer, fulfils: "N-2")], by: [F.buyer, F.bank], pledged: [F.developer])
        page = try #require(try turn.applied(to: [F.home: page])[F.home])
        #expect(page.notices.isEmpty)
        #expect(page.mortgages.map(\.mortgagors) == [[F.buyer]])
        #expect(page.invariants.isEmpty)
        // A stranger gets past neither notice, not even as 商品房买卖.
        let other = try notices.applied(to: [F.home: F.planned])[F.home]?.with(F.first, "F", by: [F.developer])
        #expect(other?.refusals(F.sale(to: [Holder(party: F.stranger)]), by: [F.stranger, F.developer]) == [.noticeStands])
    }

    @Test("a mortgage that fulfils its notice goes before one entered after the notice")
    func rankOfNotice() throws {
        let page = try F.owned().with(F.notice(.mortgage, F.bank), "N", by: [F.bank, F.developer], on: "2026-11-23")
            .with(F.mortgage(F.other), "M", by: [F.other, F.developer], on: "2026-11-24", consents: [F.consent(.ofEntryHolder, F.bank, "N-1")])
            .with(F.mortgage(fulfils: "N-1"), "M2", by: [F.bank, F.developer], on: "2026-11-25")
        #expect(page.mortgages.map(\.entry.id) == [EntryID("M2-1"), EntryID("M-1")])
        #expect(page.mortgages.map(\.rank) == [1, 2])
    }

    @Test("a notice gives its rank to what it promised: not once it has lapsed, and not to a larger debt that those in between haven't agreed to")
    func rankOfNoticeIsItsOwn() throws {
        let page = try F.owned().with(F.notice(.mortgage, F.bank), "N", by: [F.bank, F.developer], on: "2026-11-23")
            .with(F.mortgage(F.other), "M", by: [F.other, F.developer], on: "2026-11-24", consents: [F.consent(.ofEntryHolder, F.bank, "N-1")])
        // 90 days after the registration became possible (民法典 221).
        #expect(page.refusals(F.mortgage(fulfils: "N-1"), by: [F.bank, F.developer], on: "2027-02-21").isEmpty)
        #expect(page.refusals(F.mortgage(fulfils: "N-1"), by: [F.bank, F.developer], on: "2027-02-22") == [.entryNotFound])
        let larger = F.mortgage(amount: 1_000_001, fulfils: "N-1")
        #expect(page.refusals(larger, by: [F.bank, F.developer], on: "2026-11-25") == [.juniorMortgageeConsentNeeded])
        let agreed = F.consent(.ofJuniorMortgagee, F.other, "M-1")
        #expect(page.refusals(larger, by: [F.bank, F.developer], consents: [agreed], on: "2026-11-25").isEmpty)
        #expect(page.refusals(F.mortgage(amount: 1_000_000, fulfils: "N-1"), by: [F.bank, F.developer], on: "2026-11-25").isEmpty)
        let alone = try F.owned().with(F.notice(.mortgage, F.bank), "N", by: [F.bank, F.developer])
        #expect(alone.refusals(larger, by: [F.bank, F.developer]).isEmpty, "nobody is passed by")
    }

    @Test("M1: transfer, new mortgage and release of the old one in one filing")
    func combined() throws {
        let page = try F.owned().with(F.mortgage(ban: true), "M", by: [F.bank, F.developer])
        let filing = F.filing("X", [F.sale(), F.mortgage(F.other, owner: F.buyer), F.endMortgage()], by: [F.buyer, F.developer, F.bank, F.other])
        let after = try #require(try filing.applied(to: [F.home: page])[F.home])
        #expect(after.mortgages.map(\.mortgagees) == [[F.other]])
        #expect(after.mortgages.map(\.rank) == [1])
    }

    @Test("M2: the new mortgage waits in second rank until the old one is released")
    func segmented() throws {
        let page = try F.owned().with(F.mortgage(), "M", by: [F.bank, F.developer])
        let filing = F.filing("X", [F.sale(), F.mortgage(F.other, owner: F.buyer)], by: [F.buyer, F.developer, F.other])
        let between = try #require(try filing.applied(to: [F.home: page])[F.home])
        #expect(between.mortgages.map(\.rank) == [1, 2])
        let after = try between.with(F.endMortgage(), "E", by: [F.bank])
        #expect(after.mortgages.map(\.mortgagees) == [[F.other]])
        #expect(after.mortgages.map(\.rank) == [1])
    }

    @Test("M3: the same mortgage goes on with the buyer, at another bank after its debt was assigned")
    func changed() throws {
        let page = try F.owned().with(F.mortgage(kind: .maximumAmount), "M", by: [F.bank, F.developer])
        let id = EntryID("M-1")
        let acts: [Act] = [
            F.sale(), .determineMortgage(DetermineMortgage(mortgage: id, amount: Money(yuan: 700_000))),
            .transferMortgage(TransferMortgage(mortgage: id, to: [F.other], assignment: "债转1")),
            .changeMortgage(ChangeMortgage(mortgage: id, mortgagors: [F.buyer], debtor: F.buyer, amount: Money(yuan: 600_000))),
        ]
        let filing = F.filing("X", acts, by: [F.buyer, F.developer, F.bank, F.other])
        let mortgage = try #require(try filing.applied(to: [F.home: page])[F.home]?.mortgages.first)
        #expect(mortgage.mortgagees == [F.other] && mortgage.mortgagors == [F.buyer] && mortgage.amount == Money(yuan: 600_000))
        #expect(mortgage.determined && mortgage.rank == 1)
        let early = F.filing("X", [acts[0], acts[2]], by: [F.buyer, F.developer, F.bank, F.other])
        #expect(early.refusals(on: [F.home: page]).map(\.code) == [.maximumNotDetermined])
    }

    @Test("M4: two notices hold the home for buyer and lender until everything turns into rights at once")
    func doubleNotice() throws {
        let mortgaged = try F.owned().with(F.mortgage(), "M", by: [F.bank, F.developer])
        let notices = F.filing(
            "N", [F.notice(.transfer, F.buyer), F.notice(.mortgage, F.other, obligor: F.buyer)], by: [F.buyer, F.developer, F.other])
        let held = try #require(try notices.applied(to: [F.home: mortgaged])[F.home])
        #expect(held.refusals(F.mortgage(F.other), by: [F.other, F.developer]) == [.noticeStands])
        let turn = F.filing(
            "X", [F.endMortgage(), F.sale(fulfils: "N-1"), F.mortgage(F.other, owner: F.buyer, fulfils: "N-2")],
            by: [F.buyer, F.developer, F.bank, F.other])
        let after = try #require(try turn.applied(to: [F.home: held])[F.home])
        #expect(after.notices.isEmpty && after.mortgages.map(\.mortgagees) == [[F.other]])
    }

    @Test("a mortgage on the building under construction turns into one on the finished house and keeps its rank")
    func construction() throws {
        let page = try F.planned.with(F.mortgage(subject: .underConstruction), "M", by: [F.bank, F.developer]).with(F.first, "F", by: [F.developer])
        let turn = Act.changeMortgage(ChangeMortgage(mortgage: EntryID("M-1"), subject: .landAndHouse))
        #expect(page.refusals(F.sale(), by: [F.buyer, F.developer]) == [.constructionMortgage])
        let after = try page.with(turn, "C", by: [F.bank, F.developer])
        #expect(after.mortgages.map(\.subject) == [.landAndHouse])
        #expect(after.refusals(F.sale(), by: [F.buyer, F.developer]).isEmpty)
        #expect(after.refusals(.changeMortgage(ChangeMortgage(mortgage: EntryID("M-1"), subject: .underConstruction)), by: [F.bank, F.developer]) == [.rightDoesNotFit])
    }

    @Test("ranks change only with those who fall back")
    func ranks() throws {
        let page = try F.owned().with(F.mortgage(), "M", by: [F.bank, F.developer]).with(F.mortgage(F.other), "M2", by: [F.other, F.developer])
        let swap = Act.changeRanks(ChangeRanks(order: [EntryID("M2-1"), EntryID("M-1")]))
        #expect(page.refusals(swap, by: [F.other, F.developer]) == [.juniorMortgageeConsentNeeded])
        let after = try page.with(swap, "R", by: [F.bank, F.other, F.developer])
        #expect(after.mortgages.map(\.entry.id) == [EntryID("M2-1"), EntryID("M-1")])
    }

    @Test("everything that stands in the way is told at once, for every act of the filing")
    func allAtOnce() throws {
        let page = try F.owned().with(F.mortgage(ban: true), "M", by: [F.bank, F.developer]).with(F.seizure(), "S", order: "d")
            .with(F.objection(), "O", by: [F.stranger])
        let filing = F.filing("X", [F.transfer(to: [Holder(party: F.buyer)], price: nil), F.mortgage(F.other, owner: F.stranger, amount: 0)], by: [F.buyer])
        let refusals = filing.refusals(on: [F.home: page])
        #expect(
            Set(refusals.filter { $0.act == 0 }.map(\.code)) == [.wrongBasis, .priceMissing, .seized, .objectionPending, .mortgageeConsentNeeded])
        #expect(Set(refusals.filter { $0.act == 1 }.map(\.code)).isSuperset(of: [.wrongBasis, .amountNotPositive, .mortgagorNotOwner, .seized]))
        #expect(refusals.filter { $0.code == .wrongBasis && $0.act == 0 }.map(\.detail) == ["转让人"])
    }

    @Test("order of acceptance: applications queue, seizures go first, a transfer ordered earlier goes before them")
    func acceptance() throws {
        let page = try F.owned()
        let earlier = Moment(startOf: F.day("2026-11-20"))
        func pending(_ kind: PendingAcceptance.Kind, _ unit: UnitCode = F.home) -> [PendingAcceptance] {
            [PendingAcceptance(unit: unit, acceptedAt: earlier, sequence: 0, kind: kind)]
        }
        let sides = [F.buyer, F.developer]
        #expect(page.refusals(F.sale(), by: sides, pending: pending(.application)) == [.earlierCasePending])
        #expect(page.refusals(F.sale(), by: sides, pending: pending(.application, F.land)).isEmpty)
        #expect(page.refusals(F.objection(), by: [F.stranger], pending: pending(.application)).isEmpty)
        #expect(page.refusals(F.seizure(), order: "d", pending: pending(.application)).isEmpty)
        #expect(page.refusals(F.seizure(), order: "d", pending: pending(.courtTransfer)) == [.earlierCasePending])
        let court = F.transfer(to: [Holder(party: F.buyer)], .sole, .judgment, price: nil)
        #expect(page.refusals(court, order: "d", pending: pending(.seizure)).isEmpty)
        let filing = F.filing("X", [F.sale()], by: sides)
        #expect(throws: Refusal(.earlierCasePending, unit: F.home)) { try filing.applied(to: [F.home: page], pending: pending(.application)) }
        let later = PendingAcceptance(unit: F.home, acceptedAt: filing.acceptedAt, sequence: 2, kind: .application)
        #expect(filing.precedes(later))
        #expect(page.refusals(F.sale(), by: sides, pending: [later]).isEmpty)
    }
}
