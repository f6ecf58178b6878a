package import Storage

/// Reading and writing the log's tables.
package enum LogRecords {
    /// Adds an entry that the sequencer will give an index. `leafID` makes it exactly one, whatever is run again.
    package static func append(leafID: String, entry: [UInt8], in connection: any Connection) throws {
        try connection.execute(appending(leafID: leafID, entry: entry, in: connection))
    }

    /// The statement that does so, for transactions that send many at once.
    package static func appending(leafID: String, entry: [UInt8], in connection: any Connection) -> SQL {
        """
        INSERT INTO log_pending (serial, leaf_id, entry, code)
        SELECT n.serial, \(leafID), \(entry), order_code(\(connection.orderKey(of: PendingCodes.place(leafID))), n.serial) FROM log_serial n
        """
    }

    package static func size(in connection: any Connection) throws -> Int64 {
        try connection.row("SELECT size FROM log_head WHERE id = 1")?.int("size") ?? 0
    }

    package static func index(of leafID: String, in connection: any Connection) throws -> Int64? {
        try connection.row("SELECT leaf_index FROM log_entry WHERE leaf_id = \(leafID)")?.int("leaf_index")
    }

    package static func entry(at index: Int64, in connection: any Connection) throws -> [UInt8]? {
        try connection.row("SELECT entry FROM log_entry WHERE leaf_index = \(index)")?.blob("entry")
    }

    package static func entries(from first: Int64, to end: Int64, in connection: any Connection) throws -> [[UInt8]] {
        try connection.rows("SELECT entry FROM log_entry WHERE leaf_index >= \(first) AND leaf_index < \(end) ORDER BY leaf_index")
            .map { try $0.blob("entry") }
    }

    package static func tile(level: Int, index: Int64, in connection: any Connection) throws -> [UInt8]? {
        try connection.row("SELECT hashes FROM log_tile WHERE level = \(level) AND tile_index = \(index)")?.blob("hashes")
    }

    package static func latestCheckpoint(in connection: any Connection) throws -> (size: Int64, note: String)? {
        guard let row = try connection.row("SELECT size, note FROM log_checkpoint ORDER BY size DESC LIMIT 1") else { return nil }
        return (try row.int("size"), try row.text("note"))
    }

    /// What was signed over a tree of some size: with witnesses where they have cosigned it.
    package static func checkpoint(of size: Int64, in connection: any Connection) throws -> String? {
        let published = try connection.row("SELECT note FROM log_publication WHERE size = \(size)")
        return try (published ?? connection.row("SELECT note FROM log_checkpoint WHERE size = \(size)"))?.text("note")
    }

    /// The largest checkpoint that the quorum of witnesses has cosigned; nil while there is none.
    package static func latestPublication(in connection: any Connection) throws -> (size: Int64, note: String)? {
        guard let row = try connection.row("SELECT size, note FROM log_publication ORDER BY size DESC LIMIT 1") else { return nil }
        return (try row.int("size"), try row.text("note"))
    }
}
