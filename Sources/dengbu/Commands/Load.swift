import ArgumentParser
import Casework
import Foundation
import Register
import Storage

/// Lays out a city to work on: the same for the same seed and day.
struct Load: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Loads a deterministic city of parcels, buildings, units, owners and burdens.")
    @OptionGroup var common: CommonOptions
    @Option(help: "Six digits of the city (GB/T 2260).") var city = "360100"
    @Option(help: "Number of units.") var units = 20_000
    @Option(help: "Seed: the same seed makes the same city.") var seed: UInt64 = 1
    @Option(help: "Of a hundred homes in projects that sell, those about to change hands with their mortgage standing: for measuring.") var mortgagedSales = 0
    @Option(help: "The day the city is as of (YYYY-MM-DD); by default today.") var today: String?
    @Option(help: "File for what the departments know (JSON lines); by default city.jsonl in the data folder.") var export: String?
    @Option(help: "Folder that holds data/divisions.") var resources: String?

    func run() async throws {
        let settings = try await common.settings([.resources: resources, .region: city].compactMapValues { $0 })
        let installation = try await Installation.open(settings, .upToDate)
        let csv = try String(contentsOfFile: "\(settings.resources)/data/divisions/\(city.prefix(2))0000.csv", encoding: .utf8)
        let day = today.flatMap { LegalDate($0) } ?? Installation.clock().date
        guard var plan = CityPlan(city: city, units: units, seed: seed, divisions: Division.read(csv: csv), today: day) else {
            throw ValidationError("there is no city \(city) with counties in data/divisions, or no units were asked for")
        }
        plan.mortgagedSales = mortgagedSales
        let loader = CityLoader(
            database: installation.database, plan: plan, profile: settings.profile, parties: installation.parties, cipher: installation.cipher)
        let bar = ProgressBar()
        try await loader.run { bar.show($0, of: $1, "units") }
        bar.end()
        // The log is brought up to date here, so that the server starts with a checkpoint over everything.
        let sequencer = try LogSequencer(database: installation.database, signing: try installation.logSigning(), logger: Installation.quiet, now: Installation.clock)
        while try await sequencer.sequence() > 0 {}
        let path = export ?? "\(settings.data)/city.jsonl"
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        guard let file = FileHandle(forWritingAtPath: path) else { throw ValidationError("can't write \(path)") }
        try await loader.export { try file.write(contentsOf: Data($0)) }
        try file.close()
        try loader.upcomingUnits.write(toFile: "\(settings.data)/upcoming-units.csv", atomically: true, encoding: .utf8)
        print("\(plan.units) units in \(plan.projectSizes.count) projects; the departments' records are in \(path)")
        await installation.database.close()
    }
}
