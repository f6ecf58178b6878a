import ArgumentParser
import AsyncHTTPClient
import Foundation

/// The public query of one unit beside an empty route of the same server.
struct UnitBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "unit", abstract: "Unit query API: requests a second beside an empty route.")
    @Option(help: "Where the registry listens.") var origin: String
    @Option(help: "The registry's database.") var database: String
    @Option(help: "Connections.") var callers = 32
    @Option(help: "Seconds for each.") var seconds = 6

    func run() async throws {
        let load = HTTPLoad(callers: callers)
        let turn = Duration.milliseconds(seconds * 1_000 / 3)
        let facts = try await BookFacts(database: database)
        let origin = origin
        // The two take turns, so that what else the machine does meets both alike.
        var empty = 0.0
        var query = 0.0
        for _ in 0..<3 {
            empty += try await load.rate(for: turn) { _ in "\(origin)/healthz" } / 3
            query += try await load.rate(for: turn) { "\(origin)/api/v1/units/\(facts.queries[$0 % facts.queries.count])" } / 3
        }
        try await load.http.shutdown()
        var report = Report()
        report.heading("unit query, \(facts.units) units, \(callers) connections")
        report.figure("empty route (/healthz)", "\(empty.shown)/s")
        report.goal("unit query, ratio to the empty route (\(query.shown)/s)", query / empty, atLeast: 0.5, unit: "x")
        report.close()
    }
}
