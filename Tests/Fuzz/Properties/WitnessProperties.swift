import Ledger

enum WitnessProperties {
    static func request(_ bytes: [UInt8]) throws -> String? {
        let request = try AddCheckpoint(parsing: bytes)
        if request.encoded != bytes { return "a request is written otherwise than it was read" }
        let checkpoint = try Checkpoint(text: request.checkpoint.text)
        let known = WitnessedTree(size: SignedWorld.size, root: SignedWorld.checkpoint.root)
        do { try WitnessJudgement.judge(checkpoint, oldSize: request.oldSize, proof: request.proof, known: known) } catch { return nil }
        if checkpoint.size < known.size { return "a witness takes a rollback" }
        return unless(checkpoint.size > known.size || checkpoint.root == known.root, "a witness takes a fork")
    }

    static func lines(_ bytes: [UInt8]) throws -> String? {
        let text = SignedWorld.checkpoint.text
        let lines = try CosignatureLines.parse(bytes, under: text)
        if CosignatureLines.encode(lines) != bytes { return "cosignatures are written otherwise than they were read" }
        let key = SignedWorld.witness.verifier
        for line in lines where line.name == key.name && line.keyID == key.keyID && key.accepts(line.signature, of: Array(text.utf8)) {
            if CosignatureVerifier.time(of: line.signature) != 1_790_000_000 { return "a cosignature verifies that was never made" }
        }
        return nil
    }

    static func policy(_ bytes: [UInt8]) throws -> String? {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        let policy = try WitnessPolicy(text: text)
        let again = try WitnessPolicy(text: policy.text)
        if again.text != policy.text { return "a policy changes each time that it is written" }
        if again.needsWitnesses != policy.needsWitnesses || again.keys != policy.keys { return "a policy is written with another meaning" }
        let bare = try SignedWorld.checkpoint.signed(by: SignedWorld.log).verified(by: [SignedWorld.log.verifier])
        if policy.isSatisfied(by: bare) != !policy.needsWitnesses { return "nobody's cosignature is enough" }
        let full = try SignedWorld.note.verified(by: SignedWorld.keys)
        return unless(policy.isSatisfied(by: full) == again.isSatisfied(by: full), "a policy is written with another quorum")
    }
}
