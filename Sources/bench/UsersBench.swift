import ArgumentParser
import AsyncHTTPClient
import Foundation
import NIOCore

/// Many people at work at once on a large city: officials who search and look at their queue, citizens who register.
struct UsersBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "users", abstract: "200 simulated users on a loaded city: register, search, work queue.")
    @Option(help: "Where the registry listens.") var origin: String
    @Option(help: "The loaded city's file.") var city: String
    @Option(help: "The registry's database.") var database: String
    @Option(parsing: .upToNextOption, help: "Officials' user names; their one password is read from standard input.") var official: [String]
    @Option(help: "Officials at work.") var officials = 150
    @Option(help: "Citizens who register.") var citizens = 50
    @Option(help: "Seconds of work.") var seconds = 30
    @Option(help: "Seconds in which officials sign in before anything is measured: checking a password is slow by intent.") var morning = 45

    private struct Measured: Sendable {
        var register = Times()
        var search = Times()
        var queue = Times()
        var failures: [String] = []

        mutating func merge(_ other: Measured) {
            register.merge(other.register)
            search.merge(other.search)
            queue.merge(other.queue)
            failures += other.failures
        }
    }

    func run() async throws {
        guard !official.isEmpty else { throw ValidationError("no official is named") }
        guard let password = readLine(strippingNewline: true) else { throw ValidationError("the password is read from standard input") }
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = officials + citizens
        let http = HTTPClient(configuration: configuration)
        let facts = try await BookFacts(database: database)
        let buyers = try await facts.free(try CityFile.readyBuyers(path: city).shuffled(), atMost: citizens * seconds)
        let begin = ContinuousClock.now + .seconds(morning)
        let end = begin + .seconds(seconds)
        var all = Measured()
        await withTaskGroup(of: Measured.self) { group in
            for index in 0..<officials {
                let desk = OfficialUser(name: official[index % official.count], password: password, address: "10.200.\(index / 250).\(index % 250 + 1)", origin: origin, http: http)
                group.addTask { await work(desk, facts, from: begin, until: end) }
            }
            for index in 0..<citizens {
                let own = stride(from: index, to: buyers.count, by: citizens).map { buyers[$0] }
                group.addTask { await register(own, index, http, from: begin, until: end) }
            }
            for await one in group { all.merge(one) }
        }
        try await http.shutdown()
        report(all, units: facts.units)
    }

    private func report(_ all: Measured, units: Int64) {
        var report = Report()
        report.heading("\(officials + citizens) users at once, \(units) units, \(seconds) s")
        let requests = all.register.count + all.search.count + all.queue.count
        report.figure("requests measured", "\(requests) (\((Double(requests) / Double(seconds)).shown)/s)")
        report.goal("register (signed and handed in), p95", all.register.quantile(0.95), under: 100, unit: " ms")
        report.goal("search the register, p95", all.search.quantile(0.95), under: 20, unit: " ms")
        report.goal("work queue, p95", all.queue.quantile(0.95), under: 40, unit: " ms")
        report.figure("medians: register, search, queue", "\(all.register.quantile(0.5).shown), \(all.search.quantile(0.5).shown), \(all.queue.quantile(0.5).shown) ms")
        report.figure("failures", "\(all.failures.count) \(all.failures.first ?? "")")
        report.close()
    }

    private func think() async throws { try await Task.sleep(for: .milliseconds(Int.random(in: 500...1_500))) }

    private func work(_ desk: OfficialUser, _ facts: BookFacts, from begin: ContinuousClock.Instant, until end: ContinuousClock.Instant) async -> Measured {
        var measured = Measured()
        do {
            // Not all open their browser in the same moment.
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...(max(1, morning - 3) * 1_000))))
            let session = try await desk.signIn()
            try await Task.sleep(until: begin)
            while ContinuousClock.now < end {
                try await think()
                let started = ContinuousClock.now
                if Int.random(in: 0..<10) < 6, let query = facts.queries.randomElement() {
                    try await desk.search(query, session)
                    measured.search.add(ContinuousClock.now - started)
                } else {
                    try await desk.queue(session)
                    measured.queue.add(ContinuousClock.now - started)
                }
            }
        } catch {
            measured.failures.append(String("\(error)".prefix(160)))
        }
        return measured
    }

    private func register(_ buyers: [CityFile.Buyer], _ index: Int, _ http: HTTPClient, from begin: ContinuousClock.Instant, until end: ContinuousClock.Instant) async -> Measured {
        var measured = Measured()
        try? await Task.sleep(until: begin)
        for (number, buyer) in buyers.enumerated() where ContinuousClock.now < end {
            do {
                let citizen = Citizen(buyer: buyer, address: "10.\(100 + index).\(number / 250).\(number % 250 + 1)", origin: origin, http: http)
                let ready = try await citizen.prepare()
                try await think()
                measured.register.add(try await ready.submitAndPay())
                try await think()
            } catch {
                measured.failures.append(String("\(error)".prefix(160)))
            }
        }
        return measured
    }
}
