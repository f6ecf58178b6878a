import Ledger
import Testing

@Suite("Tiles")
struct TileTests {
    @Test(
        "Paths are those of the specification",
        arguments: [
            ("tile/0/x001/x234/067", 0, 1_234_067, 256),
            ("tile/0/000", 0, 0, 256),
            ("tile/1/000.p/17", 1, 0, 17),
            ("tile/0/273.p/112", 0, 273, 112),
            ("tile/2/x123/456.p/1", 2, 123_456, 1),
            ("tile/63/x001/000", 63, 1000, 256),
            ("tile/0/x009/x223/x372/x036/x854/x775/807", 0, Int.max, 256),
        ])
    func paths(path: String, level: Int, index: Int, width: Int) throws {
        let id = try TileID(level: level, index: index, width: width)
        #expect(id.path == path)
        #expect(try TileID(path: path) == id)
    }

    @Test(
        "What isn't the one name of a tile is refused",
        arguments: [
            "", "tile", "tile/0", "tile/0/", "tile/0/0", "tile/0/0000", "tile/00/000", "tile/64/000", "tile/-1/000", "tile/x/000",
            "tile/0/x000/001", "tile/0/001/002", "tile/0/x001", "tile/0/x001/x002", "tile/0/000.p", "tile/0/000.p/",
            "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/1/", "tile/0/000.q/1", "tile/0/.p/1", "/tile/0/000",
            "tile/0/000/", "tile/0//000", "tile/entries/000", "tile/0/x1/000", "tile/0/0x0", "tile/0/٠٠٠",
            "tile/0/x009/x223/x372/x036/x854/x775/808", "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
        ])
    func refusedPaths(path: String) {
        #expect(throws: LedgerError.malformedTilePath(path)) { try TileID(path: path) }
    }

    @Test("Values that no tile has are refused")
    func refusedValues() {
        #expect(throws: LedgerError.self) { try TileID(level: 64, index: 0) }
        #expect(throws: LedgerError.self) { try TileID(level: 0, index: -1) }
        #expect(throws: LedgerError.self) { try TileID(level: 0, index: 0, width: 0) }
        #expect(throws: LedgerError.self) { try TileID(level: 0, index: 0, width: 257) }
        #expect(throws: LedgerError.self) { try Tile(id: TileID(level: 0, index: 0, width: 2), bytes: [1, 2, 3]) }
    }

    /// Leaves whose hashes are cheap: what stands in tiles doesn't depend on what leaves are.
    static func leaves(_ count: Int) -> [Digest32] {
        (0..<count).map { number in
            Digest32((0..<32).map { UInt8(truncatingIfNeeded: number >> (8 * ($0 % 8))) })!
        }
    }

    @Test("A tree of 70,000 entries has the tiles that the specification counts")
    func specificationExample() throws {
        let tiles = MemoryTiles.tree(Self.leaves(70_000))
        let ids = try tiles.files.keys.map { try TileID(path: $0) }
        #expect(ids.count { $0.level == 0 && $0.isFull } == 273)
        #expect(ids.filter { $0.level == 0 && !$0.isFull }.map(\.width) == [112])
        #expect(ids.count { $0.level == 1 && $0.isFull } == 1)
        #expect(ids.filter { $0.level == 1 && !$0.isFull }.map(\.width) == [17])
        #expect(ids.filter { $0.level == 2 }.map(\.width) == [1])
        #expect(ids.count == 277)
        #expect(tiles.files["tile/0/x000/000"] == nil)
        #expect(tiles.files["tile/0/000"]?.count == 8192)
    }

    @Test("A tree of 256 entries has a full tile and one hash above it")
    func fullTile() {
        #expect(Set(MemoryTiles.tree(Self.leaves(256)).files.keys) == ["tile/0/000", "tile/1/000.p/1"])
        #expect(MemoryTiles.tree([]).files.isEmpty)
    }

    @Test("Batches give the same tiles as one go, and only what changed", arguments: [1, 7, 100, 255, 256, 257, 1000])
    func incremental(batch: Int) throws {
        let leaves = Self.leaves(3_000)
        var stored = MemoryTiles()
        var size = 0
        var root = MerkleHash.empty
        while size < leaves.count {
            // As a sequencer does after each start: nothing but size, root and tiles survive.
            var builder = try TreeBuilder(size: size, root: root, tiles: stored)
            let next = min(size + batch, leaves.count)
            builder.append(contentsOf: leaves[size..<next])
            let changed = builder.takeChanged()
            #expect(changed.allSatisfy { stored.files[$0.id.path] == nil }, "a tile that hadn't changed")
            stored.store(changed)
            #expect(builder.takeChanged().isEmpty)
            (size, root) = (next, builder.root)
            if batch >= 100 || size % 500 == 0 {
                var compact = CompactRange()
                for leaf in leaves[..<size] { compact.append(leaf) }
                #expect(compact.root == root)
                #expect(builder.compact == compact)
            }
        }
        let whole = MemoryTiles.tree(leaves)
        for (path, bytes) in whole.files { #expect(stored.files[path] == bytes, "\(path)") }
    }

    @Test("A builder goes on after its tiles were taken", arguments: [1, 3, 300])
    func continuing(batch: Int) throws {
        let leaves = Self.leaves(1_100)
        var builder = TreeBuilder()
        var stored = MemoryTiles()
        for start in stride(from: 0, to: leaves.count, by: batch) {
            builder.append(contentsOf: leaves[start..<min(start + batch, leaves.count)])
            stored.store(builder.takeChanged())
        }
        let whole = MemoryTiles.tree(leaves)
        for (path, bytes) in whole.files { #expect(stored.files[path] == bytes, "\(path)") }
        var reader = TreeReader(size: leaves.count, source: stored)
        #expect(try reader.root() == builder.root)
    }

    @Test("A compact tree is restored from its hashes, of which there must be as many as its size says")
    func compactRange() throws {
        var range = CompactRange()
        for leaf in Self.leaves(11) { range.append(leaf) }
        #expect(range.nodes.count == 3)
        var restored = try CompactRange(size: 11, nodes: range.nodes)
        #expect(restored.root == range.root)
        restored.append(MerkleHash.empty)
        range.append(MerkleHash.empty)
        #expect(restored == range)
        #expect(throws: LedgerError.proofLength(expected: 2, found: 3)) { try CompactRange(size: 12, nodes: range.nodes + [range.root]) }
        #expect(throws: LedgerError.self) { try CompactRange(size: -1, nodes: []) }
    }

    @Test("Nothing is built on a damaged, a short or a missing tile")
    func damaged() throws {
        let leaves = Self.leaves(600)
        let good = MemoryTiles.tree(leaves)
        let root = try TreeBuilder(size: 600, tiles: good).root
        for path in ["tile/0/002.p/88", "tile/1/000.p/2"] {
            var bad = good
            bad.flip(path, at: 40)
            #expect(throws: LedgerError.self) { try TreeBuilder(size: 600, root: root, tiles: bad) }
            var short = good
            short.cut(path, to: 33)
            #expect(throws: LedgerError.self) { try TreeBuilder(size: 600, tiles: short) }
        }
        #expect(throws: MemoryTiles.Missing(path: "tile/0/002.p/89")) { try TreeBuilder(size: 601, tiles: good) }
        #expect(throws: LedgerError.self) { try TreeBuilder(size: -1, tiles: good) }
        var short = good
        short.cut("tile/0/001", to: 8_160)
        var reader = TreeReader(size: 600, source: short)
        #expect(throws: LedgerError.tileLength(path: "tile/0/001", expected: 8_192, found: 8_160)) {
            try reader.inclusionProof(of: 300)
        }
    }

    @Test("A flipped bit in any tile shows in the proofs cut from it")
    func flippedTiles() throws {
        let leaves = Self.leaves(600)
        let good = MemoryTiles.tree(leaves)
        let root = try TreeBuilder(size: 600, tiles: good).root
        for path in good.files.keys {
            var bad = good
            bad.flip(path, at: 37)
            var reader = TreeReader(size: 600, source: bad)
            var broken = 0
            for index in stride(from: 0, to: 600, by: 50) {
                let proof = try reader.inclusionProof(of: index)
                let computed = try MerkleProof.root(leaf: leaves[index], index: index, size: 600, proof: proof)
                if computed != root { broken += 1 }
            }
            #expect(broken > 0, "\(path)")
        }
    }

    @Test("A full tile may stand where a partial one was asked for")
    func fullForPartial() throws {
        struct OnlyFull: TileSource {
            let tiles: MemoryTiles
            func tile(level: Int, index: Int, width: Int) throws -> [UInt8] {
                try tiles.tile(level: level, index: index, width: level == 0 ? 256 : width)
            }
        }
        let leaves = Self.leaves(256)
        var reader = TreeReader(size: 200, source: OnlyFull(tiles: MemoryTiles.tree(leaves)))
        let expected = try TreeBuilder(size: 200, tiles: MemoryTiles.tree(leaves.prefix(200))).root
        #expect(try reader.root() == expected)
    }

    @Test("A plan names exactly the tiles that a proof reads")
    func plans() throws {
        final class Recorder: TileSource {
            let tiles: MemoryTiles
            private(set) var asked: Set<String> = []
            init(_ tiles: MemoryTiles) { self.tiles = tiles }
            func tile(level: Int, index: Int, width: Int) throws -> [UInt8] {
                asked.insert(try TileID(level: level, index: index, width: width).path)
                return try tiles.tile(level: level, index: index, width: width)
            }
        }
        let size = 70_000
        let tiles = MemoryTiles.tree(Self.leaves(size))
        for index in [0, 1, 255, 256, 65_535, 65_536, 69_887, 69_888, 69_999] {
            let recorder = Recorder(tiles)
            var reader = TreeReader(size: size, source: recorder)
            _ = try reader.inclusionProof(of: index)
            #expect(Set(TilePlan.inclusion(index: index, size: size).map(\.path)) == recorder.asked)
        }
        for old in [1, 255, 256, 257, 65_536, 69_999] {
            let recorder = Recorder(tiles)
            var reader = TreeReader(size: size, source: recorder)
            _ = try reader.consistencyProof(from: old)
            #expect(Set(TilePlan.consistency(from: old, to: size).map(\.path)) == recorder.asked)
            let other = Recorder(tiles)
            var roots = TreeReader(size: size, source: other)
            _ = try roots.root(size: old)
            #expect(Set(TilePlan.root(old, size: size).map(\.path)) == other.asked)
        }
    }

    @Test("A reader that grew cuts the proofs of a new one")
    func growing() throws {
        let leaves = Self.leaves(70_000)
        let sizes = [1, 255, 256, 300, 512, 5_000, 65_536, 70_000]
        var stored = MemoryTiles()
        for size in sizes { stored.store(MemoryTiles.tree(leaves.prefix(size)).files.map { try! Tile(id: TileID(path: $0), bytes: $1) }) }
        var grown = TreeReader(size: 0, source: stored)
        for size in sizes {
            try grown.grow(to: size)
            var fresh = TreeReader(size: size, source: stored)
            for index in Set([0, size / 3, size / 2, size - 1]) {
                #expect(try grown.inclusionProof(of: index) == fresh.inclusionProof(of: index))
            }
            #expect(try grown.root() == fresh.root())
        }
        #expect(throws: LedgerError.sizesReversed(old: 70_000, new: 5)) { try grown.grow(to: 5) }
    }
}
