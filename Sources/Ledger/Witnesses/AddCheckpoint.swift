/// What a log sends to a witness: its new checkpoint, and the proof that it extends the last one that the witness
/// cosigned (C2SP tlog-witness, `add-checkpoint`).
package struct AddCheckpoint: Sendable {
    /// Lines of a consistency proof that may be sent.
    static let longestProof = 63
    /// Bytes of the largest request that a witness reads.
    package static let longest = 128 * 1024

    /// Size of the tree that the witness cosigned last; 0 if none.
    package let oldSize: Int
    package let proof: [Digest32]
    /// Unverified.
    package let checkpoint: SignedNote

    package init(oldSize: Int, proof: [Digest32], checkpoint: SignedNote) throws(LedgerError) {
        guard oldSize >= 0 else { throw .malformedProof("old size \(oldSize)") }
        guard proof.count <= AddCheckpoint.longestProof else { throw .malformedProof("\(proof.count) hashes") }
        self.oldSize = oldSize
        self.proof = proof
        self.checkpoint = checkpoint
    }

    /// Reads a request's body. Nothing is verified yet.
    package init(parsing bytes: some Collection<UInt8>) throws(LedgerError) {
        guard bytes.count <= AddCheckpoint.longest else { throw .malformedProof("more than \(AddCheckpoint.longest) bytes") }
        var rest = Array(bytes)[...]
        func line() throws(LedgerError) -> ArraySlice<UInt8> {
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { throw .malformedProof("the request breaks off") }
            defer { rest = rest[(end + 1)...] }
            return rest[..<end]
        }
        let first = try line()
        guard first.starts(with: "old ".utf8), let old = Decimal.parse(first.dropFirst(4)) else {
            throw .malformedProof("the first line isn't an old size")
        }
        var proof: [Digest32] = []
        while true {
            let next = try line()
            if next.isEmpty { break }
            guard let bytes = Base64.decode(next), let hash = Digest32(bytes) else {
                throw .malformedProof("line \(proof.count + 1) of the proof isn't a hash")
            }
            proof.append(hash)
            guard proof.count <= AddCheckpoint.longestProof else { throw .malformedProof("too many hashes") }
        }
        try self.init(oldSize: old, proof: proof, checkpoint: SignedNote(parsing: rest))
    }

    package var encoded: [UInt8] {
        var text = "old \(oldSize)\n"
        for hash in proof { text += hash.base64 + "\n" }
        return Array(text.utf8) + [UInt8(ascii: "\n")] + checkpoint.encoded
    }
}

/// A witness's answer with cosignatures: signature lines as they stand under a note.
package enum CosignatureLines {
    /// Reads them as lines under the checkpoint that they are said to cosign. Nothing is verified yet.
    package static func parse(_ body: [UInt8], under text: String) throws(LedgerError) -> [NoteSignature] {
        let note = try SignedNote(parsing: Array(text.utf8) + [UInt8(ascii: "\n")] + body)
        // A blank line in the answer would make what stands before it part of the text.
        guard note.text.isSame(as: text) else { throw .malformedNote("a blank line among cosignatures") }
        return note.signatures
    }

    package static func encode(_ signatures: [NoteSignature]) -> [UInt8] { signatures.flatMap { Array($0.line.utf8) } }
}
