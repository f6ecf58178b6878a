import ArgumentParser
import Casework
import Foundation
import Ledger
import Register

/// Verifies offline the fields that the holder of a certificate, or of a record of before this register, chose to show.
struct VerifyDisclosure: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "disclosure", abstract: "Verifies offline the fields of a certificate or an imported record that its holder shows.")
    @Argument(help: "The file that the holder handed over.") var file: String
    @Option(help: "The log's verifier keys (dengbu key log).") var key: [String]
    @Option(help: "File with the policy that says which witnesses must have cosigned.") var witnesses: String?

    func run() async throws {
        let log = try LogKeys(options: key)
        let policy = try witnesses.map { try WitnessPolicy(text: String(contentsOfFile: $0, encoding: .utf8)) } ?? .none
        do {
            let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: file)))
            if let record = try? CanonicalJSON.decode(ShownRecord.self, from: bytes), record.isRecord {
                let proof = try record.verify(log: log, policy: policy)
                print("unit: \(proof.unit)\nrecord: \(proof.number)")
                show(record.disclosure)
                return print("verified: entry \(proof.index) of \(proof.checkpoint.checkpoint.size) in \(log.name)")
            }
            let shown = try CanonicalJSON.decode(ShownCertificate.self, from: bytes)
            let proof = try shown.verify(log: log, policy: policy)
            print("number: \(proof.entry.number)\nunit: \(proof.entry.unit)")
            show(shown.disclosure)
            print("verified: entry \(proof.index) of \(proof.checkpoint.checkpoint.size) in \(log.name)")
        } catch {
            print("NOT VERIFIED: \(error)")
            throw ExitCode(1)
        }
    }

    private func show(_ disclosure: FieldDisclosure) {
        for case .open(let name, _, let value) in disclosure.fields { print("\(name): \(value.replacingOccurrences(of: "\n", with: " / "))") }
    }
}
