import ArgumentParser
import Casework
import Foundation
import Ledger
import Register

/// Verifies offline what the register's latest state of a unit is.
struct VerifyState: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "state", abstract: "Verifies offline which entry of a unit is its last, or that it has none, and what stands on its page.")
    @Argument(help: "The file that /api/v1/units/UNIT/state or /api/v1/log/map?unit=UNIT gave.") var file: String
    @Option(help: "The log's verifier key (dengbu key log), from a source that isn't the file.") var key: [String]
    @Option(help: "File with the policy that says which witnesses must have cosigned.") var witnesses: String?

    func run() async throws {
        let log = try LogKeys(options: key)
        let policy = try witnesses.map { try WitnessPolicy(text: String(contentsOfFile: $0, encoding: .utf8)) } ?? .none
        do {
            let state = try StateFile(parsing: [UInt8](Data(contentsOf: URL(fileURLWithPath: file))))
            let proved = try state.verify(log: log, policy: policy)
            print("unit: \(state.unit)")
            if let entry = proved.entry {
                print("last entry: \(entry.kind), version \(entry.version), \(entry.at)")
                if let page = proved.state { print("on its page: \(Self.words(page))") }
            } else {
                print("last entry: none")
            }
            func cosigned(_ algorithm: CosignatureAlgorithm, _ words: String) -> String {
                let labels = policy.witnesses.filter { $0.key.algorithm == algorithm }.compactMap { witness in
                    proved.checkpoint.note.verified.first { $0.name == witness.key.name && $0.keyID == witness.key.keyID }.map { line in
                        let at = CosignatureVerifier.time(of: line.signature).map { " at \(Date(timeIntervalSince1970: Double($0)).ISO8601Format())" } ?? ""
                        return witness.label + at
                    }
                }
                return labels.isEmpty ? "" : ", \(words) \(labels.joined(separator: ", "))"
            }
            // By ML-DSA-44 nobody vouches for the map, from which the state follows: those count for the log alone.
            print("verified: the latest state at the checkpoint over \(proved.checkpoint.checkpoint.size) entries of \(proved.checkpoint.checkpoint.origin)"
                + cosigned(.ed25519, "cosigned by") + cosigned(.mldsa44, "the log without its map cosigned too (ML-DSA-44) by"))
        } catch {
            print("NOT VERIFIED: \(error)")
            throw ExitCode(1)
        }
    }

    /// Each thing by yes or no: what isn't there is what people want proved.
    private static func words(_ page: PublicState) -> String {
        let things = [
            ("ownership", page.owned), ("held by several", page.shared), ("mortgage", page.mortgage), ("seizure", page.seizure), ("objection", page.objection),
            ("advance notice", page.notice), ("right of residence", page.residence), ("easement", page.easement), ("restriction by an authority", page.lock),
        ]
        return things.map { "\($0.0): \($0.1 ? "yes" : "no")" }.joined(separator: ", ") + ", standing: \(page.standing.rawValue)"
    }
}
