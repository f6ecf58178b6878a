import ArgumentParser
import Casework
import Foundation
import Identity
import Ledger
import Storage

/// Replays the register and the log from their acts and compares every byte.
struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Proves that the stored register is what its acts and the log say.", subcommands: [VerifyReceipt.self, VerifyCertificate.self, VerifyCode.self, VerifyDisclosure.self, VerifyState.self, VerifyAnchors.self])
    @OptionGroup var common: CommonOptions
    // Not `--key`: that belongs to the subcommands, and the command above would take it from them.
    @Option(help: "The log's verifier keys (dengbu key log), where this machine hasn't the private ones; may be given several times.")
    var log: [String] = []
    @Flag(help: "Print nothing but the result.")
    var quiet = false

    func run() async throws {
        let installation = try await Installation.open(common.settings(), .register)
        defer { Task { await installation.database.close() } }
        let trusted = try log.isEmpty ? installation.logSigning().verifiers() : LogKeys(options: log)
        let directory = try installation.directory()
        let verifier = BookVerifier(
            database: installation.database, region: installation.settings.profile.region, log: trusted,
            blobs: try await FolderBlobStore(folder: "\(installation.settings.data)/blobs"), witnesses: try installation.witnessPolicy().keys,
            looks: installation.parties.lookLog, records: installation.cipher, parties: installation.parties, directory: directory, chainKeys: directory.chainKeys)
        let bar = ProgressBar(isQuiet: quiet)
        let report = try await verifier.run(width: ProcessInfo.processInfo.activeProcessorCount + 1) { bar.show($0.done, of: $0.total, $0.stage) }
        bar.end()
        for what in report.unchecked { print("NOT CHECKED \(what)") }
        for divergence in report.divergences { print("DIVERGENCE \(divergence)") }
        print(
            "units \(report.units), acts \(report.acts), certificates \(report.certificates), cases \(report.cases), people \(report.parties), looks \(report.looks), sealed rows \(report.sealedRows), imported records \(report.records), log entries \(report.entries), anchors \(report.anchors): \(report.isClean ? "clean" : "NOT CLEAN")"
        )
        if !report.isClean { throw ExitCode(1) }
    }
}
