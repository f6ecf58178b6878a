import Testing

@testable import Register

/// Random filings over random pages: the invariants always hold, a refused filing changes nothing, and replay leads to the same page.
@Suite struct RandomFilingTests {
    /// 16 seeds of 800 filings each: 12,800 in the default run.
    @Test("no sequence of filings breaks the register", arguments: UInt64(1)...16)
    func filings(seed: UInt64) throws {
        var random = Dice(seed: seed)
        var entered = 0
        var refused = 0
        for _ in 0..<20 {
            var page = Folio(unit: Fixture.home, description: Fixture.description)
            var history: [(Act, Filing)] = []
            var day = Fixture.day("2020-10-01")
            for number in 0..<40 {
                day = day.adding(days: random.below(40))
                let act = RandomAct.make(on: page, &random)
                let filing = RandomAct.filing("\(number)", act, on: page, day: day, &random)
                let refusals = filing.refusals(on: [page.unit: page])
                do throws(Refusal) {
                    let next = try filing.applied(to: [page.unit: page])[page.unit] ?? page
                    #expect(refusals.isEmpty, "entered although \(refusals.map(\.code))")
                    #expect(next.version == page.version + 1)
                    let violations = next.invariants
                    #expect(violations.isEmpty, "\(act.kind) led to \(violations)")
                    page = next
                    history.append((act, filing))
                    entered += 1
                } catch {
                    #expect(!refusals.isEmpty, "refused with \(error.code) but nothing was listed")
                    refused += 1
                }
                if page.standing == .cancelled, random.below(4) == 0 { break }
            }
            var replayed = Folio(unit: Fixture.home, description: Fixture.description)
            for (act, filing) in history { replayed = try replayed.replaying(act, index: 0, in: filing) }
            #expect(replayed == page)
        }
        // Both outcomes must really occur, or the property says nothing.
        #expect(entered > 100)
        #expect(refused > 100)
    }
}

/// SplitMix64, so that a failing seed can be run again.
struct Dice {
    private var state: UInt64
    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
    mutating func pick<T>(_ items: [T]) -> T { items[below(items.count)] }
}

enum RandomAct {
    static let people = (0..<5).map { Fixture.person("p\($0)") } + [Fixture.developer, Fixture.bank, Fixture.other]

    static func holders(_ random: inout Dice) -> (CoOwnership, [Holder]) {
        switch random.below(6) {
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

    static func entry(_ entries: [EntryID], _ random: inout Dice) -> EntryID {
        entries.isEmpty || random.below(8) == 0 ? EntryID("nothing") : random.pick(entries)
    }

    static func description(_ random: inout Dice) -> UnitDescription {
        var description = Fixture.description
        description.surveyed = random.below(5) != 0
        description.location += "\(random.below(3))"
        if random.below(6) == 0 { description.landTermUntil = Fixture.day("2192-01-01") }
        return description
    }

    static func make(on page: Folio, _ random: inout Dice) -> Act {
        let owners = page.ownership?.holders.map(\.party) ?? []
        let from = random.below(5) == 0 ? [random.pick(people)] : owners
        let day = Fixture.day("2026-01-01").adding(days: random.below(700))
        if page.ownership == nil, page.standing == .planned, random.below(3) != 0 {
            let (form, holders) = holders(&random)
            return random.below(3) == 0
                ? Fixture.notice(.presalePurchase, random.pick(people))
                : .firstRegistration(
                    FirstRegistration(
                        right: random.below(5) == 0 ? .homestead : .stateLandUseAndHouse, form: form, holders: holders,
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
        case 3: return .change(Change(.description(description(&random))))
        case 4:
            let (form, new) = holders(&random)
            return .change(Change(.coOwnership(form, random.below(2) == 0 ? new : page.ownership?.holders ?? new)))
        case 5: return .change(Change(.holderDetails(of: random.pick(people))))
        case 6: return random.below(6) == 0 ? .cancel(Cancel(reason: random.pick(Cancel.Reason.allCases))) : .reissue(Reissue(reason: .damaged))
        case 7:
            let (form, new) = holders(&random)
            return .correct(Correct(.ownership(form: form, holders: new), ground: random.below(4) == 0 ? "" : "登记错误"))
        case 8: return Fixture.objection(random.pick(people), "事由\(random.below(2))")
        case 9: return .recordSuit(RecordSuit(objection: entry(page.objections.map(\.entry.id), &random), filedOn: day))
        case 10: return .endObjection(EndObjection(objection: entry(page.objections.map(\.entry.id), &random), reason: random.pick(EndObjection.Reason.allCases)))
        case 11: return Fixture.notice(random.pick(AdvanceNotice.Kind.allCases), random.pick(people), obligor: owners.first ?? random.pick(people))
        case 12: return .endNotice(EndNotice(notice: entry(page.notices.map(\.entry.id), &random), reason: random.pick(EndNotice.Reason.allCases)))
        case 13, 14:
            return Fixture.mortgage(
                random.pick([Fixture.bank, Fixture.other]), owner: owners.first ?? random.pick(people), ban: random.below(2) == 0,
                amount: Int64(random.below(900_000)), subject: random.below(8) == 0 ? .underConstruction : .landAndHouse,
                kind: random.pick(Mortgage.Kind.allCases),
                fulfils: random.below(5) == 0 ? entry(page.notices.map(\.entry.id), &random).text : nil)
        case 15:
            return .changeMortgage(
                ChangeMortgage(
                    mortgage: entry(page.mortgages.map(\.entry.id), &random), amount: Money(yuan: Int64(random.below(1_500_000))),
                    until: random.below(4) == 0 ? Fixture.day("2001-01-01") : nil))
        case 16: return .transferMortgage(TransferMortgage(mortgage: entry(page.mortgages.map(\.entry.id), &random), to: [random.pick(people)], assignment: random.below(4) == 0 ? "" : "债转1"))
        case 17: return .determineMortgage(DetermineMortgage(mortgage: entry(page.mortgages.map(\.entry.id), &random), amount: Money(yuan: Int64(random.below(900_000)))))
        case 18: return .changeRanks(ChangeRanks(order: page.mortgages.map(\.entry.id).reversed()))
        case 19: return .endMortgage(EndMortgage(mortgage: entry(page.mortgages.map(\.entry.id), &random), reason: .debtPaid))
        case 20: return Fixture.seizure(random.pick(Seizure.Kind.allCases), against: random.below(3) == 0 ? nil : random.pick(people), until: random.pick(["2028-01-01", "2040-01-01"]))
        case 21: return .renewSeizure(RenewSeizure(seizure: entry(page.seizures.map(\.entry.id), &random), until: day.adding(years: random.below(4)), document: "续1"))
        case 22: return .endSeizure(EndSeizure(seizure: entry(page.seizures.map(\.entry.id), &random), reason: random.pick(EndSeizure.Reason.allCases), document: "解1"))
        case 23:
            return random.below(2) == 0
                ? .grantEasement(GrantEasement(dominant: random.below(4) == 0 ? page.unit : Fixture.land, holders: [random.pick(people)], content: "通行", from: day, until: day.adding(years: random.below(90))))
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

    static func filing(_ id: String, _ act: Act, on page: Folio, day: LegalDate, _ random: inout Dice) -> Filing {
        let everybody = people + [Fixture.buyer, Fixture.stranger]
        let at = Moment(startOf: day).adding(seconds: Double(random.below(80_000)))
        let official = [.seizure].contains(act.registration) || act.kind.hasSuffix("lock")
        let basis: Filing.Basis =
            official && random.below(6) != 0 || random.below(10) == 0
            ? .order(authority: "南昌市中级人民法院", document: "d\(id)") : .application(by: random.below(4) == 0 ? [random.pick(everybody)] : everybody, pledged: [])
        var consents: [Consent] = []
        if random.below(2) == 0 {
            consents = page.objections.map { Consent(kind: .riskTaken, by: Fixture.buyer, entry: $0.entry.id, evidence: "00") }
        }
        return Filing(
            id: "f\(id)", acceptedAt: at, sequence: Int64(id) ?? 0, registeredAt: at, basis: basis, acts: [UnitAct(unit: page.unit, act: act)],
            consents: consents)
    }
}
