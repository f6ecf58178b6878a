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
    @Option(help: "NAME=PID of a process whose processor time for each case is told as well.") var process: [String] = []

    func run() async throws {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = callers * 2
        let http = HTTPClient(configuration: configuration)
        let buyers = try await BookFacts(database: database).free(try CityFile.readyBuyers(path: city).shuffled(), atMost: idle + cases)
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
            report.processorTime(crowd.processorTime, of: crowd.finished.count, "a case")
            report.figure("finished / failed", "\(crowd.finished.count) / \(crowd.failures.count)")
            report.failures(crowd.failures + alone.failures)
            report.close()
        } catch {
            try? await http.shutdown()
            throw error
        }
        try await http.shutdown()
    }

    private struct Outcome: Sendable {
        var finished: [String] = []
        var failures: [String] = []
        var preparedRate = 0.0
        var rate = 0.0
        /// Milliseconds of each process, from the first signature to the last certificate.
        var processorTime: [String: Double] = [:]
    }

    /// Prepares all applications; then each citizen submits, pays and looks for the certificate.
    private func run(_ buyers: some Collection<CityFile.Buyer> & Sendable, http: HTTPClient, callers: Int) async throws -> Outcome {
        var outcome = Outcome()
        let clock = ContinuousClock()
        let offset = Int.random(in: 0..<200)
        let citizens = buyers.enumerated().map { index, buyer in
            Citizen(buyer: buyer, address: "10.\(offset).\(index / 250).\(index % 250 + 1)", origin: origin, http: http)
        }
        let begun = clock.now
        let (ready, unready) = await Crowd.each(citizens, callers: callers) { try await $0.prepare() }
        outcome.preparedRate = Double(citizens.count) / (clock.now - begun).inSeconds
        outcome.failures = unready
        let before = try ProcessorTime.of(processes: process)
        let started = clock.now
        await finish(ready, callers: callers, into: &outcome)
        outcome.rate = Double(outcome.finished.count) / (clock.now - started).inSeconds
        outcome.processorTime = try ProcessorTime.of(processes: process).merging(before) { $0 - $1 }
        return outcome
    }

    private enum Stage: Sendable {
        case paid(Citizen.Ready)
        case certified(String)
        case failed(String, hadPaid: Bool)
    }

    /// Alone, the next citizen waits for this one's certificate; in a crowd nobody waits for another's, and everybody looks for their own.
    private func finish(_ ready: [Citizen.Ready], callers: Int, into outcome: inout Outcome) async {
        await withTaskGroup(of: Stage.self) { group in
            var next = ready.makeIterator()
            func submit() {
                guard let ready = next.next() else { return }
                group.addTask {
                    do {
                        try await ready.submitAndPay()
                        return .paid(ready)
                    } catch { return .failed(Self.short(error), hadPaid: false) }
                }
            }
            for _ in 0..<callers { submit() }
            for await stage in group {
                switch stage {
                case .paid(let ready):
                    group.addTask {
                        do {
                            try await waitUntilCertified(ready, every: callers == 1 ? .milliseconds(40) : .milliseconds(500))
                            return .certified(ready.caseID)
                        } catch { return .failed(Self.short(error), hadPaid: true) }
                    }
                    if callers > 1 { submit() }
                case .certified(let id):
                    outcome.finished.append(id)
                    if callers == 1 { submit() }
                case .failed(let why, let hadPaid):
                    outcome.failures.append(why)
                    if !hadPaid || callers == 1 { submit() }
                }
            }
        }
    }

    private static func short(_ error: any Error) -> String { String("\(error)".prefix(160)) }

    private func waitUntilCertified(_ ready: Citizen.Ready, every pause: Duration) async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        repeat {
            try await Task.sleep(for: pause)
            if try await ready.isCertified() { return }
        } while ContinuousClock.now < deadline
        throw Citizen.Failed(description: "no certificate within 30 s")
    }


    /// From the action `submitted` to the action `certified`, as the cases themselves say.
    private func times(of cases: [String]) async throws -> Times {
        try await BenchDatabase.read(database) { connection in
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
