package import Ledger
package import Storage

/// Proofs and receipts out of the stored log.
package enum LogReader {
    /// The receipt of a leaf: under the latest checkpoint that witnesses have cosigned where that covers it already, else under the
    /// latest one of the log alone, so that nobody waits for witnesses that stall.
    /// - Returns: nil if the sequencer has not placed it yet.
    package static func receipt(ofLeaf leafID: String, in connection: any Connection) throws -> Receipt? {
        guard let index = try LogRecords.index(of: leafID, in: connection),
            let entry = try LogRecords.entry(at: index, in: connection),
            let checkpoint = try covering(index, in: connection)
        else { return nil }
        var reader = TreeReader(size: Int(checkpoint.size), source: StoredTiles(connection: connection))
        let hashes = try reader.inclusionProof(of: Int(index))
        return try Receipt(entry: entry, index: Int(index), hashes: hashes, checkpoint: SignedNote(parsing: Array(checkpoint.note.utf8)))
    }

    /// The receipt of a leaf under the first checkpoint that covers it: the same whenever it is asked for.
    /// - Parameter witnessed: under the first one that the quorum of witnesses has cosigned.
    /// - Returns: nil while there is none.
    package static func firstReceipt(ofLeaf leafID: String, witnessed: Bool, in connection: any Connection) throws -> Receipt? {
        guard let index = try LogRecords.index(of: leafID, in: connection), let entry = try LogRecords.entry(at: index, in: connection) else { return nil }
        let table: SQL = witnessed ? "log_publication" : "log_checkpoint"
        guard let row = try connection.row("SELECT size, note FROM \(sql: table) WHERE size > \(index) ORDER BY size LIMIT 1") else { return nil }
        let hashes = try inclusion(of: Int(index), size: Int(try row.int("size")), in: connection)
        return try Receipt(entry: entry, index: Int(index), hashes: hashes, checkpoint: SignedNote(parsing: Array(try row.text("note").utf8)))
    }

    /// The same of several entries; nil while one of them has none.
    static func firstReceipts(ofLeaves leafIDs: [String], witnessed: Bool, in connection: any Connection) throws -> [Receipt]? {
        var receipts: [Receipt] = []
        for leaf in leafIDs {
            guard let receipt = try firstReceipt(ofLeaf: leaf, witnessed: witnessed, in: connection) else { return nil }
            receipts.append(receipt)
        }
        return receipts
    }

    private static func covering(_ index: Int64, in connection: any Connection) throws -> (size: Int64, note: String)? {
        if let witnessed = try LogRecords.latestPublication(in: connection), witnessed.size > index { return witnessed }
        guard let latest = try LogRecords.latestCheckpoint(in: connection), latest.size > index else { return nil }
        return latest
    }

    /// - Throws: `LedgerError` for sizes beyond the tree or in the wrong order.
    package static func consistency(from old: Int, to new: Int, in connection: any Connection) throws -> [Digest32] {
        let size = Int(try LogRecords.size(in: connection))
        var reader = TreeReader(size: size, source: StoredTiles(connection: connection))
        return try reader.consistencyProof(from: old, to: new)
    }

    package static func inclusion(of index: Int, size: Int, in connection: any Connection) throws -> [Digest32] {
        let stored = Int(try LogRecords.size(in: connection))
        var reader = TreeReader(size: stored, source: StoredTiles(connection: connection))
        return try reader.inclusionProof(of: index, size: size)
    }
}

extension LogReader {
    /// The receipt of the entry at a place, as `receipt(ofLeaf:)` gives it.
    package static func receipt(ofIndex index: Int64, in connection: any Connection) throws -> Receipt? {
        guard let row = try connection.row("SELECT leaf_id FROM log_entry WHERE leaf_index = \(index)") else { return nil }
        return try receipt(ofLeaf: try row.text("leaf_id"), in: connection)
    }

    /// An inclusion proof with what it is about.
    /// - Parameter size: of the tree; nil takes all stored entries.
    package static func provenInclusion(
        of index: Int, size: Int?, in connection: any Connection
    ) throws -> (size: Int, leaf: Digest32, root: Digest32, hashes: [Digest32]) {
        let stored = Int(try LogRecords.size(in: connection))
        var reader = TreeReader(size: stored, source: StoredTiles(connection: connection))
        let hashes = try reader.inclusionProof(of: index, size: size)
        return (size ?? stored, try reader.leaf(index), try reader.root(size: size), hashes)
    }

    /// A consistency proof with what it is about.
    /// - Parameter to: size of the later tree; nil takes all stored entries.
    package static func provenConsistency(
        from old: Int, to new: Int?, in connection: any Connection
    ) throws -> (to: Int, oldRoot: Digest32, newRoot: Digest32, hashes: [Digest32]) {
        let stored = Int(try LogRecords.size(in: connection))
        var reader = TreeReader(size: stored, source: StoredTiles(connection: connection))
        let hashes = try reader.consistencyProof(from: old, to: new)
        return (new ?? stored, try reader.root(size: old), try reader.root(size: new), hashes)
    }
}
