import Ledger
import Storage

/// Writing the map's tiles, in the transaction of the checkpoint that commits to them.
///
/// A tile's former version is kept as long as somebody may ask for a proof under a checkpoint of its time: back to the last one that
/// witnesses have cosigned, which is what is published, and for a while behind the newest, for who asks for one thing after the other.
/// Witnesses that stall for good must not fill the disk: beyond ``farthest`` entries proofs are of the log's own newest checkpoint.
enum MapRecords {
    /// Former versions are kept for at least so many entries,
    static let nearest: Int64 = 4_096
    /// and for no more than these, however long witnesses stall.
    static let farthest: Int64 = 131_072

    /// How a tile is called in the tables: the root has no digits.
    static func name(_ id: MapTileID) -> String { "/" + id.path }

    static func id(_ name: String) -> MapTileID { MapTileID(path: String(name.dropFirst())) }

    /// The statements that make tiles what a checkpoint of `size` entries commits to.
    static func statements(_ tiles: [MapTileID: [UInt8]], size: Int64) -> [SQL] {
        let sorted = tiles.sorted { $0.key < $1.key }
        var statements: [SQL] = []
        for group in sorted.chunks(of: 1_024) {
            statements.append(
                """
                INSERT INTO log_map_past (tile, until, since, body)
                SELECT tile, \(size), since, body FROM log_map WHERE tile IN \(list: padded(group.map { name($0.key) }))
                """)
        }
        for group in sorted.chunks(of: 64) {
            // Whole groups have one text, which is prepared once.
            for part in group.count == 64 ? [group] : group.map({ [$0] }) {
                var values: SQL = "(\(name(part[0].key)), \(size), \(part[0].value))"
                for tile in part.dropFirst() { values = "\(sql: values), (\(name(tile.key)), \(size), \(tile.value))" }
                statements.append(
                    """
                    INSERT INTO log_map (tile, since, body) VALUES \(sql: values)
                    ON CONFLICT (tile) DO UPDATE SET since = excluded.since, body = excluded.body
                    """)
            }
        }
        return statements
    }

    /// Forgets versions that no checkpoint needs any more of which proofs are given.
    /// - Parameter published: size of the last checkpoint that witnesses have cosigned.
    static func forgetting(size: Int64, published: Int64?) -> SQL {
        let floor = max(size - farthest, min(published ?? size, size - nearest))
        return "DELETE FROM log_map_past WHERE until <= \(floor)"
    }

    /// As many names as a power of two, so that few texts are prepared.
    static func padded(_ names: [String]) -> [String] {
        guard let last = names.last else { return names }
        var count = 1
        while count < names.count { count *= 2 }
        return names + Array(repeating: last, count: count - names.count)
    }
}

/// The map as the database holds it, for one checkpoint.
struct StoredMap: MapTileSource {
    let connection: any Connection
    /// Number of entries of the checkpoint; nil is the newest.
    var size: Int64?

    func tiles(_ ids: [MapTileID]) throws -> [MapTileID: [UInt8]] {
        var found: [MapTileID: [UInt8]] = [:]
        found.reserveCapacity(ids.count)
        let newest = size ?? Int64.max
        for group in ids.chunks(of: 1_024) {
            let rows = try connection.rows(
                "SELECT tile, body FROM log_map WHERE tile IN \(list: MapRecords.padded(group.map(MapRecords.name))) AND since <= \(newest)")
            for row in rows { found[MapRecords.id(try row.text("tile"))] = try row.blob("body") }
        }
        guard let size else { return found }
        for id in ids where found[id] == nil {
            found[id] = try connection.row(
                """
                SELECT body FROM log_map_past WHERE tile = \(MapRecords.name(id)) AND until > \(size) AND since <= \(size)
                ORDER BY until LIMIT 1
                """)?.blob("body")
        }
        return found
    }
}
