import ArgumentParser
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// The public query of one unit beside an empty route of the same server.
struct UnitBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "unit", abstract: "Unit query API: requests a second beside an empty route.")
    @Option(help: "Where the registry listens.") var origin: String
    @Option(help: "The registry's database.") var database: String
    @Option(help: "Connections.") var callers = 32
    @Option(help: "Seconds for each.") var seconds = 6

    func run() async throws {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = callers
        let http = HTTPClient(configuration: configuration)
        let facts = try await BookFacts(database: database)
        let origin = origin
        // The two take turns, so that what else the machine does meets both alike.
        var empty = 0.0
        var query = 0.0
        for _ in 0..<3 {
            empty += try await rate(http) { _ in "\(origin)/healthz" } / 3
            query += try await rate(http) { "\(origin)/api/v1/units/\(facts.queries[$0 % facts.queries.count])" } / 3
        }
        try await http.shutdown()
        var report = Report()
        report.heading("unit query, \(facts.units) units, \(callers) connections")
        report.figure("empty route (/healthz)", "\(empty.shown)/s")
        report.goal("unit query, ratio to the empty route (\(query.shown)/s)", query / empty, atLeast: 0.5, unit: "x")
        report.close()
    }

    /// - Returns: answers of status 200 a second.
    private func rate(_ http: HTTPClient, _ url: @escaping @Sendable (Int) -> String) async throws -> Double {
        let end = ContinuousClock.now + .milliseconds(seconds * 1_000 / 3)
        let started = ContinuousClock.now
        let total = try await withThrowingTaskGroup(of: Int.self) { group in
            for caller in 0..<callers {
                group.addTask {
                    var count = 0
                    while ContinuousClock.now < end {
                        var request = HTTPClientRequest(url: url(caller * 131 + count * 17))
                        // As a proxy passes on many clients, none of which meets its limit.
                        request.headers.add(name: "X-Forwarded-For", value: "10.\(caller).\(count / 200 % 250).\(Int.random(in: 1...250))")
                        let answer = try await http.execute(request, timeout: .seconds(10))
                        _ = try await answer.body.collect(upTo: 1 << 20)
                        guard answer.status == .ok else { throw Citizen.Failed(description: "\(request.url) answered \(answer.status)") }
                        count += 1
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
        return Double(total) / (ContinuousClock.now - started).inSeconds
    }
}
