import Testing

@testable import Register

/// Seizures of a share, partial lifting, and what passed to somebody before its entry.
@Suite struct SeizedShareTests {
    typealias F = Fixture

    private func coOwned() throws -> Folio { try F.owned(by: F.shares((F.buyer, "1/2"), (F.wife, "1/2")), .byShares) }

    private func seize(_ share: String?, of party: PartyRef = F.buyer) -> Act {
        .seize(
            Seize(
                kind: .seizure, authority: "南昌市东湖区人民法院", document: "(2026)赣0102执1号", from: F.day("2026-11-23"), until: F.day("2029-11-22"),
                against: party, share: share.flatMap { Share($0) }))
    }

    private func lift(to remaining: String?, _ reason: EndSeizure.Reason = .lifted) -> Act {
        .endSeizure(EndSeizure(seizure: EntryID("S-1"), reason: reason, document: "解1", remaining: remaining.flatMap { Share($0) }))
    }

    @Test("a seized share holds its owner, and not the co-owner who sells their own")
    func coOwnerIsFree() throws {
        let page = try coOwned().with(seize("1/2"), "S", order: "d")
        let wifeSells = F.transfer(from: [F.wife], to: F.shares((F.buyer, "1/2"), (F.stranger, "1/2")), .byShares)
        #expect(page.refusals(wifeSells, by: [F.wife, F.stranger], consents: [F.consent(.ofCoOwner, F.buyer)]).isEmpty)
        let buyerSells = F.transfer(from: [F.buyer], to: F.shares((F.wife, "1/2"), (F.stranger, "1/2")), .byShares)
        #expect(page.refusals(buyerSells, by: [F.buyer, F.stranger], consents: [F.consent(.ofCoOwner, F.wife)]) == [.seized])
        let both = F.transfer(from: [F.buyer, F.wife], to: [Holder(party: F.stranger)])
        #expect(page.refusals(both, by: [F.buyer, F.wife, F.stranger]) == [.seized])
        #expect(page.invariants.isEmpty)
    }

    @Test("nobody's share is seized beyond what they hold, nor a share of what is owned jointly")
    func fits() throws {
        #expect(try coOwned().refusals(seize("2/3"), order: "d") == [.badShares])
        let joint = try F.owned(by: [Holder(party: F.buyer), Holder(party: F.wife)], .joint)
        #expect(joint.refusals(seize("1/2"), order: "d") == [.badShares])
        #expect(joint.refusals(seize(nil), order: "d").isEmpty)
        #expect(try coOwned().refusals(seize("1/2", of: F.stranger), order: "d") == [.seizureOfStranger, .badShares])
    }

    @Test("shares of different owners are seized beside each other: each holds its own, from the first day")
    func besideEachOther() throws {
        let page = try coOwned().with(seize("1/2"), "S", order: "d").with(seize("1/2", of: F.wife), "S2", order: "d2")
        #expect(page.seizures.map(\.place) == [0, 0])
        #expect(page.seizuresInForce(on: F.day("2026-11-24")).count == 2)
        let wifeSells = F.transfer(from: [F.wife], to: F.shares((F.buyer, "1/2"), (F.stranger, "1/2")), .byShares)
        #expect(page.refusals(wifeSells, by: [F.wife, F.stranger], consents: [F.consent(.ofCoOwner, F.buyer)]) == [.seized])
        // Neither lives longer than its own term, and one that is lifted moves nobody.
        #expect(page.seizuresInForce(on: F.day("2029-11-23")).isEmpty)
        let lifted = try page.with(lift(to: nil), "L", order: "解1", on: "2027-06-01")
        #expect(lifted.seizures.map(\.until) == [F.day("2029-11-22")] && lifted.invariants.isEmpty)
        #expect(lifted.risenSeizures(since: page).isEmpty)
        // Whoever seizes the whole waits for both, and steps up when the last of them ends.
        let whole = try page.with(seize(nil), "S3", order: "d3")
        #expect(whole.seizures.map(\.place) == [0, 0, 2])
        let one = try whole.with(lift(to: nil), "L", order: "解1", on: "2027-06-01")
        #expect(one.seizures.map(\.place) == [0, 1] && one.risenSeizures(since: whole).isEmpty)
        let none = try one.with(.endSeizure(EndSeizure(seizure: EntryID("S2-1"), reason: .lifted, document: "解2")), "L2", order: "解2", on: "2027-07-01")
        #expect(none.risenSeizures(since: one).map(\.from) == [F.day("2027-07-01")])
        #expect(none.invariants.isEmpty)
    }

    @Test("a waiting seizure holds what the one before it leaves free")
    func freedHalf() throws {
        let page = try coOwned().with(seize(nil), "S", order: "d").with(seize("1/2", of: F.wife), "S2", order: "d2")
        #expect(page.seizures.map(\.place) == [0, 1])
        let less = try page.with(lift(to: "1/2"), "L", order: "解1", on: "2027-06-01")
        // What is left is the buyer's share; the wife's is seized by the other from this day on.
        #expect(less.seizures.map(\.place) == [0, 0])
        #expect(less.risenSeizures(since: page).map(\.from) == [F.day("2027-06-01")])
        let wifeSells = F.transfer(from: [F.wife], to: F.shares((F.buyer, "1/2"), (F.stranger, "1/2")), .byShares)
        #expect(less.refusals(wifeSells, by: [F.wife, F.stranger], consents: [F.consent(.ofCoOwner, F.buyer)], on: "2027-06-02") == [.seized])
        // A second one of the whole, behind one that was lifted down to a share.
        let behind = try coOwned().with(seize(nil), "S", order: "d").with(seize(nil, of: F.wife), "S2", order: "d2").with(lift(to: "1/2"), "L", order: "解1")
        #expect(behind.refusals(wifeSells, by: [F.wife, F.stranger], consents: [F.consent(.ofCoOwner, F.buyer)]) == [.seized])
    }

    @Test("what is lifted in part keeps its place and holds what is left of it")
    func partly() throws {
        let page = try F.owned().with(seize(nil, of: F.developer), "S", order: "d").with(F.seizure(until: "2027-11-23"), "S2", order: "d2")
        let less = try page.with(lift(to: "1/2"), "L", order: "解1")
        #expect(less.seizures.map(\.share) == [Share(1, 2), nil])
        #expect(less.seizures.map(\.place) == [0, 1])
        #expect(less.invariants.isEmpty)
        // No more than was seized stays seized.
        #expect(less.refusals(lift(to: "1/2"), order: "解2") == [.badShares])
        #expect(less.refusals(lift(to: "2/3"), order: "解2") == [.badShares])
        #expect(less.refusals(lift(to: "1/4", .auctioned), order: "解2") == [.badShares])
        #expect(less.refusals(lift(to: "1/4"), by: [F.developer]).contains(.orderNeeded))
        // The rest is lifted, and the next in line steps up.
        #expect(try less.with(lift(to: nil), "L2", order: "解3").seizures.map(\.entry.id) == [EntryID("S2-1")])
    }

    @Test("a seizure lifted in part still stands in the way of the transfer in whose filing it is lifted")
    func partlyLiftedBlocks() throws {
        let page = try F.owned().with(seize(nil, of: F.developer), "S", order: "d")
        let filing = F.filing("X", [lift(to: "1/2"), F.transfer(to: [Holder(party: F.buyer)], .sole, .auction)], order: "裁1")
        #expect(filing.refusals(on: [F.home: page]).map(\.code) == [.seized])
    }

    @Test("a court's order takes the security off the share that it sold and changes nothing else of it")
    func securityOff() throws {
        let page = try coOwned().with(.mortgage(CreateMortgage(
            kind: .ordinary, subject: .landAndHouse, mortgagees: [F.bank], mortgagors: [F.buyer, F.wife], debtor: F.buyer, amount: Money(yuan: 1), from: F.day("2026-01-01"),
            until: F.day("2030-01-01"), scope: "主债权", transferBan: false)), "M", by: [F.buyer, F.wife, F.bank])
        func change(_ mortgagors: [PartyRef]?, amount: Money? = nil) -> Act {
            .changeMortgage(ChangeMortgage(mortgage: EntryID("M-1"), mortgagors: mortgagors, amount: amount))
        }
        #expect(page.refusals(change([F.wife]), order: "裁1").isEmpty)
        for other in [change([F.wife], amount: Money(yuan: 2)), change([F.buyer, F.wife]), change(nil, amount: Money(yuan: 2)), change([F.stranger])] {
            #expect(page.refusals(other, order: "裁1").contains(.wrongBasis))
        }
    }

    @Test("by order of the court the auctioned home passes with its seizures lifted and mortgages cancelled, on the day on which the ruling was served")
    func auctioned() throws {
        let page = try F.owned().with(F.mortgage(), "M", by: [F.developer, F.bank]).with(F.seizure(), "S", order: "d").with(F.seizure(), "S2", order: "d2")
        let passed = F.day("2026-12-01")
        let transfer = Act.transfer(
            Transfer(from: [F.developer], form: .sole, to: [Holder(party: F.buyer)], cause: .auction, price: Money(yuan: 900_000), passedOn: passed))
        let acts = [F.endSeizure("S-1", .auctioned), F.endSeizure("S2-1", .auctioned), F.endMortgage("M-1", .auction), transfer]
        let after = try F.filing("X", acts, order: "裁1", on: "2026-12-08").applied(to: [F.home: page])[F.home]
        #expect(after?.ownership?.passedOn == passed)
        #expect(after?.burdens == 0)
        #expect(after?.invariants.isEmpty == true)
        // A waiting seizure that the order leaves out would be in force, and stops it.
        let short = F.filing("X", [acts[0], acts[2], transfer], order: "裁1", on: "2026-12-08")
        #expect(short.refusals(on: [F.home: page]).map(\.code) == [.seized])
        // Nothing passes tomorrow, and no sale passes before its entry.
        #expect(page.refusals(transfer, order: "裁1", on: "2026-11-30").contains(.dateInFuture))
        let sale = Act.transfer(Transfer(from: [F.developer], form: .sole, to: [Holder(party: F.buyer)], cause: .sale, price: Money(yuan: 1), passedOn: passed))
        #expect(try F.owned().refusals(sale, by: [F.buyer, F.developer], on: "2026-12-08") == [.causeDoesNotFit])
    }
}
