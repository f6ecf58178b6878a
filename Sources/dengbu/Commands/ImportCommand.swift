import ArgumentParser
import Casework
import Foundation
import Ledger
import Register
import Storage

/// Puts existing registration records on the log.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Puts the records of an older register on the log: JSON lines, see docs/import.md.",
        discussion: "All records are judged before the first goes on the log. Whatever stops it, the same command goes on where it stopped.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "The file; - reads standard input.") var file: String?
    @Flag(help: "Judge the file and change nothing.") var check = false
    @Flag(help: "Begin although the import of another file has stopped half way.") var leaveUnfinished = false
    @Option(help: "Write so many made-up records to standard output instead.") var sample: Int?
    @Option(help: "Seed of the made-up records: the same seed makes the same file.") var seed: UInt64 = 1
    @Option(help: "Pieces that are worked on at a time; by default one a processor.") var width: Int?
    @Flag(help: "Print nothing but the result.") var quiet = false

    func validate() throws {
        if let sample {
            guard sample > 0, file == nil else { throw ValidationError("--sample takes a number of records and no file") }
        } else if file == nil { throw ValidationError("Name the file of records, or - for standard input.") }
    }

    func run() async throws {
        let settings = try await common.settings()
        if let sample {
            return try SampleRecords(region: settings.profile.region, count: sample, seed: seed).write { try FileHandle.standardOutput.write(contentsOf: Data($0)) }
        }
        guard let path = file else { return }
        let bar = ProgressBar(isQuiet: quiet)
        let survey = ProgressBar(isQuiet: quiet)
        do {
            let region = settings.profile.region
            let width = max(1, width ?? ProcessInfo.processInfo.activeProcessorCount)
            let show: @Sendable (RecordImport.Stage, Int, Int) -> Void = { stage, done, total in
                (stage == .survey ? survey : bar).show(done, of: total, stage.rawValue)
                if stage == .survey, done == total { survey.end() }
            }
            // Also where there is no register yet: the records are judged before it is set up.
            if check { try FileManager.default.createDirectory(atPath: settings.data, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700]) }
            let installation = check ? nil : try await Installation.open(settings, .upToDate)
            let file = path == "-" ? try ImportFile(spooling: STDIN_FILENO, in: settings.data) : try ImportFile(path: path)
            let began = ContinuousClock.now
            guard let installation else {
                let result = try await RecordImport.check(file, region: region, width: width, progress: show)
                return print("\(result.records) records, sha256 \(Self.short(result.digest))…: nothing is wrong with them; nothing was put on the log")
            }
            let importer = try RecordImport(
                database: installation.database, signing: try installation.logSigning(), cipher: installation.cipher, region: region, width: width,
                now: Installation.clock)
            let result = try await importer.run(file, leavingUnfinished: leaveUnfinished, progress: show)
            let seconds = (ContinuousClock.now - began) / .seconds(1)
            bar.end()
            await installation.database.close()
            let rate = result.added > 0 ? ", \(Int(Double(result.added) / max(seconds, 0.001)))/s" : ""
            print("\(result.records) records of sha256 \(Self.short(result.digest))… are on the log, \(result.added) of them from this run\(rate)")
        } catch let error as ImportError {
            bar.end()
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            throw ExitCode(1)
        }
    }

    private static func short(_ digest: [UInt8]) -> String { digest.prefix(8).map { String(format: "%02x", $0) }.joined() }
}
