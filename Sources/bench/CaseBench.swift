import ArgumentParser
import AsyncHTTPClient
import Foundation
import Logging
import NIOCore
import Storage

/// The whole of case 1 over HTTP, with the departments in a process of their own.
struct CaseBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "case", abstract: "Case 1 over HTTP, from the signature to the sealed certificate.")
    @Option(help: "Where the registry listens.") var origin: String
    @Option(help: "The loaded city's file.") var city: String
    @Option(help: "The registry's database: times are read from the cases' own actions.") var database: String
    @Option(help: "Cases one after the other.") var idle = 40
    @Option(help: "Cases in the crowded part.") var cases = 1_500
    @Option(help: "Citizens at once.") var callers = 64

    func run() async throws {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = callers * 2
        let http = HTTPClient(configuration: configuration)
        let taken = try await BookFacts(database: database).taken
        let buyers = try CityFile.readyBuyers(path: city).filter { !taken.contains($0.unit) }.shuffled()
        guard buyers.count >= idle + 10 else { throw ValidationError("the city has only \(buyers.count) buyers who can register alone") }
        var report = Report()
        do {
            report.heading("case 1 over HTTP, departments in another process")
            let alone = try await run(buyers.prefix(idle), http: http, callers: 1)
            let times = try await times(of: alone.finished)
            report.goal("one citizen at a time: submitted to certificate, p50", times.quantile(0.5), under: 300, unit: " ms")
            report.goal("one citizen at a time: submitted to certificate, p99", times.quantile(0.99), under: 1_500, unit: " ms")
            let crowd = try await run(buyers.dropFirst(idle).prefix(cases), http: http, callers: callers)
            let crowded = try await self.times(of: crowd.finished)
            report.figure("signed in and filled in", "\(crowd.preparedRate.shown)/s")
            report.goal("\(callers) citizens at once: submitted to certificate", crowd.rate, atLeast: 150, unit: " cases/s")
            report.figure("meanwhile, submitted to certificate, p50 / p99", "\(crowded.quantile(0.5).shown) / \(crowded.quantile(0.99).shown) ms")
            report.figure("finished / failed", "\(crowd.finished.count) / \(crowd.failures.count)")
            for (failure, count) in Dictionary(grouping: crowd.failures + alone.failures, by: { $0 }).mapValues(\.count).sorted(by: { $0.value > $1.value }).prefix(5) {
                report.figure("  failure", "\(count) × \(failure)")
            }
            report.close()
        } catch {
            try? await http.shutdown()
            throw error
        }
        try await http.shutdown()
    }

    private func withDatabase<T: Sendable>(_ work: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        guard let location = DatabaseLocation(url: database) else { throw ValidationError("not a database: \(database)") }
        let opened = try await openDatabase(location, logger: Logger(label: "bench"))
        do {
            let result = try await opened.read(work)
            await opened.close()
            return result
        } catch {
            await opened.close()
            throw error
        }
    }

    private struct Outcome: Sendable {
        var finished: [String] = []
        var failures: [String] = []
        var preparedRate = 0.0
        var rate = 0.0
    }

    /// Prepares all applications, then submits and pays them, and waits for the last certificate.
    private func run(_ buyers: some Collection<CityFile.Buyer> & Sendable, http: HTTPClient, callers: Int) async throws -> Outcome {
        var outcome = Outcome()
        let clock = ContinuousClock()
        let offset = Int.random(in: 0..<200)
        let citizens = buyers.enumerated().map { index, buyer in
            Citizen(buyer: buyer, address: "10.\(offset).\(index / 250).\(index % 250 + 1)", origin: origin, http: http)
        }
        let begun = clock.now
        let (ready, unready) = await all(citizens, callers: callers) { try await $0.prepare() }
        outcome.preparedRate = Double(citizens.count) / (clock.now - begun).inSeconds
        let started = clock.now
        let (paid, unpaid) = await all(ready, callers: callers) { ready in
            try await ready.submitAndPay()
            // Alone, the next waits for this one's certificate; in a crowd nobody waits for another.
            if callers == 1 { try await waitUntilCertified(ready) }
            return ready
        }
        outcome.failures = unready + unpaid
        let (done, late) = await all(paid, callers: 8) { ready in
            try await waitUntilCertified(ready)
            return ready.caseID
        }
        outcome.rate = Double(done.count) / (clock.now - started).inSeconds
        outcome.finished = done
        outcome.failures += late
        return outcome
    }

    private func waitUntilCertified(_ ready: Citizen.Ready) async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while try await !ready.isCertified() {
            guard ContinuousClock.now < deadline else { throw Citizen.Failed(description: "no certificate within 30 s") }
            try await Task.sleep(for: .milliseconds(40))
        }
    }

    private func all<In: Sendable, Out: Sendable>(
        _ inputs: [In], callers: Int, _ work: @escaping @Sendable (In) async throws -> Out
    ) async -> (done: [Out], failures: [String]) {
        await withTaskGroup(of: (Out?, String?).self) { group in
            var next = inputs.makeIterator()
            var done: [Out] = []
            var failures: [String] = []
            func start() {
                guard let input = next.next() else { return }
                group.addTask {
                    do { return (try await work(input), nil) } catch { return (nil, String("\(error)".prefix(160))) }
                }
            }
            for _ in 0..<callers { start() }
            for await (output, failure) in group {
                if let output { done.append(output) }
                if let failure { failures.append(failure) }
                start()
            }
            return (done, failures)
        }
    }

    /// From the action `submitted` to the action `certified`, as the cases themselves say.
    private func times(of cases: [String]) async throws -> Times {
        try await withDatabase { connection in
            var times = Times()
            for id in cases {
                let row = try connection.row(
                    """
                    SELECT MIN(CASE WHEN kind = 'submitted' THEN at END) AS submitted, MAX(CASE WHEN kind = 'certified' THEN at END) AS certified
                    FROM case_action WHERE region = '360100' AND case_id = \(id)
                    """)
                if let row, let from = try row.intIfPresent("submitted"), let to = try row.intIfPresent("certified") { times.add(.microseconds(to - from)) }
            }
            return times
        }
    }
}
