/// A signature line under a note. Nothing is known about it until a key has verified it.
package struct NoteSignature: Hashable, Sendable {
    package let name: String
    package let keyID: UInt32
    /// What the algorithm made, without the key ID.
    package let signature: [UInt8]

    package init(name: String, keyID: UInt32, signature: [UInt8]) {
        self.name = name
        self.keyID = keyID
        self.signature = signature
    }

    /// `— name base64(id ‖ signature)` with its newline.
    var line: String { "— \(name) \(Base64.encode(KeyName.bigEndian(keyID) + signature))\n" }

    package static func == (a: NoteSignature, b: NoteSignature) -> Bool {
        a.isBy(b.name, b.keyID) && a.signature == b.signature
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(keyID)
        hasher.combine(signature)
    }

    func isBy(_ name: String, _ keyID: UInt32) -> Bool { self.keyID == keyID && self.name.isSame(as: name) }
}

/// Text with signatures under it (C2SP signed-note). The text must not be used before `verified(by:)`.
package struct SignedNote: Sendable {
    /// Bytes of the largest note that is read.
    package static let longest = 1_000_000
    /// Signatures that are read; the specification wants at least 16.
    package static let mostSignatures = 100

    /// Ends in a newline.
    package let text: String
    package private(set) var signatures: [NoteSignature]

    /// A note to be signed.
    /// - Throws: `malformedNote` unless the text ends in a newline and has no other control character.
    package init(text: String) throws(LedgerError) {
        guard text.utf8.last == UInt8(ascii: "\n") else { throw .malformedNote("the text doesn't end in a newline") }
        guard !SignedNote.hasControls(text.utf8) else { throw .malformedNote("a control character") }
        self.text = text
        self.signatures = []
    }

    /// Reads a note. Its signatures are not verified yet.
    package init(parsing bytes: some Collection<UInt8>) throws(LedgerError) {
        let bytes = Array(bytes.prefix(SignedNote.longest + 1))
        guard bytes.count <= SignedNote.longest else { throw .malformedNote("more than \(SignedNote.longest) bytes") }
        guard !SignedNote.hasControls(bytes) else { throw .malformedNote("a control character") }
        guard let split = SignedNote.lastBlankLine(in: bytes) else { throw .malformedNote("no signatures") }
        guard bytes.last == UInt8(ascii: "\n"), split + 1 < bytes.count else {
            throw .malformedNote("the last line isn't complete")
        }
        // Up to and with the newline of the last line of text.
        guard let text = String(validating: bytes[..<split], as: UTF8.self),
            let under = String(validating: bytes[(split + 1)...].dropLast(), as: UTF8.self)
        else { throw .malformedNote("not UTF-8") }

        var signatures: [NoteSignature] = []
        for line in under.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            guard signatures.count < SignedNote.mostSignatures else {
                throw .malformedNote("more than \(SignedNote.mostSignatures) signatures")
            }
            signatures.append(try SignedNote.signature(Substring(line)))
        }
        self.text = text
        self.signatures = signatures
    }

    private static func signature(_ line: Substring) throws(LedgerError) -> NoteSignature {
        let parts = line.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].elementsEqual("—".utf8) else { throw .malformedNote("not a signature line: \(line)") }
        let name = String(Substring(parts[1]))
        guard KeyName.isValid(name) else { throw .malformedNote("not a key name: \(name)") }
        guard let bytes = Base64.decode(parts[2]), bytes.count > 4 else {
            throw .malformedNote("not a signature in base64: \(line)")
        }
        return NoteSignature(name: name, keyID: KeyName.id(bigEndian: bytes), signature: Array(bytes[4...]))
    }

    /// The note as it is stored and served.
    package var encoded: [UInt8] {
        var bytes = Array(text.utf8)
        bytes.append(UInt8(ascii: "\n"))
        for signature in signatures { bytes.append(contentsOf: signature.line.utf8) }
        return bytes
    }

    /// The same text with a signature of this key more; one that it already had is replaced.
    package func signed(by signer: some NoteSigner) throws -> SignedNote {
        try adding(NoteSignature(name: signer.name, keyID: signer.keyID, signature: signer.sign(Array(text.utf8))))
    }

    /// The same text with one signature more, e.g. a cosignature that a witness sent; one of the same key is replaced.
    package func adding(_ signature: NoteSignature) throws(LedgerError) -> SignedNote {
        guard KeyName.isValid(signature.name), !signature.signature.isEmpty else {
            throw .malformedNote("not a signature by a named key")
        }
        var note = self
        note.signatures.removeAll { $0.isBy(signature.name, signature.keyID) }
        guard note.signatures.count < SignedNote.mostSignatures else {
            throw .malformedNote("more than \(SignedNote.mostSignatures) signatures")
        }
        note.signatures.append(signature)
        return note
    }

    /// Signatures of unknown keys are ignored, as are repeated ones.
    /// - Throws: `badSignature` if any known key's signature is wrong, `noTrustedSignature` if none is known,
    ///   `ambiguousKey` if a signature could be by two of the keys.
    package func verified(by keys: [any NoteVerifier]) throws(LedgerError) -> VerifiedNote {
        let bytes = Array(text.utf8)
        var verified: [NoteSignature] = []
        var unverified: [NoteSignature] = []
        for signature in signatures {
            let owners = keys.filter { signature.isBy($0.name, $0.keyID) }
            guard let key = owners.first else {
                if !unverified.contains(signature) { unverified.append(signature) }
                continue
            }
            guard owners.count == 1 else { throw .ambiguousKey(name: key.name, id: key.keyID) }
            if verified.contains(where: { $0.isBy(key.name, key.keyID) }) { continue }
            guard key.accepts(signature.signature, of: bytes) else { throw .badSignature(name: key.name, id: key.keyID) }
            verified.append(signature)
        }
        guard !verified.isEmpty else { throw .noTrustedSignature }
        return VerifiedNote(text: text, verified: verified, unverified: unverified)
    }

    private static func hasControls(_ bytes: some Sequence<UInt8>) -> Bool {
        bytes.contains { $0 < 0x20 && $0 != UInt8(ascii: "\n") }
    }

    /// Index of the second newline of the last pair: where the blank line stands.
    private static func lastBlankLine(in bytes: [UInt8]) -> Int? {
        bytes.indices.dropFirst().last { bytes[$0] == UInt8(ascii: "\n") && bytes[$0 - 1] == UInt8(ascii: "\n") }
    }
}

/// A note whose text a trusted key signed.
package struct VerifiedNote: Sendable {
    package let text: String
    /// One of each known key, in the order of the note.
    package let verified: [NoteSignature]
    /// Of unknown keys: say nothing.
    package let unverified: [NoteSignature]

    package func isSigned(by key: some NoteVerifier) -> Bool { verified.contains { $0.isBy(key.name, key.keyID) } }
}
