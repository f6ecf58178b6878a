import Ledger

enum MapProperties {
    static func proof(_ bytes: [UInt8]) throws -> String? {
        let receipt = try MapReceipt(parsing: bytes)
        if receipt.encoded != bytes { return "a proof of a state is written otherwise than it was read" }
        guard receipt.checkpoint.signatures.contains(where: { $0.name == SignedWorld.log.name }) else { return nil }
        let signed = try receipt.verify(with: SignedWorld.log.verifier)
        guard SignedWorld.wasSigned(signed.checkpoint.text) else { return "a state verifies with a checkpoint that was never signed" }
        return unless(SignedWorld.names[receipt.name] == receipt.entry, "a state verifies that the map doesn't have")
    }

    /// A byte that says where the tile hangs, then what a hostile store answers for it and for all below it.
    static func tile(_ bytes: [UInt8]) throws -> String? {
        guard let place = bytes.first else { return nil }
        let id = place < 0x80 ? MapTileID.root : MapTileID(path: String(place & 0x0f, radix: 16))
        let body = Array(bytes.dropFirst())
        if let tile = try? MapTile(body, at: id), tile.bytes != body { return "a tile is written otherwise than it was read" }
        let source = Hostile(bytes: body)
        let key = Digest32.mapKey("name-\(place)")
        if let root = try? source.mapRoot(), let proof = try? source.proof(of: key) {
            // A store that contradicts itself below its root gives ways that lead elsewhere, and never a wrong answer.
            let value = try? proof.value(of: key, root: root)
            if value != nil, root == (try SignedWorld.map.mapRoot()), value != (try SignedWorld.map.proof(of: key).value(of: key, root: root)) {
                return "a value is proved that the map doesn't have"
            }
        }
        let update = try MapUpdate([key: Digest32.of([place])], to: source)
        return unless(update.tiles[.root] != nil, "a change that changes nothing")
    }

    private struct Hostile: MapTileSource {
        let bytes: [UInt8]
        func tiles(_ ids: [MapTileID]) throws -> [MapTileID: [UInt8]] { Dictionary(uniqueKeysWithValues: ids.map { ($0, bytes) }) }
    }
}
