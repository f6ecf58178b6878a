/// A tree reduced to the roots of its perfect subtrees: all that is needed to append entries and to know the root.
///
/// For n entries it holds as many hashes as n has one-bits, at most 63.
package struct CompactRange: Hashable, Sendable {
    /// Number of entries.
    package internal(set) var size: Int
    /// Roots of the perfect subtrees from left to right, so the largest first.
    package internal(set) var nodes: [Digest32]

    /// The empty tree.
    package init() {
        size = 0
        nodes = []
    }

    /// A tree known by its subtrees, as `nodes` gave them.
    package init(size: Int, nodes: [Digest32]) throws(LedgerError) {
        guard size >= 0, nodes.count == size.nonzeroBitCount else {
            throw .proofLength(expected: max(size, 0).nonzeroBitCount, found: nodes.count)
        }
        self.size = size
        self.nodes = nodes
    }

    /// The root over all entries (RFC 6962 section 2.1).
    package var root: Digest32 { MerkleHash.fold(nodes) }

    /// Appends an entry by its leaf hash. Hashes once on average, at most once for each level.
    package mutating func append(_ leaf: Digest32) {
        var hash = leaf
        var rest = size
        while rest & 1 == 1 {
            hash = MerkleHash.node(nodes.removeLast(), hash)
            rest >>= 1
        }
        nodes.append(hash)
        size += 1
    }
}
