/// Where a tile of the map hangs: below the keys that begin with these hexadecimal digits.
package struct MapTileID: Hashable, Sendable, Comparable {
    package static let root = MapTileID(path: "")
    /// Bits that a tile goes down.
    static let height = 4
    static let width = 1 << height

    /// Hexadecimal digits, in lower case.
    package let path: String

    /// A path as the store has it; a wrong one is found when its tile is read, because no key begins with it.
    package init(path: String) { self.path = path }

    var depth: Int { path.utf8.count }

    func child(_ nibble: Int) -> MapTileID { MapTileID(path: path + MapTileID.digits[nibble]) }

    private static let digits = (0..<width).map { String($0, radix: 16) }

    /// Whether a key lies below it.
    func holds(_ key: Digest32) -> Bool {
        guard depth <= Digest32.byteCount * 2 else { return false }
        for (index, digit) in path.utf8.enumerated() where MapTileID.hexadecimal[key.nibble(index)] != digit { return false }
        return true
    }

    private static let hexadecimal = Array("0123456789abcdef".utf8)

    package static func < (a: MapTileID, b: MapTileID) -> Bool { a.path < b.path }
}

/// A row of the stored map: the keys below a prefix themselves while they are few, else the roots of the sixteen subtrees below it.
///
/// Which of both it is follows from the number of keys, so that all tiles follow from the set of keys and values alone: an audit makes
/// them again and compares bytes. Few bytes are written for a change: in a map of a million keys four tiles of at most 529 bytes and one
/// of at most 2,049.
///
///     branch: 0x01 ‖ for each of sixteen subtrees: 0x00 empty | 0x01 ‖ leaf | 0x02 ‖ node
///     page:   0x02 ‖ for each key, in order: key ‖ value
package enum MapTile: Hashable, Sendable {
    case branch([MapNode])
    /// In the order of their keys.
    case page([MapEntry])

    /// Keys that a page has room for.
    package static let mostEntries = 32

    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        switch self {
        case .branch(let nodes):
            bytes.reserveCapacity(1 + nodes.count * 33)
            bytes.append(0x01)
            for node in nodes {
                switch node {
                case .empty: bytes.append(0x00)
                case .leaf(let hash):
                    bytes.append(0x01)
                    bytes.append(hash)
                case .node(let hash):
                    bytes.append(0x02)
                    bytes.append(hash)
                }
            }
        case .page(let entries):
            bytes.reserveCapacity(1 + entries.count * 64)
            bytes.append(0x02)
            for entry in entries {
                bytes.append(entry.key)
                bytes.append(entry.value)
            }
        }
        return bytes
    }

    /// Reads a stored tile.
    /// - Throws: `malformedMapTile` for anything but the one form of a tile that can hang there.
    package init(_ bytes: [UInt8], at id: MapTileID) throws(LedgerError) {
        func refuse(_ why: String) -> LedgerError { .malformedMapTile(path: id.path, why) }
        var reader = ByteReader(bytes)
        switch bytes.first {
        case 0x01:
            guard id.depth < Digest32.byteCount * 2 else { throw refuse("no tile hangs so deep") }
            _ = try reader.take(1)
            var nodes: [MapNode] = []
            for _ in 0..<MapTileID.width {
                guard let kind = (try? reader.take(1))?.first else { throw refuse("it breaks off") }
                if kind == 0x00 {
                    nodes.append(.empty)
                    continue
                }
                guard kind <= 0x02, let taken = try? reader.take(Digest32.byteCount), let hash = Digest32(taken) else { throw refuse("not a subtree") }
                nodes.append(kind == 0x01 ? .leaf(hash) : .node(hash))
            }
            guard reader.isAtEnd else { throw refuse("bytes behind it") }
            // A subtree of more keys than a page holds is a node, however they lie.
            guard case .node? = MapNode.levels(over: nodes).last?.first else { throw refuse("a branch of one key or none") }
            self = .branch(nodes)
        case 0x02:
            guard (bytes.count - 1) % 64 == 0, bytes.count > 1, bytes.count <= 1 + 64 * MapTile.mostEntries else { throw refuse("not a number of whole keys") }
            let entries: [MapEntry] = bytes.withUnsafeBytes { raw in
                stride(from: 1, to: raw.count, by: 64).map { at in
                    MapEntry(
                        key: Digest32(unchecked: UnsafeRawBufferPointer(rebasing: raw[at..<(at + 32)])),
                        value: Digest32(unchecked: UnsafeRawBufferPointer(rebasing: raw[(at + 32)..<(at + 64)])))
                }
            }
            for (entry, next) in zip(entries, entries.dropFirst()) where !entry.key.precedes(next.key) { throw refuse("its keys are not in order") }
            // In order, so whatever the first and the last begin with all begin with.
            guard let first = entries.first, let last = entries.last, id.holds(first.key), id.holds(last.key) else { throw refuse("a key that lies elsewhere") }
            self = .page(entries)
        default: throw refuse("neither a branch nor a page")
        }
    }

    /// The subtree that the tile holds.
    func root(at id: MapTileID) -> MapNode {
        switch self {
        case .branch(let nodes): MapNode.levels(over: nodes).last?.first ?? .empty
        case .page(let entries): MapNode.over(entries[...], fromBit: id.depth * MapTileID.height)
        }
    }
}

/// Where the tiles of one state of the map are read from.
package protocol MapTileSource {
    /// The bytes of the tiles that exist among these.
    func tiles(_ ids: [MapTileID]) throws -> [MapTileID: [UInt8]]
}

extension MapTileSource {
    /// The root over all keys: ``MapNode/emptyHash`` for a map without any.
    package func mapRoot() throws -> Digest32 {
        guard let bytes = try tiles([.root])[.root] else { return MapNode.emptyHash }
        return try MapTile(bytes, at: .root).root(at: .root).hash
    }
}

/// Tiles in memory.
package struct MemoryMap: MapTileSource, Sendable {
    package private(set) var stored: [MapTileID: [UInt8]] = [:]

    package init() {}

    package func tiles(_ ids: [MapTileID]) -> [MapTileID: [UInt8]] {
        var found: [MapTileID: [UInt8]] = [:]
        for id in ids { found[id] = stored[id] }
        return found
    }

    package mutating func store(_ tiles: [MapTileID: [UInt8]]) { stored.merge(tiles) { _, new in new } }
}
