import Catalogue
import Contracts
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

/// A judgment changes the right of those whom it names (民法典 229).
@Suite("What a judgment takes, and from whom") struct JudgmentTests {
    private static let people = (0..<4).map { TestFacts.named("人\($0)", "identity-card:\($0)") }

    /// What a taker's application comes to.
    private func transfer(
        _ holders: [Holder], _ form: CoOwnership, losing: [Int], unknown: [String] = [], takers: [Int], answers: [String: String] = [:]
    ) throws -> Transfer {
        let unit = OfficeFixture.unit(1)
        var folio = Folio(unit: unit, description: BookFixture.description(unit))
        folio.ownership = Ownership(
            entry: Entry(id: EntryID("own"), acceptedAt: OfficeFixture.noon, sequence: 1, registeredAt: OfficeFixture.noon), right: .stateLandUseAndHouse, form: form,
            holders: holders, cause: .sale, price: nil)
        var facts = CaseFacts(service: "transfer.judgment", today: OfficeFixture.noon.date)
        facts.units = [CaseFacts.UnitFacts(folio: folio, owners: holders.compactMap { holder in Self.people.first { $0.ref.id == holder.party.id } })]
        facts.applicants = takers.map { CaseFacts.Applicant(role: "taker", party: Self.people[$0], verified: true) }
        facts.answers = answers.merging(["cause": "judgment"]) { $1 }
        facts.losers = OwnersNamed(owners: losing.map { Self.people[$0] }, unknown: unknown)
        guard case .transfer(let transfer)? = try ActPlan.transferWithoutSale(facts).acts.first?.act else { throw CaseError.notEligible("no transfer") }
        return transfer
    }

    private func joint(_ places: Int...) -> [Holder] { places.map { Holder(party: Self.people[$0].ref) } }
    private func shares(_ parts: (Int, Int64, Int64)...) -> [Holder] { parts.map { Holder(party: Self.people[$0.0].ref, share: Share($0.1, $0.2)) } }

    @Test("whoever isn't named keeps what they have, by shares or jointly") func others() throws {
        let byShares = try transfer(shares((0, 2, 3), (1, 1, 3)), .byShares, losing: [0], takers: [2])
        #expect(byShares.from.map(\.id) == [Self.people[0].ref.id])
        #expect(byShares.form == .byShares && byShares.to == shares((1, 1, 3), (2, 2, 3)))
        let jointly = try transfer(joint(0, 1), .joint, losing: [0], takers: [2])
        #expect(jointly.form == .joint && jointly.to == joint(1, 2))
        let both = try transfer(joint(0, 1), .joint, losing: [0, 1], takers: [2])
        #expect(both.from.count == 2 && both.form == .sole && both.to == joint(2))
        let coOwner = try transfer(shares((0, 2, 3), (1, 1, 3)), .byShares, losing: [0], takers: [1])
        #expect(coOwner.form == .sole && coOwner.to == joint(1))
    }

    @Test("where it gives a part, the rest stays with whoever it was taken from") func part() throws {
        let half = try transfer(joint(0), .sole, losing: [0], takers: [2], answers: ["losing-part": "1/2"])
        #expect(half.form == .byShares && half.to == shares((0, 1, 2), (2, 1, 2)))
        let third = try transfer(shares((0, 1, 2), (1, 1, 2)), .byShares, losing: [0], takers: [1, 2], answers: ["losing-part": "1/3", "share": "1/2"])
        #expect(third.to == shares((1, 7, 12), (0, 1, 3), (2, 1, 12)))
    }

    @Test("without somebody who stands on the page nothing passes") func nobody() throws {
        #expect(throws: CaseError.self) { try transfer(joint(0, 1), .joint, losing: [], takers: [2]) }
        #expect(throws: CaseError.self) { try transfer(joint(0, 1), .joint, losing: [0], unknown: ["4023"], takers: [2]) }
    }

    @Test("who loses is named by number and found on the page, and somebody else's number is told apart", arguments: availableEngines)
    func naming(engine: Engine) async throws {
        try await CourtFixture.run(engine, units: 1) { fixture in
            let (office, unit) = (fixture.office, CourtFixture.unit(1))
            let number = String(CourtFixture.debtor.identifier.split(separator: ":")[1])
            let draft = try await office.apply(service: "transfer.judgment", as: "taker", subject: unit.text, by: fixture.taker, through: .web)
            func losers() async throws -> OwnersNamed? { try await office.facts(for: office.load(draft)).losers }
            #expect(try await losers()?.isNobody == true)
            try await office.fillIn(draft, ["losing": number, "cause": "judgment"], by: fixture.taker.id)
            #expect(try await losers()?.owners.map(\.ref) == [fixture.owner])
            let kept = try #require(try await office.load(draft).state.answers["losing"])
            #expect(!kept.contains(number), "no number lies in the case in the clear")
            try await office.fillIn(draft, ["losing": "360103199208154023"], by: fixture.taker.id)
            #expect(try await losers() == OwnersNamed(owners: [], unknown: ["4023"]))
            let facts = try await office.facts(for: office.load(draft))
            #expect(JudgmentNamesLosers().findings(facts).map(\.message) == ["登记簿上没有证件号码尾号4023的权利人。"])
        }
    }

    @Test("the register itself takes nothing from an owner whom an application on a judgment doesn't name", arguments: availableEngines)
    func refused(engine: Engine) async throws {
        try await CourtFixture.run(engine, units: 1) { fixture in
            let unit = CourtFixture.unit(1)
            try await fixture.shareHalves(unit)
            let stranger = BookFixture.person("stranger")
            func judged(_ to: [Holder], _ form: CoOwnership) -> Act { .transfer(Transfer(from: [fixture.owner], form: form, to: to, cause: .judgment, price: nil)) }
            await #expect(throws: Refusal(.coOwnerConsentNeeded, unit: unit)) {
                try await fixture.file("all", judged([Holder(party: stranger)], .sole), on: unit, .application(by: [stranger], pledged: []))
            }
            let halves = try [fixture.taker, stranger].map { Holder(party: $0, share: try #require(Share(1, 2))) }
            try await fixture.file("half", judged(halves, .byShares), on: unit, .application(by: [stranger], pledged: []))
            #expect(try await Set(fixture.folio(unit).ownership?.holders ?? []) == Set(halves))
        }
    }
}
