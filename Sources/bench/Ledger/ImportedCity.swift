import Foundation
import Ledger
import Logging
import Storage

/// A register's records, imported by `dengbu import` into a data folder, beside hashing and storing the same bytes alone.
struct ImportedCity: Sendable {
    let program: Program
    let folder: String
    let records: Int

    var data: String { "\(folder)/data" }
    private var file: String { "\(folder)/records-\(records).jsonl" }

    /// - Returns: how many records a second hashing and storing their bytes alone would be.
    func measure(_ report: inout Report) async throws -> Double {
        report.heading("import of \(records) records, SQLite, durable, each with its proof")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try? FileManager.default.removeItem(atPath: data)
        if !FileManager.default.fileExists(atPath: file) {
            _ = FileManager.default.createFile(atPath: file, contents: nil)
            guard let handle = FileHandle(forWritingAtPath: file) else { throw Program.Failed(description: "can't write \(file)") }
            try await program.run(["import", "--sample", String(records), "--seed", "1", "--data", data], output: handle)
            try handle.close()
        }
        let run = try await program.run(["import", file, "--data", data, "--quiet"])
        let rate = Double(records) / run.seconds
        let peer = try await peer()
        let size = (try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int ?? 0) / 1_048_576
        report.figure("the file; entries and kept records stored", "\(size) MB; \(peer.bytes / 1_048_576) MB")
        report.figure("hashing and storing the same bytes alone", "\(peer.rate.shown)/s (\(peer.hashed.shown)/s hashing alone)")
        report.goal("import, from the command to its end", rate, atLeast: 100_000, unit: "/s")
        report.goal("ratio to hashing and storing the same bytes", rate / peer.rate, atLeast: 0.4, unit: "x")
        report.goal("most resident memory", run.megabytes, under: 500, unit: " MB")
        return peer.rate
    }

    /// The same file into a PostgreSQL on this machine, which shares its processors with the import.
    func measure(on database: String, peer: Double, _ report: inout Report) async throws {
        report.heading("import of \(records) records, PostgreSQL on the same machine, durable, each with its proof")
        let own = "\(folder)/data-postgres"
        try? FileManager.default.removeItem(atPath: own)
        let run = try await program.run(["import", file, "--data", own, "--database", database, "--quiet"])
        report.figure("import, from the command to its end", "\((Double(records) / run.seconds).shown)/s")
        report.figure("ratio to hashing and storing the same bytes", "\((Double(records) / run.seconds / peer).shown)x")
        report.figure("most resident memory of the command", "\(run.megabytes.shown) MB")
    }

    /// The leaf hash of each entry, a hash of each page of kept records, and one write of both to a file with a sync for each batch:
    /// what no way of putting them on a log can do without. Reading them from the database isn't counted.
    private func peer() async throws -> (rate: Double, hashed: Double, bytes: Int) {
        let database = try await openDatabase(.sqlite(path: "\(data)/dengbu.sqlite"), logger: Logger(label: "bench"))
        let path = "\(folder)/peer.bin"
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        guard let output = FileHandle(forWritingAtPath: path) else { throw Program.Failed(description: "can't write \(path)") }
        let clock = ContinuousClock()
        var hashing = Duration.zero
        var storing = Duration.zero
        var bytes = 0
        let batch = 16_384
        let batches = (records + batch - 1) / batch
        let (region, digest, pages) = try await database.read { connection in
            guard let file = try connection.row("SELECT region, digest /* reads all: one row */ FROM log_import") else { throw Program.Failed(description: "nothing was imported") }
            let region = try file.text("region"), digest = try file.blob("digest")
            let last = try connection.row("SELECT page FROM log_import_page WHERE region = \(region) AND digest = \(digest) ORDER BY page DESC LIMIT 1")
            return (region, digest, Int(try last?.int("page") ?? -1) + 1)
        }
        for number in 0..<batches {
            let first = number * batch
            let (entries, sealed) = try await database.read { connection in
                (
                    try connection.rows("SELECT entry FROM log_entry WHERE leaf_index >= \(first) AND leaf_index < \(first + batch) ORDER BY leaf_index").map { try $0.blob("entry") },
                    try connection.rows(
                        """
                        SELECT sealed FROM log_import_page
                        WHERE region = \(region) AND digest = \(digest) AND page >= \(number * pages / batches) AND page < \((number + 1) * pages / batches) ORDER BY page
                        """
                    ).map { try $0.blob("sealed") }
                )
            }
            var together: [UInt8] = []
            together.reserveCapacity(entries.reduce(0) { $0 + $1.count } + sealed.reduce(0) { $0 + $1.count })
            let began = clock.now
            for entry in entries {
                entry.withUnsafeBytes { _ = MerkleHash.leaf(at: $0) }
                together += entry
            }
            for page in sealed {
                page.withUnsafeBytes { _ = MerkleHash.leaf(at: $0) }
                together += page
            }
            let hashed = clock.now
            try output.write(contentsOf: together)
            try output.synchronize()
            storing += clock.now - hashed
            hashing += hashed - began
            bytes += together.count
        }
        try output.close()
        try FileManager.default.removeItem(atPath: path)
        await database.close()
        return (Double(records) / (hashing + storing).inSeconds, Double(records) / hashing.inSeconds, bytes)
    }
}
