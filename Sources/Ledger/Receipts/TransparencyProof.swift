/// An offline proof that a log has an entry, as one text (C2SP tlog-proof).
package struct TransparencyProof: Sendable {
    static let header = "c2sp.org/tlog-proof@v1"
    /// A path in a tree of less than 2^63 entries is no longer than this.
    static let longestPath = 63

    /// Data for the application. Not authenticated by the proof itself.
    package let extra: [UInt8]?
    /// The entry's place in the log.
    package let index: Int
    /// From the leaf's neighbour up to the root's child.
    package let hashes: [Digest32]
    /// The log's checkpoint, unverified.
    package let checkpoint: SignedNote

    package init(extra: [UInt8]? = nil, index: Int, hashes: [Digest32], checkpoint: SignedNote) throws(LedgerError) {
        guard index >= 0 else { throw .malformedProof("index \(index)") }
        guard hashes.count <= TransparencyProof.longestPath else { throw .malformedProof("\(hashes.count) hashes") }
        self.extra = extra
        self.index = index
        self.hashes = hashes
        self.checkpoint = checkpoint
    }

    /// Reads the text. Nothing is verified yet.
    package init(parsing bytes: some Collection<UInt8>) throws(LedgerError) {
        let bytes = Array(bytes.prefix(2 * SignedNote.longest + 1))
        guard bytes.count <= 2 * SignedNote.longest else { throw .malformedProof("too long") }
        var lines = TextLines(bytes)
        guard lines.next()?.elementsEqual(TransparencyProof.header.utf8) == true else {
            throw .malformedProof("the first line isn't \(TransparencyProof.header)")
        }
        guard var line = lines.next() else { throw .malformedProof("no index") }
        var extra: [UInt8]?
        if let value = TextLines.value(of: "extra", in: line) {
            guard let bytes = Base64.decode(value) else { throw .malformedProof("the extra data isn't base64") }
            guard let next = lines.next() else { throw .malformedProof("no index") }
            extra = bytes
            line = next
        }
        guard let value = TextLines.value(of: "index", in: line), let index = Decimal.parse(value) else {
            throw .malformedProof("no index")
        }
        var hashes: [Digest32] = []
        while true {
            guard let line = lines.next() else { throw .malformedProof("no checkpoint") }
            if line.isEmpty { break }
            guard let bytes = Base64.decode(line), let hash = Digest32(bytes) else {
                throw .malformedProof("line \(hashes.count + 1) of the path isn't a hash")
            }
            hashes.append(hash)
            guard hashes.count <= TransparencyProof.longestPath else { throw .malformedProof("too many hashes") }
        }
        try self.init(extra: extra, index: index, hashes: hashes, checkpoint: SignedNote(parsing: lines.rest))
    }

    /// The text, to be stored as `.tlog-proof`.
    package var encoded: [UInt8] {
        var text = TransparencyProof.header + "\n"
        if let extra { text += "extra \(Base64.encode(extra))\n" }
        text += "index \(index)\n"
        for hash in hashes { text += hash.base64 + "\n" }
        return Array(text.utf8) + [UInt8(ascii: "\n")] + checkpoint.encoded
    }

    /// Throws unless the checkpoint is by that log and leads to an entry with that leaf hash.
    package func verify(
        leaf: Digest32, origin: String? = nil, log: any LogAuthority, witnesses: [any NoteVerifier] = []
    ) throws(LedgerError) -> SignedCheckpoint {
        let signed = try SignedCheckpoint(checkpoint, origin: origin, log: log, witnesses: witnesses)
        try MerkleProof.verifyInclusion(
            leaf: leaf, index: index, size: signed.checkpoint.size, proof: hashes, root: signed.checkpoint.root)
        return signed
    }
}
