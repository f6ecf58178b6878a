import Catalogue
import Identity
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

@Suite("Heirs join whom one of them names") struct HeirJoinTests {
    private static let service = "transfer.mortgaged.inheritance"
    private static let numbers = ["360102198506123021", "360111198811201512", "360103197001011237", "36010219550612301X"]
    private static let unit = OfficeFixture.unit(1)

    /// The home is in the register, and all of them are known.
    private func heirs(in fixture: OfficeFixture) async throws -> [PartyRef] {
        let parties = fixture.office.parties
        return try await fixture.database.write { connection in
            try FolioRecords.insert(Folio(unit: Self.unit, description: BookFixture.description(Self.unit)), region: OfficeFixture.region, in: connection)
            return try Self.numbers.map { number in
                let claim = try PartyClaim(name: "继承人", identifier: PartyIdentifier(kind: .identityCard, number: number), kind: .person, source: .authority)
                return try parties.ensure(claim, at: OfficeFixture.noon, in: connection)
            }
        }
    }

    @Test("everybody named by number gets into the draft; whoever isn't begins one of their own; no number stays in the case", arguments: availableEngines)
    func join(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            let office = fixture.office
            let heirs = try await heirs(in: fixture)
            func apply(_ heir: PartyRef) async throws -> String {
                try await office.apply(service: Self.service, as: "taker", subject: Self.unit.text, by: heir, through: .web)
            }
            let draft = try await apply(heirs[0])
            let state = try await office.answer(draft, ["heirs": "\(Self.numbers[1])，\(Self.numbers[2])、\(Self.numbers[1])"], by: heirs[0].id)
            let kept = try #require(state.answers["heirs"])
            #expect(NamedApplicant.shown(kept) == "证件号码尾号1512、1237", "each once")
            #expect(!Self.numbers.contains { kept.contains($0) })
            #expect(try await apply(heirs[1]) == draft)
            #expect(try await apply(heirs[2]) == draft)
            #expect(try await apply(heirs[3]) != draft)
            #expect(try await office.load(draft).state.applicants.map(\.party.id) == heirs.prefix(3).map(\.id))
            // What is kept may be handed in again as it is; half of it replaced by something else may not.
            #expect(try await office.answer(draft, ["heirs": kept], by: heirs[0].id).answers["heirs"] == kept)
            await #expect(throws: CaseError.self) { try await office.answer(draft, ["heirs": "\(kept),360102198506123022"], by: heirs[0].id) }
        }
    }
    @Test("whoever is named in two drafts on one unit gets into the one that they were asked into, and comes back to it", arguments: availableEngines)
    func wanted(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            let office = fixture.office
            let heirs = try await heirs(in: fixture)
            func apply(_ heir: PartyRef, wanted: String? = nil) async throws -> String {
                try await office.apply(service: Self.service, as: "taker", subject: Self.unit.text, by: heir, through: .web, wanted: wanted)
            }
            let first = try await apply(heirs[0])
            _ = try await office.answer(first, ["heirs": Self.numbers[1]], by: heirs[0].id)
            let second = try await apply(heirs[3])
            #expect(second != first)
            // Not named there yet: wanting to isn't enough.
            #expect(try await apply(heirs[2], wanted: second) != second)
            _ = try await office.answer(second, ["heirs": "\(Self.numbers[1]),\(Self.numbers[2])"], by: heirs[3].id)
            #expect(try await apply(heirs[1], wanted: second) == second)
            #expect(try await apply(heirs[1]) == second)
            #expect(try await apply(heirs[1], wanted: first) == first)
            #expect(try await apply(heirs[1], wanted: "20261123000099") == first, "a draft that isn't there is no way in")
        }
    }
}
