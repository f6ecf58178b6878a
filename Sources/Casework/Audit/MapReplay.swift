import Crypto
import Ledger
import Storage

/// The map made again from the log's entries, checkpoint by checkpoint, to be compared with what the checkpoints commit to and what is stored.
struct MapReplay: Sendable {
    /// A former version of a tile.
    private struct Past: Hashable {
        let tile: String
        let until: Int64
    }

    private var map = MemoryMap()
    private var since: [MapTileID: Int64] = [:]
    /// Digests of versions that may still be stored.
    private var past: [Past: [UInt8]] = [:]
    /// What entries since the last checkpoint with a map lead to.
    private var heads: [Digest32: Digest32] = [:]
    private var hasBegun = false

    mutating func add(_ entry: [UInt8], leaf: Digest32) {
        if let unit = ActEntry.unit(of: entry) { heads[.mapKey(unit)] = leaf }
    }

    /// - Parameter root: to which the checkpoint over `size` entries commits.
    /// - Returns: what is wrong with it.
    mutating func reach(_ size: Int64, root: Digest32?) throws -> String? {
        guard let root else { return hasBegun ? "commits to no map, as one before it did" : nil }
        hasBegun = true
        let update = try MapUpdate(heads, to: map)
        heads = [:]
        for id in update.tiles.keys {
            if let before = since[id], let bytes = map.stored[id] {
                past[Past(tile: MapRecords.name(id), until: size)] = Self.digest(since: before, bytes)
            }
            since[id] = size
        }
        map.store(update.tiles)
        if past.count > 2 * 65_536 { past = past.filter { $0.key.until > size - MapRecords.farthest } }
        return update.root == root ? nil : "the map to which it commits is not what the entries lead to"
    }

    static func digest(since: Int64, _ bytes: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        withUnsafeBytes(of: since.bigEndian) { hash.update(bufferPointer: $0) }
        hash.update(data: bytes)
        return Array(hash.finalize())
    }

    /// - Parameter size: of the log at the moment of which the rows are.
    func compare(_ rows: MapRows, size: Int64, _ report: inout BookVerifier.Report) {
        var left = rows.tiles
        for (id, bytes) in map.stored {
            let name = MapRecords.name(id)
            let stored = left.removeValue(forKey: name)
            guard stored != Self.digest(since: since[id] ?? 0, bytes) else { continue }
            report.add("map tile \(name)", stored == nil ? "is missing" : "is not what the entries lead to")
            if report.divergences.count >= BookVerifier.enough { return }
        }
        for name in left.keys.sorted().prefix(BookVerifier.enough) { report.add("map tile \(name)", "no entry leads there") }
        for row in rows.past where past[Past(tile: row.tile, until: row.until)] != row.digest {
            report.add("map tile \(row.tile) until \(row.until)", "is not what it was")
            if report.divergences.count >= BookVerifier.enough { return }
        }
    }
}

/// The stored map of one moment: digests of its rows, because an audit has the rest itself.
struct MapRows: Sendable {
    private(set) var tiles: [String: [UInt8]] = [:]
    private(set) var past: [(tile: String, until: Int64, digest: [UInt8])] = []

    private static let page = 2_000

    init(in connection: any Connection) throws {
        var after = ""
        while true {
            let rows = try connection.rows("SELECT tile, since, body FROM log_map WHERE tile > \(after) ORDER BY tile LIMIT \(Self.page)")
            for row in rows {
                after = try row.text("tile")
                tiles[after] = MapReplay.digest(since: try row.int("since"), try row.blob("body"))
            }
            if rows.count < Self.page { break }
        }
        var last = (tile: "", until: Int64.min)
        while true {
            let rows = try connection.rows(
                """
                SELECT tile, until, since, body FROM log_map_past WHERE (tile, until) > (\(last.tile), \(last.until))
                ORDER BY tile, until LIMIT \(Self.page)
                """)
            for row in rows {
                last = (try row.text("tile"), try row.int("until"))
                past.append((last.tile, last.until, MapReplay.digest(since: try row.int("since"), try row.blob("body"))))
            }
            if rows.count < Self.page { break }
        }
    }
}
