import Escrow
import Exchange
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

@Suite("News of books") struct RungBooksTests {
    @Test("each book is handed over once, under the lease that was given last, as many as there are hands for")
    func handed() {
        let books = RungBooks()
        func book(_ id: String, _ seconds: Double) -> ClaimedBook { ClaimedBook(book: id, lease: OfficeFixture.noon.adding(seconds: seconds)) }
        books.look()
        books.hand([book("a", 1), book("b", 1), book("a", 2), book("c", 1)])
        #expect(books.take(atMost: 0).handed.isEmpty)
        let first = books.take(atMost: 3)
        #expect(Set(first.handed.map(\.book)) == ["a", "b"] && first.handed.first { $0.book == "a" }?.lease == book("a", 2).lease)
        #expect(!first.looks, "no hand is free for what lies in the tables")
        let second = books.take(atMost: 3)
        #expect(second.handed.map(\.book) == ["c"] && second.looks)
        #expect(books.take(atMost: 3).handed.isEmpty && !books.take(atMost: 3).looks)
    }

    private func runAt(_ sale: MoneyCase) async throws -> Int64 {
        try await sale.fixture.database.read { connection in
            try #require(try connection.row("SELECT run_at FROM escrow WHERE region = \(OfficeFixture.region) AND case_id = \(MoneyCase.id)")).int("run_at")
        }
    }

    @Test("who rings while a book is in hand is heard: its time isn't put off by what is stored", arguments: availableEngines)
    func ringing(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await sale.turn(3)
            let region = OfficeFixture.region
            let file = try #require(try await sale.office.escrow(of: MoneyCase.id))
            let lease = sale.clock.now.adding(seconds: 30)
            let later = sale.clock.now.adding(seconds: 60)
            let entries = ["P8", "P9"].map { number in
                EscrowEntry(
                    at: sale.clock.now,
                    event: .quoted(
                        PayoffQuote(
                            sink: "payoff-1", number: number, on: sale.clock.now.date, amount: Money(yuan: 300_000), perDay: .zero, account: "payoff-1")))
            }
            // Nobody rings: the time is as it is said.
            let next = try await sale.fixture.database.write { connection in
                try connection.execute("UPDATE escrow SET run_at = \(lease.microseconds) WHERE region = \(region) AND case_id = \(MoneyCase.id)")
                return try EscrowRecords.append([entries[0]], to: file, runAt: later, unlessRungSince: lease, region: region, in: connection)
            }
            #expect(try await runAt(sale) == later.microseconds)
            // Somebody rings between the look and what is stored upon it.
            try await sale.fixture.database.write { connection in
                try connection.execute("UPDATE escrow SET run_at = \(lease.microseconds) WHERE region = \(region) AND case_id = \(MoneyCase.id)")
                try connection.execute(EscrowRecords.ring(MoneyCase.id, .heard, region: region))
                try EscrowRecords.append([entries[1]], to: next, runAt: later, unlessRungSince: lease, region: region, in: connection)
            }
            #expect(try await runAt(sale) == 0)
        }
    }

    @Test("a process that was told and died is followed by another once its lease is over", arguments: availableEngines)
    func died(engine: Engine) async throws {
        try await MoneyCase.run(engine) { sale in
            try await sale.turn(3)
            try await sale.payIn()
            // Whoever was told never looks.
            #expect(sale.office.moneyBells.rung.take(atMost: 9).handed.map(\.book) == [MoneyCase.id])
            #expect(await sale.desk.tick() == 0, "the others leave it alone")
            sale.clock.advance(6)
            #expect(await sale.desk.tick() == 1)
            try await sale.turn()
            try await sale.cleared()
        }
    }
}
