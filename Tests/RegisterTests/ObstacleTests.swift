import Testing

@testable import Register

/// What blocks what, row by row (domain 1.11), and what clears it.
@Suite struct ObstacleTests {
    typealias F = Fixture

    @Test("a free unit passes from the developer to the buyer on the developer's pledge")
    func freeTransfer() throws {
        let act = F.sale()
        let filing = F.filing("T", [act], by: [F.buyer], pledged: [F.developer])
        let page = try F.owned().applying(act, in: filing)
        #expect(page.ownership?.holders == [Holder(party: F.buyer)])
        #expect(page.version == 2)
        #expect(page.invariants.isEmpty)
    }

    @Test("a seized unit can be neither transferred nor mortgaged, but waits in line for further seizures")
    func seized() throws {
        let page = try F.owned().with(F.seizure(), "S", order: "(2026)赣0102执1号")
        #expect(page.refusals(F.sale(), by: [F.buyer, F.developer]) == [.seized])
        #expect(page.refusals(F.mortgage(), by: [F.bank, F.developer]) == [.seized])
        let waiting = try page.with(F.seizure(), "S2", order: "(2026)赣0103执2号")
        #expect(waiting.seizures.map(\.place) == [0, 1])
    }

    @Test("a seizure, a restriction or a notice holds nobody back from assigning, determining or lessening a mortgage, and from making it larger it does")
    func mortgageUnderSeizure() throws {
        let lenders = [F.bank, F.developer]
        let mortgaged = try F.owned().with(F.mortgage(kind: .maximumAmount), "M", by: lenders)
        let held = [
            (RefusalCode.seized, try mortgaged.with(F.seizure(), "S", order: "(2026)赣0102执1号")),
            (.noticeStands, try mortgaged.with(F.notice(.transfer, F.buyer), "N", by: [F.buyer, F.developer])),
        ]
        let id = EntryID("M-1")
        let determine = Act.determineMortgage(DetermineMortgage(mortgage: id, amount: Money(yuan: 700_000)))
        for (code, page) in held {
            #expect(page.refusals(determine, by: lenders).isEmpty)
            let determined = try page.with(determine, "D", by: lenders)
            #expect(determined.refusals(.transferMortgage(TransferMortgage(mortgage: id, to: [F.other], assignment: "债转1")), by: [F.bank, F.other]).isEmpty)
            func change(_ amount: Int64? = nil, until: String? = nil, ban: Bool? = nil, debtor: PartyRef? = nil) -> Set<RefusalCode> {
                let act = ChangeMortgage(mortgage: id, debtor: debtor, amount: amount.map { Money(yuan: $0) }, until: until.map { F.day($0) }, transferBan: ban)
                return page.refusals(.changeMortgage(act), by: lenders)
            }
            #expect(change(600_000).isEmpty && change(until: "2040-11-23").isEmpty)
            #expect(change(800_001) == [code] && change(until: "2046-11-24") == [code])
            #expect(change(600_000, until: "2046-11-24") == [code] && change(ban: true) == [code] && change(debtor: F.stranger) == [code])
            #expect(page.refusals(F.mortgage(F.other), by: [F.other, F.developer]) == [code])
        }
    }

    @Test("whoever is passed in a change of rank has to agree, also where the number of their rank stays; and to a longer term whoever comes after")
    func passed() throws {
        let page = try F.owned().with(F.mortgage(), "A", by: [F.bank, F.developer]).with(F.mortgage(F.other), "B", by: [F.other, F.developer])
            .with(F.mortgage(F.stranger), "C", by: [F.stranger, F.developer])
        func order(_ names: String..., by: [PartyRef], consents: [Consent] = []) -> Set<RefusalCode> {
            page.refusals(.changeRanks(ChangeRanks(order: names.map { EntryID("\($0)-1") })), by: by + [F.developer], consents: consents)
        }
        #expect(order("C", "B", "A", by: [F.bank, F.stranger]) == [.juniorMortgageeConsentNeeded])
        #expect(order("C", "B", "A", by: [F.bank, F.stranger, F.other]).isEmpty)
        let agreed = Consent(kind: .ofJuniorMortgagee, by: F.other, entry: EntryID("B-1"), evidence: "e")
        #expect(order("C", "B", "A", by: [F.bank, F.stranger], consents: [agreed]).isEmpty)
        #expect(order("A", "C", "B", by: [F.other, F.stranger]).isEmpty, "the first isn't asked: nobody passes it")
        let longer = Act.changeMortgage(ChangeMortgage(mortgage: EntryID("B-1"), until: F.day("2050-01-01")))
        #expect(page.refusals(longer, by: [F.other, F.developer]) == [.juniorMortgageeConsentNeeded])
        #expect(page.refusals(longer, by: [F.other, F.stranger, F.developer]).isEmpty, "who goes before isn't asked")
    }

    @Test("a seizure past its date has no effect even before its end is entered")
    func expiredSeizure() throws {
        let page = try F.owned().with(F.seizure(), "S", order: "(2026)赣0102执1号")
        #expect(page.refusals(F.sale(), by: [F.buyer, F.developer], on: "2029-11-23").isEmpty)
    }

    @Test("when a seizure ends, the next in line is in force")
    func nextInLine() throws {
        let page = try F.owned().with(F.seizure(), "S", order: "d1").with(F.seizure(), "S2", order: "d2")
        let lifted = try page.with(.endSeizure(EndSeizure(seizure: EntryID("S-1"), reason: .lifted, document: "解1")), "E", order: "解1")
        #expect(lifted.seizures.map(\.entry.id) == [EntryID("S2-1")])
        #expect(lifted.seizures.map(\.place) == [0])
        #expect(lifted.refusals(F.sale(), by: [F.buyer, F.developer]) == [.seized])
    }

    @Test("a pre-seizure against a buyer lets exactly that buyer's transfer through and becomes a seizure")
    func preSeizure() throws {
        let page = try F.owned().with(F.seizure(.preSeizure, against: F.buyer), "S", order: "d")
        #expect(page.refusals(F.sale(to: [Holder(party: F.stranger)]), by: [F.stranger, F.developer]) == [.preSeized])
        let passed = try page.with(F.sale(), "T", by: [F.buyer, F.developer])
        #expect(passed.seizures.first?.kind == .seizure)
    }

    @Test("a seizure of the land reaches the house of the same owner")
    func parcelSeized() throws {
        let house = try F.owned()
        let right = Act.firstRegistration(
            FirstRegistration(right: .stateLandUse, form: .sole, holders: [Holder(party: F.developer)], description: F.description, cause: .landGrant))
        let land = try Folio(unit: F.land, description: F.description)
            .applying(right, in: F.filing("L", [right], unit: F.land, by: [F.developer]))
            .applying(F.seizure(), in: F.filing("LS", [F.seizure()], unit: F.land, order: "d"))
        let filing = F.filing("T", [F.sale()], by: [F.buyer, F.developer])
        #expect(filing.refusals(on: [F.home: house], related: [F.land: land]).map(\.code) == [.parcelSeized])
        #expect(filing.refusals(on: [F.home: house]).isEmpty)
    }

    @Test("an objection warns: whoever took the risk in writing may go on, and it lapses after fifteen days without a suit")
    func objection() throws {
        let page = try F.owned().with(F.objection(), "O", by: [F.stranger])
        let sides = [F.buyer, F.developer]
        #expect(page.refusals(F.sale(), by: sides) == [.objectionPending])
        #expect(page.refusals(F.sale(), by: sides, consents: [F.consent(.riskTaken, F.buyer, "O-1")]).isEmpty)
        #expect(page.refusals(F.sale(), by: sides, on: "2026-12-08") == [.objectionPending])
        #expect(page.refusals(F.sale(), by: sides, on: "2026-12-09").isEmpty)
        let suing = try page.with(.recordSuit(RecordSuit(objection: EntryID("O-1"), filedOn: F.day("2026-12-01"))), "R", by: [F.stranger], on: "2026-12-02")
        #expect(suing.refusals(F.sale(), by: sides, on: "2027-01-09") == [.objectionPending])
    }

    @Test("a buyer's advance notice stops everybody but that buyer")
    func notice() throws {
        let planned = try F.planned.with(F.notice(.presalePurchase, F.buyer), "N", by: [F.buyer, F.developer])
        let built = try planned.with(F.first, "F", by: [F.developer])
        #expect(built.refusals(F.sale(to: [Holder(party: F.stranger)]), by: [F.stranger, F.developer]) == [.noticeStands])
        let fulfilled = try built.with(F.sale(fulfils: "N-1"), "T", by: [F.buyer, F.developer])
        #expect(fulfilled.notices.isEmpty)
        // 民法典 221: ninety days after the final registration became possible it is void.
        #expect(built.refusals(F.sale(to: [Holder(party: F.stranger)]), by: [F.stranger, F.developer], on: "2027-02-22").isEmpty)
    }

    @Test("a mortgage since the Civil Code follows the unit; with a registered ban its holder has to agree")
    func mortgaged() throws {
        let free = try F.owned().with(F.mortgage(), "M", by: [F.bank, F.developer])
        let sold = try free.with(F.sale(), "T", by: [F.buyer, F.developer])
        #expect(sold.mortgages.count == 1)
        let banned = try F.owned().with(F.mortgage(ban: true), "M", by: [F.bank, F.developer])
        #expect(banned.refusals(F.sale(), by: [F.buyer, F.developer]) == [.mortgageeConsentNeeded])
        #expect(banned.refusals(F.sale(), by: [F.buyer, F.developer, F.bank]).isEmpty)
        #expect(banned.refusals(F.sale(), by: [F.buyer, F.developer], consents: [F.consent(.ofEntryHolder, F.bank, "M-1")]).isEmpty)
    }

    @Test("a mortgage from before 2021 needs its holder whatever was agreed")
    func oldMortgage() throws {
        let page = try F.planned.with(F.first, "F", by: [F.developer], on: "2020-06-01")
            .with(F.mortgage(), "M", by: [F.bank, F.developer], on: "2020-12-31")
        #expect(page.refusals(F.sale(), by: [F.buyer, F.developer]) == [.mortgageeConsentNeeded])
    }

    @Test("a building under construction that is mortgaged is released before it is sold in advance")
    func construction() throws {
        let page = try F.planned.with(F.mortgage(subject: .underConstruction), "M", by: [F.bank, F.developer])
        #expect(page.refusals(F.notice(.presalePurchase, F.buyer), by: [F.buyer, F.developer]) == [.constructionMortgage])
        let released = try page.with(.endMortgage(EndMortgage(mortgage: EntryID("M-1"), reason: .waived)), "E", by: [F.bank])
        #expect(released.refusals(F.notice(.presalePurchase, F.buyer), by: [F.buyer, F.developer]).isEmpty)
    }

    @Test("an order to lock stops everything but a correction")
    func locked() throws {
        let page = try F.owned().with(.lock(Restrict(authority: "南昌市公安局", document: "公限1", reason: "涉嫌诈骗")), "K", order: "公限1")
        #expect(page.refusals(F.sale(), by: [F.buyer, F.developer]) == [.locked])
        let open = try page.with(.unlock(Unrestrict(lock: EntryID("K-1"), document: "公解1")), "U", order: "公解1")
        #expect(open.refusals(F.sale(), by: [F.buyer, F.developer]).isEmpty)
    }

    @Test("nothing is entered on a cancelled or unregistered page")
    func deadPage() throws {
        let cancelled = try F.owned().with(.cancel(Cancel(reason: .destroyed)), "C", by: [F.developer])
        #expect(cancelled.refusals(F.sale(), by: [F.buyer, F.developer]) == [.unitCancelled])
        #expect(F.planned.refusals(F.sale(), by: [F.buyer, F.developer]) == [.notFirstRegistered])
    }

    @Test("a filing is entered whole or not at all")
    func allOrNone() throws {
        let page = try F.owned()
        let filing = F.filing("B", [F.sale(), F.mortgage(owner: F.developer)], by: [F.buyer, F.developer, F.bank])
        #expect(throws: Refusal.self) { try filing.applied(to: [F.home: page]) }
        let good = F.filing("G", [F.sale(), F.mortgage(owner: F.buyer)], by: [F.buyer, F.developer, F.bank])
        let after = try good.applied(to: [F.home: page])[F.home]
        #expect(after?.version == 3)
        #expect(after?.mortgages.first?.entry.id == EntryID("G-2"))
    }
}
