import Ledger

enum ProofProperties {
    static func receipt(_ bytes: [UInt8]) throws -> String? {
        if let proof = try? TransparencyProof(parsing: bytes), proof.encoded != bytes { return "a proof is written otherwise than it was read" }
        let receipt = try Receipt(parsing: bytes)
        if receipt.encoded != bytes { return "a receipt is written otherwise than it was read" }
        return try forged(receipt)
    }

    static func compact(_ bytes: [UInt8]) throws -> String? {
        let proof = try CompactProof(parsing: bytes)
        if proof.bytes != bytes { return "a compact proof is written otherwise than it was read" }
        let receipt = try proof.receipt(entry: proof.entry, log: SignedWorld.log.verifier, witnesses: [SignedWorld.witness.verifier])
        let again = try CompactProof(
            of: receipt, entry: proof.entry, origin: SignedWorld.log.name, witnesses: [SignedWorld.witness.verifier])
        if again.index != proof.index || again.size != proof.size || again.hashes != proof.hashes || again.signature != proof.signature {
            return "a compact proof is not the essence of the receipt that it makes"
        }
        return try forged(receipt)
    }

    private static func forged(_ receipt: Receipt) throws -> String? {
        guard receipt.proof.checkpoint.signatures.contains(where: { $0.name == SignedWorld.log.name }) else { return nil }
        let signed = try receipt.verify(with: SignedWorld.log.verifier, witnesses: [SignedWorld.witness.verifier])
        guard SignedWorld.wasSigned(signed.checkpoint.text) else { return "a receipt verifies with a checkpoint that was never signed" }
        guard receipt.index < SignedWorld.size, SignedWorld.entries[receipt.index] == receipt.entry else { return "an entry verifies that the log doesn't have" }
        return nil
    }
}
