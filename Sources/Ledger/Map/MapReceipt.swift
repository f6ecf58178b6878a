/// What the map says of one name, with the proof and the checkpoint that commits to the map: verifies offline with the log's public key.
///
/// The map leads a name to the leaf hash of the last log entry about it. Where there is one, the entry is in the text, and its hash is
/// what the proof is about; where there is none, the text proves that there is none.
///
///     dengbu-map-proof@v1
///     name 360102001001GB00001F00010101
///     entry <base64>                          the last entry about it; this line is missing if there is none
///     other <base64 key> <base64 value>       only where another key's leaf stands in its place
///     <base64 hash>                           any number: from the end's neighbour up to the root's child
///
///     <the checkpoint, a C2SP signed note>
package struct MapReceipt: Sendable {
    static let header = "dengbu-map-proof@v1"

    package let name: String
    /// The last entry about it; nil if there is none.
    package let entry: [UInt8]?
    package let proof: MapProof
    /// The log's checkpoint, unverified.
    package let checkpoint: SignedNote

    /// - Throws: `malformedProof` if proof and entry don't belong together.
    package init(name: String, entry: [UInt8]?, proof: MapProof, checkpoint: SignedNote) throws(LedgerError) {
        guard !name.isEmpty, name.utf8.count <= 200, !name.utf8.contains(where: { $0 <= 0x20 }) else { throw .malformedProof("not a name") }
        if let entry, entry.count > EntryBundle.longestEntry { throw .entryTooLong(entry.count) }
        let key = Digest32.mapKey(name)
        switch (entry, proof.end) {
        case (.some(let entry), .leaf(let own)):
            guard own == MapEntry(key: key, value: MerkleHash.leaf(entry)) else { throw .malformedProof("the proof is of another entry") }
        case (nil, .leaf(let other)):
            guard other.key != key else { throw .malformedProof("the entry is missing") }
        case (nil, .empty): break
        case (.some, .empty): throw .malformedProof("the proof is of no entry")
        }
        self.name = name
        self.entry = entry
        self.proof = proof
        self.checkpoint = checkpoint
    }

    /// Reads the text. Nothing is verified yet.
    package init(parsing bytes: some Collection<UInt8>) throws(LedgerError) {
        let bytes = Array(bytes.prefix(2 * SignedNote.longest + 1))
        guard bytes.count <= 2 * SignedNote.longest else { throw .malformedProof("too long") }
        var lines = TextLines(bytes)
        guard lines.next()?.elementsEqual(MapReceipt.header.utf8) == true else { throw .malformedProof("the first line isn't \(MapReceipt.header)") }
        guard let value = TextLines.value(of: "name", in: lines.next()), let name = String(validating: value, as: UTF8.self) else {
            throw .malformedProof("no name")
        }
        var line = lines.next()
        var end = MapProof.End.empty
        var entry: [UInt8]?
        if let value = TextLines.value(of: "entry", in: line) {
            guard let bytes = Base64.decode(value) else { throw .malformedProof("the entry isn't base64") }
            entry = bytes
            end = .leaf(MapEntry(key: .mapKey(name), value: MerkleHash.leaf(bytes)))
            line = lines.next()
        } else if let value = TextLines.value(of: "other", in: line) {
            let parts = value.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
            guard parts.count == 2, let key = Base64.decode(parts[0]).flatMap({ Digest32($0) }), let other = Base64.decode(parts[1]).flatMap({ Digest32($0) })
            else { throw .malformedProof("not another key's leaf") }
            end = .leaf(MapEntry(key: key, value: other))
            line = lines.next()
        }
        var hashes: [Digest32] = []
        while let text = line, !text.isEmpty {
            guard hashes.count < Digest32.bitCount, let hash = Base64.decode(text).flatMap({ Digest32($0) }) else {
                throw .malformedProof("line \(hashes.count + 1) of the way isn't a hash")
            }
            hashes.append(hash)
            line = lines.next()
        }
        guard line != nil else { throw .malformedProof("no checkpoint") }
        try self.init(name: name, entry: entry, proof: MapProof(end: end, hashes: hashes), checkpoint: SignedNote(parsing: lines.rest))
    }

    package var encoded: [UInt8] {
        var text = "\(MapReceipt.header)\nname \(name)\n"
        if let entry {
            text += "entry \(Base64.encode(entry))\n"
        } else if case .leaf(let other) = proof.end {
            text += "other \(other.key.base64) \(other.value.base64)\n"
        }
        for hash in proof.hashes { text += hash.base64 + "\n" }
        return Array(text.utf8) + [UInt8(ascii: "\n")] + checkpoint.encoded
    }

    /// Throws unless the log with this key signed a map in which this entry is the last about this name, or which has no entry about it.
    /// - Returns: the checkpoint that proves it, with the signatures that were verified.
    @discardableResult
    package func verify(
        with log: any LogAuthority, origin: String? = nil, witnesses: [any NoteVerifier] = []
    ) throws(LedgerError) -> SignedCheckpoint {
        let signed = try SignedCheckpoint(checkpoint, origin: origin, log: log, witnesses: witnesses)
        guard let root = try signed.checkpoint.mapRoot else { throw .noMap }
        let value = try proof.value(of: .mapKey(name), root: root)
        guard value == entry.map({ MerkleHash.leaf($0) }) else { throw .malformedProof("the proof is of another entry") }
        return signed
    }
}
