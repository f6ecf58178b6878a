import Ledger
import Storage

/// The tree's tiles as the database holds them: one row a tile, the last one of a level partial.
struct StoredTiles: TileSource {
    let connection: any Connection

    func tile(level: Int, index: Int, width: Int) throws -> [UInt8] {
        guard let hashes = try LogRecords.tile(level: level, index: Int64(index), in: connection) else {
            throw LogError.tileMissing(level: level, index: index)
        }
        return hashes
    }
}

/// What can be wrong with the stored log.
package enum LogError: Error, Sendable, Equatable {
    case tileMissing(level: Int, index: Int)
    case entryMissing(Int64)
    /// The log's size and its last checkpoint disagree.
    case checkpointMissing(size: Int64)
    /// The stored map, or a page, is not what the newest checkpoint commits to.
    case mapDamaged(String)
}
