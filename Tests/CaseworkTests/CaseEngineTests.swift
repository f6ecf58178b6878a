import Register
import Storage
import StorageTesting
import Synchronization
import Testing

@testable import Casework

@Suite("The case engine") struct CaseEngineTests {
    private struct Identified: Step {
        static let name = "identify"
        func run(_ file: CaseFile, in office: CaseOffice) async throws -> StepOutcome { .done([]) }
    }

    /// Keeps one piece of evidence.
    private struct Gathers: Step {
        static let name = "gather"
        func run(_ file: CaseFile, in office: CaseOffice) async throws -> StepOutcome {
            let evidence = Evidence(
                id: "e1", caseID: file.id, material: "identity", source: "test", digest: "00", keyID: nil, signature: nil, at: office.now(), sealed: [1], envelope: nil)
            return .done([], keeping: { try EvidenceRecords.insert(evidence, region: OfficeFixture.region, in: $0) })
        }
    }

    /// Judges, after `before` has happened.
    private struct Judges: Step {
        static let name = "check"
        let before: @Sendable (CaseFile, CaseOffice) async throws -> Void
        func run(_ file: CaseFile, in office: CaseOffice) async throws -> StepOutcome {
            try await before(file, office)
            return .done([.judged(Judged(findings: []))])
        }
    }

    private struct Signs: Step {
        static let name = "sign"
        let outcome: @Sendable () throws -> StepOutcome
        func run(_ file: CaseFile, in office: CaseOffice) async throws -> StepOutcome { try outcome() }
    }

    private struct Broken: Error {}

    private static let waits = StepOutcome.waiting(Waiting(step: "sign", on: .applicant, whom: nil, reason: "等待签署"), [], retryAt: nil)

    private func steps(
        before: @escaping @Sendable (CaseFile, CaseOffice) async throws -> Void = { _, _ in }, sign: @escaping @Sendable () throws -> StepOutcome
    ) -> [any Step] {
        [Identified(), Gathers(), Judges(before: before), Signs(outcome: sign)]
    }

    private func kinds(_ fixture: OfficeFixture) async throws -> [String] {
        try await fixture.database.read { connection in
            try connection.rows("SELECT kind FROM case_action WHERE region = \(OfficeFixture.region) AND case_id = 'c1' ORDER BY seq").map { try $0.text("kind") }
        }
    }

    @Test("what a step keeps is stored at once with all before it; a mere judgement with what follows from it", arguments: availableEngines)
    func together(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            try await fixture.put("c1", unit: nil, accepted: nil)
            // The process dies after the judgement: the evidence is there, and the judgement will be made again.
            await #expect(throws: Broken.self) { try await CaseEngine(office: fixture.office, steps: steps { throw Broken() }).advance("c1") }
            #expect(try await kinds(fixture) == ["opened", "stepDone", "stepDone"])
            let evidence = try await fixture.database.read { try EvidenceRecords.of(caseID: "c1", region: OfficeFixture.region, in: $0) }
            #expect(evidence.map(\.id) == ["e1"])

            let state = try await CaseEngine(office: fixture.office, steps: steps { Self.waits }).advance("c1")
            #expect(try await kinds(fixture) == ["opened", "stepDone", "stepDone", "judged", "stepDone", "waiting"])
            #expect(state.version == 6 && state.done == ["identify", "gather", "check"])
            let stored = try await fixture.database.read { try CaseRecords.load("c1", region: OfficeFixture.region, in: $0) }
            #expect(stored.state.version == 6 && stored.ahead.isEmpty)
        }
    }

    @Test("who changes the case while it is judged makes the engine judge what it has become", arguments: availableEngines)
    func overtaken(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            try await fixture.put("c1", unit: nil, accepted: nil)
            let judged = Mutex(0)
            let all = steps(
                before: { file, office in
                    guard judged.withLock({ $0 += 1; return $0 }) == 1 else { return }
                    let other = try await office.load(file.id)
                    let action = CaseAction(at: office.now(), actor: .system, event: .answered(Answered(fields: ["reason": "new"])))
                    try await office.store([action], on: other, runAt: nil)
                }, sign: { Self.waits })
            let state = try await CaseEngine(office: fixture.office, steps: all).advance("c1")
            #expect(judged.withLock { $0 } == 2)
            #expect(state.answers == ["reason": "new"])
            #expect(try await kinds(fixture) == ["opened", "stepDone", "stepDone", "answered", "judged", "stepDone", "waiting"])
        }
    }

    @Test("two that carry a case on at once judge it once", arguments: availableEngines)
    func once(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            try await fixture.put("c1", unit: nil, accepted: nil)
            let judged = Mutex(0)
            let all = steps(
                before: { file, office in
                    judged.withLock { $0 += 1 }
                    while office.caseHands.waiting(file.id) == 0 { await Task.yield() }
                }, sign: { Self.waits })
            let engine = CaseEngine(office: fixture.office, steps: all)
            async let first = engine.advance("c1")
            async let second = engine.advance("c1", asStored: true)
            let states = try await [first, second]
            #expect(judged.withLock { $0 } == 1)
            #expect(states.allSatisfy { $0.done == ["identify", "gather", "check"] && $0.waiting?.step == "sign" })
            #expect(try await kinds(fixture) == ["opened", "stepDone", "stepDone", "judged", "stepDone", "waiting"])
        }
    }

    @Test("a plan that ends with a judgement ends stored", arguments: availableEngines)
    func settled(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            try await fixture.put("c1", unit: nil, accepted: nil)
            let stops = steps { .done([.returned(Returned(findings: []))]) }
            let state = try await CaseEngine(office: fixture.office, steps: stops).advance("c1")
            #expect(state.returned != nil)
            #expect(try await kinds(fixture).suffix(3) == ["stepDone", "returned", "stepDone"])
        }
    }

    @Test("a case that was read before is read again with all that another process has added", arguments: availableEngines)
    func recent(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            let first = try await fixture.put("c1", unit: nil, accepted: nil)
            // As another process would: past this office's memory.
            try await fixture.database.write { connection in
                let action = CaseAction(at: OfficeFixture.noon, actor: .system, event: .answered(Answered(fields: ["a": "1"])))
                try CaseRecords.append([action], to: "c1", state: first.state, runAt: nil, region: OfficeFixture.region, in: connection)
            }
            let second = try await fixture.office.load("c1")
            #expect(second.state.version == first.state.version + 1 && second.state.answers == ["a": "1"])
            let fresh = try await fixture.database.read { try CaseRecords.load("c1", region: OfficeFixture.region, in: $0) }
            #expect(second.actions == fresh.actions)
            await #expect(throws: CaseError.self) { try await fixture.office.load("nobody") }
        }
    }

    @Test("only so many cases are remembered, those that are asked for the longest")
    func forgets() {
        let recent = RecentFiles<CaseFile>(size: 2)
        for id in ["a", "b", "c", "d", "e"] { recent.keep(CaseFile(id: id, actions: [])) }
        #expect(recent.file("a") == nil && recent.file("b") == nil)
        #expect(["c", "d", "e"].allSatisfy { recent.file($0) != nil })
        let action = CaseAction(at: OfficeFixture.noon, actor: .system, event: .submitted(Submitted()))
        recent.keep(CaseFile(id: "e", actions: [action]))
        // An older reading that comes late doesn't replace a newer one.
        recent.keep(CaseFile(id: "e", actions: []))
        #expect(recent.file("e")?.state.version == 1)
    }
}
