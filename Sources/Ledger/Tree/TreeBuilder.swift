/// Integrates leaf hashes into a tree that is stored as tiles, and gives out the tiles that changed.
///
/// Holds the partial tiles of the right edge (8 KB for each eight levels) and the full tiles until they are taken:
/// with regular `takeCompleted()` the memory doesn't grow with the tree. Hashes twice for each entry, leaf included.
package struct TreeBuilder: Sendable {
    private var range: CompactRange
    /// For each tile level the hashes of the tile at the right edge, if it isn't full.
    private var edge: [[UInt8]]
    private var completed: [Tile] = []
    private var taken: Int

    /// The empty tree.
    package init() {
        range = CompactRange()
        edge = []
        taken = 0
    }

    /// Continues a stored tree. Reads at most one tile a level.
    /// - Parameter root: Where it is known, the tiles must agree with it, so that nothing is built on damaged ones.
    package init(size: Int, root: Digest32? = nil, tiles: some TileSource) throws {
        guard size >= 0 else { throw LedgerError.sizeBeyondTree(size: size, stored: 0) }
        var edge: [[UInt8]] = []
        var nodes: [Digest32] = []
        var level = 0
        while TileID.count(level: level, size: size) > 0 {
            let count = TileID.count(level: level, size: size)
            let width = count % TileID.fullWidth
            var row: [UInt8] = []
            row.reserveCapacity(TileID.fullWidth * Digest32.byteCount)
            if width > 0 {
                row += try tiles.hashes(of: TileID(level: level, count / TileID.fullWidth, width))
                nodes = ExpandedTile(row).subtrees + nodes
            }
            edge.append(row)
            level += 1
        }
        self.range = try CompactRange(size: size, nodes: nodes)
        self.edge = edge
        self.taken = size
        if let root, range.root != root {
            throw LedgerError.tilesDisagree(size: size, expected: root, computed: range.root)
        }
    }

    /// Number of entries.
    package var size: Int { range.size }

    /// The root over all entries.
    package var root: Digest32 { range.root }

    /// The tree without its tiles.
    package var compact: CompactRange { range }

    /// Appends an entry by its leaf hash (`MerkleHash.leaf`).
    package mutating func append(_ leaf: Digest32) {
        push(leaf, level: 0)
        var hash = leaf
        var rest = range.size
        var level = 0
        while rest & 1 == 1 {
            hash = MerkleHash.node(range.nodes.removeLast(), hash)
            rest >>= 1
            level += 1
            if level % TileID.height == 0 { push(hash, level: level / TileID.height) }
        }
        range.nodes.append(hash)
        range.size += 1
    }

    package mutating func append(contentsOf leaves: some Sequence<Digest32>) {
        for leaf in leaves { append(leaf) }
    }

    private mutating func push(_ hash: Digest32, level: Int) {
        if edge.count == level { edge.append([]) }
        if edge[level].isEmpty { edge[level].reserveCapacity(TileID.fullWidth * Digest32.byteCount) }
        edge[level].append(hash)
        if edge[level].count == TileID.fullWidth * Digest32.byteCount {
            let index = TileID.count(level: level, size: range.size) / TileID.fullWidth
            completed.append(Tile(TileID(level: level, index, TileID.fullWidth), edge[level]))
            edge[level] = []
        }
    }

    /// The tiles that became full since the last call; each will never change again.
    package mutating func takeCompleted() -> [Tile] {
        defer { completed = [] }
        return completed
    }

    /// All tiles that a checkpoint of this size needs and that changed since the last call: full ones, then partial ones.
    package mutating func takeChanged() -> [Tile] {
        var changed = takeCompleted()
        for (level, row) in edge.enumerated() where !row.isEmpty {
            let count = TileID.count(level: level, size: size)
            if count != TileID.count(level: level, size: taken) {
                changed.append(Tile(TileID(level: level, count / TileID.fullWidth, count % TileID.fullWidth), row))
            }
        }
        taken = size
        return changed
    }
}
