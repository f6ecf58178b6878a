/// Up to 256 log entries in one file (C2SP tlog-tiles): each with its length in 16 bits before it, big-endian.
///
/// A bundle holds the entries whose leaf hashes stand in the level 0 tile of the same index and width.
package struct EntryBundle: Hashable, Sendable {
    /// Bytes of the longest entry.
    package static let longestEntry = Int(UInt16.max)

    package let index: Int
    /// Number of entries, 1 to 256.
    package let width: Int
    package let bytes: [UInt8]

    /// The resource relative to the log's prefix, e.g. `tile/entries/x001/067.p/8`.
    package var path: String { EntryBundle.path(index: index, width: width) }

    package static func path(index: Int, width: Int = TileID.fullWidth) -> String {
        "tile/entries/" + TilePath.format(index, width)
    }

    /// - Throws: `malformedTilePath` for anything but what `path` writes.
    package static func parse(path: some StringProtocol) throws(LedgerError) -> (index: Int, width: Int) {
        let prefix = "tile/entries/"
        guard path.hasPrefix(prefix), let place = TilePath.parse(path.dropFirst(prefix.count)) else {
            throw .malformedTilePath(String(path))
        }
        return place
    }

    /// Writes one entry behind those in `bytes`.
    package static func append(_ entry: some Collection<UInt8>, to bytes: inout [UInt8]) throws(LedgerError) {
        let count = entry.count
        guard count <= longestEntry else { throw .entryTooLong(count) }
        bytes.append(UInt8(truncatingIfNeeded: count >> 8))
        bytes.append(UInt8(truncatingIfNeeded: count))
        bytes.append(contentsOf: entry)
    }

    /// The entries of a bundle.
    /// - Parameter width: How many there must be; nil accepts 1 to 256.
    /// - Throws: `malformedBundle` for truncated, surplus or missing bytes.
    package static func entries(of bytes: [UInt8], width: Int? = nil) throws(LedgerError) -> [ArraySlice<UInt8>] {
        var entries: [ArraySlice<UInt8>] = []
        var at = 0
        while at < bytes.count {
            guard at + 2 <= bytes.count else { throw .malformedBundle("a length is cut off at byte \(at)") }
            let count = Int(bytes[at]) << 8 | Int(bytes[at + 1])
            at += 2
            guard at + count <= bytes.count else { throw .malformedBundle("entry \(entries.count) is cut off") }
            entries.append(bytes[at..<(at + count)])
            at += count
            guard entries.count <= TileID.fullWidth else { throw .malformedBundle("more than 256 entries") }
        }
        guard !entries.isEmpty, width == nil || width == entries.count else {
            throw .malformedBundle("\(entries.count) entries, \(width.map(String.init) ?? "1 to 256") expected")
        }
        return entries
    }
}

/// Writes the bundles of a growing log. Holds one bundle that isn't full, and the full ones until they are taken.
package struct BundleBuilder: Sendable {
    /// Number of entries in the log.
    package private(set) var size: Int
    private var open: [UInt8]
    private var completed: [EntryBundle] = []
    private var taken: Int

    /// - Parameters:
    ///   - size: Number of entries already in the log.
    ///   - partial: The bundle at the right edge; empty if `size` is a multiple of 256.
    package init(size: Int = 0, partial: [UInt8] = []) throws(LedgerError) {
        let width = size % TileID.fullWidth
        if width > 0 {
            _ = try EntryBundle.entries(of: partial, width: width)
        } else if !partial.isEmpty {
            throw .malformedBundle("\(partial.count) bytes where a new bundle begins")
        }
        self.size = size
        self.taken = size
        self.open = partial
    }

    package mutating func append(_ entry: some Collection<UInt8>) throws(LedgerError) {
        try EntryBundle.append(entry, to: &open)
        size += 1
        if size % TileID.fullWidth == 0 {
            completed.append(EntryBundle(index: size / TileID.fullWidth - 1, width: TileID.fullWidth, bytes: open))
            open = []
        }
    }

    /// The bundles that became full since the last call.
    package mutating func takeCompleted() -> [EntryBundle] {
        defer { completed = [] }
        return completed
    }

    /// All bundles that a log of this size needs and that changed since the last call: full ones, then the partial one.
    package mutating func takeChanged() -> [EntryBundle] {
        var changed = takeCompleted()
        let width = size % TileID.fullWidth
        if width > 0, size != taken {
            changed.append(EntryBundle(index: size / TileID.fullWidth, width: width, bytes: open))
        }
        taken = size
        return changed
    }
}
