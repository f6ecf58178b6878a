import Testing

@testable import Register

@Suite("Part of what a maximum-amount mortgage secures is assigned before it is determined") struct PartialAssignmentTests {
    typealias F = Fixture

    private static let id = EntryID("M-1")
    private static let everybody = [F.bank, F.other, F.developer]

    private static func page() throws -> Folio {
        try F.owned().with(F.mortgage(kind: .maximumAmount), "M", by: [F.bank, F.developer]).with(F.mortgage(F.stranger), "J", by: [F.stranger, F.developer])
    }

    private static func part(_ yuan: Int64, until: String = "2030-11-22", scope: String? = nil) throws -> Act {
        guard case .mortgage(var mortgage) = F.mortgage(F.other) else { throw Missing() }
        mortgage.amount = Money(yuan: yuan)
        mortgage.until = F.day(until)
        if let scope { mortgage.scope = scope }
        mortgage.partOf = id
        return .mortgage(mortgage)
    }

    private struct Missing: Error {}

    private static func lessened(_ yuan: Int64) -> Act { .changeMortgage(ChangeMortgage(mortgage: id, amount: Money(yuan: yuan))) }

    private static func codes(_ acts: [Act], by parties: [PartyRef] = everybody) throws -> Set<RefusalCode> {
        Set(F.filing("P", acts, by: parties).refusals(on: [F.home: try page()]).map(\.code))
    }

    @Test("(一) whoever takes a part holds it together with all who held it, and with nobody less") func shared() throws {
        func transfer(_ to: [PartyRef], shared: Bool? = true) -> Act {
            .transferMortgage(TransferMortgage(mortgage: Self.id, to: to, assignment: "债转1", shared: shared))
        }
        let filing = F.filing("P", [transfer([F.bank, F.other])], by: [F.bank, F.other])
        let after = try #require(try filing.applied(to: [F.home: try Self.page()])[F.home])
        #expect(after.mortgages.map(\.mortgagees) == [[F.bank, F.other], [F.stranger]] && !after.mortgages[0].determined)
        #expect(after.mortgages[0].amount == Money(yuan: 800_000) && after.invariants.isEmpty)
        #expect(try Self.codes([transfer([F.bank, F.other], shared: nil)]) == [.maximumNotDetermined], "nothing was agreed of it")
        #expect(try Self.codes([transfer([F.other])]) == [.maximumNotDetermined], "the old holder is pushed out")
        #expect(try Self.codes([transfer([F.bank, F.other])], by: [F.other]) == [.wrongBasis])
    }

    @Test("(二) the part has an ordinary mortgage right behind the maximum, which is lessened by it, all or nothing") func split() throws {
        let filing = F.filing("P", [try Self.part(300_000), Self.lessened(500_000)], by: Self.everybody)
        let after = try #require(try filing.applied(to: [F.home: try Self.page()])[F.home])
        #expect(after.mortgages.map(\.amount) == [Money(yuan: 500_000), Money(yuan: 300_000), try Self.page().mortgages[1].amount])
        #expect(after.mortgages.map(\.mortgagees) == [[F.bank], [F.other], [F.stranger]] && after.mortgages.map(\.rank) == [1, 2, 3])
        #expect(after.mortgages.map(\.kind) == [.maximumAmount, .ordinary, .ordinary] && after.invariants.isEmpty)
        #expect(try Self.codes([Self.part(300_000)]) == [.aboveMaximum], "nothing is taken off the maximum")
        #expect(try Self.codes([Self.part(300_000), Self.lessened(500_001)]) == [.aboveMaximum], "too little is")
        #expect(try Self.codes([Self.part(300_000), Self.lessened(500_000)], by: [F.other, F.developer]) == [.wrongBasis], "the old holder has no say")
        #expect(try Self.codes([Self.part(300_000, scope: "全部费用"), Self.lessened(500_000)]) == [.juniorMortgageeConsentNeeded])
        #expect(try Self.codes([Self.part(300_000, until: "2050-11-22"), Self.lessened(500_000)]) == [.juniorMortgageeConsentNeeded])
        let ordinary = try F.owned().with(F.mortgage(), "M", by: [F.bank, F.developer])
        let refused = F.filing("P", [try Self.part(300_000), Self.lessened(500_000)], by: Self.everybody).refusals(on: [F.home: ordinary])
        #expect(refused.map(\.code) == [.notMaximumAmount])
    }

    @Test("(三) it is determined and goes over in one filing, and the page says on what ground and since when") func ended() throws {
        let determination = Determination(ground: .otherByLaw, on: F.day("2026-11-20"))
        let acts: [Act] = [
            .determineMortgage(DetermineMortgage(mortgage: Self.id, amount: Money(yuan: 700_000), determination: determination)),
            .transferMortgage(TransferMortgage(mortgage: Self.id, to: [F.other], assignment: "债转1")),
        ]
        let after = try #require(try F.filing("P", acts, by: Self.everybody).applied(to: [F.home: try Self.page()])[F.home])
        #expect(after.mortgages[0].mortgagees == [F.other] && after.mortgages[0].determined && after.mortgages[0].amount == Money(yuan: 700_000))
        #expect(after.mortgages[0].determination?.chinese == "法律规定债权确定的其他情形，2026年11月20日")
        #expect(try Self.codes(Array(acts.reversed())) == [.maximumNotDetermined], "not before it is determined")
    }
}
