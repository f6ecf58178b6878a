/// The way from the map's root to where a key is, or would be if it were there.
package struct MapProof: Hashable, Sendable {
    /// What lies at its end.
    package enum End: Hashable, Sendable {
        case empty
        /// A leaf: the key's own, or another one's, which stands alone under the bits that both begin with.
        case leaf(MapEntry)
    }

    package let end: End
    /// From the end's neighbour up to the root's child.
    package let hashes: [Digest32]

    /// - Throws: `malformedProof` for more hashes than a key has bits, and for a way that goes on where a tree has ended: above a lone leaf or
    ///   an empty place no neighbour is empty.
    package init(end: End, hashes: [Digest32]) throws(LedgerError) {
        guard hashes.count <= Digest32.bitCount else { throw .malformedProof("\(hashes.count) hashes") }
        guard hashes.first != MapNode.emptyHash else { throw .malformedProof("the way goes beyond its end") }
        self.end = end
        self.hashes = hashes
    }

    /// What the map with this root leads a key to; nil if it has no such key.
    /// - Throws: `rootMismatch` unless this is the key's way in that map, `malformedProof` if it is another key's.
    package func value(of key: Digest32, root: Digest32) throws(LedgerError) -> Digest32? {
        var value: Digest32?
        var hash = MapNode.emptyHash
        if case .leaf(let entry) = end {
            guard entry.key.sharedBits(with: key) >= hashes.count else { throw .malformedProof("it ends at a key that lies elsewhere") }
            if entry.key == key { value = entry.value }
            hash = MapNode.leafHash(key: entry.key, value: entry.value)
        }
        for (height, neighbour) in hashes.enumerated() {
            let isRight = key.bit(hashes.count - 1 - height)
            hash = isRight ? MapNode.nodeHash(neighbour, hash) : MapNode.nodeHash(hash, neighbour)
        }
        guard hash == root else { throw .rootMismatch(expected: root, computed: hash) }
        return value
    }
}

extension MapTileSource {
    /// The way to a key, or to where it would be.
    /// - Throws: `malformedMapTile` for a stored tile that can't be; whatever reading throws.
    package func proof(of key: Digest32) throws -> MapProof {
        var ways: [Digest32] = []
        var id = MapTileID.root
        while let tile = try tile(id) {
            switch tile {
            case .page(let entries):
                let (end, below) = Self.descend(entries[...], key: key, fromBit: id.depth * MapTileID.height)
                return try MapProof(end: end, hashes: (ways + below).reversed())
            case .branch(let nodes):
                let levels = MapNode.levels(over: nodes)
                var place = 0
                for step in 0..<MapTileID.height {
                    let level = levels[MapTileID.height - 1 - step]
                    place = place * 2 + (key.bit(id.depth * MapTileID.height + step) ? 1 : 0)
                    ways.append(level[place ^ 1].hash)
                    switch level[place] {
                    case .empty: return try MapProof(end: .empty, hashes: ways.reversed())
                    case .leaf:
                        let first = place << (MapTileID.height - 1 - step)
                        return try MapProof(end: .leaf(only(below: id, nodes, from: first)), hashes: ways.reversed())
                    case .node: break
                    }
                }
                id = id.child(place)
            }
        }
        guard id == .root else { throw LedgerError.malformedMapTile(path: id.path, "it is missing") }
        return try MapProof(end: .empty, hashes: [])
    }

    private func tile(_ id: MapTileID) throws -> MapTile? { try tiles([id])[id].map { bytes in try MapTile(bytes, at: id) } }

    /// The one key of some of a branch's subtrees.
    private func only(below id: MapTileID, _ nodes: [MapNode], from first: Int) throws -> MapEntry {
        let place = nodes[first...].firstIndex { $0 != .empty } ?? first
        let child = id.child(place)
        guard case .page(let entries)? = try tile(child), entries.count == 1, let entry = entries.first else {
            throw LedgerError.malformedMapTile(path: child.path, "it should have one key")
        }
        return entry
    }

    /// - Returns: the end of a key's way among the entries of a page, and the neighbours from the page's root down.
    private static func descend(_ entries: ArraySlice<MapEntry>, key: Digest32, fromBit start: Int) -> (end: MapProof.End, ways: [Digest32]) {
        var rest = entries
        var ways: [Digest32] = []
        var bit = start
        while rest.count > 1 {
            let middle = rest.split(atBit: bit)
            let (left, right) = (rest[..<middle], rest[middle...])
            let isRight = key.bit(bit)
            ways.append(MapNode.over(isRight ? left : right, fromBit: bit + 1).hash)
            rest = isRight ? right : left
            bit += 1
        }
        return (rest.first.map(MapProof.End.leaf) ?? .empty, ways)
    }
}
