import Ledger
import Testing

@Suite("Entry bundles")
struct BundleTests {
    @Test("Each entry has its length before it, big-endian")
    func format() throws {
        var bytes: [UInt8] = []
        try EntryBundle.append([1, 2, 3], to: &bytes)
        try EntryBundle.append([], to: &bytes)
        try EntryBundle.append([UInt8](repeating: 9, count: 258), to: &bytes)
        #expect(Array(bytes.prefix(9)) == [0, 3, 1, 2, 3, 0, 0, 1, 2])
        #expect(bytes.count == 5 + 2 + 260)
        let entries = try EntryBundle.entries(of: bytes, width: 3)
        #expect(entries.map { Array($0) } == [[1, 2, 3], [], [UInt8](repeating: 9, count: 258)])
        #expect(try EntryBundle.entries(of: bytes).count == 3)
    }

    @Test("An entry may have 65,535 bytes and no more")
    func longest() throws {
        var bytes: [UInt8] = []
        try EntryBundle.append([UInt8](repeating: 1, count: 65_535), to: &bytes)
        #expect(try EntryBundle.entries(of: bytes, width: 1)[0].count == 65_535)
        #expect(throws: LedgerError.entryTooLong(65_536)) {
            try EntryBundle.append([UInt8](repeating: 1, count: 65_536), to: &bytes)
        }
        #expect(bytes.count == 65_537)
    }

    @Test("Truncated, surplus and missing bytes are refused")
    func malformed() throws {
        var bytes: [UInt8] = []
        for number in 0..<256 { try EntryBundle.append([UInt8(number)], to: &bytes) }
        #expect(try EntryBundle.entries(of: bytes, width: 256).count == 256)
        for bad in [[], bytes + [0], bytes + [0, 1], bytes + [0, 0], Array(bytes.dropLast())] {
            #expect(throws: LedgerError.self) { try EntryBundle.entries(of: bad, width: 256) }
        }
        #expect(throws: LedgerError.self) { try EntryBundle.entries(of: bytes, width: 255) }
        #expect(throws: LedgerError.self) { try EntryBundle.entries(of: []) }
        #expect(throws: LedgerError.self) { try EntryBundle.entries(of: bytes + [0, 0]) }
    }

    @Test("Paths are those of the specification")
    func paths() throws {
        #expect(EntryBundle.path(index: 1_234_067) == "tile/entries/x001/x234/067")
        #expect(EntryBundle.path(index: 5, width: 8) == "tile/entries/005.p/8")
        let place = try EntryBundle.parse(path: "tile/entries/x001/x234/067.p/255")
        #expect(place.index == 1_234_067 && place.width == 255)
        for bad in ["tile/entries/", "tile/entries/1", "tile/0/001", "entries/001", "tile/entries/001.p/256"] {
            #expect(throws: LedgerError.malformedTilePath(bad)) { try EntryBundle.parse(path: bad) }
        }
    }

    @Test("Batches give the same bundles as one go, and each hashes to its tile", arguments: [1, 100, 256, 300])
    func incremental(batch: Int) throws {
        let count = 900
        var files: [String: [UInt8]] = [:]
        var size = 0
        while size < count {
            let width = size % 256
            var builder = try BundleBuilder(
                size: size, partial: width == 0 ? [] : files[EntryBundle.path(index: size / 256, width: width)] ?? [])
            size = min(size + batch, count)
            for index in builder.size..<size { try builder.append(ReferenceTree.entry(index)) }
            let changed = builder.takeChanged()
            for bundle in changed {
                #expect(files.updateValue(bundle.bytes, forKey: bundle.path) == nil, "\(bundle.path) hadn't changed")
            }
            #expect(builder.takeChanged().isEmpty)
        }
        let reference = ReferenceTree(count)
        let tiles = MemoryTiles.tree(reference.leaves)
        for index in 0..<4 {
            let width = min(256, count - index * 256)
            let bytes = try #require(files[EntryBundle.path(index: index, width: width)])
            let leaves = try EntryBundle.entries(of: bytes, width: width).flatMap { MerkleHash.leaf($0).bytes }
            #expect(try leaves == tiles.tile(level: 0, index: index, width: width))
        }
    }

    @Test("A builder starts only from the bundle that its size needs")
    func restart() throws {
        var bytes: [UInt8] = []
        try EntryBundle.append([1], to: &bytes)
        _ = try BundleBuilder(size: 257, partial: bytes)
        #expect(throws: LedgerError.self) { try BundleBuilder(size: 258, partial: bytes) }
        #expect(throws: LedgerError.self) { try BundleBuilder(size: 256, partial: bytes) }
        #expect(throws: LedgerError.self) { try BundleBuilder(size: 1) }
    }
}
