package import Ledger
package import Register
package import Storage

/// Entries that are to have their places in the log, in order, with their leaf hashes.
package struct LogEntries: Sendable {
    fileprivate var rows = BulkRows(into: "log_entry", counter: "leaf_index", [("leaf_id", .text), ("entry", .blob)])
    package private(set) var leaves: [Digest32] = []
    fileprivate private(set) var latest = EntryTime.none

    package init() {}

    package var count: Int { leaves.count }

    package mutating func reserve(_ count: Int, bytes: Int) {
        rows.reserve(rows: count, bytes: bytes)
        leaves.reserveCapacity(count)
    }

    /// - Returns: `MerkleHash.leaf` of the entry.
    @discardableResult
    package mutating func add(leafID: String, entry: [UInt8]) -> Digest32 {
        rows.add(text: leafID)
        return entry.withUnsafeBytes { bytes in
            rows.add(bytes)
            latest.take(bytes)
            let leaf = MerkleHash.leaf(at: bytes)
            leaves.append(leaf)
            return leaf
        }
    }

    /// - Parameter leaf: `MerkleHash.leaf` of the entry.
    package mutating func add(leafID: UnsafeRawBufferPointer, entry: UnsafeRawBufferPointer, leaf: Digest32) {
        rows.add(leafID)
        rows.add(entry)
        latest.take(entry)
        leaves.append(leaf)
    }
}

/// The one way into the log, for what is registered (`LogSequencer`) and for what is imported: entries, tiles, the map of units, the head and
/// the signed checkpoint over them appear in one transaction.
package struct LogAppender: Sendable {
    /// Held by whoever appends, or changes by which keys the log is signed, until its transaction ends.
    package static let lock = "dengbu log sequencer"

    private let ring: LogKeyRing

    init(_ ring: LogKeyRing) { self.ring = ring }

    /// - Parameter signing: the keys that sign checkpoints; their name is the log's origin.
    package init(signing: LogSigning) throws { ring = try LogKeyRing(signing) }

    /// What entries do to the map of units.
    package enum MapChange: Sendable {
        /// Nothing: none of them is an act.
        case stays
        /// Leads units to their last entries; on a log of before there was a map it makes it.
        case leads([Digest32: Digest32])
    }

    /// Whether the newest checkpoint commits to the map. A log without entries begins with one.
    package static func hasMap(in connection: any Connection) throws -> Bool {
        let size = try LogRecords.size(in: connection)
        guard size > 0 else { return true }
        guard let latest = try LogRecords.latestCheckpoint(in: connection) else { throw LogError.checkpointMissing(size: size) }
        return try Checkpoint(text: SignedNote(parsing: Array(latest.note.utf8)).text).mapRoot != nil
    }

    /// Gives entries their places. The caller's transaction holds ``lock``.
    /// - Parameter at: the time by this machine's clock. Where another machine's was ahead, the checkpoint has the time of the newest entry or
    ///   of the checkpoint before: it never goes backwards.
    /// - Returns: the places, and the log's keys as they are now.
    @discardableResult
    package func append(
        _ entries: LogEntries, map: MapChange, at: Moment, in connection: any Connection
    ) throws -> (places: Range<Int64>, keys: [LogKeyRow]) {
        let size = try LogRecords.size(in: connection)
        let heads = try heads(after: map, in: connection)
        var builder = try TreeBuilder(size: Int(size), tiles: StoredTiles(connection: connection))
        builder.append(contentsOf: entries.leaves)
        try connection.insert(entries.rows, numberedFrom: size)
        var changes: [SQL] = builder.takeChanged().map { tile in
            """
            INSERT INTO log_tile (level, tile_index, hashes) VALUES (\(tile.id.level), \(tile.id.index), \(tile.bytes))
            ON CONFLICT (level, tile_index) DO UPDATE SET hashes = excluded.hashes
            """
        }
        let end = size + Int64(entries.count)
        changes.append("UPDATE log_head SET size = \(end) WHERE id = 1")
        var mapRoot: Digest32?
        if let heads {
            let update = try MapUpdate(heads, to: StoredMap(connection: connection))
            mapRoot = update.root
            if !update.tiles.isEmpty {
                changes += MapRecords.statements(update.tiles, size: end)
                changes.append(MapRecords.forgetting(size: end, published: try LogRecords.latestPublication(in: connection)?.size))
            }
        }
        let origin = ring.signing.origin
        let checkpoint = try mapRoot.map { try Checkpoint(origin: origin, size: Int(end), root: builder.root, mapRoot: $0) }
            ?? Checkpoint(origin: origin, size: Int(end), root: builder.root)
        let before = try connection.row("SELECT at FROM log_checkpoint ORDER BY size DESC LIMIT 1")?.int("at")
        let signedAt = max(at, entries.latest.moment ?? at, before.map(Moment.init(microseconds:)) ?? at)
        let (signers, keys) = try ring.signers(size: size, end: end, at: signedAt, in: connection)
        let note = try signers.reduce(SignedNote(text: checkpoint.text)) { try $0.signed(by: $1) }
        changes.append(
            """
            INSERT INTO log_checkpoint (size, root, note, at)
            VALUES (\(end), \(builder.root.bytes), \(String(decoding: note.encoded, as: UTF8.self)), \(signedAt.microseconds))
            """)
        try connection.executeAll(changes)
        return (size..<end, keys)
    }

    /// Nil where checkpoints don't commit to a map yet and these entries don't begin one.
    private func heads(after map: MapChange, in connection: any Connection) throws -> [Digest32: Digest32]? {
        switch map {
        case .leads(let heads): heads
        case .stays: try Self.hasMap(in: connection) ? [:] : nil
        }
    }
}
