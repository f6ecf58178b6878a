/// Cuts roots and proofs from stored tiles, for the tree of `size` entries and for every smaller one.
///
/// It keeps the hashed tiles of the last question and those of the upper levels (some 2 MB at most), so that a proof
/// for any entry hashes one tile at most, and proofs for neighbouring entries none.
package struct TreeReader<Source: TileSource> {
    /// Number of entries whose tiles are stored.
    package private(set) var size: Int
    private let source: Source
    /// For each level the tile of the last question.
    private var recent: [(index: Int, tile: ExpandedTile)] = []
    /// Tiles of the upper levels and at the right edge.
    private var kept: [TileID: ExpandedTile] = [:]
    private let mostKept = 128
    /// The right edge of the tree as the last proof needed it.
    private var edge: (subtree: Subtree, hash: Digest32)?

    package init(size: Int, source: Source) {
        self.size = max(size, 0)
        self.source = source
    }

    /// Goes over to a larger tree whose tiles are stored by now; what can't have changed stays known.
    package mutating func grow(to size: Int) throws(LedgerError) {
        guard size >= self.size else { throw .sizesReversed(old: self.size, new: size) }
        self.size = size
        kept = kept.filter { $0.key.isFull }
        recent = []
        edge = nil
    }

    /// The root over the first `size` entries, by default over all.
    package mutating func root(size: Int? = nil) throws -> Digest32 {
        let size = try known(size)
        return size == 0 ? MerkleHash.empty : try hash(of: Subtree(start: 0, end: size))
    }

    /// The leaf hash of an entry.
    package mutating func leaf(_ index: Int) throws -> Digest32 {
        guard index >= 0, index < size else { throw LedgerError.indexBeyondTree(index: index, size: size) }
        return try hash(of: Subtree.Node(level: 0, index: index))
    }

    /// Shows that the entry `index` is in the tree of `size` entries, by default in the whole (RFC 6962 section 2.1.1).
    package mutating func inclusionProof(of index: Int, size: Int? = nil) throws -> [Digest32] {
        let size = try known(size)
        guard index >= 0, index < size else { throw LedgerError.indexBeyondTree(index: index, size: size) }
        return try ProofPath.inclusion(index: index, size: size).map { try hash(of: $0) }
    }

    /// Shows that the tree of `new` entries, by default the whole, begins with that of `old` (RFC 6962 section 2.1.2).
    /// From the empty tree and between equal sizes it has no hashes.
    package mutating func consistencyProof(from old: Int, to new: Int? = nil) throws -> [Digest32] {
        let new = try known(new)
        guard old >= 0, old <= new else { throw LedgerError.sizesReversed(old: old, new: new) }
        return try ProofPath.consistency(from: old, to: new).map { try hash(of: $0) }
    }

    private func known(_ size: Int?) throws -> Int {
        let size = size ?? self.size
        guard size >= 0, size <= self.size else { throw LedgerError.sizeBeyondTree(size: size, stored: self.size) }
        return size
    }

    private mutating func hash(of subtree: Subtree) throws -> Digest32 {
        if let node = subtree.perfect { return try hash(of: node) }
        if let edge, edge.subtree == subtree { return edge.hash }
        let folded = MerkleHash.fold(try subtree.nodes.map { try hash(of: $0) })
        edge = (subtree, folded)
        return folded
    }

    private mutating func hash(of node: Subtree.Node) throws -> Digest32 {
        let level = node.level / TileID.height
        let height = node.level % TileID.height
        let first = node.index << height
        let index = first / TileID.fullWidth
        if level >= recent.count || recent[level].index != index { try load(level: level, index: index) }
        guard let hash = recent[level].tile.root(height: height, offset: first % TileID.fullWidth) else {
            throw LedgerError.sizeBeyondTree(size: size, stored: 0)
        }
        return hash
    }

    private mutating func load(level: Int, index: Int) throws {
        guard let id = TileID.inTree(of: size, level: level, index: index) else {
            throw LedgerError.sizeBeyondTree(size: size, stored: 0)
        }
        let tile: ExpandedTile
        if let known = kept[id] {
            tile = known
        } else {
            tile = ExpandedTile(try source.hashes(of: id))
            if level > 0 || !id.isFull {
                if kept.count >= mostKept { kept = [:] }
                kept[id] = tile
            }
        }
        while recent.count <= level { recent.append((-1, ExpandedTile([]))) }
        recent[level] = (index, tile)
    }
}

/// Which tiles a proof is cut from, so that they can be fetched before, all at once, by whoever has to wait for them.
package enum TilePlan {
    /// Tiles, as a log of `size` entries has them, for the root over the first `root` entries.
    package static func root(_ root: Int, size: Int) -> [TileID] {
        root > 0 ? tiles([Subtree(start: 0, end: root)], size: size) : []
    }

    package static func inclusion(index: Int, size: Int) -> [TileID] {
        tiles(ProofPath.inclusion(index: index, size: size), size: size)
    }

    package static func consistency(from old: Int, to new: Int) -> [TileID] {
        tiles(ProofPath.consistency(from: old, to: new), size: new)
    }

    private static func tiles(_ subtrees: [Subtree], size: Int) -> [TileID] {
        var seen: Set<TileID> = []
        return subtrees.flatMap(\.nodes).compactMap { node in
            let level = node.level / TileID.height
            let index = (node.index << (node.level % TileID.height)) / TileID.fullWidth
            guard let id = TileID.inTree(of: size, level: level, index: index), seen.insert(id).inserted else { return nil }
            return id
        }
    }
}
