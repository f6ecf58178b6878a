import ArgumentParser
import Casework
import Foundation
import Ledger
import Register

/// Verifies offline the fields that a certificate's holder chose to show.
struct VerifyDisclosure: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "disclosure", abstract: "Verifies offline the fields of a certificate that its holder shows.")
    @Argument(help: "The file that the holder handed over.") var file: String
    @Option(help: "The log's verifier key (dengbu key log).") var key: String
    @Option(help: "File with the policy that says which witnesses must have cosigned.") var witnesses: String?

    func run() async throws {
        let log = try Ed25519Verifier(vkey: key)
        let policy = try witnesses.map { try WitnessPolicy(text: String(contentsOfFile: $0, encoding: .utf8)) } ?? .none
        do {
            let shown = try CanonicalJSON.decode(ShownCertificate.self, from: [UInt8](Data(contentsOf: URL(fileURLWithPath: file))))
            let proof = try shown.verify(log: log, policy: policy)
            print("number: \(proof.entry.number)\nunit: \(proof.entry.unit)")
            for case .open(let name, _, let value) in shown.disclosure.fields { print("\(name): \(value.replacingOccurrences(of: "\n", with: " / "))") }
            print("verified: entry \(proof.index) of \(proof.checkpoint.checkpoint.size) in \(log.name)")
        } catch {
            print("NOT VERIFIED: \(error)")
            throw ExitCode(1)
        }
    }
}
