/// Where a tile stands in the log (C2SP tlog-tiles): 256 neighbouring hashes of every eighth level of the tree, fewer at
/// the right edge.
package struct TileID: Hashable, Sendable {
    /// Hashes of a full tile.
    package static let fullWidth = 256
    /// Levels of the tree that a tile spans.
    package static let height = 8

    /// 0 holds leaf hashes; each hash of a level above is the root of a full tile below.
    package let level: Int
    /// Place among the tiles of its level.
    package let index: Int
    /// Number of hashes, 1 to 256.
    package let width: Int

    /// - Throws: `malformedTilePath` for values that no tile has.
    package init(level: Int, index: Int, width: Int = TileID.fullWidth) throws(LedgerError) {
        guard (0...63).contains(level), index >= 0, (1...TileID.fullWidth).contains(width) else {
            throw .malformedTilePath("level \(level), index \(index), width \(width)")
        }
        self.init(level: level, index, width)
    }

    init(level: Int, _ index: Int, _ width: Int) {
        self.level = level
        self.index = index
        self.width = width
    }

    package var isFull: Bool { width == TileID.fullWidth }

    /// The resource relative to the log's prefix, e.g. `tile/0/x001/x234/067` or `tile/1/000.p/17`.
    package var path: String { "tile/\(level)/" + TilePath.format(index, width) }

    /// - Throws: `malformedTilePath` for anything but what `path` writes.
    package init(path: some StringProtocol) throws(LedgerError) {
        let parts = path.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "tile", let level = Decimal.parse(parts[1].utf8), level <= 63,
            let place = TilePath.parse(parts[2])
        else { throw .malformedTilePath(String(path)) }
        self.init(level: level, place.index, place.width)
    }

    /// Hashes of a level in a tree of `size` entries.
    static func count(level: Int, size: Int) -> Int {
        let shift = level * height
        return shift < Int.bitWidth ? size >> shift : 0
    }

    /// The tile as a tree of `size` entries has it, nil if it has none there.
    static func inTree(of size: Int, level: Int, index: Int) -> TileID? {
        let width = min(fullWidth, count(level: level, size: size) - index * fullWidth)
        return width > 0 ? TileID(level: level, index, width) : nil
    }
}

/// A tile with its hashes, 32 bytes each.
package struct Tile: Hashable, Sendable {
    package let id: TileID
    package let bytes: [UInt8]

    package init(id: TileID, bytes: [UInt8]) throws(LedgerError) {
        guard bytes.count == id.width * Digest32.byteCount else {
            throw .tileLength(path: id.path, expected: id.width * Digest32.byteCount, found: bytes.count)
        }
        self.id = id
        self.bytes = bytes
    }

    init(_ id: TileID, _ bytes: [UInt8]) {
        self.id = id
        self.bytes = bytes
    }
}

/// Where tiles are read from: a table, a folder, another log.
package protocol TileSource {
    /// The first `width` hashes of the tile, 32 bytes each. More bytes may be given, because a full tile may stand
    /// where a partial one was asked for.
    func tile(level: Int, index: Int, width: Int) throws -> [UInt8]
}

extension TileSource {
    /// Reads exactly the hashes of a tile.
    func hashes(of id: TileID) throws -> [UInt8] {
        let bytes = try tile(level: id.level, index: id.index, width: id.width)
        let needed = id.width * Digest32.byteCount
        guard bytes.count >= needed, bytes.count % Digest32.byteCount == 0 else {
            throw LedgerError.tileLength(path: id.path, expected: needed, found: bytes.count)
        }
        return bytes.count == needed ? bytes : Array(bytes[..<needed])
    }
}
