import Ledger

/// A small log with a witness, the same in every run: all that was ever signed in it is known, so whatever else verifies is a forgery.
enum SignedWorld {
    static let size = 20
    static let log: Ed25519Signer = { try! Ed25519Signer(name: "fuzz.example/log", seed: [UInt8](repeating: 7, count: 32)) }()
    static let witness: CosignatureSigner = { try! CosignatureSigner(name: "fuzz.example/witness", seed: [UInt8](repeating: 8, count: 32)) }()
    static let entries: [[UInt8]] = (0..<size).map { Array("{\"n\":\($0)}".utf8) }
    static let tree: TreeBuilder = {
        var tree = TreeBuilder()
        for entry in entries { tree.append(MerkleHash.leaf(entry)) }
        return tree
    }()
    static let checkpoint: Checkpoint = { try! Checkpoint(origin: log.name, size: size, root: tree.root) }()
    static let note: SignedNote = {
        try! checkpoint.signed(by: log).adding(witness.cosign(checkpoint.text, at: 1_790_000_000))
    }()
    static let keys: [any NoteVerifier] = [log.verifier, witness.verifier]

    /// Where the map of that log leads: every other entry is about a name of its own.
    static let names: [String: [UInt8]] = {
        var names: [String: [UInt8]] = [:]
        for index in stride(from: 0, to: size, by: 2) { names["name-\(index)"] = entries[index] }
        return names
    }()
    static let map: MemoryMap = {
        var map = MemoryMap()
        let heads = names.map { (Digest32.mapKey($0), MerkleHash.leaf($1)) }
        map.store(try! MapUpdate(Dictionary(uniqueKeysWithValues: heads), to: map).tiles)
        return map
    }()
    /// A checkpoint that commits to the map too.
    static let mapped: Checkpoint = { try! Checkpoint(origin: log.name, size: size, root: tree.root, mapRoot: map.mapRoot()) }()

    static func state(_ name: String) throws -> MapReceipt {
        try MapReceipt(name: name, entry: names[name], proof: map.proof(of: .mapKey(name)), checkpoint: mapped.signed(by: log))
    }

    struct Tiles: TileSource {
        let tiles: [Tile]
        func tile(level: Int, index: Int, width: Int) throws -> [UInt8] {
            tiles.first { $0.id.level == level && $0.id.index == index }?.bytes ?? []
        }
    }

    static let tiles: Tiles = {
        var tree = TreeBuilder()
        for entry in entries { tree.append(MerkleHash.leaf(entry)) }
        return Tiles(tiles: tree.takeChanged())
    }()

    static func receipt(_ index: Int) throws -> Receipt {
        var reader = TreeReader(size: size, source: tiles)
        return try Receipt(entry: entries[index], index: index, hashes: reader.inclusionProof(of: index), checkpoint: note)
    }

    /// What the log signed beside its checkpoint: a text with empty lines, which is harder to split from its signatures.
    static let other = "a\n\n\nb\n\n"

    /// Whether the log or its witness ever signed exactly this text.
    static func wasSigned(_ text: String) -> Bool { [checkpoint.text, mapped.text, other].contains { $0.utf8.elementsEqual(text.utf8) } }
}
