/// A tile with the eight levels of the tree that it stands for, hashed once so that many proofs can be cut from it.
struct ExpandedTile {
    /// `rows[h]` are the roots of its perfect subtrees of 2^h hashes, from left to right.
    private var rows: [[Digest32]]

    /// - Precondition: whole hashes of 32 bytes, at most 256.
    init(_ bytes: [UInt8]) {
        var row = bytes.withUnsafeBytes { buffer in
            stride(from: 0, to: buffer.count, by: Digest32.byteCount).map {
                Digest32(unchecked: UnsafeRawBufferPointer(rebasing: buffer[$0..<($0 + Digest32.byteCount)]))
            }
        }
        rows = [row]
        while row.count > 1 {
            row = (0..<(row.count / 2)).map { MerkleHash.node(row[2 * $0], row[2 * $0 + 1]) }
            rows.append(row)
        }
    }

    var width: Int { rows[0].count }

    /// The root of the 2^`height` hashes that begin at `offset`; nil where the tile doesn't reach that far.
    func root(height: Int, offset: Int) -> Digest32? {
        guard height < rows.count else { return nil }
        let index = offset >> height
        return index < rows[height].count ? rows[height][index] : nil
    }

    /// The roots of the perfect subtrees that its hashes make, the largest first.
    var subtrees: [Digest32] {
        rows.indices.reversed().compactMap { (width >> $0) & 1 == 1 ? rows[$0].last : nil }
    }
}
