import Chance
import Ledger
import Testing

@Suite("Proofs, for every tree up to 300 entries")
struct ProofPropertyTests {
    static let most = 300

    @Test("Every inclusion proof is the one of RFC 6962 and verifies", arguments: Array(stride(from: 1, through: most, by: 25)))
    func inclusion(first: Int) throws {
        var reference = ReferenceTree(Self.most)
        var all = TreeReader(size: Self.most, source: MemoryTiles.tree(reference.leaves))
        for size in first..<min(first + 25, Self.most + 1) {
            let root = reference.root(size)
            var own = TreeReader(size: size, source: MemoryTiles.tree(reference.leaves.prefix(size)))
            #expect(try own.root() == root)
            #expect(try all.root(size: size) == root)
            for index in 0..<size {
                let proof = try own.inclusionProof(of: index)
                let cut = try all.inclusionProof(of: index, size: size)
                try MerkleProof.verifyInclusion(
                    leaf: reference.leaves[index], index: index, size: size, proof: proof, root: root)
                guard proof == cut, proof == reference.path(index, 0..<size) else {
                    Issue.record("entry \(index) of \(size)")
                    return
                }
            }
        }
    }

    @Test("Every consistency proof up to 130 entries is the one of RFC 6962 and verifies")
    func consistency() throws {
        let most = 130
        var reference = ReferenceTree(most)
        var reader = TreeReader(size: most, source: MemoryTiles.tree(reference.leaves))
        for new in 1...most {
            for old in 1...new {
                let proof = try reader.consistencyProof(from: old, to: new)
                #expect(proof == reference.consistency(old, new), "\(old) to \(new)")
                try MerkleProof.verifyConsistency(
                    oldSize: old, oldRoot: reference.root(old), newSize: new, newRoot: reference.root(new), proof: proof)
            }
        }
    }

    @Test("Consistency holds across tile borders", arguments: [(255, 257), (256, 300), (256, 257), (1, 300), (299, 300), (128, 300)])
    func consistencyAcrossTiles(old: Int, new: Int) throws {
        var reference = ReferenceTree(Self.most)
        var reader = TreeReader(size: new, source: MemoryTiles.tree(reference.leaves.prefix(new)))
        let proof = try reader.consistencyProof(from: old)
        #expect(proof == reference.consistency(old, new))
        try MerkleProof.verifyConsistency(
            oldSize: old, oldRoot: reference.root(old), newSize: new, newRoot: reference.root(new), proof: proof)
    }

    @Test("No altered inclusion proof verifies", arguments: [2, 3, 7, 8, 100, 255, 256, 257, 300])
    func alteredInclusion(size: Int) throws {
        var reference = ReferenceTree(size)
        var reader = TreeReader(size: size, source: MemoryTiles.tree(reference.leaves))
        let root = reference.root(size)
        var dice = SeededDice(seed: UInt64(size))
        for index in Set([0, 1, size / 2, size - 2, size - 1]) {
            let leaf = reference.leaves[index]
            let proof = try reader.inclusionProof(of: index)
            func refuses(_ proof: [Digest32], at place: Int? = nil, leaf other: Digest32? = nil, root wrong: Digest32? = nil) {
                #expect(throws: LedgerError.self) {
                    try MerkleProof.verifyInclusion(
                        leaf: other ?? leaf, index: place ?? index, size: size, proof: proof, root: wrong ?? root)
                }
            }
            for place in proof.indices {
                var bytes = proof[place].bytes
                bytes[Int.random(in: 0..<32, using: &dice)] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
                var altered = proof
                altered[place] = try #require(Digest32(bytes))
                refuses(altered)
                altered.remove(at: place)
                refuses(altered)
                altered = proof
                altered.insert(leaf, at: place)
                refuses(altered)
                if place > 0 {
                    altered = proof
                    altered.swapAt(place, place - 1)
                    refuses(altered)
                }
            }
            refuses(proof + [root])
            refuses(proof, at: -1)
            refuses(proof, at: size)
            refuses(proof, at: index ^ 1)
            refuses(proof, leaf: root)
            refuses(proof, root: leaf)
        }
    }

    @Test("No altered consistency proof verifies", arguments: [(1, 2), (3, 7), (4, 8), (6, 8), (64, 100), (99, 257), (256, 300)])
    func alteredConsistency(old: Int, new: Int) throws {
        var reference = ReferenceTree(new)
        var reader = TreeReader(size: new, source: MemoryTiles.tree(reference.leaves))
        let (oldRoot, newRoot) = (reference.root(old), reference.root(new))
        let proof = try reader.consistencyProof(from: old)
        func refuses(_ proof: [Digest32], _ old: Int, _ oldRoot: Digest32, _ new: Int, _ newRoot: Digest32) {
            #expect(throws: LedgerError.self) {
                try MerkleProof.verifyConsistency(oldSize: old, oldRoot: oldRoot, newSize: new, newRoot: newRoot, proof: proof)
            }
        }
        for place in proof.indices {
            var bytes = proof[place].bytes
            bytes[place % 32] ^= 0x10
            var altered = proof
            altered[place] = try #require(Digest32(bytes))
            refuses(altered, old, oldRoot, new, newRoot)
            altered.remove(at: place)
            refuses(altered, old, oldRoot, new, newRoot)
        }
        refuses(proof + [newRoot], old, oldRoot, new, newRoot)
        refuses([], old, oldRoot, new, newRoot)
        refuses(proof, old, newRoot, new, oldRoot)
        refuses(proof, new, oldRoot, old, newRoot)
        refuses(proof, old, reference.leaves[0] == oldRoot ? newRoot : reference.leaves[0], new, newRoot)
        refuses(proof, 0, MerkleHash.empty, new, newRoot)
        refuses(proof, -1, oldRoot, new, newRoot)
    }

    @Test("Sizes near the end of the number range are refused and don't crash")
    func hugeSizes() {
        let leaf = MerkleHash.empty
        for size in [Int.max, Int.max - 1, 1 << 62, (1 << 62) + 1] {
            #expect(throws: LedgerError.self) {
                try MerkleProof.verifyInclusion(leaf: leaf, index: size - 1, size: size, proof: [], root: leaf)
            }
            #expect(throws: LedgerError.self) {
                try MerkleProof.verifyConsistency(oldSize: size - 1, oldRoot: leaf, newSize: size, newRoot: leaf, proof: [])
            }
            var reader = TreeReader(size: size, source: MemoryTiles())
            #expect(throws: MemoryTiles.Missing.self) { try reader.inclusionProof(of: size - 2) }
            #expect(throws: MemoryTiles.Missing.self) { try reader.consistencyProof(from: size - 1) }
            #expect(!TilePlan.inclusion(index: 0, size: size).isEmpty)
            #expect(!TilePlan.consistency(from: 1, to: size).isEmpty)
        }
    }

    @Test("Nothing is proved beyond the tree")
    func beyond() throws {
        let reference = ReferenceTree(10)
        var reader = TreeReader(size: 10, source: MemoryTiles.tree(reference.leaves))
        #expect(throws: LedgerError.indexBeyondTree(index: 10, size: 10)) { try reader.inclusionProof(of: 10) }
        #expect(throws: LedgerError.indexBeyondTree(index: -1, size: 10)) { try reader.inclusionProof(of: -1) }
        #expect(throws: LedgerError.indexBeyondTree(index: 5, size: 5)) { try reader.inclusionProof(of: 5, size: 5) }
        #expect(throws: LedgerError.sizeBeyondTree(size: 11, stored: 10)) { try reader.root(size: 11) }
        #expect(throws: LedgerError.sizesReversed(old: 8, new: 7)) { try reader.consistencyProof(from: 8, to: 7) }
        #expect(try reader.consistencyProof(from: 0) == [])
        #expect(try reader.consistencyProof(from: 10) == [])
        #expect(try reader.leaf(9) == reference.leaves[9])
    }
}
