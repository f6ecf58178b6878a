import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

@Suite("Pages before and after a filing") struct PreviewTests {
    @Test("are replayed from the acts as they were entered, whatever came later", arguments: availableEngines)
    func entered(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            let sale = book.sale("sale1", to: "buyer")
            let registration = try await book.registrar.file(sale, caseID: "sale1")
            let lock = book.filing(
                "lock1", [UnitAct(unit: BookFixture.home, act: .lock(Restrict(authority: "住建局", document: "1号", reason: "质量")))], by: [],
                basis: .order(authority: "住建局", document: "1号"))
            _ = try await book.registrar.file(lock, caseID: "lock1")
            let pages = try await book.database.read {
                try EnteredPages.of(entries: registration.entries, limit: 3, region: BookFixture.region, in: $0)
            }
            let page = try #require(pages.first)
            #expect(pages.count == 1)
            #expect(page.before.version == 1 && page.before.ownership?.holders.map(\.party) == [BookFixture.developer])
            #expect(page.after.version == 2 && page.after.ownership?.holders.map(\.party) == [BookFixture.person("buyer")])
            #expect(page.after.locks.isEmpty)
        }
    }
}
