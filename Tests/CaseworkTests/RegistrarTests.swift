import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

@Suite("The registrar") struct RegistrarTests {
    struct Stop: Error {}

    @Test("enters acts, pages, holders, numbers and log entries together", arguments: availableEngines)
    func together(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            let filing = book.sale("s1", to: "buyer")
            let registration = try await book.registrar.file(filing, caseID: "case", issuing: [book.order(filing)])
            #expect(registration.numbers == ["赣(2026)南昌市不动产权第0000001号"])
            let (folio, holdings) = try await book.database.read { connection in
                (
                    try FolioRecords.find(BookFixture.home, region: BookFixture.region, in: connection),
                    try HoldingRecords.of(PartyID("buyer"), region: BookFixture.region, in: connection)
                )
            }
            #expect(folio?.folio.version == 2)
            #expect(holdings.map(\.role) == [.owner])
            // Two acts and one certificate wait for their place in the log.
            let log_pending = try await book.count("log_pending")
            #expect(log_pending == 3)
        }
    }

    @Test("leaves nothing behind when what goes along fails", arguments: availableEngines)
    func nothingHalf(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            let filing = book.sale("s1", to: "buyer")
            let before = try await book.count("register_act")
            await #expect(throws: Stop.self) {
                _ = try await book.registrar.file(filing, caseID: "case", issuing: [book.order(filing)]) { _, _ in throw Stop() }
            }
            let register_act = try await book.count("register_act")
            #expect(register_act == before)
            let certificate = try await book.count("certificate")
            #expect(certificate == 0)
            // The number goes back with the transaction.
            let again = try await book.registrar.file(filing, caseID: "case", issuing: [book.order(filing)])
            #expect(again.numbers == ["赣(2026)南昌市不动产权第0000001号"])
        }
    }

    @Test("refuses what the law refuses and changes nothing", arguments: availableEngines)
    func refused(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            _ = try await book.registrar.file(book.sale("s1", to: "first"), caseID: "a")
            let before = try await book.count("register_act")
            await #expect(throws: Refusal.self) { _ = try await book.registrar.file(book.sale("s2", to: "second"), caseID: "b") }
            let register_act = try await book.count("register_act")
            #expect(register_act == before)
        }
    }

    @Test("lets exactly one of many racing buyers win", arguments: availableEngines)
    func race(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            let won = await withTaskGroup(of: Bool.self) { group in
                for index in 0..<12 {
                    group.addTask { (try? await book.registrar.file(book.sale("r\(index)", to: "buyer\(index)"), caseID: "c\(index)")) != nil }
                }
                var count = 0
                for await success in group where success { count += 1 }
                return count
            }
            #expect(won == 1)
            let register_act = try await book.count("register_act")
            #expect(register_act == 2)
        }
    }

    @Test("numbers certificates without gaps or repeats, however many come at once", arguments: availableEngines)
    func numbers(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            let units = (1...60).map { UnitCode(trusted: "360102001001GB00001F0002" + String(10_000 + $0).dropFirst()) }
            for unit in units { try await book.add(unit) }
            let numbers = try await withThrowingTaskGroup(of: String.self) { group in
                for (index, unit) in units.enumerated() {
                    group.addTask {
                        let filing = book.sale("n\(index)", of: unit, to: "b\(index)")
                        return try await book.registrar.file(filing, caseID: "n\(index)", issuing: [book.order(filing, unit)]).numbers[0]
                    }
                }
                var all: [String] = []
                for try await number in group { all.append(number) }
                return all.sorted()
            }
            #expect(numbers == (1...60).map { "赣(2026)南昌市不动产权第\(String(10_000_000 + $0).dropFirst())号" })
        }
    }

    @Test("ends the old certificate when the right passes on", arguments: availableEngines)
    func replaced(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            let first = book.sale("s1", to: "first")
            let old = try await book.registrar.file(first, caseID: "a", issuing: [book.order(first)]).numbers[0]
            let act = Act.transfer(
                Transfer(
                    from: [BookFixture.person("first")], form: .sole, to: [Holder(party: BookFixture.person("second"))], cause: .sale,
                    price: Money(yuan: 1_200_000)))
            let resale = book.filing("s2", [UnitAct(unit: BookFixture.home, act: act)], by: [BookFixture.person("first"), BookFixture.person("second")])
            let registration = try await book.registrar.file(resale, caseID: "b", issuing: [book.order(resale)])
            #expect(registration.ended == [old])
            let found = try await book.database.read { try CertificateRecords.find(number: old, region: BookFixture.region, in: $0) }
            #expect(found?.status == .replaced)
            #expect(found?.replacedBy == registration.numbers[0])
        }
    }
}
