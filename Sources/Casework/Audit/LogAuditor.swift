import Foundation
package import Ledger

/// Audits a log from outside, over its public files alone (C2SP tlog-tiles), from the last audited checkpoint on.
///
/// It hashes every new entry, rebuilds the tree over them and compares every tile and the root; that the new tree extends the audited
/// one follows from building on it. The chains of units are followed through the entries that it reads, and the map must lead each unit to the last of them.
package struct LogAuditor: Sendable {
    /// Fetches a file by its path under the log's prefix.
    package typealias Fetch = @Sendable (_ path: String) async throws -> [UInt8]
    /// Asks for what the map says of a unit at the checkpoint over so many entries: a `StateFile`.
    package typealias AskMap = @Sendable (_ unit: String, _ size: Int) async throws -> [UInt8]

    /// How the map of units was audited.
    package enum MapAudit: Hashable, Sendable {
        /// The checkpoint commits to none, nor did the one audited before.
        case none
        /// Made again from all entries: it leads each of so many units to its last one.
        case rebuilt(units: Int)
        /// So many of the units that new entries are about are led to their last entry.
        case proved(units: Int, of: Int)
    }

    package struct Report: Sendable {
        /// Entries that were audited before, and now.
        package let from: Int
        package let to: Int
        /// The checkpoint to go on from next time, as the log signed it.
        package let note: [UInt8]
        /// Names of the witnesses that cosigned it.
        package let witnesses: [String]
        /// Units with acts, and units with records of before this register.
        package let units: Int
        package let recorded: Int
        package let map: MapAudit
    }

    /// The first thing that isn't as it must be.
    package enum Divergence: Error, Hashable, Sendable, CustomStringConvertible {
        case rollback(audited: Int, now: Int)
        case fork(size: Int, audited: Digest32, now: Digest32)
        case quorumMissing
        case entry(Int, String)
        case tile(String, String)
        case root(size: Int, signed: Digest32, computed: Digest32)
        /// The map isn't what the entries lead to.
        case map(String)

        package var description: String {
            switch self {
            case .rollback(let audited, let now): "the log had \(audited) entries when it was last audited, it now shows \(now)"
            case .fork(let size, let audited, let now): "two checkpoints over \(size) entries: root \(audited) was audited, now it is \(now)"
            case .quorumMissing: "the checkpoint has not the witnesses that the policy wants"
            case .entry(let index, let why): "entry \(index): \(why)"
            case .tile(let path, let why): "\(path): \(why)"
            case .map(let why): "the map of units: \(why)"
            case .root(let size, let signed, let computed): "the \(size) entries have root \(computed), the log signed \(signed)"
            }
        }
    }

    private let fetch: Fetch
    private let askMap: AskMap?
    private let log: any LogAuthority
    private let policy: WitnessPolicy

    /// Bundles that are fetched at a time.
    private static let window = 8

    /// Units of which an audit of new entries asks what the map says.
    private static let mostUnits = 500

    /// - Parameter askMap: nil where nobody answers, as at a mirror of the log's files: only an audit from the first entry sees the map then.
    package init(log: any LogAuthority, policy: WitnessPolicy = .none, askMap: AskMap? = nil, fetch: @escaping Fetch) {
        self.fetch = fetch
        self.askMap = askMap
        self.log = log
        self.policy = policy
    }

    /// - Parameter audited: the checkpoint of the last report; nil audits from the first entry on.
    /// - Throws: ``Divergence``; `LedgerError` for files that can't be read; whatever fetching throws.
    package func audit(since audited: [UInt8]? = nil, progress: @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }) async throws -> Report {
        let note = try SignedNote(parsing: try await fetch("checkpoint"))
        let signed = try SignedCheckpoint(note, log: log, witnesses: policy.keys)
        guard policy.isSatisfied(by: signed.note) else { throw Divergence.quorumMissing }
        let now = signed.checkpoint
        let before = try audited.map { try SignedCheckpoint(SignedNote(parsing: $0), log: log).checkpoint }
        let from = before?.size ?? 0
        guard now.size >= from else { throw Divergence.rollback(audited: from, now: now.size) }
        if let before, before.size == now.size, before.root != now.root {
            throw Divergence.fork(size: now.size, audited: before.root, now: now.root)
        }
        var builder = try await resumed(from: before)
        var chains = UnitHeads(isWhole: from == 0)
        var index = from / TileID.fullWidth
        while index * TileID.fullWidth < now.size, builder.size < now.size {
            let last = min(index + Self.window, (now.size + TileID.fullWidth - 1) / TileID.fullWidth)
            for (number, bundle) in try await bundles(index..<last, size: now.size) {
                let first = number * TileID.fullWidth
                let width = min(TileID.fullWidth, now.size - first)
                let path = EntryBundle.path(index: number, width: width)
                let entries: [ArraySlice<UInt8>]
                do { entries = try EntryBundle.entries(of: bundle, width: width) } catch { throw Divergence.tile(path, "\(error)") }
                for (offset, entry) in entries.enumerated() where first + offset >= builder.size {
                    let leaf = MerkleHash.leaf(entry)
                    try chains.follow(entry, leaf: leaf, index: first + offset)
                    builder.append(leaf)
                }
                try await compare(builder.takeCompleted())
            }
            index = last
            progress(builder.size, now.size)
        }
        try await compare(builder.takeChanged())
        guard builder.root == now.root else { throw Divergence.root(size: now.size, signed: now.root, computed: builder.root) }
        let map = try await audit(chains, at: now, before: before)
        let cosigned = policy.witnesses.filter { signed.note.isSigned(by: $0.key) }.map(\.label)
        return Report(from: from, to: now.size, note: note.encoded, witnesses: cosigned, units: chains.count, recorded: chains.recorded, map: map)
    }

    /// The map follows from the entries: whoever has read all of them makes it again, whoever has read the new ones asks for their units.
    private func audit(_ chains: UnitHeads, at now: Checkpoint, before: Checkpoint?) async throws -> MapAudit {
        guard let root = try now.mapRoot else {
            guard try before?.mapRoot == nil else { throw Divergence.map("the checkpoint commits to none, the audited one did") }
            return .none
        }
        if chains.isWhole {
            guard try MapUpdate(chains.leaves, to: MemoryMap()).root == root else { throw Divergence.map("it is not what the entries lead to") }
            return .rebuilt(units: chains.count)
        }
        guard let askMap else { return .proved(units: 0, of: chains.count) }
        let units = chains.units.shuffled().prefix(Self.mostUnits)
        for (unit, leaf) in units {
            let receipt = try MapReceipt(parsing: StateFile(parsing: try await askMap(unit, now.size)).proof.utf8)
            guard receipt.name == unit else { throw Divergence.map("it answers about another unit than \(unit)") }
            guard let value = try receipt.proof.value(of: .mapKey(unit), root: root) else { throw Divergence.map("it has no entry of unit \(unit)") }
            guard value == leaf else { throw Divergence.map("it doesn't lead unit \(unit) to its last entry") }
        }
        return .proved(units: units.count, of: chains.count)
    }

    /// The tree of the audited checkpoint, from its tiles at the right edge, which must agree with its root.
    private func resumed(from before: Checkpoint?) async throws -> TreeBuilder {
        guard let before, before.size > 0 else { return TreeBuilder() }
        var tiles: [TileID: [UInt8]] = [:]
        for id in TilePlan.root(before.size, size: before.size) where !id.isFull { tiles[id] = try await fetch(id.path) }
        return try TreeBuilder(size: before.size, root: before.root, tiles: FetchedTiles(tiles: tiles))
    }

    private struct FetchedTiles: TileSource {
        let tiles: [TileID: [UInt8]]
        func tile(level: Int, index: Int, width: Int) throws -> [UInt8] { tiles[try TileID(level: level, index: index, width: width)] ?? [] }
    }

    private func bundles(_ indices: Range<Int>, size: Int) async throws -> [(index: Int, bytes: [UInt8])] {
        try await withThrowingTaskGroup(of: (Int, [UInt8]).self) { group in
            for index in indices {
                let width = min(TileID.fullWidth, size - index * TileID.fullWidth)
                group.addTask { (index, try await fetch(EntryBundle.path(index: index, width: width))) }
            }
            var found: [Int: [UInt8]] = [:]
            for try await (index, bytes) in group { found[index] = bytes }
            return indices.map { ($0, found[$0] ?? []) }
        }
    }

    /// What the log serves must be what its entries lead to.
    private func compare(_ tiles: [Tile]) async throws {
        for tile in tiles {
            let served = try await fetch(tile.id.path)
            guard served != tile.bytes else { continue }
            guard served.count == tile.bytes.count else { throw Divergence.tile(tile.id.path, "\(served.count) bytes, \(tile.bytes.count) are needed") }
            let place = zip(served, tile.bytes).enumerated().first { $1.0 != $1.1 }.map { $0.offset / Digest32.byteCount } ?? 0
            if tile.id.level == 0 {
                throw Divergence.entry(tile.id.index * TileID.fullWidth + place, "the entry and its hash in \(tile.id.path) disagree")
            }
            throw Divergence.tile(tile.id.path, "hash \(place) is not the root of the tile below it")
        }
    }
}

/// The last entry of each unit, as the entries read so far name it: of its acts, and of the records of before, which have a chain of their own.
struct UnitHeads {
    /// Whether every entry of the log has been read, so that a predecessor that wasn't seen doesn't exist.
    let isWhole: Bool
    private var acts = Heads()
    private var records = Heads()
    /// By the map's key; kept only where not all entries are read, and the map is asked for them.
    private var names: [Digest32: String] = [:]

    private typealias Heads = [Digest32: (leaf: Digest32, version: Int)]

    init(isWhole: Bool) { self.isWhole = isWhole }

    /// Of units with acts.
    var count: Int { acts.count }
    /// Of units with records of before.
    var recorded: Int { records.count }
    /// Where the map must lead each unit.
    var leaves: [Digest32: Digest32] { acts.mapValues(\.leaf) }
    var units: [(name: String, leaf: Digest32)] { names.compactMap { key, name in acts[key].map { (name, $0.leaf) } } }

    /// What an entry says of a unit's chain: its place there and its predecessor.
    private struct Link: Decodable {
        enum Chain { case acts, records }

        /// Nil for entries of other kinds, of which nothing else is read.
        var chain: Chain?
        var unit = ""
        var place: Int?
        var previous: String?

        private enum Keys: String, CodingKey { case type, unit, version, number, previous }

        init(from decoder: any Decoder) throws {
            let entry = try decoder.container(keyedBy: Keys.self)
            switch try entry.decode(String.self, forKey: .type) {
            case "act": chain = .acts
            case "record": chain = .records
            default: return
            }
            unit = try entry.decode(String.self, forKey: .unit)
            place = try entry.decodeIfPresent(Int.self, forKey: chain == .acts ? .version : .number)
            previous = try entry.decodeIfPresent(String.self, forKey: .previous)
        }
    }

    /// - Throws: `LogAuditor.Divergence` for an act or record that doesn't follow the last one of its unit.
    mutating func follow(_ entry: ArraySlice<UInt8>, leaf: Digest32, index: Int) throws {
        guard let link = try? JSONDecoder().decode(Link.self, from: Data(entry)) else {
            throw LogAuditor.Divergence.entry(index, "is not an entry of a register")
        }
        guard let chain = link.chain else { return }
        guard let place = link.place else { throw LogAuditor.Divergence.entry(index, "names no place in its unit's chain") }
        let unit = Digest32.mapKey(link.unit)
        let known = chain == .acts ? acts[unit] : records[unit]
        if let known {
            guard link.previous == known.leaf.hex, place == known.version + 1 else {
                throw LogAuditor.Divergence.entry(index, "does not follow the last entry of unit \(link.unit)")
            }
        } else {
            guard (place == 1) == (link.previous == nil) else { throw LogAuditor.Divergence.entry(index, "its version and its predecessor disagree") }
            if isWhole, place != 1 { throw LogAuditor.Divergence.entry(index, "earlier entries of unit \(link.unit) are missing") }
        }
        switch chain {
        case .acts:
            acts[unit] = (leaf, place)
            if !isWhole { names[unit] = link.unit }
        case .records: records[unit] = (leaf, place)
        }
    }
}
