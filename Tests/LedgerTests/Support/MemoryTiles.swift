import Ledger

/// Tiles as a store keeps them: each at its path, partial ones beside the full ones.
struct MemoryTiles: TileSource {
    private(set) var files: [String: [UInt8]] = [:]

    struct Missing: Error, Equatable { let path: String }

    func tile(level: Int, index: Int, width: Int) throws -> [UInt8] {
        let path = try TileID(level: level, index: index, width: width).path
        guard let bytes = files[path] else { throw Missing(path: path) }
        return bytes
    }

    mutating func store(_ tiles: [Tile]) {
        for tile in tiles { files[tile.id.path] = tile.bytes }
    }

    mutating func flip(_ path: String, at byte: Int) { files[path]?[byte] ^= 1 }
    mutating func cut(_ path: String, to count: Int) { files[path] = files[path].map { Array($0.prefix(count)) } }

    /// The tree over the first `count` leaves, written in one go.
    static func tree(_ leaves: some Sequence<Digest32>) -> MemoryTiles {
        var builder = TreeBuilder()
        builder.append(contentsOf: leaves)
        var tiles = MemoryTiles()
        tiles.store(builder.takeChanged())
        return tiles
    }
}
