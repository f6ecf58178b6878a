/// What a set of changes makes of the map: the new root, and the tiles to store. Keys are added or lead elsewhere; none is ever taken away.
package struct MapUpdate: Sendable {
    package let root: Digest32
    /// Each tile on the way of a changed key, and no other.
    package private(set) var tiles: [MapTileID: [UInt8]] = [:]

    private var loaded: [MapTileID: MapTile] = [:]

    /// Reads the tiles on the keys' ways, one question for each level of tiles, and hashes what changes.
    /// - Parameter changes: what keys lead to from now on.
    /// - Throws: `malformedMapTile` for a stored tile that can't be; whatever the source throws.
    package init(_ changes: [Digest32: Digest32], to source: some MapTileSource) throws {
        guard !changes.isEmpty else {
            root = try source.mapRoot()
            return
        }
        let sorted = changes.map { MapEntry(key: $0, value: $1) }.sorted { $0.key.precedes($1.key) }
        loaded = try Self.load(sorted[...], from: source)
        var tiles: [MapTileID: [UInt8]] = [:]
        root = Self.change(.root, sorted[...], loaded, &tiles).hash
        self.tiles = tiles
        loaded = [:]
    }

    private static func load(_ changes: ArraySlice<MapEntry>, from source: some MapTileSource) throws -> [MapTileID: MapTile] {
        var loaded: [MapTileID: MapTile] = [:]
        var level: [MapTileID: ArraySlice<MapEntry>] = [.root: changes]
        while !level.isEmpty {
            let stored = try source.tiles(Array(level.keys))
            var next: [MapTileID: ArraySlice<MapEntry>] = [:]
            for (id, changes) in level {
                guard let bytes = stored[id] else {
                    if id == .root { continue }
                    throw LedgerError.malformedMapTile(path: id.path, "it is missing")
                }
                let tile = try MapTile(bytes, at: id)
                loaded[id] = tile
                guard case .branch(let nodes) = tile else { continue }
                for (nibble, group) in groups(changes, at: id) where nodes[nibble] != .empty { next[id.child(nibble)] = group }
            }
            level = next
        }
        return loaded
    }

    /// Changes by the subtree of the tile in which they lie.
    private static func groups(_ changes: ArraySlice<MapEntry>, at id: MapTileID) -> [(nibble: Int, group: ArraySlice<MapEntry>)] {
        var groups: [(Int, ArraySlice<MapEntry>)] = []
        var start = changes.startIndex
        while start < changes.endIndex {
            let nibble = changes[start].key.nibble(id.depth)
            let end = changes[start...].firstIndex { $0.key.nibble(id.depth) != nibble } ?? changes.endIndex
            groups.append((nibble, changes[start..<end]))
            start = end
        }
        return groups
    }

    private static func change(
        _ id: MapTileID, _ changes: ArraySlice<MapEntry>, _ loaded: [MapTileID: MapTile], _ tiles: inout [MapTileID: [UInt8]]
    ) -> MapNode {
        switch loaded[id] {
        case .branch(var nodes):
            for (nibble, group) in groups(changes, at: id) { nodes[nibble] = change(id.child(nibble), group, loaded, &tiles) }
            let tile = MapTile.branch(nodes)
            tiles[id] = tile.bytes
            return tile.root(at: id)
        case .page(let entries): return place(merge(entries, changes)[...], at: id, &tiles)
        case nil: return place(changes, at: id, &tiles)
        }
    }

    /// Tiles for keys of which none or all stood in one page before.
    private static func place(_ entries: ArraySlice<MapEntry>, at id: MapTileID, _ tiles: inout [MapTileID: [UInt8]]) -> MapNode {
        let tile: MapTile
        if entries.count <= MapTile.mostEntries {
            tile = .page(Array(entries))
        } else {
            var nodes = [MapNode](repeating: .empty, count: MapTileID.width)
            for (nibble, group) in groups(entries, at: id) { nodes[nibble] = place(group, at: id.child(nibble), &tiles) }
            tile = .branch(nodes)
        }
        tiles[id] = tile.bytes
        return tile.root(at: id)
    }

    /// Both in order; where a key is in both, the change counts.
    private static func merge(_ entries: [MapEntry], _ changes: ArraySlice<MapEntry>) -> [MapEntry] {
        var merged: [MapEntry] = []
        merged.reserveCapacity(entries.count + changes.count)
        var old = entries[...]
        for change in changes {
            while let first = old.first, first.key.precedes(change.key) { merged.append(old.removeFirst()) }
            if old.first?.key == change.key { old.removeFirst() }
            merged.append(change)
        }
        return merged + old
    }
}
