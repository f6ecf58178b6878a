import Catalogue
import Identity
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

@Suite("Taking an application in at a counter") struct CounterTests {
    private let clerk = OfficeFixture.official("shouli")

    private func person(_ name: String = "张伟", number: String = "360102199003076619", kind: PartyKind = .person) throws -> PartyClaim {
        try PartyClaim(name: name, identifier: PartyIdentifier(kind: .identityCard, number: number), kind: kind)
    }

    private func withUnit(_ engine: Engine, _ body: (OfficeFixture, UnitCode) async throws -> Void) async throws {
        try await OfficeFixture.run(engine) { fixture in
            let unit = OfficeFixture.unit(1)
            try await fixture.database.write {
                try FolioRecords.insert(Folio(unit: unit, description: BookFixture.description(unit)), region: OfficeFixture.region, in: $0)
            }
            try await body(fixture, unit)
        }
    }

    @Test("opens a case whose applicant was identified there, claimed by the clerk and in nobody else's queue", arguments: availableEngines)
    func opened(engine: Engine) async throws {
        try await withUnit(engine) { fixture, unit in
            let id = try await fixture.office.openAtCounter(
                service: OfficeFixture.ownTransfer, role: "buyer", applicant: try person(), units: [unit], project: nil, by: clerk)
            let state = try await fixture.office.load(id).state
            #expect(state.channel == "counter" && state.applicants.first?.identifiedBy == "counter" && state.claim?.account == "shouli")
            #expect(try await fixture.queue(QueueFilter(phases: [.draft], assignee: "shouli")).ids == [id])
            #expect(try await fixture.queue(QueueFilter(phases: [.draft], assignee: "shenhe")).ids.isEmpty)
            // The draft is its clerk's.
            await #expect(throws: CaseError.claimedByAnother(name: "shouli某")) {
                try await fixture.office.counterDraft(id, for: OfficeFixture.official("shenhe"))
            }
            // Somebody else comes along: a joint buyer, once.
            try await fixture.office.addAtCounter(id, role: "buyer", applicant: try person("李娜", number: "360103199208154023"), by: clerk)
            await #expect(throws: CaseError.self) {
                try await fixture.office.addAtCounter(id, role: "buyer", applicant: try person("李娜", number: "360103199208154023"), by: clerk)
            }
            let file = try await fixture.office.load(id)
            #expect(file.state.applicants.count == 2)
            #expect(file.actions.allSatisfy { $0.actor == clerk })
        }
    }

    @Test("refuses another name for a known number, a role that can't be had there, and a unit that isn't in the register", arguments: availableEngines)
    func refused(engine: Engine) async throws {
        try await withUnit(engine) { fixture, unit in
            _ = try await fixture.office.openAtCounter(
                service: OfficeFixture.ownTransfer, role: "buyer", applicant: try person(), units: [unit], project: nil, by: clerk)
            await #expect(throws: IdentityError.nameDiffers) {
                try await fixture.office.openAtCounter(
                    service: OfficeFixture.ownTransfer, role: "buyer", applicant: try person("张韦"), units: [unit], project: nil, by: clerk)
            }
            await #expect(throws: CaseError.self) {
                try await fixture.office.openAtCounter(
                    service: OfficeFixture.ownTransfer, role: "seller", applicant: try person(), units: [unit], project: nil, by: clerk)
            }
            await #expect(throws: CaseError.self) {
                try await fixture.office.openAtCounter(
                    service: OfficeFixture.ownTransfer, role: "buyer", applicant: try person(), units: [OfficeFixture.unit(9)], project: nil, by: clerk)
            }
            #expect(try await fixture.queue(QueueFilter(phases: [.draft])).total == 1)
        }
    }

    @Test("every service that names the counter lets somebody be identified there")
    func services() async throws {
        try await OfficeFixture.run(.sqlite) { fixture in
            let offered = fixture.office.counterServices
            #expect(offered.count >= 5)
            #expect(Set(offered.map(\.id)) == Set(fixture.office.catalogue.services.filter { $0.channels.contains(.counter) }.map(\.id)))
        }
    }
}
