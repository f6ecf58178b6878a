import Ledger
package import Register
package import Storage

/// Changing the log's keys while it is in use. Its name, its tree and its entries stay as they are.
///
/// The new key is in the key folder before it stands in the table, and signs from the next checkpoint on; the old one goes on signing
/// until the overlap is over. Whatever is interrupted, every checkpoint has a signature of a key that everybody knows, and a rotation
/// that is begun again goes on with the key that it had made.
package struct LogKeyRotation: Sendable {
    private let database: any Database
    private let signing: LogSigning

    package init(database: any Database, signing: LogSigning) {
        self.database = database
        self.signing = signing
    }

    /// - Parameter overlap: seconds for which the old keys go on signing.
    /// - Returns: the new key.
    @discardableResult
    package func rotate(_ algorithm: LogAlgorithm, overlap: Double, at now: Moment) async throws -> LogKeyRow {
        guard signing.algorithms.contains(algorithm) else { throw LogKeyError.noKey(algorithm.keyName) }
        let signing = signing
        // The key in use stands in the table before another exists, so that nobody takes the new one for it.
        let rows = try await database.write(.rowLocks) { connection in
            try connection.lock(LogAppender.lock)
            return try LogKeyRing.entered(signing, size: LogRecords.size(in: connection), at: now, in: connection)
        }
        let next = try LogKeyRing.unused(algorithm, beside: rows, signing)
        let row = LogKeyRow(vkey: next.vkey, since: LogKeyRing.after(rows, now))
        try await database.write(.rowLocks) { connection in
            try connection.lock(LogAppender.lock)
            try LogKeyRecords.save(row, in: connection)
            try Self.end(algorithm, but: row.vkey, at: now.adding(seconds: overlap), in: connection)
        }
        return row
    }

    /// Ends an overlap early: all but the newest key of the algorithm stop to sign with the next checkpoint.
    /// - Returns: how many do.
    @discardableResult
    package func retire(_ algorithm: LogAlgorithm, at now: Moment) async throws -> Int {
        try await database.write(.rowLocks) { connection in
            try connection.lock(LogAppender.lock)
            let newest = try LogKeyRecords.all(in: connection).last { try $0.lastSize == nil && LogAlgorithm(NoteKey.verifier($0.vkey)) == algorithm }
            guard let newest else { return 0 }
            return try Self.end(algorithm, but: newest.vkey, at: now, in: connection)
        }
    }

    @discardableResult
    private static func end(_ algorithm: LogAlgorithm, but vkey: String, at moment: Moment, in connection: any Connection) throws -> Int {
        var count = 0
        for var row in try LogKeyRecords.all(in: connection)
        where try row.vkey != vkey && row.lastSize == nil && LogAlgorithm(NoteKey.verifier(row.vkey)) == algorithm {
            // An end that was set before isn't put off by the next rotation.
            row.retireAt = min(row.retireAt ?? moment, moment)
            try LogKeyRecords.save(row, in: connection)
            count += 1
        }
        return count
    }
}
