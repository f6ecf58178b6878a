import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

@Suite("Claiming a case") struct ClaimTests {
    private let li = OfficeFixture.official("li")
    private let wang = OfficeFixture.official("wang")

    @Test("keeps a second official out until it is given back", arguments: availableEngines)
    func claimed(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            try await fixture.put("c", unit: OfficeFixture.unit(1))
            let state = try await fixture.office.claim("c", by: li, expecting: nil)
            #expect(state.claim?.account == "li")
            await #expect(throws: CaseError.claimedByAnother(name: "li某")) { try await fixture.office.claim("c", by: wang, expecting: nil) }
            await #expect(throws: CaseError.claimedByAnother(name: "li某")) {
                try await fixture.office.decide("c", .approve(opinion: "可以"), by: wang, expecting: nil)
            }
            await #expect(throws: CaseError.claimedByAnother(name: "li某")) {
                try await fixture.office.release("c", reason: "", overruling: false, by: wang, expecting: nil)
            }
            // Taking it twice is taking it once.
            #expect(try await fixture.office.claim("c", by: li, expecting: nil).version == state.version)
            try await fixture.office.release("c", reason: "", overruling: false, by: li, expecting: state.version)
            #expect(try await fixture.office.claim("c", by: wang, expecting: nil).claim?.account == "wang")
        }
    }

    @Test("is taken away only with a reason, which stays in the history", arguments: availableEngines)
    func overruled(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            try await fixture.put("c", unit: OfficeFixture.unit(1))
            try await fixture.office.claim("c", by: li, expecting: nil)
            await #expect(throws: CaseError.self) { try await fixture.office.release("c", reason: "", overruling: true, by: wang, expecting: nil) }
            let state = try await fixture.office.release("c", reason: "李某休假", overruling: true, by: wang, expecting: nil)
            #expect(state.claim == nil)
            let last = try #require(try await fixture.office.load("c").actions.last)
            #expect(last.event == .released(Released(reason: "李某休假")) && last.actor == wang)
        }
    }

    @Test("ends with a verdict, and a page that has grown old is refused", arguments: availableEngines)
    func verdict(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            let file = try await fixture.put("c", unit: OfficeFixture.unit(1))
            try await fixture.office.claim("c", by: li, expecting: file.state.version)
            await #expect(throws: CaseError.changedMeanwhile) {
                try await fixture.office.decide("c", .approve(opinion: "可以"), by: li, expecting: file.state.version)
            }
            let version = try await fixture.office.load("c").state.version
            let state = try await fixture.office.decide("c", .approve(opinion: "可以"), by: li, expecting: version)
            #expect(state.claim == nil && state.approval?.automatic == false)
        }
    }

    @Test("two at once: one gets it, the other is told who", arguments: availableEngines)
    func race(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            try await fixture.put("c", unit: OfficeFixture.unit(1))
            let results = await withTaskGroup(of: Bool.self) { group in
                for official in ["a", "b", "c", "d"] {
                    group.addTask { (try? await fixture.office.claim("c", by: OfficeFixture.official(official), expecting: nil)) != nil }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(results == 1)
            let file = try await fixture.office.load("c")
            #expect(file.actions.count { $0.event.kind == "claimed" } == 1)
        }
    }

    @Test("is not for a draft at home, nor for what is finished")
    func phases() async throws {
        try await OfficeFixture.run(.sqlite) { fixture in
            try await fixture.put("draft", unit: OfficeFixture.unit(1), accepted: nil)
            await #expect(throws: CaseError.self) { try await fixture.office.claim("draft", by: li, expecting: nil) }
            try await fixture.put("done", unit: OfficeFixture.unit(2))
            try await fixture.office.decide("done", .refuse(findings: [], opinion: "权属有争议"), by: li, expecting: nil)
            await #expect(throws: CaseError.self) { try await fixture.office.claim("done", by: li, expecting: nil) }
        }
    }
}
