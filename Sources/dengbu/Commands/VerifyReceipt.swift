import ArgumentParser
import Foundation
import Ledger

/// Verifies a receipt offline: needs the file and the log's public key, no server and no data folder.
struct VerifyReceipt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "receipt", abstract: "Verifies a receipt (C2SP tlog-proof) offline with the log's public key.")
    @Argument(help: "The receipt.") var file: String
    @Option(help: "The log's verifier keys (dengbu key log), from a source that isn't the receipt.") var key: [String]
    @Option(help: "File with the policy that says which witnesses must have cosigned.") var witnesses: String?
    @Option(help: "Address of the registry: verifies too that its checkpoint of now extends the receipt's.") var url: String?

    func run() async throws {
        let log = try LogKeys(options: key)
        let policy = try witnesses.map { try WitnessPolicy(text: String(contentsOfFile: $0, encoding: .utf8)) } ?? .none
        do {
            let receipt = try Receipt(parsing: [UInt8](Data(contentsOf: URL(fileURLWithPath: file))))
            let signed = try receipt.verify(with: log, witnesses: policy.keys)
            guard policy.isSatisfied(by: signed.note) else {
                print("NOT VERIFIED: the checkpoint has not the witnesses that the policy wants")
                throw ExitCode(1)
            }
            print(String(decoding: receipt.entry, as: UTF8.self))
            let cosigned = policy.witnesses.filter { signed.note.isSigned(by: $0.key) }.map(\.label)
            print("verified: entry \(receipt.index) of \(signed.checkpoint.size) in \(signed.checkpoint.origin)"
                + (cosigned.isEmpty ? "" : ", cosigned by \(cosigned.joined(separator: ", "))"))
            if let url { try await extend(signed.checkpoint, log: log, url: url) }
        } catch let error as LedgerError {
            print("NOT VERIFIED: \(error)")
            throw ExitCode(1)
        }
    }

    private struct Proof: Decodable {
        let hashes: [String]
    }

    /// The log as it is now must begin with the tree that the receipt is about.
    private func extend(_ old: Checkpoint, log: LogKeys, url: String) async throws {
        let base = url.hasSuffix("/") ? String(url.dropLast()) : url
        let now = try SignedCheckpoint(SignedNote(parsing: try await AuditCommand.fetch("\(base)/log/checkpoint")), log: log).checkpoint
        guard now.size >= old.size else { return print("the published checkpoint has \(now.size) entries only: ask again later") }
        let body = try await AuditCommand.fetch("\(base)/api/v1/log/consistency?from=\(old.size)&to=\(now.size)")
        let hashes = try JSONDecoder().decode(Proof.self, from: Data(body)).hashes.map { text in
            guard let hash = Digest32(base64: text) else { throw LedgerError.malformedProof("not a hash: \(text)") }
            return hash
        }
        try MerkleProof.verifyConsistency(oldSize: old.size, oldRoot: old.root, newSize: now.size, newRoot: now.root, proof: hashes)
        print("verified: the log's checkpoint over \(now.size) entries extends it")
    }
}
