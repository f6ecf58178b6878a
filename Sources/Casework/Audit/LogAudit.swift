import Ledger
import Register
import Storage

/// The log: its entries against the book, its tiles and checkpoints against its entries.
extension BookVerifier {
    func verifyLog(_ report: inout Report, _ progress: @Sendable (Int, String) -> Void) async throws {
        let size = try await database.read { try LogRecords.size(in: $0) }
        var builder = TreeBuilder()
        var counts = Counts(region: region)
        var tiles = 0
        var next: Int64 = 0
        while next < size {
            let first = next
            let end = min(size, first + 4_096)
            let (entries, checkpoints) = try await database.read { connection in
                (
                    try connection.rows(
                        "SELECT leaf_id, entry FROM log_entry WHERE leaf_index >= \(first) AND leaf_index < \(end) ORDER BY leaf_index"
                    ).map { (leaf: try $0.text("leaf_id"), entry: try $0.blob("entry")) },
                    try connection.rows(
                        "SELECT size, root, note FROM log_checkpoint WHERE size > \(first) AND size <= \(end) ORDER BY size"
                    ).map { Published(size: try $0.int("size"), root: try $0.blob("root"), note: try $0.text("note")) }
                )
            }
            guard entries.count == Int(end - first) else {
                report.add("log", "entries \(first)..<\(end) are not all there")
                return
            }
            var open = checkpoints[...]
            for item in entries {
                counts.add(item.leaf)
                builder.append(MerkleHash.leaf(item.entry))
                if let published = open.first, published.size == Int64(builder.size) {
                    open.removeFirst()
                    verify(published, root: builder.root, &report)
                    counts.lastCheckpoint = published.size
                }
            }
            for tile in builder.takeCompleted() {
                tiles += 1
                try await compare(tile, &report)
            }
            next = end
            report.entries = Int(next)
            progress(report.entries, "log entries")
        }
        for tile in builder.takeChanged() {
            tiles += 1
            try await compare(tile, &report)
        }
        if counts.lastCheckpoint != size { report.add("log checkpoint", "there is none over all \(size) entries") }
        try await verifyEnds(size: size, tiles: tiles, counts, &report)
    }

    /// A checkpoint as it was published.
    private struct Published: Sendable {
        let size: Int64
        let root: [UInt8]
        let note: String
    }

    /// How many entries of each kind the log has.
    private struct Counts: Sendable {
        var acts: Int64 = 0
        var certificates: Int64 = 0
        var cases: Int64 = 0
        var looks: Int64 = 0
        /// Entries of a kind that no fact has.
        var strange: [String] = []
        let region: String
        var lastCheckpoint: Int64 = 0

        mutating func add(_ leaf: String) {
            if leaf.hasPrefix("act:") { acts += 1 } else if leaf.hasPrefix("certificate:") { certificates += 1 } else if leaf.hasPrefix("case:") {
                if leaf.hasPrefix("case:\(region):") { cases += 1 }
            } else if leaf.hasPrefix("look:") {
                if leaf.hasPrefix("look:\(region):") { looks += 1 }
            } else if strange.count < BookVerifier.enough {
                strange.append(leaf)
            }
        }
    }

    private func verify(_ published: Published, root: Digest32, _ report: inout Report) {
        let place = "log checkpoint \(published.size)"
        do {
            let note = try SignedNote(parsing: Array(published.note.utf8))
            let signed = try SignedCheckpoint(note, log: log)
            if signed.checkpoint.root != root || signed.checkpoint.size != Int(published.size) || root.bytes != published.root {
                report.add(place, "its root is not the root of the stored entries")
            }
            if Array(published.note.utf8) != note.encoded { report.add(place, "is not in canonical form") }
        } catch {
            report.add(place, "\(error)")
        }
    }

    private func compare(_ tile: Tile, _ report: inout Report) async throws {
        let stored = try await database.read { try LogRecords.tile(level: tile.id.level, index: Int64(tile.id.index), in: $0) }
        if stored != tile.bytes { report.add("log tile \(tile.id.path)", "is not what the entries hash to") }
    }

    /// Nothing beyond the tree, and as many entries as the book accounts for: each act's and certificate's own entry was compared before,
    /// so equal numbers mean that there is no other.
    private func verifyEnds(size: Int64, tiles: Int, _ counts: Counts, _ report: inout Report) async throws {
        let region = region
        let found = try await database.read { connection -> (Counts, [Divergence]) in
            var counts = counts
            var divergences: [Divergence] = []
            for row in try connection.rows("SELECT leaf_index FROM log_entry WHERE leaf_index >= \(size) OR leaf_index < 0 LIMIT \(Self.enough)") {
                divergences.append(Divergence(place: "log", problem: "entry \(try row.int("leaf_index")) lies outside the tree of \(size)"))
            }
            for row in try connection.rows("SELECT size FROM log_checkpoint WHERE size > \(size) OR size < 1 LIMIT \(Self.enough)") {
                divergences.append(Divergence(place: "log checkpoint \(try row.int("size"))", problem: "speaks of a tree that is not there"))
            }
            let stored = try connection.row("SELECT COUNT(*) AS n FROM log_tile")?.int("n") ?? 0
            if stored != Int64(tiles) { divergences.append(Divergence(place: "log tiles", problem: "\(stored) are stored, the entries make \(tiles)")) }
            for row in try connection.rows("SELECT leaf_id FROM log_pending") { counts.add(try row.text("leaf_id")) }
            // Other registries may share the log.
            counts.acts -= try connection.row("SELECT COUNT(*) AS n /* reads all: counted */ FROM register_act WHERE region <> \(region)")?.int("n") ?? 0
            counts.certificates -=
                try connection.row(
                    """
                    SELECT COUNT(*) + COALESCE(SUM(CASE WHEN status = 'valid' THEN 0 ELSE 1 END), 0) AS n /* reads all: counted */
                    FROM certificate WHERE region <> \(region)
                    """)?.int("n") ?? 0
            return (counts, divergences)
        }
        report.divergences += found.1
        if found.0.acts != Int64(report.acts) {
            report.add("log", "it has \(found.0.acts) entries of acts, the register has \(report.acts) acts")
        }
        for leaf in found.0.strange { report.add("log", "nothing is known of which \(leaf) is the entry") }
        if found.0.cases != report.caseEntries {
            report.add("log", "it has \(found.0.cases) entries of cases, the cases account for \(report.caseEntries)")
        }
        if found.0.looks != report.looks { report.add("log", "it has \(found.0.looks) entries of looks, \(report.looks) looks are recorded") }
        if found.0.certificates != report.certificateEntries {
            report.add("log", "it has \(found.0.certificates) entries of certificates, the certificates account for \(report.certificateEntries)")
        }
    }
}
