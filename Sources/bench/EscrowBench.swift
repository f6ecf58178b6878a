import ArgumentParser
import Casework
import Escrow
import Foundation
import Logging
import Register
import Storage

/// Postings of money in custody a second, each durable before its caller goes on: from the deposit to the last payment, as the events of a case come.
struct EscrowBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "escrow", abstract: "Postings of money in custody a second, durable.")
    @Option(help: "Cases whose money moves at once on SQLite.") var callers = 512
    @Option(help: "Cases in the crowded part.") var count = 6_000
    @Option(help: "PostgreSQL conninfo; without one that engine is left out.") var postgres: String?
    @Option(help: "Transactions a second of pgbench TPC-B with as many clients on the same server.") var pgbench: Double?
    @Option(help: "PostgreSQL clients.") var clients = 16
    @Option(help: "Folder for the SQLite database: on the disk that is meant.") var folder = "var/bench"

    func run() async throws {
        var report = Report()
        report.heading("postings of money in custody, SQLite, each durable before the next step of its case")
        let alone = 400
        let (single, crowd) = try await BenchDatabase.scratch("escrow", in: folder) { database in
            try await database.migrate(CaseOffice.migrations)
            let money = MovingMoney(database: database)
            return (try await money.move(0..<alone, callers: 1), try await money.move(alone..<alone + count, callers: callers))
        }
        report.figure("one case at a time, one transaction a commit", "\(single.shown)/s")
        report.goal("\(callers) cases at once", crowd, atLeast: 20_000, unit: "/s")
        report.goal("ratio to one transaction a commit", crowd / single, atLeast: 8, unit: "x")
        if let postgres { try await self.postgres(postgres, &report) }
        report.close()
    }

    private func postgres(_ conninfo: String, _ report: inout Report) async throws {
        report.heading("postings of money in custody, PostgreSQL, \(clients) clients")
        let rate = try await BenchDatabase.postgres(conninfo, clients: clients) { database in
            try await database.migrate(CaseOffice.migrations)
            return try await MovingMoney(database: database).move(0..<count, callers: clients)
        }
        report.besidePgbench("postings", rate, pgbench, atLeast: 1)
    }
}

/// The money of many sales, each with own funds, one new loan, one old loan and a rest: opened, paid in, released, paid out.
private struct MovingMoney: Sendable {
    let database: any Database
    private static let region = SaleBook.profile.region
    private static let now = Moment(seconds: 1_790_000_000)
    private static let unit = UnitCode(trusted: "360102001001GB00001F00010001")

    /// - Returns: postings a second.
    func move(_ cases: Range<Int>, callers: Int) async throws -> Double {
        let clock = ContinuousClock()
        let started = clock.now
        let postings = try await withThrowingTaskGroup(of: Int.self) { group in
            for caller in 0..<callers {
                group.addTask {
                    var postings = 0
                    for number in stride(from: cases.lowerBound + caller, to: cases.upperBound, by: callers) { postings += try await move(number) }
                    return postings
                }
            }
            return try await group.reduce(0, +)
        }
        return Double(postings) / (clock.now - started).inSeconds
    }

    /// As `EscrowDesk` does it: what is heard, and the orders that follow, in one transaction.
    private func move(_ number: Int) async throws -> Int {
        let id = "case-\(number)"
        let day = Self.now.date
        let price = Money(yuan: 1_000_000)
        let terms = EscrowTerms(
            caseID: id, custodian: "12360100MB1G12347G", unit: Self.unit,
            sources: [
                .init(name: "own-funds", kind: .ownFunds, payer: "buyer", amount: Money(yuan: 400_000)),
                .init(name: "loan-1", kind: .loan, payer: "91360100MA35ABCE0P", approval: "A", amount: Money(yuan: 600_000)),
            ],
            sinks: [
                .init(name: "payoff-1", kind: .payoff, payee: "91360100MA35ABCD1R", proof: "P", unit: Self.unit),
                .init(name: "remainder", kind: .remainder, payee: "seller", account: "rest-1"),
            ], until: day.adding(days: 20))
        let payoff = Money(yuan: 300_000)
        let quote = PayoffQuote(sink: "payoff-1", number: "Q", on: day, amount: payoff, perDay: Money(yuan: 30), account: "payoff-1-1")
        var file = try EscrowFile([.opened(terms), .quoted(quote)].map { Self.entry($0) })
        let opened = file
        try await database.write(.rowLocks) { try EscrowRecords.open(opened, runAt: Self.now, region: Self.region, in: $0) }
        func deposit(_ source: String, _ amount: Money) -> EscrowEvent {
            .deposited(EscrowDeposit(receipt: "R-\(source)", source: source, amount: amount, from: "from-\(source)", at: Self.now))
        }
        func paid(_ item: String, _ amount: Money, _ account: String) -> EscrowEvent {
            .paid(EscrowPayment(receipt: "P-\(item)", order: "\(id)-\(item)-1", amount: amount, to: account, at: Self.now))
        }
        let heard: [[EscrowEvent]] = [
            [.custody(CustodyOpened(number: "T", account: "custody-1"))], [deposit("own-funds", Money(yuan: 400_000))], [deposit("loan-1", Money(yuan: 600_000))],
            [.released(EscrowRelease(on: day, ground: "case"))], [paid("payoff-1", payoff, "payoff-1-1"), .settled(LoanSettled(sink: "payoff-1", number: "S", on: day))],
            [paid("remainder", price - payoff, "rest-1")],
        ]
        for events in heard {
            let before = file
            let known = try before.adding(events.map { Self.entry($0) })
            let all = events + known.book.due(on: day).map { .ordered($0) }
            file = try await database.write(.rowLocks) { try EscrowRecords.append(all.map { Self.entry($0) }, to: before, runAt: Self.now, region: Self.region, in: $0) }
        }
        guard file.book.phase == .cleared, file.book.invariants.isEmpty else { throw EscrowRefusal.notSecured(missing: file.book.missing) }
        return file.book.postings.count
    }

    private static func entry(_ event: EscrowEvent) -> EscrowEntry { EscrowEntry(at: now, event: event) }
}
