import Casework
import Foundation
import Ledger
import Logging
import Register
import Storage

/// The log while others write to it: entries of many callers, each durable before its caller goes on, placed and signed by the sequencer.
struct LiveFigures {
    let folder: String
    private static let callers = 512

    func measure(entries: Int, _ report: inout Report) async throws {
        report.heading("the live log, SQLite, \(Self.callers) callers")
        try? FileManager.default.removeItem(atPath: folder)
        let database = try await openDatabase(.sqlite(path: "\(folder)/book.sqlite"), logger: Logger(label: "bench"))
        try await database.migrate(CaseOffice.migrations)
        let signer = try Ed25519Signer(name: "bench.example/log", seed: Array(repeating: 7, count: 32))
        let sequencer = try LogSequencer(
            database: database, signing: LogSigning([signer]), logger: Logger(label: "bench"), now: { Moment(microseconds: Int64(Date().timeIntervalSince1970 * 1e6)) })
        let began = ContinuousClock.now
        let written = try await withThrowingTaskGroup(of: Void.self, returning: Duration.self) { group in
            for caller in 0..<Self.callers {
                group.addTask {
                    for number in stride(from: caller, to: entries, by: Self.callers) {
                        let entry = Array("{\"at\":\"2026-11-29T00:00:00.000000+08:00\",\"commitment\":\"\(String(repeating: "a", count: 64))\",\"number\":\(number)}".utf8)
                        try await database.write { try LogRecords.append(leafID: "look:360100:bench:\(number)", entry: entry, in: $0) }
                    }
                }
            }
            let sequencing = Task {
                while !Task.isCancelled {
                    if try await sequencer.sequence() == 0 { try await Task.sleep(for: .milliseconds(2)) }
                }
            }
            try await group.waitForAll()
            let written = ContinuousClock.now - began
            while try await database.read({ try LogRecords.size(in: $0) }) < Int64(entries) { try await Task.sleep(for: .milliseconds(2)) }
            sequencing.cancel()
            return written
        }
        let placed = ContinuousClock.now - began
        await database.close()
        try? FileManager.default.removeItem(atPath: folder)
        report.figure("entries durable, their callers answered", "\((Double(entries) / written.inSeconds).shown)/s")
        report.goal("entries durable, placed and signed", Double(entries) / placed.inSeconds, atLeast: 10_000, unit: "/s")
    }
}
