import ArgumentParser
import Casework
import Foundation
import Ledger
import Seals

/// Verifies a certificate's file offline: its seal, the log's proof that it carries, and that its pages show what the log commits to.
struct VerifyCertificate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certificate", abstract: "Verifies a certificate's PDF offline: seal, log proof, and that its pages say what the log's entry commits to.")
    @Argument(help: "The certificate's file.") var file: String
    @Option(help: "The log's verifier keys (dengbu key log), from a source that isn't the certificate.") var key: [String]
    @Option(help: "PEM file with the root that the seal must lead to (dengbu key chain). Without it compare the printed fingerprint.") var seal: String?
    @Option(help: "File with the policy that says which witnesses must have cosigned.") var witnesses: String?

    func run() async throws {
        let log = try LogKeys(options: key)
        let policy = try witnesses.map { try WitnessPolicy(text: String(contentsOfFile: $0, encoding: .utf8)) } ?? .none
        let seals = try seal.map { path in
            // The chain file ends in the root.
            PDFSealVerifier(roots: try SealCertificate.readPEM(String(contentsOfFile: path, encoding: .utf8)).suffix(1))
        } ?? PDFSealVerifier(CMSVerifier.unanchored)
        do {
            let proof = try CertificateProof([UInt8](Data(contentsOf: URL(fileURLWithPath: file))), log: log, policy: policy, seals: seals)
            for field in proof.fields where !field.value.isEmpty {
                print("\(field.name): \(field.value.replacingOccurrences(of: "\n", with: " / "))")
            }
            let signer = proof.seal.certificate
            print("verified: sealed by \(proof.seal.name) (\(proof.seal.reason)), certificate \(signer.commonName)")
            if seal == nil { print("NOT COMPARED with a root (--seal): the seal's certificate has the fingerprint \(signer.fingerprint)") }
            let cosigned = policy.witnesses.filter { proof.checkpoint.note.isSigned(by: $0.key) }.map(\.label)
            print("verified: entry \(proof.index) of \(proof.checkpoint.checkpoint.size) in \(log.name)"
                + (cosigned.isEmpty ? "" : ", cosigned by \(cosigned.joined(separator: ", "))"))
            print("verified: the pages show what the entry commits to")
        } catch {
            print("NOT VERIFIED: \(error)")
            throw ExitCode(1)
        }
    }
}

/// Verifies what a certificate's QR code says, with no server.
struct VerifyCode: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "code", abstract: "Verifies offline the proof in a certificate's QR code.")
    @Argument(help: "What the code says: an address with the proof behind its #.") var text: String
    @Option(help: "The log's verifier keys (dengbu key log).") var key: [String]
    @Option(help: "File with the policy that says which witnesses must have cosigned.") var witnesses: String?

    func run() async throws {
        let log = try LogKeys(options: key)
        let policy = try witnesses.map { try WitnessPolicy(text: String(contentsOfFile: $0, encoding: .utf8)) } ?? .none
        do {
            let proof = try CodeProof(text, log: log, policy: policy)
            print(String(decoding: proof.entry.bytes, as: UTF8.self))
            print("verified: entry \(proof.index) of \(proof.checkpoint.checkpoint.size) in \(log.name)")
        } catch {
            print("NOT VERIFIED: \(error)")
            throw ExitCode(1)
        }
    }
}
