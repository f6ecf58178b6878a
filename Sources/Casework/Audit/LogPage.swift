import Ledger
import Storage

/// Some entries of the log with the checkpoints among them, and, where they are the last, all that has to agree with the whole log.
struct LogPage: Sendable {
    /// A checkpoint as it was signed.
    struct Published: Sendable {
        let size: Int64
        let root: [UInt8]
        let note: String
        /// When it was signed.
        let at: Int64
    }

    let end: Int64
    let entries: [(leaf: String, entry: [UInt8])]
    let checkpoints: [Published]
    /// The log's keys, as they were when the page was read.
    let keys: [LogKeyRow]
    let whole: WholeLog?

    private static let length: Int64 = 4_096

    init(from first: Int64, region: String, in connection: any Connection) throws {
        let size = try LogRecords.size(in: connection)
        let end = max(first, min(size, first + Self.length))
        self.end = end
        entries = try connection.rows(
            "SELECT leaf_id, entry FROM log_entry WHERE leaf_index >= \(first) AND leaf_index < \(end) ORDER BY leaf_index"
        ).map { (try $0.text("leaf_id"), try $0.blob("entry")) }
        checkpoints = try connection.rows(
            "SELECT size, root, note, at FROM log_checkpoint WHERE size > \(first) AND size <= \(end) ORDER BY size"
        ).map { Published(size: try $0.int("size"), root: try $0.blob("root"), note: try $0.text("note"), at: try $0.int("at")) }
        keys = try LogKeyRecords.all(in: connection)
        whole = end >= size ? try WholeLog(size: size, region: region, in: connection) : nil
    }
}

/// What has to agree with the log as a whole, of one moment.
struct WholeLog: Sendable {
    /// By level, the tile at the right edge that isn't full.
    let edge: [Int: [UInt8]]
    /// The map's tiles.
    let map: MapRows
    private let tiles: Int64
    private let outside: [BookVerifier.Divergence]
    /// What waits for its place.
    let pending: [PendingCodes.Row]
    private let facts: LogCounts

    init(size: Int64, region: String, in connection: any Connection) throws {
        var edge: [Int: [UInt8]] = [:]
        var level = 0
        while size >> (level * TileID.height) > 0 {
            edge[level] = try LogRecords.tile(level: level, index: size >> ((level + 1) * TileID.height), in: connection)
            level += 1
        }
        self.edge = edge
        map = try MapRows(in: connection)
        tiles = try connection.row("SELECT COUNT(*) AS n FROM log_tile")?.int("n") ?? 0
        let enough = BookVerifier.enough
        outside =
            try connection.rows("SELECT leaf_index FROM log_entry WHERE leaf_index >= \(size) OR leaf_index < 0 LIMIT \(enough)")
            .map { BookVerifier.Divergence(place: "log", problem: "entry \(try $0.int("leaf_index")) lies outside the tree of \(size)") }
            + connection.rows("SELECT size FROM log_checkpoint WHERE size > \(size) OR size < 1 LIMIT \(enough)")
            .map { BookVerifier.Divergence(place: "log checkpoint \(try $0.int("size"))", problem: "speaks of a tree that is not there") }
        pending = try PendingCodes.waiting(in: connection)
        var facts = LogCounts(region: region)
        facts.acts = try Self.count("register_act", in: connection)
        facts.certificates = try Self.count("certificate", in: connection) + Self.count("certificate WHERE status <> 'valid'", in: connection)
        facts.cases = try Self.count("case_log WHERE region = \(region)", in: connection)
        facts.looks = try Self.count("look WHERE region = \(region)", in: connection)
        facts.records = try ImportState.all(region: region, in: connection).reduce(0) { $0 + Int64($1.done) }
        self.facts = facts
    }

    private static func count(_ what: SQL, in connection: any Connection) throws -> Int64 {
        try connection.row("SELECT COUNT(*) AS n /* reads all: counted */ FROM \(sql: what)")?.int("n") ?? 0
    }

    /// Nothing beyond the tree, and as many entries as the book has facts: each fact's own entry is compared by itself, so equal numbers
    /// mean that there is no other.
    func compare(tiles made: Int, _ entries: LogCounts, size: Int64, _ report: inout BookVerifier.Report) {
        report.divergences += outside
        if tiles != Int64(made) { report.add("log tiles", "\(tiles) are stored, the entries make \(made)") }
        var counts = entries
        for entry in pending { counts.add(entry.leafID) }
        for leaf in counts.strange { report.add("log", "nothing is known of which \(leaf) is the entry") }
        for (kind, logged, stored) in [
            ("acts", counts.acts, facts.acts), ("certificates", counts.certificates, facts.certificates), ("cases", counts.cases, facts.cases),
            ("looks", counts.looks, facts.looks), ("imported records", counts.records, facts.records),
        ] where logged != stored {
            report.add("log", "it has \(logged) entries of \(kind), the book accounts for \(stored)")
        }
    }
}
