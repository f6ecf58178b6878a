import Contracts
import Identity
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

@Suite("Those whom an applicant names by number") struct NamedApplicantTests {
    private typealias F = CourtFixture
    private static let stranger = "identity-card:360103199208154023"

    private func stranger(_ fixture: CourtFixture) async throws -> PartyRef {
        let parties = fixture.office.parties
        let claim = try PartyClaim(name: "陈静", identifier: PartyIdentifier(wire: Self.stranger), kind: .person)
        return try await fixture.inner.database.write { try parties.ensure(claim, at: OfficeFixture.noon, in: $0) }
    }

    @Test("a home goes to whom its owner named: who isn't named is told apart, who is named and hasn't come is waited for", arguments: availableEngines)
    func donee(engine: Engine) async throws {
        try await F.run(engine, units: 1) { fixture in
            let (office, unit) = (fixture.office, F.unit(1))
            let stranger = try await stranger(fixture)
            func apply(_ role: String, _ party: PartyRef) async throws -> String {
                try await office.apply(service: "transfer.mortgaged.gift", as: role, subject: unit.text, by: party, through: .web)
            }
            func said(_ id: String) async throws -> [String] {
                EveryRoleApplies().findings(try await office.facts(for: office.load(id))).map(\.message).filter { !$0.contains("抵押权人") }
            }
            let number = String(F.winner.identifier.split(separator: ":")[1])
            let draft = try await apply("taker", stranger)
            #expect(try await apply("giver", fixture.owner) == draft)
            #expect(try await said(draft).isEmpty, "nobody has been named yet")
            try await office.fillIn(draft, ["taker-id": number], by: fixture.owner.id)
            #expect(try await office.facts(for: office.load(draft)).namedAbsent == ["1512"])
            #expect(try await said(draft) == ["证件号码尾号1512的当事人还没有参加申请。", "有一位受赠人（受让人）的证件号码没有填写在申请中。"])
            #expect(try await apply("taker", fixture.taker) == draft)
            #expect(try await office.facts(for: office.load(draft)).namedAbsent.isEmpty)
            #expect(try await said(draft).count == 1, "the stranger is still there")

            _ = try await office.withdraw(draft, reason: "", by: .party(fixture.owner.id))
            let anew = try await apply("giver", fixture.owner)
            try await office.fillIn(anew, ["taker-id": number], by: fixture.owner.id)
            #expect(try await apply("taker", stranger) != anew)
            #expect(try await apply("taker", fixture.taker) == anew)
            #expect(try await said(anew).isEmpty)
        }
    }

    @Test("among heirs the first names the others, and each of them is waited for", arguments: availableEngines)
    func heirs(engine: Engine) async throws {
        try await F.run(engine, units: 1) { fixture in
            let (office, unit) = (fixture.office, F.unit(1))
            let other = try await stranger(fixture)
            func apply(_ party: PartyRef) async throws -> String {
                try await office.apply(service: "transfer.mortgaged.inheritance", as: "taker", subject: unit.text, by: party, through: .web)
            }
            let case1 = try await apply(fixture.taker)
            #expect(try await apply(other) != case1, "unnamed they begin their own")
            try await office.fillIn(case1, ["heirs": "360103199208154023,\(F.debtor.identifier.split(separator: ":")[1])"], by: fixture.taker.id)
            let facts = try await office.facts(for: office.load(case1))
            #expect(facts.namedAbsent.count == 2 && facts.uninvited.isEmpty)
            #expect(try await apply(fixture.owner) == case1)
            #expect(try await office.facts(for: office.load(case1)).namedAbsent == ["4023"])
        }
    }
}
