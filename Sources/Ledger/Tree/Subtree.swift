/// The entries `start..<end` of a tree, where `start` is a multiple of the next power of two: one hash of a proof.
struct Subtree: Hashable {
    let start: Int
    let end: Int

    /// A perfect subtree of 2^`level` entries.
    struct Node: Hashable {
        let level: Int
        let index: Int
    }

    /// Itself, if it is perfect.
    var perfect: Node? {
        let count = end - start
        guard count.nonzeroBitCount == 1 else { return nil }
        let level = count.trailingZeroBitCount
        return Node(level: level, index: start >> level)
    }

    /// The perfect subtrees that it consists of, the largest first.
    var nodes: [Node] {
        var nodes: [Node] = []
        var at = start
        while at < end {
            let level = Int.bitWidth - 1 - (end - at).leadingZeroBitCount
            nodes.append(Node(level: level, index: at >> level))
            at += 1 << level
        }
        return nodes
    }
}

/// Which hashes a proof consists of, from sizes alone.
enum ProofPath {
    /// RFC 6962 section 2.1.1.
    static func inclusion(index: Int, size: Int) -> [Subtree] {
        siblings(of: Subtree.Node(level: 0, index: index), size: size)
    }

    /// RFC 6962 section 2.1.2. Nothing for equal sizes, nor from the empty tree.
    static func consistency(from old: Int, to new: Int) -> [Subtree] {
        guard old > 0, old < new else { return [] }
        let level = old.trailingZeroBitCount
        let node = Subtree.Node(level: level, index: (old - 1) >> level)
        let path = siblings(of: node, size: new)
        // The root of a perfect old tree is known to whoever checks.
        if node.index == 0 { return path }
        return [Subtree(start: node.index << level, end: old)] + path
    }

    /// The neighbours that a node is hashed with on its way to the root, from the bottom up.
    private static func siblings(of node: Subtree.Node, size: Int) -> [Subtree] {
        var path: [Subtree] = []
        var level = node.level
        var index = node.index
        while (size - 1) >> level > 0 {
            let sibling = index ^ 1
            // On the right edge a node without neighbour rises as it is.
            if sibling <= (size - 1) >> level {
                let start = sibling << level
                path.append(Subtree(start: start, end: start + min(1 << level, size - start)))
            }
            index >>= 1
            level += 1
        }
        return path
    }
}
