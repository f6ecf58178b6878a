import Ledger
import Register
import Storage

/// One batch of pending entries on its way into the log, inside one transaction.
struct LogBatch: Sendable {
    let origin: String
    let signer: any NoteSigner
    let at: Moment
    /// Entries that it takes at the most.
    let limit: Int
    /// The last entry of each unit, for a log that has no map yet.
    let beginning: MapBeginning?

    enum Outcome: Sendable {
        case placed(Int)
        /// The log has entries of before there was a map: what they lead to has to be gathered first.
        case lacksMap
    }

    private struct Item {
        let leafID: String
        let entry: [UInt8]
    }

    func place(in connection: any Connection) throws -> Outcome {
        guard try connection.tryLock("dengbu log sequencer") else { return .placed(0) }
        let size = try LogRecords.size(in: connection)
        var heads: [Digest32: Digest32] = [:]
        var items: [Item] = []
        let hasMap = try hasMap(size: size, in: connection)
        if !hasMap {
            guard var beginning, beginning.size <= size else { return .lacksMap }
            try beginning.read(through: size, in: connection)
            heads = beginning.heads
            items.append(Item(leafID: MapBeginning.leafID, entry: MapBeginning.entry(at: at)))
        }
        let pending = try connection.rows("SELECT serial, leaf_id, entry FROM log_pending ORDER BY serial LIMIT \(limit)")
        guard !pending.isEmpty || !hasMap else { return .placed(0) }
        for row in pending { items.append(Item(leafID: try row.text("leaf_id"), entry: try row.blob("entry"))) }

        var builder = try TreeBuilder(size: Int(size), tiles: StoredTiles(connection: connection))
        var statements: [SQL] = []
        for (offset, item) in items.enumerated() {
            let leaf = MerkleHash.leaf(item.entry)
            builder.append(leaf)
            if let unit = ActEntry.unit(of: item.entry) { heads[.mapKey(unit)] = leaf }
            statements.append("INSERT INTO log_entry (leaf_index, leaf_id, entry) VALUES (\(size + Int64(offset)), \(item.leafID), \(item.entry))")
        }
        for row in pending { statements.append("DELETE FROM log_pending WHERE serial = \(try row.int("serial"))") }
        for tile in builder.takeChanged() {
            statements.append(
                """
                INSERT INTO log_tile (level, tile_index, hashes) VALUES (\(tile.id.level), \(tile.id.index), \(tile.bytes))
                ON CONFLICT (level, tile_index) DO UPDATE SET hashes = excluded.hashes
                """)
        }
        let end = size + Int64(items.count)
        let map = try MapUpdate(heads, to: StoredMap(connection: connection))
        if !map.tiles.isEmpty {
            statements += MapRecords.statements(map.tiles, size: end)
            statements.append(MapRecords.forgetting(size: end, published: try LogRecords.latestPublication(in: connection)?.size))
        }
        statements.append("UPDATE log_head SET size = \(end) WHERE id = 1")
        let checkpoint = try Checkpoint(origin: origin, size: Int(end), root: builder.root, mapRoot: map.root)
        let note = try checkpoint.signed(by: signer)
        statements.append(
            """
            INSERT INTO log_checkpoint (size, root, note, at)
            VALUES (\(end), \(builder.root.bytes), \(String(decoding: note.encoded, as: UTF8.self)), \(at.microseconds))
            """)
        try connection.executeAll(statements)
        return .placed(pending.count)
    }

    /// Whether the newest checkpoint commits to the map. A log without entries begins with one.
    private func hasMap(size: Int64, in connection: any Connection) throws -> Bool {
        guard size > 0 else { return true }
        guard let latest = try LogRecords.latestCheckpoint(in: connection) else { throw LogError.checkpointMissing(size: size) }
        return try Checkpoint(text: SignedNote(parsing: Array(latest.note.utf8)).text).mapRoot != nil
    }
}
