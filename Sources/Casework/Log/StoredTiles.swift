package import Ledger
package import Storage

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

extension LogRecords {
    /// The stored tiles, to read proofs from as long as the transaction is open.
    package static func tiles(in connection: any Connection) -> some TileSource { StoredTiles(connection: connection) }
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
