import Ledger

enum TreeProperties {
    /// Two bytes of size, then what a hostile store answers for every tile.
    static func tile(_ bytes: [UInt8]) throws -> String? {
        guard bytes.count >= 2 else { return nil }
        let size = Int(bytes[0]) << 8 | Int(bytes[1])
        let source = Hostile(bytes: Array(bytes.dropFirst(2)))
        let whole = source.bytes.count / Digest32.byteCount
        if (1...TileID.fullWidth).contains(whole) {
            let id = try TileID(level: 0, index: 3, width: whole)
            let tile = try? Tile(id: id, bytes: source.bytes)
            if (tile != nil) != (source.bytes.count == whole * Digest32.byteCount) { return "a tile is taken with a number of bytes that it can't have" }
        }
        var reader = TreeReader(size: size, source: source)
        let index = size / 3
        guard let root = try? reader.root(), index < size else { return nil }
        let leaf = try reader.leaf(index)
        let proof = try reader.inclusionProof(of: index)
        if size <= TileID.fullWidth {
            // One tile is consistent with itself whatever its hashes are.
            try MerkleProof.verifyInclusion(leaf: leaf, index: index, size: size, proof: proof, root: root)
            if index > 0 {
                try MerkleProof.verifyConsistency(
                    oldSize: index, oldRoot: reader.root(size: index), newSize: size, newRoot: root, proof: reader.consistencyProof(from: index))
            }
        }
        // Nothing that a hostile store says makes an entry of the real log provable at another place, or another one at its place.
        if size == SignedWorld.size, leaf != MerkleHash.leaf(SignedWorld.entries[index]) {
            let proves = (try? MerkleProof.verifyInclusion(leaf: leaf, index: index, size: size, proof: proof, root: SignedWorld.checkpoint.root)) != nil
            if proves { return "a leaf is proved that the log doesn't have" }
        }
        let builder = try TreeBuilder(size: size, tiles: source)
        return unless(builder.size == size, "a tree of another size is continued")
    }

    private struct Hostile: TileSource {
        let bytes: [UInt8]
        /// As many bytes as there are, never the right number by courtesy.
        func tile(level: Int, index: Int, width: Int) throws -> [UInt8] {
            let needed = width * Digest32.byteCount
            return bytes.count > needed ? Array(bytes[..<needed]) : bytes
        }
    }

    static func bundle(_ bytes: [UInt8]) throws -> String? {
        let entries = try EntryBundle.entries(of: bytes)
        guard (1...TileID.fullWidth).contains(entries.count) else { return "a bundle of \(entries.count) entries" }
        var again: [UInt8] = []
        for entry in entries { try EntryBundle.append(entry, to: &again) }
        if again != bytes { return "a bundle is written otherwise than it was read" }
        if entries.count < TileID.fullWidth {
            var builder = try BundleBuilder(size: entries.count, partial: bytes)
            try builder.append([1])
            return unless(builder.takeChanged().first?.bytes == bytes + [0, 1, 1], "a bundle is continued with other entries")
        }
        return nil
    }

    /// The name of a tile or of a bundle.
    static func path(_ bytes: [UInt8]) throws -> String? {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        if let id = try? TileID(path: text), Array(id.path.utf8) != bytes { return "a tile has two names" }
        let place = try EntryBundle.parse(path: text)
        return unless(Array(EntryBundle.path(index: place.index, width: place.width).utf8) == bytes, "a bundle has two names")
    }
}
