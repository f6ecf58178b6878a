import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

@Suite("The counters of mortgaged transfers") struct CountedTransferTests {
    private func day(_ text: String) throws -> LegalDate { try #require(LegalDate(text)) }

    private func put(_ id: String, _ mode: String, on text: String, price: Int64, bridge: Int64, tax: Double?, enterprises: Bool = false, in database: any Database) async throws {
        let at = Moment(startOf: try day(text)).adding(seconds: 50_000)
        let transfer = CountedTransfer(
            caseID: id, mode: mode, registeredAt: at, price: Money(yuan: price), lent: Money(yuan: price / 2), bridge: Money(yuan: bridge),
            taxedAt: tax.map { at.adding(seconds: -$0) }, traits: .init(betweenEnterprises: enterprises))
        try await database.write { try TransferRecords.insert(transfer, region: OfficeFixture.region, in: $0) }
    }

    @Test("add up by month and mode, the newest month first, and know the time from tax to registration", arguments: availableEngines)
    func sums(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            try await put("1", "a", on: "2026-10-31", price: 100, bridge: 40, tax: 600, in: fixture.database)
            try await put("2", "a", on: "2026-11-01", price: 200, bridge: 50, tax: 1_800, enterprises: true, in: fixture.database)
            try await put("3", "a", on: "2026-11-30", price: 300, bridge: 60, tax: 7_200, in: fixture.database)
            try await put("4", "b", on: "2026-11-15", price: 0, bridge: 0, tax: nil, in: fixture.database)
            try await put("5", "a", on: "2026-12-01", price: 1, bridge: 1, tax: nil, in: fixture.database)
            let counts = try await fixture.office.countedTransfers(from: day("2026-10-15"), until: day("2026-11-02"))
            #expect(counts.map(\.month) == [202611, 202611, 202611, 202610])
            #expect(counts.map(\.mode) == ["a", "a", "b", "a"] && counts.map(\.traits.betweenEnterprises) == [false, true, false, false])
            #expect(counts[2].taxed == 0 && counts[2].longestSeconds == nil && counts[2].withinHour == 0)
            let report = TransferReport(counts, over: TransferReport.Period(months: 2, until: try day("2026-11-02")))
            let sum = try #require(report.months.last?.sum)
            #expect(sum.number == 3 && sum.betweenEnterprises == 1)
            #expect(sum.price == Money(yuan: 500) && sum.lent == Money(yuan: 250) && sum.bridge == Money(yuan: 110))
            #expect(sum.meanSeconds == 4_500 && sum.longestSeconds == 7_200 && sum.withinHour == 1)
            #expect(report.enterprises.number == 1 && report.enterprises.price == Money(yuan: 200) && report.enterprises.withinHour == 1)
            #expect(try await fixture.office.countedTransfers(from: day("2027-01-01"), until: day("2027-12-31")).isEmpty)
        }
    }

    @Test("count a case once", arguments: availableEngines)
    func once(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            try await put("1", "a", on: "2026-10-31", price: 100, bridge: 40, tax: 600, in: fixture.database)
            await #expect(throws: StorageError.self) { try await put("1", "a", on: "2026-10-31", price: 100, bridge: 40, tax: 600, in: fixture.database) }
        }
    }
}
