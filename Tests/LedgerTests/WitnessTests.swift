import Testing

@testable import Ledger

@Suite("Cosignatures and witnesses")
struct WitnessTests {
    static let witness = try! CosignatureSigner(name: "witness.example/housing", seed: [UInt8](repeating: 21, count: 32))

    @Test("A cosignature verifies with its witness's key, for its text and its time alone")
    func cosignature() throws {
        let line = try Self.witness.cosign(CheckpointTests.example, at: 1_679_315_147)
        let key = try CosignatureVerifier(vkey: Self.witness.verifier.vkey)
        let text = Array(CheckpointTests.example.utf8)
        #expect(CosignatureVerifier.time(of: line.signature) == 1_679_315_147)
        #expect(key.accepts(line.signature, of: text))
        #expect(!key.accepts(line.signature, of: text + [10]))
        for index in line.signature.indices {
            var altered = line.signature
            altered[index] ^= 1
            #expect(!key.accepts(altered, of: text))
        }
        #expect(!key.accepts(Array(line.signature.dropLast()), of: text))
        let body = CosignatureLines.encode([line])
        #expect(try CosignatureLines.parse(body, under: CheckpointTests.example) == [line])
        for prefix in ["\n", "another text\n\n", "\n\n"] {
            #expect(throws: LedgerError.self) { try CosignatureLines.parse(Array(prefix.utf8) + body, under: CheckpointTests.example) }
        }
        // A log's key of the same bytes has another ID: what it signs is no cosignature.
        let plain = try Ed25519Signer(name: Self.witness.verifier.name, seed: [UInt8](repeating: 21, count: 32))
        #expect(plain.keyID != key.keyID)
        #expect(throws: LedgerError.self) { try CosignatureVerifier(vkey: plain.verifier.vkey) }
    }

    @Test("The signed message is the one that the specification prints")
    func message() throws {
        let expected = "cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
        let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
        #expect(try CosignedMessage.bytes(Array(text.utf8), by: "w", .ed25519, at: 1_679_315_147) == Array(expected.utf8))
    }

    @Test("The specification's example request is read and written back byte by byte")
    func request() throws {
        let body = """
            old 20852014
            PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
            jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
            5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
            /6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

            example.com/behind-the-sofa
            20852163
            CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

            — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=

            """
        let request = try AddCheckpoint(parsing: Array(body.utf8))
        #expect(request.oldSize == 20_852_014)
        #expect(request.proof.count == 4)
        #expect(request.encoded == Array(body.utf8))
    }

    @Test(
        "Malformed requests are refused",
        arguments: [
            "", "old 1", "old 1\n", "old 01\n\n", "old -1\n\n", "new 1\n\n", "old 1\nabc\n\n", "old 1\n\n", "old 1\n\na\n1\n\n",
            "old 99999999999999999999\n\n", "old 1\n" + String(repeating: "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n", count: 64) + "\n",
        ])
    func malformed(text: String) {
        #expect(throws: LedgerError.self) { try AddCheckpoint(parsing: Array(text.utf8)) }
    }

    @Test("A request altered at random is refused or read, and never makes the parser fail otherwise")
    func mutated() throws {
        let note = try Checkpoint(origin: "a", size: 5, root: Digest32.of([1])).signed(by: CheckpointTests.signer)
        let good = try AddCheckpoint(oldSize: 3, proof: [Digest32.of([2]), Digest32.of([3])], checkpoint: note).encoded
        var random = SystemRandomNumberGenerator()
        var refused = 0
        for _ in 0..<3_000 {
            var bytes = good
            for _ in 0...Int.random(in: 0..<3, using: &random) {
                let at = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: at)
                default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: at)
                }
            }
            do {
                let read = try AddCheckpoint(parsing: bytes)
                #expect(read.encoded == bytes)
            } catch { refused += 1 }
        }
        #expect(refused > 1_000)
    }

    @Test("A witness cosigns what extends the tree it knows, and nothing else")
    func judgement() throws {
        var builder = TreeBuilder()
        var roots = [builder.root]
        var tiles: [TileID: [UInt8]] = [:]
        for index in 0..<40 {
            builder.append(MerkleHash.leaf(ReferenceTree.entry(index)))
            roots.append(builder.root)
        }
        for tile in builder.takeChanged() { tiles[tile.id] = tile.bytes }
        struct Source: TileSource {
            let tiles: [TileID: [UInt8]]
            func tile(level: Int, index: Int, width: Int) throws -> [UInt8] { tiles.first { $0.key.level == level && $0.key.index == index }?.value ?? [] }
        }
        var reader = TreeReader(size: 40, source: Source(tiles: tiles))
        for old in 0...40 {
            let known = old == 0 ? nil : WitnessedTree(size: old, root: roots[old])
            for new in old...40 {
                let checkpoint = try Checkpoint(origin: "a", size: new, root: roots[new])
                let proof = try reader.consistencyProof(from: old, to: new)
                try WitnessJudgement.judge(checkpoint, oldSize: old, proof: proof, known: known)
                guard new > old else { continue }
                #expect(throws: WitnessRefusal.self) { try WitnessJudgement.judge(checkpoint, oldSize: old, proof: proof + [roots[1]], known: known) }
                if old > 0 {
                    let forked = try Checkpoint(origin: "a", size: new, root: Digest32.of([9]))
                    #expect(throws: WitnessRefusal.self) { try WitnessJudgement.judge(forked, oldSize: old, proof: proof, known: known) }
                }
            }
        }
        let known = WitnessedTree(size: 20, root: roots[20])
        let small = try Checkpoint(origin: "a", size: 10, root: roots[10])
        #expect(throws: WitnessRefusal.otherOldSize(known: 20, new: 10)) { try WitnessJudgement.judge(small, oldSize: 10, proof: [], known: known) }
        #expect(throws: WitnessRefusal.sizesReversed(old: 20, new: 10)) { try WitnessJudgement.judge(small, oldSize: 20, proof: [], known: known) }
        #expect("\(WitnessRefusal.otherOldSize(known: 20, new: 10))".hasPrefix("rollback"))
        let other = try Checkpoint(origin: "a", size: 20, root: roots[19])
        #expect(throws: WitnessRefusal.fork(size: 20, known: roots[20], new: roots[19])) {
            try WitnessJudgement.judge(other, oldSize: 20, proof: [], known: known)
        }
    }

    @Test("A policy's quorum holds when its groups' thresholds are reached")
    func policy() throws {
        let signers = try (0..<4).map { try CosignatureSigner(name: "w\($0)", seed: [UInt8](repeating: UInt8(40 + $0), count: 32)) }
        let keys = signers.map(\.verifier.vkey)
        let policy = try WitnessPolicy(
            text: """
                # who cosigns
                witness a \(keys[0]) http://a
                witness b \(keys[1]) http://b
                witness c \(keys[2])
                witness d \(keys[3])
                group state 2 a b c
                group both all state d
                quorum both
                """)
        #expect(policy.needsWitnesses)
        let text = "a\n1\n\(MerkleHash.leaf([]).base64)\n"
        func satisfied(_ who: [Int]) throws -> Bool {
            var note = try SignedNote(text: text).signed(by: CheckpointTests.signer)
            for index in who { note = try note.adding(signers[index].cosign(text, at: 1)) }
            return policy.isSatisfied(by: try note.verified(by: [CheckpointTests.signer.verifier] + policy.keys))
        }
        #expect(try !satisfied([]))
        #expect(try !satisfied([0, 1, 2]))
        #expect(try !satisfied([0, 3]))
        #expect(try satisfied([0, 2, 3]))
        for bad in ["", "quorum x", "witness a b c\nquorum a", "group g 1 x\nquorum g", "quorum none\nquorum none", "quorum none\nhello"] {
            #expect(throws: LedgerError.self) { try WitnessPolicy(text: bad) }
        }
        #expect(throws: LedgerError.self) { try WitnessPolicy(text: "witness a \(keys[0])\ngroup g 2 a\nquorum g") }
        #expect(throws: LedgerError.self) { try WitnessPolicy(text: "witness a \(keys[0])\nwitness b \(keys[0])\nquorum a") }
        #expect(try !WitnessPolicy(text: "quorum none").needsWitnesses)
        let two = "witness a \(keys[0])\nwitness b \(keys[1])\n"
        for bad in ["group g any a b\ngroup h any a\nquorum g", "group g any a a\nquorum g", "group g any none a\nquorum g", "quorum a\r"] {
            #expect(throws: LedgerError.self) { try WitnessPolicy(text: two + bad) }
        }
        // Groups in groups in groups: each is one line, and the lines are counted.
        let tower = (1...2_000).map { "group g\($0) any \($0 == 1 ? "a" : "g\($0 - 1)")\n" }
        let high = try WitnessPolicy(text: two + tower[..<900].joined() + "quorum g900")
        #expect(try !high.isSatisfied(by: SignedNote(text: text).signed(by: CheckpointTests.signer).verified(by: [CheckpointTests.signer.verifier])))
        #expect(try WitnessPolicy(text: high.text).text == high.text)
        #expect(throws: LedgerError.self) { try WitnessPolicy(text: two + tower.joined() + "quorum g2000") }
    }

    @Test("Two maps for one tree are a fork, as is none where there was one")
    func maps() throws {
        let root = Digest32.of([1])
        func checkpoint(_ map: Digest32?) throws -> Checkpoint {
            guard let map else { return try Checkpoint(origin: "a", size: 7, root: root) }
            return try Checkpoint(origin: "a", size: 7, root: root, mapRoot: map)
        }
        let known = WitnessedTree(size: 7, root: root, mapRoot: Digest32.of([2]))
        try WitnessJudgement.judge(checkpoint(Digest32.of([2])), oldSize: 7, proof: [], known: known)
        for other in [Digest32.of([3]), nil] {
            let submitted = try checkpoint(other)
            #expect(throws: WitnessRefusal.otherMap(size: 7)) { try WitnessJudgement.judge(submitted, oldSize: 7, proof: [], known: known) }
        }
        // A log that begins its map with the next entry, or shows it for the first time.
        try WitnessJudgement.judge(checkpoint(Digest32.of([2])), oldSize: 7, proof: [], known: WitnessedTree(size: 7, root: root))
        #expect(WitnessRefusal.otherMap(size: 7).isMisbehaviour)
    }
}
