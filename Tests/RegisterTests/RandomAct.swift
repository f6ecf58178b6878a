import Chance
@testable import Register

/// An act for a page as it stands: mostly one that could be entered, sometimes one that can not.
enum RandomAct {
    static let people = (0..<5).map { Fixture.person("p\($0)") } + [Fixture.developer, Fixture.bank, Fixture.other]

    static func holders(_ random: inout SeededDice) -> (CoOwnership, [Holder]) {
        switch random.below(9) {
        case 0:
            let pair = [random.pick(people), random.pick(people)]
            return (.joint, pair.map { Holder(party: $0) })
        case 1:
            let shares = random.pick([["1/2", "1/2"], ["1/3", "2/3"], ["1/4", "1/4"], ["1/3", "1/3"]])
            return (.byShares, [Holder(party: people[random.below(2)], share: Share(shares[0])), Holder(party: people[2 + random.below(3)], share: Share(shares[1]))])
        case 2: return (.sole, [])
        default: return (.sole, [Holder(party: random.pick(people))])
        }
    }

    static func entry(_ entries: [EntryID], _ random: inout SeededDice) -> EntryID {
        entries.isEmpty || random.below(8) == 0 ? EntryID("nothing") : random.pick(entries)
    }

    static func description(_ random: inout SeededDice) -> UnitDescription {
        var description = Fixture.description
        description.surveyed = random.below(10) != 0
        description.location += "\(random.below(3))"
        if random.below(12) == 0 { description.landTermUntil = Fixture.day("2192-01-01") }
        return description
    }

    static func make(on page: Folio, served: LegalDate, _ random: inout SeededDice) -> Act {
        var act = draft(on: page, served: served, &random)
        // Most drafts that name an entry which isn't there, or begin where nothing has begun, are drawn anew.
        for _ in 0..<6 {
            let filing = filing("0", [UnitAct(unit: page.unit, act: act)], [], day: served, &random)
            guard random.below(8) != 0, (try? page.replaying(act, index: 0, in: filing)) == nil else { break }
            act = draft(on: page, served: served, &random)
        }
        return act
    }

    private static func draft(on page: Folio, served: LegalDate, _ random: inout SeededDice) -> Act {
        let owners = page.ownership?.holders.map(\.party) ?? []
        let from = random.below(5) == 0 ? [random.pick(people)] : owners
        let day = Fixture.day("2026-01-01").adding(days: random.below(700))
        if page.ownership == nil, page.standing == .planned, random.below(3) != 0 {
            let (form, holders) = holders(&random)
            switch random.below(8) {
            case 0: return Fixture.notice(.presalePurchase, random.pick(people))
            case 1:
                let buyers = page.notices.first { $0.kind == .presalePurchase }?.holders.map(\.party) ?? []
                return Fixture.notice(.presaleMortgage, Fixture.bank, obligor: buyers.first ?? random.pick(people))
            case 2: return Fixture.mortgage(owner: random.pick(people), subject: .underConstruction)
            case 3: return Fixture.seizure(.preSeizure, against: random.pick(people))
            default: break
            }
            return .firstRegistration(
                    FirstRegistration(
                        right: random.below(5) == 0 ? .homestead : page.unit == Fixture.land ? .stateLandUse : .stateLandUseAndHouse, form: form, holders: holders,
                        description: description(&random), cause: .newConstruction))
        }
        switch random.below(26) {
        case 0, 1, 2:
            let (form, to) = holders(&random)
            return .transfer(
                Transfer(
                    from: from, form: form, to: to, cause: random.pick([.sale, .gift, .inheritance, .judgment, .presaleHandover]),
                    price: random.below(4) == 0 ? nil : Money(yuan: Int64(random.below(1_000_000))),
                    fulfils: random.below(3) == 0 ? entry(page.notices.map(\.entry.id), &random) : nil))
        case 3:
            return random.below(3) == 0
                ? .change(Change(.landTerm(from: Fixture.day("2022-01-01"), until: Fixture.day(random.pick(["2062-01-01", "2092-01-01", "2100-01-01"])))))
                : .change(Change(.description(description(&random))))
        case 4:
            let (form, new) = holders(&random)
            return .change(Change(.coOwnership(form, random.below(2) == 0 ? new : page.ownership?.holders ?? new)))
        case 5: return .change(Change(.holderDetails(of: random.pick(people))))
        case 6:
            let successors = random.below(2) == 0 ? [] : [UnitCode(trusted: "360102001002GB00003F00010299")]
            return random.below(6) == 0
                ? .cancel(Cancel(reason: random.pick(Cancel.Reason.allCases), successors: successors)) : .reissue(Reissue(reason: random.pick(Reissue.Reason.allCases)))
        case 7:
            let (form, new) = holders(&random)
            let matter: Correct.Matter = random.pick([
                .ownership(form: form, holders: new), .description(description(&random)),
                .mortgageAmount(entry(page.mortgages.map(\.entry.id), &random), Money(yuan: Int64(random.below(900_000)))),
            ])
            return .correct(Correct(matter, ground: random.below(4) == 0 ? "" : "登记错误"))
        case 8: return Fixture.objection(random.pick(people), "事由\(random.below(2))")
        case 9: return .recordSuit(RecordSuit(objection: entry(page.objections.map(\.entry.id), &random), filedOn: random.below(2) == 0 ? day : page.objections.first?.entry.registeredAt.date ?? day))
        case 10: return .endObjection(EndObjection(objection: entry(page.objections.map(\.entry.id), &random), reason: random.pick(EndObjection.Reason.allCases)))
        case 11: return Fixture.notice(random.pick(AdvanceNotice.Kind.allCases), random.pick(people), obligor: owners.first ?? random.pick(people))
        case 12: return .endNotice(EndNotice(notice: entry(page.notices.map(\.entry.id), &random), reason: random.pick(EndNotice.Reason.allCases)))
        case 13, 14:
            return Fixture.mortgage(
                random.pick([Fixture.bank, Fixture.other]), owner: owners.first ?? random.pick(people), ban: random.below(2) == 0,
                amount: Int64(random.below(900_000)), subject: random.below(8) == 0 ? .underConstruction : page.unit == Fixture.land ? .land : .landAndHouse,
                kind: random.pick(Mortgage.Kind.allCases),
                fulfils: random.below(5) == 0 ? entry(page.notices.map(\.entry.id), &random).text : nil)
        case 15:
            return .changeMortgage(
                ChangeMortgage(
                    mortgage: entry(page.mortgages.map(\.entry.id), &random), mortgagors: random.below(3) == 0 ? owners : nil,
                    amount: Money(yuan: Int64(random.below(1_500_000))), until: random.below(4) == 0 ? Fixture.day("2001-01-01") : nil,
                    subject: random.below(4) == 0 ? .landAndHouse : nil))
        case 16: return .transferMortgage(TransferMortgage(mortgage: entry(page.mortgages.map(\.entry.id), &random), to: [random.pick(people)], assignment: random.below(4) == 0 ? "" : "债转1"))
        case 17: return .determineMortgage(DetermineMortgage(mortgage: entry(page.mortgages.map(\.entry.id), &random), amount: Money(yuan: Int64(random.below(900_000)))))
        case 18: return .changeRanks(ChangeRanks(order: page.mortgages.map(\.entry.id).reversed()))
        case 19: return .endMortgage(EndMortgage(mortgage: entry(page.mortgages.map(\.entry.id), &random), reason: .debtPaid))
        case 20 where random.below(4) == 0:
            return .seize(
                Seize(
                    kind: .seizure, authority: "南昌市东湖区人民法院", document: "份1", from: served, until: served.adding(years: 1),
                    against: owners.first ?? random.pick(people), share: Share(random.pick(["1/2", "1/4", "2/3"]))))
        case 22 where random.below(3) == 0:
            return .endSeizure(
                EndSeizure(seizure: entry(page.seizures.map(\.entry.id), &random), reason: .lifted, document: "解1", remaining: Share(random.pick(["1/2", "1/4"]))))
        case 20:
            return .seize(
                Seize(
                    kind: random.pick(Seizure.Kind.allCases), authority: "南昌市东湖区人民法院", document: "封1", from: served.adding(days: random.pick([0, 0, -30, 30])),
                    until: served.adding(years: random.pick([1, 2, 5])), against: random.below(3) == 0 ? nil : random.pick(people)))
        case 21: return .renewSeizure(RenewSeizure(seizure: entry(page.seizures.map(\.entry.id), &random), until: served.adding(years: random.below(6)), document: "续1"))
        case 22: return .endSeizure(EndSeizure(seizure: entry(page.seizures.map(\.entry.id), &random), reason: random.pick(EndSeizure.Reason.allCases), document: "解1"))
        case 23:
            return random.below(2) == 0
                ? .grantEasement(GrantEasement(dominant: random.below(4) == 0 ? page.unit : Fixture.land, holders: [random.pick(people)], content: "通行", from: served, until: served.adding(days: random.pick([60, 400, 20_000]))))
                : .endEasement(EndEasement(easement: entry(page.easements.map(\.entry.id), &random), reason: random.pick(EndEasement.Reason.allCases)))
        case 24:
            return random.below(2) == 0
                ? .grantResidence(GrantResidence(holders: [random.pick(people)], scope: "整套", from: day, term: random.below(2) == 0 ? .lifetime : .until(day.adding(days: random.below(900) - 100)), paid: false))
                : .endResidence(EndResidence(residence: entry(page.residences.map(\.entry.id), &random), reason: random.pick(EndResidence.Reason.allCases)))
        default:
            return random.below(2) == 0
                ? .lock(Restrict(authority: "南昌市公安局", document: "公限1", reason: "涉案"))
                : .unlock(Unrestrict(lock: entry(page.locks.map(\.entry.id), &random), document: "公解1"))
        }
    }

    /// Consents that clear what stands on the page, in half of the cases.
    static func consents(on page: Folio, _ random: inout SeededDice) -> [Consent] {
        if random.below(2) == 0 { return [] }
        return page.objections.map { Consent(kind: .riskTaken, by: people[0], entry: $0.entry.id, evidence: "00") }
            + (page.ownership?.holders ?? []).map { Consent(kind: .ofCoOwner, by: $0.party, entry: nil, evidence: "00") }
    }

    static func filing(_ id: String, _ acts: [UnitAct], _ consents: [Consent], day: LegalDate, _ random: inout SeededDice) -> Filing {
        let everybody = people + [Fixture.buyer, Fixture.stranger]
        let at = Moment(startOf: day).adding(seconds: Double(random.below(80_000)))
        let official = acts.contains { $0.act.registration == .seizure || $0.act.kind.hasSuffix("lock") }
        let basis: Filing.Basis
        let orderable = acts.allSatisfy(\.act.mayBeOrdered)
        if official && random.below(8) != 0 || random.below(orderable ? 8 : 40) == 0 {
            basis = random.below(8) == 0 ? .exOfficio(ground: "登记错误") : .order(authority: "南昌市中级人民法院", document: "d\(id)")
        } else {
            let by = random.below(8) == 0 ? [random.pick(everybody)] : everybody
            basis = .application(by: by, pledged: random.below(5) == 0 ? [Fixture.developer] : [])
        }
        return Filing(
            id: "f\(id)", acceptedAt: at, sequence: Int64(id) ?? 0, registeredAt: at, basis: basis, acts: acts, consents: consents)
    }
}
