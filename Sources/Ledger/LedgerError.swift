/// Everything that the ledger refuses, and why. Nothing of a refused input has been used.
package enum LedgerError: Error, Hashable, Sendable {
    // proofs (RFC 6962, RFC 9162)
    /// No entry of that index exists in a tree of that size.
    case indexBeyondTree(index: Int, size: Int)
    /// A tree of that size isn't stored.
    case sizeBeyondTree(size: Int, stored: Int)
    /// A proof has exactly one valid length for an index and a size.
    case proofLength(expected: Int, found: Int)
    /// The hashes of the proof lead to another root.
    case rootMismatch(expected: Digest32, computed: Digest32)
    /// The "older" tree is the larger one.
    case sizesReversed(old: Int, new: Int)
    /// Every tree extends the empty one: such a proof would prove nothing.
    case emptyTree

    // tiles and bundles (C2SP tlog-tiles)
    case malformedTilePath(String)
    /// The stored tile doesn't have the bytes that the tree of that size needs.
    case tileLength(path: String, expected: Int, found: Int)
    /// The tiles hold another tree than the checkpoint says.
    case tilesDisagree(size: Int, expected: Digest32, computed: Digest32)
    /// An entry's length is written in 16 bits.
    case entryTooLong(Int)
    case malformedBundle(String)

    // notes (C2SP signed-note)
    case malformedNote(String)
    case malformedKey(String)
    /// Two of the given keys share name and ID, so that a signature can't be assigned.
    case ambiguousKey(name: String, id: UInt32)
    /// A known key signed something else.
    case badSignature(name: String, id: UInt32)
    /// A former key of the log, or one that wasn't in use yet, signed a tree of a size that isn't of its time.
    case keyOutOfTime(name: String, id: UInt32, size: Int)
    /// No signature of a trusted key stands under the note.
    case noTrustedSignature

    // checkpoints and proofs as text (C2SP tlog-checkpoint, tlog-proof)
    case malformedCheckpoint(String)
    case wrongOrigin(expected: String, found: String)
    case malformedProof(String)

    // the map of what entries lead to
    /// A stored tile that can't be, by the digits of the keys below it.
    case malformedMapTile(path: String, String)
    /// The checkpoint commits to no map.
    case noMap
}

extension LedgerError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .indexBeyondTree(let index, let size): "entry \(index) is not in a tree of \(size) entries"
        case .sizeBeyondTree(let size, let stored): "a tree of \(size) entries is asked for, \(stored) are stored"
        case .proofLength(let expected, let found): "the proof has \(found) hashes, \(expected) are needed"
        case .rootMismatch(let expected, let computed): "the proof leads to root \(computed), not to \(expected)"
        case .sizesReversed(let old, let new): "a tree of \(old) entries can't have grown into one of \(new)"
        case .emptyTree: "nothing can be proved about the empty tree"
        case .malformedTilePath(let path): "not the path of a tile: \(path)"
        case .tileLength(let path, let expected, let found): "\(path) has \(found) bytes, \(expected) are needed"
        case .tilesDisagree(let size, let expected, let computed):
            "the tiles of \(size) entries have root \(computed), not \(expected)"
        case .entryTooLong(let count): "an entry of \(count) bytes is longer than \(EntryBundle.longestEntry)"
        case .malformedBundle(let why): "malformed entry bundle: \(why)"
        case .malformedNote(let why): "malformed note: \(why)"
        case .malformedKey(let why): "malformed key: \(why)"
        case .ambiguousKey(let name, let id): "two keys are called \(KeyName.label(name, id))"
        case .badSignature(let name, let id): "invalid signature by \(KeyName.label(name, id))"
        case .keyOutOfTime(let name, let id, let size): "\(KeyName.label(name, id)) signed no tree of \(size) entries in its time"
        case .noTrustedSignature: "no trusted key signed the note"
        case .malformedCheckpoint(let why): "malformed checkpoint: \(why)"
        case .wrongOrigin(let expected, let found): "the checkpoint is of \(found), not of \(expected)"
        case .malformedProof(let why): "malformed proof: \(why)"
        case .malformedMapTile(let path, let why): "malformed tile of the map below \(path.isEmpty ? "its root" : path): \(why)"
        case .noMap: "the checkpoint commits to no map"
        }
    }
}
