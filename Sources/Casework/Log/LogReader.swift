package import Ledger
package import Storage

/// Proofs and receipts out of the stored log.
package enum LogReader {
    /// The receipt of a leaf under the latest checkpoint.
    /// - Returns: nil if the sequencer has not placed it yet.
    package static func receipt(ofLeaf leafID: String, in connection: any Connection) throws -> Receipt? {
        guard let index = try LogRecords.index(of: leafID, in: connection),
            let entry = try LogRecords.entry(at: index, in: connection),
            let checkpoint = try LogRecords.latestCheckpoint(in: connection), checkpoint.size > index
        else { return nil }
        var reader = TreeReader(size: Int(checkpoint.size), source: StoredTiles(connection: connection))
        let hashes = try reader.inclusionProof(of: Int(index))
        return try Receipt(entry: entry, index: Int(index), hashes: hashes, checkpoint: SignedNote(parsing: Array(checkpoint.note.utf8)))
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
