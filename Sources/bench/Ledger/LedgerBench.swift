import ArgumentParser
import Foundation

/// The figures of the provable register: importing, the live log, proofs, tiles, verification by browsers' code.
struct LedgerBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "Import of records, the live log, time to a witnessed proof, proofs and tiles from a large log.")
    @Option(help: "The program dengbu.") var dengbu: String
    @Option(help: "Folder for data: on the disk that is meant.") var folder = "var/bench/ledger"
    @Option(help: "Folder that holds Public, catalogue and scripts.") var resources = "."
    @Option(help: "Records to import.") var records = 2_305_400
    @Option(help: "Entries of the live log.") var entries = 60_000
    @Option(help: "Seconds of registrations whose proofs are waited for.") var seconds = 20
    @Option(help: "Address of an empty PostgreSQL database, to import there too.") var postgres: String?
    @Option(help: "Only these parts: import, live, witnessed, proofs.") var only: String?

    func run() async throws {
        var report = Report()
        let program = Program(path: dengbu, resources: resources)
        let city = ImportedCity(program: program, folder: "\(folder)/city", records: records)
        if wants("import") {
            let peer = try await city.measure(&report)
            if let postgres { try await city.measure(on: postgres, peer: peer, &report) }
        }
        if wants("live") { try await LiveFigures(folder: "\(folder)/live").measure(entries: entries, &report) }
        if wants("witnessed") { try await WitnessedFigures(folder: "\(folder)/witnessed", program: program).measure(seconds: seconds, &report) }
        if wants("proofs") { try await ServingFigures(city: city, program: program).measure(&report) }
        report.close()
    }

    private func wants(_ part: String) -> Bool { only == nil || only == part }
}
