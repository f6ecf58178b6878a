import Testing

@testable import Register

/// Co-owners, causes, successions, orders: who may pass what to whom.
@Suite struct OwnershipTests {
    typealias F = Fixture

    @Test("two thirds of the shares sell the whole, less does not")
    func twoThirds() throws {
        let page = try F.owned(by: F.shares((F.developer, "2/3"), (F.wife, "1/3")), .byShares)
        #expect(page.refusals(F.transfer(to: [Holder(party: F.buyer)]), by: [F.developer, F.buyer]).isEmpty)
        let half = try F.owned(by: F.shares((F.developer, "1/2"), (F.wife, "1/2")), .byShares)
        #expect(half.refusals(F.transfer(to: [Holder(party: F.buyer)]), by: [F.developer, F.buyer]) == [.coOwnerConsentNeeded])
        let agreed = [F.consent(.ofCoOwner, F.wife)]
        #expect(half.refusals(F.transfer(to: [Holder(party: F.buyer)]), by: [F.developer, F.buyer], consents: agreed).isEmpty)
    }

    @Test("no majority takes another's share for itself")
    func noTaking() throws {
        let page = try F.owned(by: F.shares((F.developer, "9/10"), (F.wife, "1/10")), .byShares)
        let grab = F.transfer(to: [Holder(party: F.developer)])
        #expect(page.refusals(grab, by: [F.developer]) == [.coOwnerConsentNeeded])
        #expect(page.refusals(grab, by: [F.developer], consents: [F.consent(.ofCoOwner, F.wife)]).isEmpty)
    }

    @Test("a share given away needs no first refusal, a share sold does, and whoever gets more applies")
    func shares() throws {
        let page = try F.owned(by: F.shares((F.developer, "1/2"), (F.wife, "1/2")), .byShares)
        let to = F.shares((F.buyer, "1/2"), (F.wife, "1/2"))
        #expect(page.refusals(F.transfer(to: to, .byShares, .gift, price: nil), by: [F.developer, F.buyer]).isEmpty)
        #expect(page.refusals(F.transfer(to: to, .byShares), by: [F.developer, F.buyer], consents: [F.consent(.ofCoOwner, F.wife)]).isEmpty)
        let within = F.transfer(to: F.shares((F.developer, "1/4"), (F.wife, "3/4")), .byShares)
        #expect(page.refusals(within, by: [F.developer]) == [.wrongBasis])
        #expect(page.refusals(within, by: [F.developer, F.wife]).isEmpty)
    }

    @Test("joint owners all agree, those who stay as well")
    func joint() throws {
        let page = try F.owned(by: [Holder(party: F.developer), Holder(party: F.wife)], .joint)
        let leave = F.transfer(to: [Holder(party: F.wife)], .sole, .divorcePartition, price: nil)
        #expect(page.refusals(leave, by: [F.developer]) == [.wrongBasis, .coOwnerConsentNeeded])
        #expect(page.refusals(leave, by: [F.developer, F.wife]).isEmpty)
    }

    @Test("an heir applies alone, whatever was mortgaged, noted or banned; a seizure stops even heirs")
    func succession() throws {
        let page = try F.owned().with(F.mortgage(ban: true), "M", by: [F.bank, F.developer]).with(F.notice(.transfer, F.buyer), "N", by: [F.buyer, F.developer, F.bank])
        let inheritance = F.transfer(to: [Holder(party: F.wife)], .sole, .inheritance, price: nil)
        let after = try page.with(inheritance, "H", by: [F.wife])
        #expect(after.mortgages.count == 1 && after.notices.count == 1)
        #expect(page.refusals(inheritance, by: [F.stranger]) == [.wrongBasis])
        #expect(try page.with(F.seizure(), "S", order: "d").refusals(inheritance, by: [F.wife]) == [.seized])
    }

    @Test("whoever owned beside a decedent keeps what they have without applying, and is asked before what was joint becomes shares")
    func survivors() throws {
        let couple = try F.owned(by: [Holder(party: F.developer), Holder(party: F.wife)], .joint)
        func heir(_ to: [Holder], _ form: CoOwnership, from: [PartyRef] = [F.developer]) -> Act {
            F.transfer(from: from, to: to, form, .inheritance, price: nil)
        }
        let alone = heir([Holder(party: F.buyer)], .sole)
        #expect(couple.refusals(alone, by: [F.buyer]) == [.coOwnerConsentNeeded])
        // Calling her a decedent as well is for public security to find out: the register can't know who lives.
        #expect(couple.refusals(heir([Holder(party: F.wife), Holder(party: F.buyer)], .joint), by: [F.buyer]).isEmpty)
        let half = heir(F.shares((F.wife, "1/2"), (F.buyer, "1/2")), .byShares)
        #expect(couple.refusals(half, by: [F.buyer]) == [.coOwnerConsentNeeded])
        let agreed = F.filing("H", [half], by: [F.buyer], consents: [F.consent(.ofCoOwner, F.wife)])
        #expect(agreed.refusals(on: [F.home: couple]).isEmpty)
        // Who inherits besides takes, and applies.
        let more = heir(F.shares((F.wife, "3/4"), (F.buyer, "1/4")), .byShares)
        #expect(couple.refusals(more, by: [F.buyer]) == [.wrongBasis, .coOwnerConsentNeeded])
        #expect(couple.refusals(more, by: [F.buyer, F.wife]).isEmpty)
        let thirds = try F.owned(by: F.shares((F.developer, "2/3"), (F.wife, "1/3")), .byShares)
        #expect(thirds.refusals(heir(F.shares((F.wife, "1/3"), (F.buyer, "2/3")), .byShares), by: [F.buyer]).isEmpty)
        #expect(thirds.refusals(heir(F.shares((F.wife, "1/4"), (F.buyer, "3/4")), .byShares), by: [F.buyer]) == [.coOwnerConsentNeeded])
        #expect(thirds.refusals(heir([Holder(party: F.wife), Holder(party: F.buyer)], .joint), by: [F.buyer]) == [.coOwnerConsentNeeded])
    }

    @Test("the court that transfers lifts every seizure in line in the same filing, or it waits")
    func courtTransfer() throws {
        let page = try F.owned().with(F.mortgage(ban: true), "M", by: [F.bank, F.developer]).with(F.seizure(), "S", order: "d1").with(F.seizure(), "S2", order: "d2")
        let sale = F.transfer(to: [Holder(party: F.buyer)], .sole, .auction)
        #expect(page.refusals(sale, order: "d3") == [.seized])
        let half = F.filing("A", [sale, F.endSeizure("S-1", .auctioned)], order: "d3")
        #expect(half.refusals(on: [F.home: page]).map(\.obstacle) == [EntryID("S2-1")])
        let whole = F.filing("A", [sale, F.endSeizure("S-1", .auctioned), F.endSeizure("S2-1", .auctioned), F.endMortgage("M-1", .auction)], order: "d3")
        let after = try #require(try whole.applied(to: [F.home: page])[F.home])
        #expect(after.seizures.isEmpty && after.mortgages.isEmpty)
        #expect(after.ownership?.holders == [Holder(party: F.buyer)])
        // On the parties' own application the same acts are refused: only the court ends what the court ordered.
        let own = F.filing("A", [sale, F.endSeizure("S-1", .lifted), F.endMortgage("M-1", .auction)], by: [F.buyer, F.developer])
        #expect(Set(own.refusals(on: [F.home: page]).map(\.code)).isSuperset(of: [.orderNeeded]))
    }

    @Test("seller and buyer can't end a bank's mortgage between themselves")
    func strangersMortgage() throws {
        let page = try F.owned().with(F.mortgage(ban: true), "M", by: [F.bank, F.developer])
        let filing = F.filing("X", [F.sale(), F.endMortgage()], by: [F.buyer, F.developer])
        #expect(filing.refusals(on: [F.home: page]).map(\.code) == [.wrongBasis])
        let agreed = F.filing("X", [F.sale(), F.endMortgage()], by: [F.buyer, F.developer], consents: [F.consent(.ofEntryHolder, F.bank, "M-1")])
        #expect(try agreed.applied(to: [F.home: page])[F.home]?.mortgages.isEmpty == true)
    }

    @Test("the expropriating authority takes mortgages along but not a court's seizure")
    func expropriation() throws {
        let cancel = Act.cancel(Cancel(reason: .expropriated))
        let page = try F.owned().with(F.mortgage(), "M", by: [F.bank, F.developer])
        #expect(try page.with(cancel, "C", order: "征1").standing == .cancelled)
        #expect(try page.with(F.seizure(), "S", order: "d").refusals(cancel, order: "征1") == [.seized])
        #expect(page.refusals(.cancel(Cancel(reason: .waived)), by: [F.developer]) == [.mortgageeConsentNeeded])
    }

    @Test("an act that rests on agreement can't be ordered, and the registry by itself transfers nothing")
    func bases() throws {
        #expect(try F.owned().refusals(F.mortgage(), order: "d") == [.wrongBasis])
        let filing = Filing(
            id: "X", acceptedAt: Moment(seconds: 1), sequence: 1, registeredAt: Moment(startOf: F.day("2026-11-23")), basis: .exOfficio(ground: "登记错误"),
            acts: [UnitAct(unit: F.home, act: F.sale())])
        #expect(filing.refusals(on: [F.home: try F.owned()]).map(\.detail) == ["依职权"])
    }

    @Test("a correction of the owner needs the one who stands in the register")
    func correction() throws {
        let correct = Act.correct(Correct(.ownership(form: .sole, holders: [Holder(party: F.buyer)]), ground: "登记错误"))
        #expect(try F.owned().refusals(correct, by: [F.buyer]) == [.wrongBasis])
        #expect(try F.owned().refusals(correct, by: [F.buyer], consents: [F.consent(.ofEntryHolder, F.developer, "F-1")]).isEmpty)
    }

    @Test("after a split the old code points to its successors and is never used again")
    func recoded() throws {
        let successor = UnitCode(trusted: "360102001002GB00003F00010204")
        let page = try F.owned().with(.cancel(Cancel(reason: .recoded, successors: [successor])), "C", by: [F.developer])
        #expect(page.refusals(F.first, by: [F.developer]) == [.unitCancelled])
        #expect(try F.owned().refusals(.cancel(Cancel(reason: .recoded, successors: [F.home])), by: [F.developer]) == [.successorsMissing])
    }

    @Test("every kind of main right can be registered first on a unit it fits, and on no other", arguments: RightKind.allCases)
    func rights(right: RightKind) throws {
        let codes = [
            "JA00001W00000000", "GB00001W00000000", "GB00001F00010001", "JC00001W00000000", "JC00001F00010001", "JB00001W00000000", "JB00001F00010001",
            "JD00001W00000000", "JE00001W00000000", "JE00001L00000001", "GL00001W00000000", "GL00001L00000001", "JF00001W00000000", "GN00001W00000000",
            "JN00001W00000000", "GH00001W00000000", "GH00001Q00000001", "GG00001W00000000", "GG00001F00010001", "ZW00001W00000000",
        ]
        let units = try codes.map { try UnitCode("360102001002" + $0) }
        let burden = [.easement, .mortgage, .residence].contains(right)
        #expect(units.contains { right.fits($0) } == !burden)
        for unit in units {
            let act = Act.firstRegistration(
                FirstRegistration(right: right, form: .sole, holders: [Holder(party: F.buyer)], description: F.description, cause: .contract))
            let refusals = Folio(unit: unit, description: F.description).refusals(act, by: [F.buyer])
            #expect(refusals == (right.fits(unit) ? [] : [.rightDoesNotFit]), "\(right) on \(unit)")
        }
    }
}
