import AsyncHTTPClient
import Casework
import Foundation
import Ledger
import Logging
import Portal
import Register
import Storage

/// From a registration to its proof under a checkpoint that two witnesses have cosigned, while others register.
struct WitnessedFigures {
    let folder: String
    let program: Program
    private static let callers = 32
    /// Registrations a second of all callers: ten times what a city of ten millions has in its busiest hour.
    private static let rate = 400.0

    func measure(seconds: Int, _ report: inout Report) async throws {
        report.heading("registration to a signed proof that two of two witnesses have cosigned, \(Int(Self.rate)) registrations a second")
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let signer = try Ed25519Signer(name: "bench.example/log", seed: Array(repeating: 7, count: 32))
        var witnesses: [Process] = []
        defer { for witness in witnesses { witness.terminate() } }
        var policy = ""
        for name in ["housing", "court"] {
            let own = ["witness", "--data", "\(folder)/\(name)", "--name", "witness.example/\(name)", "--log", signer.verifier.vkey]
            let key = try program.text(own + ["--print-key"])
            let (process, port) = try await program.serve(own, folder: folder)
            witnesses.append(process)
            policy += "witness \(name) \(key) http://127.0.0.1:\(port)\n"
        }
        let parsed = try WitnessPolicy(text: policy + "group both all housing court\nquorum both\n")
        let count = Int(Self.rate) * seconds
        let database = try await openDatabase(.sqlite(path: "\(folder)/book.sqlite"), logger: Logger(label: "bench"))
        let book = try await SaleBook(database: database, homes: count)
        let now: @Sendable () -> Moment = { Moment(microseconds: Int64(Date().timeIntervalSince1970 * 1e6)) }
        let sequencer = try LogSequencer(database: database, signing: LogSigning([signer]), logger: Logger(label: "bench"), now: now)
        while try await sequencer.sequence() > 0 {}
        let publisher = WitnessPublisher(
            database: database, log: signer.verifier, policy: parsed, logger: Logger(label: "bench"), now: now, post: WitnessPost.make(.shared))
        _ = try await publisher.publish()
        let services = [Task { try await sequencer.run() }, Task { try await publisher.run() }]
        let (registered, proved) = try await register(count, book, sequencer, database)
        for service in services { service.cancel() }
        await database.close()
        try? FileManager.default.removeItem(atPath: folder)
        report.figure("registration, median", "\(registered.quantile(0.5).shown) ms")
        report.goal("registration, p99", registered.quantile(0.99), under: 200, unit: " ms")
        report.figure("proof after the registration began, median", "\(proved.quantile(0.5).shown) ms (of \(proved.count))")
        report.goal("proof after the registration began, p99", proved.quantile(0.99), under: 1_000, unit: " ms")
    }

    /// Every caller registers at its times, whatever the others do; one in eight waits for its proof before it goes on.
    private func register(_ count: Int, _ book: SaleBook, _ sequencer: LogSequencer, _ database: any Database) async throws -> (Times, Times) {
        let began = ContinuousClock.now
        return try await withThrowingTaskGroup(of: (Times, Times).self) { group in
            for caller in 0..<Self.callers {
                group.addTask {
                    var registered = Times()
                    var proved = Times()
                    for home in stride(from: caller, to: count, by: Self.callers) {
                        let due = began + .microseconds(Int(Double(home) / Self.rate * 1e6))
                        if due > .now { try await Task.sleep(until: due, clock: .continuous) }
                        let start = ContinuousClock.now
                        let entry = try await book.sell(home)
                        sequencer.nudge()
                        registered.add(ContinuousClock.now - start)
                        guard caller % 8 == 0 else { continue }
                        while try await database.read({ try LogReader.firstReceipt(ofLeaf: "act:\(entry.text)", witnessed: true, in: $0) }) == nil {
                            try await Task.sleep(for: .milliseconds(5))
                        }
                        proved.add(ContinuousClock.now - start)
                    }
                    return (registered, proved)
                }
            }
            return try await group.reduce(into: (Times(), Times())) {
                $0.0.merge($1.0)
                $0.1.merge($1.1)
            }
        }
    }
}
