/// An entry together with the proof that the log has it: verifies offline with the log's public key alone.
///
/// As text it is a `TransparencyProof` whose extra data is the entry. That data isn't authenticated by itself, but its
/// leaf hash is what the proof is about, so an altered entry is found.
package struct Receipt: Sendable {
    package let entry: [UInt8]
    package let proof: TransparencyProof

    /// - Parameters:
    ///   - checkpoint: Of a tree of more than `index` entries.
    ///   - hashes: The inclusion proof for the size in the checkpoint.
    package init(entry: [UInt8], index: Int, hashes: [Digest32], checkpoint: SignedNote) throws(LedgerError) {
        guard entry.count <= EntryBundle.longestEntry else { throw .entryTooLong(entry.count) }
        self.entry = entry
        self.proof = try TransparencyProof(extra: entry, index: index, hashes: hashes, checkpoint: checkpoint)
    }

    /// Reads the text that a holder keeps. Nothing is verified yet.
    package init(parsing bytes: some Collection<UInt8>) throws(LedgerError) {
        let proof = try TransparencyProof(parsing: bytes)
        guard let entry = proof.extra else { throw .malformedProof("the entry is missing") }
        guard entry.count <= EntryBundle.longestEntry else { throw .entryTooLong(entry.count) }
        self.entry = entry
        self.proof = proof
    }

    /// The entry's place in the log.
    package var index: Int { proof.index }

    /// The text that the holder keeps.
    package var encoded: [UInt8] { proof.encoded }

    /// Throws unless the log with this key signed a tree that has this entry at this place.
    /// - Returns: The checkpoint that proves it, with the signatures that were verified.
    @discardableResult
    package func verify(
        with log: any LogAuthority, origin: String? = nil, witnesses: [any NoteVerifier] = []
    ) throws(LedgerError) -> SignedCheckpoint {
        try proof.verify(leaf: MerkleHash.leaf(entry), origin: origin, log: log, witnesses: witnesses)
    }
}
