import Ledger
import Register
import Storage

/// One batch of pending entries on its way into the log, inside one transaction.
struct LogBatch: Sendable {
    let appender: LogAppender
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

    /// - Returns: what became of it, and the log's keys as they are now: also those who place nothing follow a change of keys.
    func place(in connection: any Connection) throws -> (Outcome, keys: [LogKeyRow]) {
        let known = try LogKeyRecords.all(in: connection)
        guard try connection.tryLock(LogAppender.lock) else { return (.placed(0), known) }
        var heads: [Digest32: Digest32] = [:]
        var entries = LogEntries()
        let hasMap = try LogAppender.hasMap(in: connection)
        if !hasMap {
            let size = try LogRecords.size(in: connection)
            guard var beginning, beginning.size <= size else { return (.lacksMap, known) }
            try beginning.read(through: size, in: connection)
            heads = beginning.heads
            entries.add(leafID: MapBeginning.leafID, entry: MapBeginning.entry(at: at))
        }
        let pending = try connection.rows("SELECT serial, leaf_id, entry FROM log_pending ORDER BY serial LIMIT \(limit)")
        guard !pending.isEmpty || !hasMap else { return (.placed(0), known) }
        for row in pending {
            let entry = try row.blob("entry")
            let leaf = entries.add(leafID: try row.text("leaf_id"), entry: entry)
            if let unit = ActEntry.unit(of: entry) { heads[.mapKey(unit)] = leaf }
        }
        let keys = try appender.append(entries, map: .leads(heads), at: at, in: connection).keys
        try Self.forget(pending.map { try $0.int("serial") }, in: connection)
        return (.placed(pending.count), keys)
    }

    /// Deletes what has its place by runs of serials without gaps: an entry whose transaction commits only now lies between two runs.
    private static func forget(_ serials: [Int64], in connection: any Connection) throws {
        var statements: [SQL] = []
        var first = 0
        for index in serials.indices where index + 1 == serials.count || serials[index + 1] != serials[index] + 1 {
            statements.append("DELETE FROM log_pending WHERE serial >= \(serials[first]) AND serial <= \(serials[index])")
            first = index + 1
        }
        try connection.executeAll(statements)
    }
}
