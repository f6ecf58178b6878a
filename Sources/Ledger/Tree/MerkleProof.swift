/// Verifies proofs. Needs no tree and trusts nothing but the roots it is given.
package enum MerkleProof {
    /// The root of the tree of `size` entries that has `leaf` at `index`, if `proof` is right (RFC 9162 section 2.1.3.2).
    package static func root(leaf: Digest32, index: Int, size: Int, proof: [Digest32]) throws(LedgerError) -> Digest32 {
        guard index >= 0, index < size else { throw .indexBeyondTree(index: index, size: size) }
        let (inner, border) = shape(index: index, size: size)
        guard proof.count == inner + border else { throw .proofLength(expected: inner + border, found: proof.count) }
        var hash = leaf
        for level in 0..<inner {
            hash = (index >> level) & 1 == 0 ? MerkleHash.node(hash, proof[level]) : MerkleHash.node(proof[level], hash)
        }
        for left in proof[inner...] { hash = MerkleHash.node(left, hash) }
        return hash
    }

    /// Throws unless `proof` shows that the tree of `size` entries with `root` has `leaf` at `index`.
    package static func verifyInclusion(
        leaf: Digest32, index: Int, size: Int, proof: [Digest32], root: Digest32
    ) throws(LedgerError) {
        let computed = try self.root(leaf: leaf, index: index, size: size, proof: proof)
        guard computed == root else { throw .rootMismatch(expected: root, computed: computed) }
    }

    /// Throws unless `proof` shows that the tree of `newSize` entries begins with the one of `oldSize`
    /// (RFC 9162 section 2.1.4.2).
    ///
    /// From the empty tree nothing can be proved: whoever starts from it has nothing to check.
    package static func verifyConsistency(
        oldSize: Int, oldRoot: Digest32, newSize: Int, newRoot: Digest32, proof: [Digest32]
    ) throws(LedgerError) {
        guard oldSize > 0 else { throw .emptyTree }
        guard oldSize <= newSize else { throw .sizesReversed(old: oldSize, new: newSize) }
        if oldSize == newSize {
            guard proof.isEmpty else { throw .proofLength(expected: 0, found: proof.count) }
            guard oldRoot == newRoot else { throw .rootMismatch(expected: oldRoot, computed: newRoot) }
            return
        }
        let shift = oldSize.trailingZeroBitCount
        let (whole, border) = shape(index: oldSize - 1, size: newSize)
        let inner = whole - shift
        let perfect = oldSize == 1 << shift
        let expected = inner + border + (perfect ? 0 : 1)
        guard proof.count == expected else { throw .proofLength(expected: expected, found: proof.count) }

        let seed = perfect ? oldRoot : proof[0]
        let path = proof[(perfect ? 0 : 1)...]
        let mask = (oldSize - 1) >> shift
        var old = seed
        var new = seed
        for (level, hash) in path.enumerated() {
            if level >= inner || (mask >> level) & 1 == 1 {
                old = MerkleHash.node(hash, old)
                new = MerkleHash.node(hash, new)
            } else {
                new = MerkleHash.node(new, hash)
            }
        }
        guard old == oldRoot else { throw .rootMismatch(expected: oldRoot, computed: old) }
        guard new == newRoot else { throw .rootMismatch(expected: newRoot, computed: new) }
    }

    /// The path from an entry to the root: first through levels where either neighbour may come (`inner`), then along
    /// the right edge of the tree where only left ones do (`border`).
    private static func shape(index: Int, size: Int) -> (inner: Int, border: Int) {
        let inner = Int.bitWidth - (index ^ (size - 1)).leadingZeroBitCount
        return (inner, (index >> inner).nonzeroBitCount)
    }
}
