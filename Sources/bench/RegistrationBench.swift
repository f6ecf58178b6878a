import ArgumentParser
import Casework
import Foundation
import Logging
import Register
import Storage

/// Registrations a second through the only door, durable, on both engines.
struct RegistrationBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "register", abstract: "Registrations a second through Registrar, durable.")
    @Option(help: "Registrations at once on SQLite.") var callers = 256
    @Option(help: "Registrations in the crowded part.") var count = 20_000
    @Option(help: "PostgreSQL conninfo; without one that engine is left out.") var postgres: String?
    @Option(help: "Transactions a second of pgbench TPC-B with as many clients on the same server.") var pgbench: Double?
    @Option(help: "PostgreSQL clients.") var clients = 16
    @Option(help: "Folder for the SQLite database: on the disk that is meant.") var folder = "var/bench"

    func run() async throws {
        var report = Report()
        try await sqlite(&report)
        if let postgres { try await self.postgres(postgres, &report) }
        report.close()
    }

    private func sqlite(_ report: inout Report) async throws {
        report.heading("registrations, SQLite, each durable before its answer")
        let alone = 2_000
        let (single, crowd) = try await BenchDatabase.scratch("register", in: folder) { database in
            let book = try await SaleBook(database: database, homes: count + alone)
            return (try await book.sell(0..<alone, callers: 1), try await book.sell(alone..<alone + count, callers: callers))
        }
        report.figure("one caller, one transaction a commit", "\(single.shown)/s")
        report.goal("\(callers) callers", crowd, atLeast: 5_000, unit: "/s")
        report.goal("ratio to one transaction a commit", crowd / single, atLeast: 8, unit: "x")
    }

    private func postgres(_ conninfo: String, _ report: inout Report) async throws {
        report.heading("registrations, PostgreSQL, \(clients) clients")
        let rate = try await BenchDatabase.postgres(conninfo, clients: clients) { database in
            try await SaleBook(database: database, homes: count).sell(0..<count, callers: clients)
        }
        report.besidePgbench("registrations", rate, pgbench, atLeast: 0.5)
    }
}
