import Ledger
import Register
import Storage

/// The log: its entries against the book, its tiles, its map of units and its checkpoints against its entries.
///
/// It is read page by page while the registry works on. The page that reaches the end of the tree is read in one snapshot with all that
/// has to agree with the whole: the tiles at the edge and the numbers of facts.
extension BookVerifier {
    func verifyLog(_ report: inout Report, _ progress: (Int) -> Void) async throws {
        var builder = TreeBuilder()
        let region = region
        var counts = LogCounts(region: region)
        var map = MapReplay()
        var times = CheckpointTimes()
        var keys = LogKeyAudit(log)
        var tiles = 0
        var checked: Int64 = 0
        while true {
            let first = Int64(builder.size)
            let page = try await database.read { try LogPage(from: first, region: region, in: $0) }
            guard page.entries.count == Int(page.end - first) else {
                report.add("log", "entries \(first)..<\(page.end) are not all there")
                return
            }
            var open = page.checkpoints[...]
            for item in page.entries {
                counts.add(item.leaf)
                let leaf = MerkleHash.leaf(item.entry)
                builder.append(leaf)
                map.add(item.entry, leaf: leaf)
                times.add(item.entry)
                if let published = open.first, published.size == Int64(builder.size) {
                    open.removeFirst()
                    try verify(published, root: builder.root, &map, page.keys, &keys, &report)
                    if let problem = times.reach(published.at) { report.add("log checkpoint \(published.size)", problem) }
                    checked = published.size
                }
            }
            for tile in builder.takeCompleted() {
                tiles += 1
                let stored = try await database.read { try LogRecords.tile(level: tile.id.level, index: Int64(tile.id.index), in: $0) }
                if stored != tile.bytes { report.add("log tile \(tile.id.path)", "is not what the entries hash to") }
            }
            report.entries = builder.size
            progress(report.entries)
            guard let whole = page.whole else { continue }
            for tile in builder.takeChanged() {
                tiles += 1
                if whole.edge[tile.id.level] != tile.bytes { report.add("log tile \(tile.id.path)", "is not what the entries hash to") }
            }
            if checked != page.end { report.add("log checkpoint", "there is none over all \(page.end) entries") }
            keys.finish(page.keys, &report)
            whole.compare(tiles: tiles, counts, size: page.end, &report)
            map.compare(whole.map, size: page.end, &report)
            try await verify(whole.pending, &report)
            return
        }
    }

    private func verify(
        _ published: LogPage.Published, root: Digest32, _ map: inout MapReplay, _ rows: [LogKeyRow], _ keys: inout LogKeyAudit, _ report: inout Report
    ) throws {
        let place = "log checkpoint \(published.size)"
        do {
            let note = try SignedNote(parsing: Array(published.note.utf8))
            let signed = try SignedCheckpoint(note, log: log)
            if signed.checkpoint.root != root || signed.checkpoint.size != Int(published.size) || root.bytes != published.root {
                report.add(place, "its root is not the root of the stored entries")
            }
            if let problem = try map.reach(published.size, root: signed.checkpoint.mapRoot) { report.add(place, problem) }
            for problem in keys.follow(note, size: published.size, rows) { report.add(place, problem) }
            if Array(published.note.utf8) != note.encoded { report.add(place, "is not in canonical form") }
        } catch {
            report.add(place, "\(error)")
        }
    }
}

/// How many entries of each kind the log has: acts and certificates of all registries that share it, cases, looks and imported records of one, whose
/// entries name it.
struct LogCounts: Sendable {
    let region: String
    var acts: Int64 = 0
    var certificates: Int64 = 0
    var cases: Int64 = 0
    var looks: Int64 = 0
    var records: Int64 = 0
    /// Entries of a kind that no fact has.
    var strange: [String] = []

    init(region: String) { self.region = region }

    mutating func add(_ leaf: String) {
        if leaf.hasPrefix("act:") {
            acts += 1
        } else if leaf.hasPrefix("certificate:") {
            certificates += 1
        } else if leaf.hasPrefix("case:") {
            if leaf.hasPrefix("case:\(region):") { cases += 1 }
        } else if leaf.hasPrefix("look:") {
            if leaf.hasPrefix("look:\(region):") { looks += 1 }
        } else if leaf == MapBeginning.leafID {
            // Once, by its unique ID: from here on checkpoints commit to the map.
        } else if leaf.hasPrefix("record:") {
            if leaf.hasPrefix("record:\(region):") { records += 1 }
        } else if strange.count < BookVerifier.enough {
            strange.append(leaf)
        }
    }
}
