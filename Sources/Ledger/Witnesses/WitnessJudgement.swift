/// What a witness remembers of a log: the last tree that it cosigned.
package struct WitnessedTree: Hashable, Sendable {
    package let size: Int
    package let root: Digest32
    /// Of the map to which the same checkpoint committed.
    package let mapRoot: Digest32?

    package init(size: Int, root: Digest32, mapRoot: Digest32? = nil) {
        self.size = size
        self.root = root
        self.mapRoot = mapRoot
    }
}

/// Why a witness doesn't cosign, in the order in which C2SP tlog-witness has it checked.
package enum WitnessRefusal: Error, Hashable, Sendable {
    /// The old size is larger than the checkpoint's.
    case sizesReversed(old: Int, new: Int)
    /// The proof doesn't begin at the tree that the witness cosigned last. With a checkpoint that is smaller: a rollback.
    case otherOldSize(known: Int, new: Int)
    /// Two trees of one size: the log forked.
    case fork(size: Int, known: Digest32, new: Digest32)
    /// Two maps of what the same entries lead to, or none where there was one.
    case otherMap(size: Int)
    /// The new tree doesn't extend the old one: the log forked, or the proof is wrong.
    case inconsistent(from: Int, to: Int, why: String)
}

extension WitnessRefusal {
    /// Whether a log that is what it should be never asks so: worth keeping as evidence when the log's key signed it.
    package var isMisbehaviour: Bool {
        switch self {
        case .fork, .otherMap, .inconsistent: true
        case .otherOldSize(let known, let new): new < known
        case .sizesReversed: false
        }
    }
}

extension WitnessRefusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .sizesReversed(let old, let new): "the old size \(old) is larger than the checkpoint's size \(new)"
        case .otherOldSize(let known, let new) where new < known:
            "rollback: a tree of \(known) entries was cosigned, a checkpoint of \(new) is no successor"
        case .otherOldSize(let known, _): "the last tree that was cosigned has \(known) entries"
        case .fork(let size, let known, let new): "fork: two trees of \(size) entries, root \(known) was cosigned, \(new) is submitted"
        case .otherMap(let size): "fork: two maps of what \(size) entries lead to"
        case .inconsistent(let from, let to, let why):
            "no proof that the tree of \(to) entries extends the cosigned one of \(from): \(why)"
        }
    }
}

/// The one decision of a witness. Pure: who calls keeps the state, and keeps it before the cosignature leaves.
package enum WitnessJudgement {
    /// Throws unless the checkpoint extends the tree that was cosigned last.
    /// - Parameter known: nil if the witness never cosigned a tree of this log.
    package static func judge(
        _ checkpoint: Checkpoint, oldSize: Int, proof: [Digest32], known: WitnessedTree?
    ) throws(WitnessRefusal) {
        guard oldSize <= checkpoint.size else { throw .sizesReversed(old: oldSize, new: checkpoint.size) }
        guard oldSize == known?.size ?? 0 else { throw .otherOldSize(known: known?.size ?? 0, new: checkpoint.size) }
        if let known, known.size == checkpoint.size, known.root != checkpoint.root {
            throw .fork(size: known.size, known: known.root, new: checkpoint.root)
        }
        // C2SP has witnesses look at the tree alone. The map follows from it, so two of them for one tree are two registers.
        if let known, known.mapRoot != nil, known.mapRoot != (try? checkpoint.mapRoot) ?? nil, known.size == checkpoint.size {
            throw .otherMap(size: known.size)
        }
        guard let known, known.size > 0 else {
            // Everything extends the empty tree: there is nothing to prove.
            guard proof.isEmpty else { throw .inconsistent(from: 0, to: checkpoint.size, why: "the proof must be empty") }
            return
        }
        do {
            try MerkleProof.verifyConsistency(
                oldSize: known.size, oldRoot: known.root, newSize: checkpoint.size, newRoot: checkpoint.root, proof: proof)
        } catch {
            throw .inconsistent(from: known.size, to: checkpoint.size, why: "\(error)")
        }
    }
}
