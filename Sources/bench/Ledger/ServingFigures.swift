import AsyncHTTPClient
import Casework
import Foundation
import Ledger
import Logging
import Storage

/// Proofs and tiles out of the imported log, and how long a browser's code needs to verify a receipt.
struct ServingFigures {
    let city: ImportedCity
    let program: Program

    func measure(_ report: inout Report) async throws {
        let database = try await openDatabase(.sqlite(path: "\(city.data)/dengbu.sqlite"), logger: Logger(label: "bench"))
        let size = Int(try await database.read { try LogRecords.size(in: $0) })
        report.heading("proofs and tiles of a log of \(size) entries")
        let proofs = 20_000
        let each = try await database.read { connection in
            var reader = TreeReader(size: size, source: LogRecords.tiles(in: connection))
            // The tiles of the upper levels are read once.
            _ = try reader.inclusionProof(of: 0)
            let began = ContinuousClock.now
            for _ in 0..<proofs { _ = try reader.inclusionProof(of: Int.random(in: 0..<size)) }
            return (ContinuousClock.now - began).inSeconds / Double(proofs) * 1e6
        }
        report.goal("inclusion proof of any entry, tiles from the database", each, under: 100, unit: " µs")
        let receipt = try await database.read { try LogReader.receipt(ofIndex: Int64(size / 3), in: $0) }
        await database.close()
        try await tiles(size, &report)
        if let receipt { try browser(receipt, &report) }
    }

    private func tiles(_ size: Int, _ report: inout Report) async throws {
        let (server, port) = try await program.serve(
            ["serve", "--data", city.data, "--resources", program.resources, "--catalogue", "\(program.resources)/catalogue", "--trusted-proxies", "1"],
            folder: city.folder)
        defer { server.terminate() }
        let origin = "http://127.0.0.1:\(port)"
        let full = size / TileID.fullWidth
        let paths = try (0..<4_096).map { _ in try TileID(level: 0, index: Int.random(in: 0..<full)).path }
        let bundles = (0..<4_096).map { _ in EntryBundle.path(index: Int.random(in: 0..<full)) }
        let load = HTTPLoad(callers: 32)
        var empty = 0.0, tile = 0.0, bundle = 0.0, packed = 0.0, kept = 0.0
        // They take turns, so that what else the machine does meets all alike.
        for _ in 0..<4 {
            empty += try await load.rate(for: .seconds(2)) { _ in "\(origin)/healthz" } / 4
            tile += try await load.rate(for: .seconds(2)) { "\(origin)/log/\(paths[$0 % paths.count])" } / 4
            bundle += try await load.rate(for: .milliseconds(500)) { "\(origin)/log/\(bundles[$0 % bundles.count])" } / 4
            // Of the whole log few are kept; of the last ones, which those read who follow it, all.
            packed += try await load.rate(for: .milliseconds(500), accepting: "gzip") { "\(origin)/log/\(bundles[$0 % bundles.count])" } / 4
            kept += try await load.rate(for: .milliseconds(500), accepting: "gzip") { "\(origin)/log/\(EntryBundle.path(index: max(0, full - 1 - $0 % 64)))" } / 4
        }
        try await load.http.shutdown()
        report.figure("empty route (/healthz), 32 connections", "\(empty.shown)/s")
        report.figure("bundles of 256 entries, plain", "\(bundle.shown)/s")
        report.figure("bundles by gzip, of the whole log / the last 64", "\(packed.shown) / \(kept.shown)/s")
        report.goal("tiles, ratio to the empty route (\(tile.shown)/s)", tile / empty, atLeast: 0.6, unit: "x")
    }

    /// `Public/modules/ledger.js`, run by node with its Web Crypto: the code and the interface that browsers have.
    private func browser(_ receipt: Receipt, _ report: inout Report) throws {
        let file = "\(city.folder)/receipt.tlog-proof"
        try Data(receipt.encoded).write(to: URL(fileURLWithPath: file))
        let key = try program.text(["key", "log", "--data", city.data])
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["node", "\(program.resources)/scripts/time-receipt.mjs", file, key]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        process.waitUntilExit()
        guard process.terminationStatus == 0, let median = Double(text) else { return report.figure("verification of a receipt (node)", "not measured: node has not run it") }
        report.goal("verification of a receipt by ledger.js (node), median", median, under: 5, unit: " ms")
    }
}
