import Ledger

enum NoteProperties {
    static func note(_ bytes: [UInt8]) throws -> String? {
        let note = try SignedNote(parsing: bytes)
        if note.encoded != bytes { return "a note is written otherwise than it was read" }
        guard note.signatures.contains(where: { $0.name == SignedWorld.log.name || $0.name == SignedWorld.witness.verifier.name }) else { return nil }
        let verified = try note.verified(by: SignedWorld.keys)
        return unless(SignedWorld.wasSigned(verified.text), "a text verifies that was never signed")
    }

    static func checkpoint(_ bytes: [UInt8]) throws -> String? {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        let checkpoint = try Checkpoint(text: text)
        if Array(checkpoint.text.utf8) != bytes { return "a checkpoint is written otherwise than it was read" }
        return unless(try Checkpoint(text: checkpoint.text) == checkpoint, "a checkpoint differs from itself")
    }

    /// A verifier key of a log or of a witness, or a signer key.
    static func key(_ bytes: [UInt8]) throws -> String? {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        if let key = try? Ed25519Verifier(vkey: text), Array(key.vkey.utf8) != bytes { return "a log's key is written otherwise than it was read" }
        if let key = try? Ed25519Signer(skey: text), Array(key.skey.utf8) != bytes { return "a secret key is written otherwise than it was read" }
        let key = try CosignatureVerifier(vkey: text)
        return unless(Array(key.vkey.utf8) == bytes, "a witness's key is written otherwise than it was read")
    }
}
