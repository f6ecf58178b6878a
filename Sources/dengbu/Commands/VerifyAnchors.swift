import ArgumentParser
import Casework
import Contracts
import Foundation
import Ledger
import Register

/// Verifies offline which checkpoints stand on the provincial chain, and since when.
struct VerifyAnchors: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "anchors", abstract: "Verifies offline the chain's receipts for checkpoints of the log.")
    @Argument(help: "The file that /api/v1/log/anchors gave.") var file: String
    @Option(help: "The log's verifier keys (dengbu key log), from a source that isn't the file.") var key: [String]
    @Option(help: "The chain's public key in hexadecimal, from a source that isn't the registry; may be given again for former keys. Without it the keys in the file are believed.")
    var chainKey: [String] = []

    func run() async throws {
        let log = try LogKeys(options: key)
        do {
            let anchors = try AnchorFile(parsing: [UInt8](Data(contentsOf: URL(fileURLWithPath: file)))).verify(
                log: log, chainKeys: chainKey.isEmpty ? nil : Set(chainKey))
            for anchor in anchors {
                print("entries 0 to \(anchor.receipt.record.size): block \(anchor.block.height) of \(anchor.block.chain), \(anchor.block.time.rfc3339)")
            }
            print("verified: \(anchors.count) anchors of \(log.name)\(chainKey.isEmpty && !anchors.isEmpty ? ", by the chain's keys in the file" : "")")
        } catch {
            print("NOT VERIFIED: \(error)")
            throw ExitCode(1)
        }
    }
}
