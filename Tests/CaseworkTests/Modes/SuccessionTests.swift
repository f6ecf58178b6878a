import Catalogue
import Contracts
import Identity
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

@Suite("What is inherited is what the decedent had") struct SuccessionTests {
    private static let people = (0..<6).map { TestFacts.named("人\($0)", "identity-card:\($0)") }

    /// What an heir's application comes to.
    private func transfer(
        _ holders: [Holder], _ form: CoOwnership, gone: [Int], takers: [Int], answers: [String: String] = [:]
    ) throws -> Transfer {
        let unit = OfficeFixture.unit(1)
        var folio = Folio(unit: unit, description: BookFixture.description(unit))
        folio.ownership = Ownership(entry: Entry(id: EntryID("own"), acceptedAt: OfficeFixture.noon, sequence: 1, registeredAt: OfficeFixture.noon), right: .stateLandUseAndHouse, form: form, holders: holders, cause: .sale, price: nil)
        let owners = holders.compactMap { holder in Self.people.first { $0.ref.id == holder.party.id } }
        var facts = CaseFacts(service: "transfer.inheritance", today: OfficeFixture.noon.date)
        facts.units = [CaseFacts.UnitFacts(folio: folio, owners: owners)]
        facts.applicants = takers.map { CaseFacts.Applicant(role: "taker", party: Self.people[$0], verified: true) }
        facts.answers = answers.merging(["cause": "inheritance"]) { $1 }
        facts.decedents = OwnersNamed(owners: gone.map { Self.people[$0] }, unknown: [])
        guard case .transfer(let transfer)? = try ActPlan.transferWithoutSale(facts).acts.first?.act else { throw CaseError.notEligible("no transfer") }
        return transfer
    }

    private func joint(_ places: Int...) -> [Holder] { places.map { Holder(party: Self.people[$0].ref) } }

    @Test("of a couple one dies: the other stays an owner; half is hers before she inherits anything") func couple() throws {
        let child = try transfer(joint(0, 1), .joint, gone: [0], takers: [2])
        #expect(child.from.map(\.id) == [Self.people[0].ref.id])
        #expect(child.form == .joint && child.to == joint(1, 2))
        let divided = try transfer(joint(0, 1), .joint, gone: [0], takers: [1, 2], answers: ["form": "byShares"])
        #expect(divided.form == .byShares && divided.to.map(\.share) == [Share(3, 4), Share(1, 4)])
        let widow = try transfer(joint(0, 1), .joint, gone: [0], takers: [1])
        #expect(widow.form == .sole && widow.to == joint(1))
        let both = try transfer(joint(0, 1), .joint, gone: [0, 1], takers: [2])
        #expect(both.from.count == 2 && both.form == .sole && both.to == joint(2))
    }

    @Test("without a decedent nothing passes, and a share that can't be written passes to nobody") func impossible() throws {
        #expect(throws: CaseError.self) { try transfer(joint(0, 1), .joint, gone: [], takers: [2]) }
        let million = [Holder(party: Self.people[0].ref, share: Share(1, 999_983)), Holder(party: Self.people[1].ref, share: Share(999_982, 999_983))]
        #expect(throws: CaseError.self) { try transfer(million, .byShares, gone: [0], takers: [2, 3]) }
    }

    @Test("whatever the shares: all of the home stays owned, who lives loses nothing, and the heirs get just what the dead had", arguments: 0..<200)
    func shares(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let count = Int.random(in: 1...4, using: &random)
        let weights = (0..<count).map { _ in Int64.random(in: 1...9, using: &random) }
        let sum = weights.reduce(0, +)
        let holders = weights.enumerated().map { Holder(party: Self.people[$0].ref, share: count == 1 ? nil : Share($1, sum)) }
        let gone = Array((0..<count).shuffled(using: &random).prefix(Int.random(in: 1...count, using: &random)))
        // An heir may be an owner already.
        let takers = Array((0..<6).filter { !gone.contains($0) }.shuffled(using: &random).prefix(Int.random(in: 1...2, using: &random)))
        let answers = Bool.random(using: &random) ? ["form": "byShares", "share": "1/3"] : ["form": "byShares"]
        let done = try transfer(holders, count == 1 ? .sole : .byShares, gone: gone, takers: takers, answers: answers)
        func share(_ place: Int, in list: [Holder]) -> Share? {
            list.first { $0.party.id == Self.people[place].ref.id }.map { $0.share ?? .whole }
        }
        let total = done.to.map { $0.share ?? .whole }.reduce(nil as Share?) { sum, next in sum == nil ? next : sum?.joined(with: next) }
        #expect(total == .whole, "\(done.to)")
        #expect(Set(done.from.map(\.id)) == Set(gone.map { Self.people[$0].ref.id }))
        for place in 0..<6 where !gone.contains(place) {
            let (before, after) = (share(place, in: holders), share(place, in: done.to))
            if takers.contains(place) { #expect(after != nil && (before.map { $0 < after! } ?? true)) } else { #expect(before == after) }
        }
    }

    @Test("who has died is named by number: the page's owner is found, nobody is drawn in by it, and no number stays in the case", arguments: availableEngines)
    func naming(engine: Engine) async throws {
        try await CourtFixture.run(engine, units: 1) { fixture in
            let (office, unit) = (fixture.office, CourtFixture.unit(1))
            let number = String(CourtFixture.debtor.identifier.split(separator: ":")[1])
            func apply(_ party: PartyRef) async throws -> String {
                try await office.apply(service: "transfer.inheritance", as: "taker", subject: unit.text, by: party, through: .web)
            }
            let draft = try await apply(fixture.taker)
            func decedents() async throws -> OwnersNamed? { try await office.facts(for: office.load(draft)).decedents }
            #expect(try await decedents() == OwnersNamed(owners: [], unknown: []))
            try await office.fillIn(draft, ["deceased": "\(number)，\(number)"], by: fixture.taker.id)
            #expect(try await decedents()?.owners.map(\.ref) == [fixture.owner])
            let kept = try #require(try await office.load(draft).state.answers["deceased"])
            #expect(!kept.contains(number) && NamedOwner.shown(kept) == "证件号码尾号\(number.suffix(4))")
            #expect(try await office.facts(for: office.load(draft)).namedAbsent.isEmpty, "nobody waits for the dead")
            #expect(try await apply(fixture.owner) != draft, "and nobody gets into the draft as one of them")
            // What was kept may be handed in again; somebody who is no owner is told apart.
            try await office.fillIn(draft, ["deceased": kept], by: fixture.taker.id)
            #expect(try await decedents()?.owners.map(\.ref) == [fixture.owner])
            try await office.fillIn(draft, ["deceased": "360103199208154023"], by: fixture.taker.id)
            #expect(try await decedents() == OwnersNamed(owners: [], unknown: ["4023"]))
        }
    }

    @Test("public security is asked about each owner who is named, and anew when another is", arguments: availableEngines)
    func asking(engine: Engine) async throws {
        try await CourtFixture.run(engine, units: 1) { fixture in
            let (office, unit) = (fixture.office, CourtFixture.unit(1))
            let number = String(CourtFixture.debtor.identifier.split(separator: ":")[1])
            let draft = try await office.apply(service: "transfer.inheritance", as: "taker", subject: unit.text, by: fixture.taker, through: .web)
            try await office.fillIn(draft, ["deceased": number], by: fixture.taker.id)
            guard case .rechecked(let again)? = try await office.load(draft).actions.last?.event else {
                Issue.record("nothing was judged again")
                return
            }
            #expect(again.gathering == true)
            guard case .waiting(_, let events, _, _, _) = try await GatherStep().run(office.load(draft), in: office) else {
                Issue.record("a department that can't be reached has answered")
                return
            }
            #expect(events.contains { if case .gathered(let asked) = $0 { asked.material == Decedents.material && asked.source == PublicSecurity.Identity.name } else { false } })
            let facts = try await office.facts(for: office.load(draft))
            #expect(DecedentsConfirmed().findings(facts).count == 1, "nobody has said yet that they have died")
        }
    }
}
