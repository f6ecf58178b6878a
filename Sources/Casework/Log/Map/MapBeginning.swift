import Ledger
import Logging
import Register
import Storage

/// The map of a log that was there before it.
///
/// The last entry of each unit is gathered from the stored entries while the registry works on; the tiles are written in one transaction,
/// together with an entry of the log that says that from here on every checkpoint commits to the map. A process that dies before has
/// changed nothing.
struct MapBeginning: Sendable {
    static let leafID = "map:begins"

    /// Canonical JSON.
    static func entry(at: Moment) -> [UInt8] { Array("{\"at\":\"\(RegisterHash.stamp(at))\",\"type\":\"map\",\"v\":1}".utf8) }

    private static let page: Int64 = 4_096

    /// Where each unit's last entry leads, and how many entries were read for it.
    private(set) var heads: [Digest32: Digest32] = [:]
    private(set) var size: Int64 = 0

    /// Reads what the log has.
    static func gather(_ database: any Database, logger: Logger) async throws -> MapBeginning {
        var beginning = MapBeginning()
        let whole = try await database.read { try LogRecords.size(in: $0) }
        logger.notice("the log has no map of its units yet: making it", metadata: ["entries": "\(whole)"])
        var told = 0
        while beginning.size < whole {
            let start = beginning
            beginning = try await database.read { connection in
                var next = start
                try next.read(through: min(start.size + page, whole), in: connection)
                return next
            }
            let percent = Int(beginning.size * 100 / whole)
            guard percent >= told + 10 else { continue }
            told = percent
            logger.notice("making the map of units", metadata: ["done": "\(percent)%", "units": "\(beginning.heads.count)"])
        }
        return beginning
    }

    /// Adds the entries up to a size.
    mutating func read(through end: Int64, in connection: any Connection) throws {
        while size < end {
            let entries = try LogRecords.entries(from: size, to: min(size + Self.page, end), in: connection)
            guard !entries.isEmpty else { throw LogError.entryMissing(size) }
            for entry in entries {
                if let unit = ActEntry.unit(of: entry) { heads[.mapKey(unit)] = MerkleHash.leaf(entry) }
            }
            size += Int64(entries.count)
        }
    }
}
