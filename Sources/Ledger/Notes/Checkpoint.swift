/// What a log commits itself to: its name, its size and the root over all its entries (C2SP tlog-checkpoint).
package struct Checkpoint: Hashable, Sendable {
    /// Names the log, e.g. `dengbu.example/360100`.
    package let origin: String
    /// Number of entries.
    package let size: Int
    package let root: Digest32
    /// Further lines that the log signs; the specification advises against them.
    package let extensions: [String]

    /// - Throws: `malformedCheckpoint` for an origin or extension that isn't a line of text, a negative size, and a
    ///   root of the empty tree other than RFC 6962 gives it.
    package init(origin: String, size: Int, root: Digest32, extensions: [String] = []) throws(LedgerError) {
        for line in [origin] + extensions {
            guard !line.isEmpty, !line.utf8.contains(where: { $0 < 0x20 }) else {
                throw .malformedCheckpoint("origin and extensions are lines of text")
            }
        }
        guard size >= 0 else { throw .malformedCheckpoint("size \(size)") }
        guard size > 0 || root == MerkleHash.empty else { throw .malformedCheckpoint("the empty tree has another root") }
        self.origin = origin
        self.size = size
        self.root = root
        self.extensions = extensions
    }

    /// Reads the text of a note.
    package init(text: String) throws(LedgerError) {
        var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count >= 4, lines.removeLast().isEmpty else {
            throw .malformedCheckpoint("origin, size and root are three lines")
        }
        guard let size = Decimal.parse(lines[1]) else { throw .malformedCheckpoint("size \(Substring(lines[1]))") }
        guard let root = Digest32(base64: Substring(lines[2])) else {
            throw .malformedCheckpoint("root \(Substring(lines[2]))")
        }
        try self.init(
            origin: String(Substring(lines[0])), size: size, root: root,
            extensions: lines[3...].map { String(Substring($0)) })
    }

    /// The text of the note, with its final newline.
    package var text: String {
        ([origin, String(size), root.base64] + extensions).map { $0 + "\n" }.joined()
    }

    /// The checkpoint as the log publishes it.
    package func signed(by signer: some NoteSigner) throws -> SignedNote {
        try SignedNote(text: text).signed(by: signer)
    }
}

extension Checkpoint {
    package static func == (a: Checkpoint, b: Checkpoint) -> Bool {
        a.size == b.size && a.root == b.root && a.text.isSame(as: b.text)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(size)
        hasher.combine(root)
    }
}

/// A checkpoint that its log signed.
package struct SignedCheckpoint: Sendable {
    package let checkpoint: Checkpoint
    /// Holds the log's signature and those of the witnesses asked for.
    package let note: VerifiedNote

    /// Verifies a note and reads the checkpoint in it.
    /// - Parameters:
    ///   - origin: The log that it must be of; by default the one that the key is named after.
    ///   - log: One of its keys must have signed, and this size be in that key's time.
    ///   - witnesses: May have signed; which of them did stands in `note.verified`.
    package init(
        _ note: SignedNote, origin: String? = nil, log: any LogAuthority, witnesses: [any NoteVerifier] = []
    ) throws(LedgerError) {
        let verified = try note.verified(by: log.keys.map(\.verifier) + witnesses)
        let signers = log.keys.filter { verified.isSigned(by: $0.verifier) }
        guard let signer = signers.first else { throw .noTrustedSignature }
        let checkpoint = try Checkpoint(text: verified.text)
        let origin = origin ?? log.name
        guard checkpoint.origin.isSame(as: origin) else {
            throw .wrongOrigin(expected: origin, found: checkpoint.origin)
        }
        guard signers.contains(where: { $0.covers(checkpoint.size) }) else {
            throw .keyOutOfTime(name: log.name, id: signer.verifier.keyID, size: checkpoint.size)
        }
        self.checkpoint = checkpoint
        self.note = verified
    }
}
