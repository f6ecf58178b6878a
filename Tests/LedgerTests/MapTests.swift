import Ledger
import Testing

/// The map's definition written down as it stands, over all 256 bits and without tiles: what the fast code is compared with.
struct ReferenceMap {
    var values: [Digest32: Digest32] = [:]

    private static func bit(_ key: Digest32, _ index: Int) -> Bool { key.bytes[index / 8] & (0x80 >> UInt8(index % 8)) != 0 }

    private static func hash(_ prefix: UInt8, _ a: Digest32, _ b: Digest32) -> Digest32 { Digest32.of([prefix] + a.bytes + b.bytes) }

    static func root(_ values: [Digest32: Digest32], depth: Int = 0) -> Digest32 {
        if values.isEmpty { return Digest32.of([0x04]) }
        if values.count == 1, let (key, value) = values.first { return hash(0x02, key, value) }
        let left = root(values.filter { !bit($0.key, depth) }, depth: depth + 1)
        let right = root(values.filter { bit($0.key, depth) }, depth: depth + 1)
        return hash(0x03, left, right)
    }

    /// A node with one key below it is that key's leaf: only between two keys, or more, there are nodes.
    var root: Digest32 { Self.root(values) }
}

@Suite("The map")
struct MapTests {
    static func key(_ number: Int) -> Digest32 { .mapKey("unit \(number)") }
    static func value(_ number: Int) -> Digest32 { .of(Array("value \(number)".utf8)) }

    static func map(_ count: Int) throws -> MemoryMap {
        var map = MemoryMap()
        map.store(try MapUpdate(Dictionary(uniqueKeysWithValues: (0..<count).map { (key($0), value($0)) }), to: map).tiles)
        return map
    }

    @Test("Its root is that of its definition, however many keys it has", arguments: [0, 1, 2, 3, 31, 32, 33, 34, 100, 513, 2_000])
    func roots(count: Int) throws {
        var reference = ReferenceMap()
        for number in 0..<count { reference.values[Self.key(number)] = Self.value(number) }
        #expect(try Self.map(count).mapRoot() == reference.root)
    }

    @Test("Changes in any order and in any portions come to the same root and the same tiles")
    func order() throws {
        let whole = try Self.map(1_000)
        for _ in 0..<5 {
            var map = MemoryMap()
            var rest = (0..<1_000).shuffled()[...]
            while !rest.isEmpty {
                let portion = rest.prefix(Int.random(in: 1...200))
                rest = rest.dropFirst(portion.count)
                // Some lead elsewhere before they lead where they shall.
                for (last, numbers) in [(false, portion.filter { $0 % 3 == 0 }), (true, Array(portion))] where !numbers.isEmpty {
                    let changes = numbers.map { (Self.key($0), last ? Self.value($0) : Self.value(-$0 - 1)) }
                    let update = try MapUpdate(Dictionary(uniqueKeysWithValues: changes), to: map)
                    map.store(update.tiles)
                    #expect(try map.mapRoot() == update.root)
                }
            }
            #expect(map.stored == whole.stored)
        }
    }

    @Test("A change touches a tile for each four bits of its way and no other")
    func economy() throws {
        let map = try Self.map(5_000)
        let update = try MapUpdate([Self.key(17): Self.value(-1)], to: map)
        #expect(update.tiles.count <= 4)
        #expect(update.tiles.values.allSatisfy { $0.count <= 2_049 })
        let nothing = try MapUpdate([:], to: map)
        #expect(try nothing.tiles.isEmpty && nothing.root == map.mapRoot())
    }

    @Test("Every key that it has is proved with its value, every other one as absent, and nothing else", arguments: [0, 1, 2, 5, 33, 700])
    func proofs(count: Int) throws {
        let map = try Self.map(count)
        let root = try map.mapRoot()
        var longest = 0
        for number in 0..<count {
            let proof = try map.proof(of: Self.key(number))
            longest = max(longest, proof.hashes.count)
            #expect(try proof.value(of: Self.key(number), root: root) == Self.value(number))
            // It proves nothing about another map.
            #expect(throws: LedgerError.self) { try proof.value(of: Self.key(number), root: Digest32.of([9])) }
        }
        for number in count..<(count + 200) {
            let proof = try map.proof(of: Self.key(number))
            #expect(try proof.value(of: Self.key(number), root: root) == nil)
        }
        #expect(longest <= 30)
    }

    @Test("No way of one key proves anything of a key that lies elsewhere")
    func elsewhere() throws {
        let map = try Self.map(300)
        let root = try map.mapRoot()
        for _ in 0..<2_000 {
            let (a, b) = (Self.key(.random(in: 0..<400)), Self.key(.random(in: 0..<400)))
            guard let value = try? map.proof(of: a).value(of: b, root: root) else { continue }
            #expect(value == (try map.proof(of: b).value(of: b, root: root)))
        }
    }

    @Test("A way that goes on beyond its end, or has more hashes than a key has bits, is refused")
    func canonical() throws {
        #expect(throws: LedgerError.self) { try MapProof(end: .empty, hashes: [MapNode.emptyHash]) }
        #expect(throws: LedgerError.self) { try MapProof(end: .empty, hashes: Array(repeating: Digest32.of([1]), count: 257)) }
    }

    @Test("A stored tile that is missing, cut, or of another place is an error that names it")
    func damagedTiles() throws {
        struct Damaged: MapTileSource {
            let map: MemoryMap
            let damage: (MapTileID, [UInt8]) -> [UInt8]?
            func tiles(_ ids: [MapTileID]) -> [MapTileID: [UInt8]] {
                var found: [MapTileID: [UInt8]] = [:]
                for (id, bytes) in map.tiles(ids) { found[id] = damage(id, bytes) }
                return found
            }
        }
        let map = try Self.map(1_000)
        let other = try #require(map.stored.first { $0.key.path.utf8.count == 2 }?.value)
        let damages: [(MapTileID, [UInt8]) -> [UInt8]?] = [
            { id, bytes in id == .root ? bytes : nil }, { _, bytes in Array(bytes.dropLast()) }, { id, bytes in id == .root ? bytes : bytes + [0] },
            { id, bytes in id == .root ? bytes : other }, { _, _ in [] }, { _, _ in [3] }, { _, _ in [2] }, { _, _ in [1] + Array(repeating: 0, count: 16) },
        ]
        for damage in damages {
            let source = Damaged(map: map, damage: damage)
            var failures = 0
            for number in 0..<20 {
                do { _ = try source.proof(of: Self.key(number)) } catch is LedgerError { failures += 1 }
                #expect(throws: LedgerError.self) { try MapUpdate([Self.key(number): Self.value(1), Self.key(number + 20): Self.value(1)], to: source) }
            }
            #expect(failures > 10)
        }
    }

    @Test("A checkpoint commits to at most one map, by a whole line")
    func checkpointLine() throws {
        let root = Digest32.of([5])
        let checkpoint = try Checkpoint(origin: "a", size: 1, root: Digest32.of([1]), mapRoot: root)
        #expect(checkpoint.text == "a\n1\n\(Digest32.of([1]).base64)\ndengbu-map \(root.base64)\n")
        #expect(try Checkpoint(text: checkpoint.text).mapRoot == root)
        #expect(try Checkpoint(origin: "a", size: 1, root: root).mapRoot == nil)
        for lines in [["dengbu-map "], ["dengbu-map x"], ["dengbu-map \(root.base64)", "dengbu-map \(root.base64)"], ["dengbu-map \(root.base64) "]] {
            #expect(throws: LedgerError.self) { try Checkpoint(origin: "a", size: 1, root: root, extensions: lines).mapRoot }
        }
    }
}
