import Chance
import Testing

@testable import Register

/// A house and the land it stands on, with everything that was entered on them.
struct RandomWorld {
    private(set) var pages: [UnitCode: Folio] = [:]
    private var history: [Filing] = []
    /// Everybody who ever held, or granted a mortgage before anybody held: only they can be mortgagors (民法典 406).
    private var grantors: [UnitCode: Set<PartyID>] = [:]
    private var day = Fixture.day("2020-10-01")

    init() { pages = Self.empty }

    private static let empty = [Fixture.home, Fixture.land].reduce(into: [UnitCode: Folio]()) {
        $0[$1] = Folio(unit: $1, description: Fixture.description)
    }

    /// One to three acts; later ones are made for the page as the earlier ones leave it.
    mutating func filing(_ number: Int, _ random: inout SeededDice) -> Filing {
        day = day.adding(days: random.below(40))
        var drafts = pages
        var acts: [UnitAct] = []
        var consents: [Consent] = []
        let count = random.pick([1, 1, 1, 2, 2, 3])
        let unit = random.below(5) == 0 ? Fixture.land : Fixture.home
        var filing = RandomAct.filing("\(number)", acts, consents, day: day, &random)
        for index in 0..<count {
            let place = random.below(6) == 0 ? Fixture.land : unit
            guard let page = drafts[place] else { continue }
            let act = RandomAct.make(on: page, served: day, &random)
            acts.append(UnitAct(unit: place, act: act))
            consents += RandomAct.consents(on: page, &random)
            filing = RandomAct.filing("\(number)", acts, consents, day: day, &random)
            drafts[place] = (try? page.replaying(act, index: index, in: filing)) ?? page
        }
        return filing
    }

    mutating func enter(_ filing: Filing, _ after: [UnitCode: Folio]) {
        pages = after
        history.append(filing)
    }

    mutating func check(_ filing: Filing, before: [UnitCode: Folio], after: [UnitCode: Folio]) {
        for (unit, page) in after {
            let acts = filing.acts.count { $0.unit == unit }
            #expect(page.version == (before[unit]?.version ?? 0) + acts)
            if acts == 0 { #expect(page == before[unit]) }
            #expect(page.invariants.isEmpty, "\(filing.acts.map(\.act.kind)) led to \(page.invariants)")
            grantors[unit, default: []].formUnion(page.ownership?.holders.map(\.party.id) ?? [])
            for item in filing.acts where item.unit == unit {
                if case .firstRegistration(let act) = item.act { grantors[unit, default: []].formUnion(act.holders.map(\.party.id)) }
                if case .transfer(let act) = item.act { grantors[unit, default: []].formUnion(act.to.map(\.party.id)) }
                if case .mortgage(let act) = item.act, act.subject == .underConstruction { grantors[unit, default: []].formUnion(act.mortgagors.map(\.id)) }
                if case .changeMortgage(let act) = item.act, before[unit]?.ownership == nil {
                    grantors[unit, default: []].formUnion(act.mortgagors?.map(\.id) ?? [])
                }
            }
            let mortgagors = Set(page.mortgages.flatMap { $0.mortgagors.map(\.id) })
            #expect(mortgagors.isSubset(of: grantors[unit] ?? []), "mortgaged by somebody who never held")
        }
    }

    /// The stored acts lead to the same pages again, and they and the pages are the same after storing.
    func checkReplay() throws {
        var replayed = Self.empty
        for filing in history {
            let stored = try CanonicalJSON.encode(filing)
            let read = try CanonicalJSON.decode(Filing.self, from: stored)
            #expect(read == filing)
            #expect(try CanonicalJSON.encode(read) == stored)
            for (index, item) in read.acts.enumerated() {
                replayed[item.unit] = try replayed[item.unit]?.replaying(item.act, index: index, in: read)
            }
        }
        #expect(replayed == pages)
        for page in pages.values { #expect(try CanonicalJSON.decode(Folio.self, from: CanonicalJSON.encode(page)) == page) }
    }
}
