import ArgumentParser
import Casework
import Foundation
import Ledger
import Logging
import Register
import Storage

/// The log's map of units: proofs and changes in memory, and the sequencer with the map on a database.
struct MapBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "map", abstract: "The map of units: proofs, changes, and the sequencer that keeps it.")
    @Option(help: "Units in the map.") var keys = 1_000_000
    @Option(help: "An empty database for the sequencer (sqlite:… or postgres://…); without one only memory is measured.") var database: String?
    @Option(help: "Entries that the sequencer places, each of another unit.") var entries = 100_000

    private static let batch = 4_096

    func run() async throws {
        var report = Report()
        report.heading("map of \(Double(keys).shown) units in memory")
        try memory(&report)
        if let database { try await sequencer(database, &report) }
        report.close()
    }

    private func key(_ number: Int) -> Digest32 { .mapKey("unit \(number)") }

    private func memory(_ report: inout Report) throws {
        let clock = ContinuousClock()
        var map = MemoryMap()
        var next = 0
        while next < keys {
            var changes: [Digest32: Digest32] = [:]
            for number in next..<min(keys, next + 65_536) { changes[key(number)] = .of([UInt8(truncatingIfNeeded: number)]) }
            next += changes.count
            map.store(try MapUpdate(changes, to: map).tiles)
        }
        let root = try map.mapRoot()
        let bytes = map.stored.values.reduce(0) { $0 + $1.count }
        report.figure("tiles", "\(Double(map.stored.count).shown) of \((Double(bytes) / Double(map.stored.count)).shown) bytes")

        var made = Times()
        var verified = Times()
        var hashes = 0
        for _ in 0..<20_000 {
            // Half of them of units that it doesn't have.
            let asked = key(.random(in: 0..<(2 * keys)))
            let start = clock.now
            let proof = try map.proof(of: asked)
            let middle = clock.now
            _ = try proof.value(of: asked, root: root)
            verified.add(clock.now - middle)
            made.add(middle - start)
            hashes += proof.hashes.count
        }
        report.figure("hashes of a proof", (Double(hashes) / 20_000).shown)
        report.goal("proof made, median", made.quantile(0.5) * 1_000, under: 100, unit: " µs")
        report.figure("proof made, p99", "\((made.quantile(0.99) * 1_000).shown) µs")
        report.goal("proof verified, median", verified.quantile(0.5) * 1_000, under: 100, unit: " µs")

        var times = Times()
        var tiles = 0
        for _ in 0..<20 {
            var changes: [Digest32: Digest32] = [:]
            while changes.count < Self.batch { changes[key(.random(in: 0..<keys))] = .of([UInt8.random(in: 0...255)]) }
            let start = clock.now
            let update = try MapUpdate(changes, to: map)
            times.add(clock.now - start)
            tiles += update.tiles.count
            map.store(update.tiles)
        }
        let rate = Double(Self.batch) / (times.quantile(0.5) / 1_000)
        report.figure("tiles that a batch of \(Self.batch) changes touches", (Double(tiles) / 20).shown)
        report.goal("changes hashed, batches of \(Self.batch)", rate, atLeast: 20_000, unit: "/s")
    }

    /// Every entry is an act of a unit of its own: the worst that the map has to do for an entry.
    private func sequencer(_ url: String, _ report: inout Report) async throws {
        guard let location = DatabaseLocation(url: url) else { throw ValidationError("not a database: \(url)") }
        let quiet = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
        let database = try await openDatabase(location, logger: quiet)
        try await database.migrate(CaseOffice.migrations)
        let signer = try Ed25519Signer(name: "bench.example/log", seed: Array(repeating: 7, count: 32))
        let sequencer = try LogSequencer(database: database, signing: LogSigning([signer]), logger: quiet) { Moment(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }
        report.heading("sequencer on \(location.engine), every entry an act of another unit")
        // The same bytes without a unit first: what the log costs without the map.
        for (name, type) in [("entries placed, no unit in them", "test"), ("entries placed, each of another unit", "act"), ("entries placed, each changes its unit", "act")] {
            let tag = name.hashValue
            for start in stride(from: 0, to: entries, by: 10_000) {
                let end = min(entries, start + 10_000)
                try await database.write { connection in
                    for number in start..<end {
                        let entry =
                            "{\"at\":\"2026-11-24T01:56:55.000123+08:00\",\"commitment\":\"\(String(repeating: "ab", count: 32))\",\"entry\":\"\(number)\",\"kind\":\"transfer\",\"previous\":null,\"state\":\"\(String(repeating: "cd", count: 32))\",\"type\":\"\(type)\",\"unit\":\"360102001001GB00001F\(String(format: "%08d", number))\",\"v\":2,\"version\":1}"
                        try LogRecords.append(leafID: "\(tag):\(number)", entry: Array(entry.utf8), in: connection)
                    }
                }
            }
            let started = ContinuousClock.now
            while try await sequencer.sequence() > 0 {}
            let rate = Double(entries) / (ContinuousClock.now - started).inSeconds
            report.goal(name, rate, atLeast: 10_000, unit: "/s")
        }
        await database.close()
    }
}
