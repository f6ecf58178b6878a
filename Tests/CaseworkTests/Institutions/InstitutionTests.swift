import Identity
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework
@testable import Exchange

@Suite("A lender's desk") struct InstitutionTests {
    private func run(_ engine: Engine, _ body: (LenderFixture) async throws -> Void) async throws {
        try await OfficeFixture.run(engine) { try await body(LenderFixture($0)) }
    }

    @Test("lists what waits for the lender, what others ask it to join, what is open and what has ended, page by page", arguments: availableEngines)
    func views(engine: Engine) async throws {
        try await run(engine) { lender in
            let office = lender.office
            for serial in 1...3 { try await lender.lend(on: OfficeFixture.unit(serial)) }
            var own: [String] = []
            for serial in 1...2 {
                own.append(try await office.apply(service: "mortgage.cancel", as: "mortgagee", subject: OfficeFixture.unit(serial).text, by: lender.bank, through: .bank))
            }
            // The owner wants a change of the mortgage: the lender has to join.
            let asked = try await office.apply(service: "mortgage.change", as: "mortgagor", subject: OfficeFixture.unit(3).text, by: lender.owner, through: .web)
            let ended = try await office.apply(service: "mortgage.cancel", as: "mortgagee", subject: OfficeFixture.unit(3).text, by: lender.bank, through: .bank)
            try await office.withdraw(ended, reason: "", by: .party(lender.bank.id))
            func list(_ view: InstitutionFilter.View, text: String? = nil, after: String? = nil, limit: Int = 30, of party: PartyID? = nil) async throws -> [InstitutionCase] {
                try await office.institutionCases(of: party ?? lender.bank.id, InstitutionFilter(view: view, text: text, after: after, limit: limit))
            }
            #expect(try await list(.todo).map(\.summary.id) == own.reversed())
            #expect(try await list(.todo).allSatisfy { $0.task == .sign && $0.roles == ["mortgagee"] })
            #expect(try await list(.open).map(\.summary.id) == own.reversed())
            #expect(try await list(.ended).map(\.summary.id) == [ended])
            let invited = try await list(.invited)
            #expect(invited.map(\.summary.id) == [asked] && invited[0].roles == ["mortgagee"])
            #expect(try await list(.todo, limit: 1).count == 2, "one more says that there is more")
            #expect(try await list(.todo, after: own[1], limit: 1).map(\.summary.id) == [own[0]])
            #expect(try await list(.open, text: OfficeFixture.unit(2).text).map(\.summary.id) == [own[1]])
            #expect(try await list(.open, text: String(own[0].prefix(8))).count == 2)
            // Another lender has nothing here, and isn't told that there is anything.
            for view in InstitutionFilter.View.allCases { #expect(try await list(view, of: PartyID("other")).isEmpty) }
            let joined = try await office.apply(service: "mortgage.change", as: "mortgagee", subject: OfficeFixture.unit(3).text, by: lender.bank, through: .bank)
            #expect(joined == asked)
            #expect(try await list(.invited).isEmpty)
        }
    }

    @Test("lists the mortgages it holds with their proofs, found by unit or by number", arguments: availableEngines)
    func mortgages(engine: Engine) async throws {
        try await run(engine) { lender in
            for serial in 1...3 { try await lender.lend(on: OfficeFixture.unit(serial)) }
            let all = try await lender.office.mortgages(heldBy: lender.bank.id, after: nil, limit: 2)
            #expect(all.map(\.folio.unit) == [OfficeFixture.unit(1), OfficeFixture.unit(2)])
            let proof = try #require(all[1].proof)
            #expect(try await lender.office.mortgages(heldBy: lender.bank.id, after: all[1].holding, limit: 2).map(\.folio.unit) == [OfficeFixture.unit(3)])
            #expect(try await lender.office.mortgages(heldBy: lender.bank.id, matching: proof.number, after: nil, limit: 9).map(\.folio.unit) == [OfficeFixture.unit(2)])
            #expect(try await lender.office.mortgages(heldBy: lender.bank.id, matching: "360103", after: nil, limit: 9).isEmpty)
            #expect(try await lender.office.mortgages(heldBy: PartyID("other"), after: nil, limit: 9).isEmpty)
        }
    }

    @Test("tells an institution of its cases in the transaction that moves them, and names nobody", arguments: availableEngines)
    func told(engine: Engine) async throws {
        try await run(engine) { lender in
            try await lender.lend(on: OfficeFixture.unit(1))
            try await lender.listen()
            let office = lender.office
            let asked = try await office.apply(service: "mortgage.change", as: "mortgagor", subject: OfficeFixture.unit(1).text, by: lender.owner, through: .web)
            let invited = try await lender.told()
            #expect(invited.map(\.kind) == ["case.invited"] && invited[0].body.contains(asked))
            _ = try await office.apply(service: "mortgage.change", as: "mortgagee", subject: OfficeFixture.unit(1).text, by: lender.bank, through: .bank)
            let file = try await office.load(asked)
            // What moves nothing that anybody sees is no news.
            let count = try await lender.told().count
            try await office.store([CaseAction(at: OfficeFixture.noon, actor: .system, event: .rechecked(Rechecked(refetching: false)))], on: file, runAt: nil)
            #expect(try await lender.told().count == count)
            // Stored together or not at all.
            struct Broken: Error {}
            let stale = try await office.load(asked)
            await #expect(throws: Broken.self) {
                try await office.store(
                    [CaseAction(at: OfficeFixture.noon, actor: .system, event: .withdrawn(Withdrawn(reason: "")))], on: stale, runAt: nil,
                    keeping: { _ in throw Broken() })
            }
            #expect(try await lender.told().count == count)
            try await office.withdraw(asked, reason: "不办了", by: .party(lender.bank.id))
            let told = try await lender.told()
            #expect(told.count == count + 1)
            let last = try #require(told.first { $0.body.contains("withdrawn") })
            let version = try await office.load(asked).state.version
            #expect(last.event == "\(asked)-\(version)" && last.caseID == asked)
            for delivery in told { #expect(!delivery.body.contains("洪城") && !delivery.body.contains("王芳") && !delivery.body.contains(lender.owner.id.text) && !delivery.body.contains("不办了"), "\(delivery.body)") }
        }
    }
}
