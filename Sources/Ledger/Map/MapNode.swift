internal import Crypto

/// A subtree of the map: nothing, one key, or several.
///
/// The hashing is that of RFC 6962 with prefixes of its own, so that nothing of the map can pass for anything of the log:
///
///     empty = SHA-256(0x04)
///     leaf  = SHA-256(0x02 ‖ key ‖ value)
///     node  = SHA-256(0x03 ‖ left ‖ right)
///
/// A subtree with one key is that key's leaf wherever it stands: a leaf lies at the shortest prefix that no other key shares, so a path in
/// a map of n keys has about log2 n hashes instead of 256. The tree, and so the root, follows from the set of keys and values alone.
package enum MapNode: Hashable, Sendable {
    case empty
    /// The hash of the only key's leaf.
    case leaf(Digest32)
    case node(Digest32)

    package static let emptyHash = Digest32.of([0x04])

    package var hash: Digest32 {
        switch self {
        case .empty: MapNode.emptyHash
        case .leaf(let hash), .node(let hash): hash
        }
    }

    /// SHA-256(0x02 ‖ key ‖ value).
    package static func leafHash(key: Digest32, value: Digest32) -> Digest32 { hash(0x02, key, value) }

    /// SHA-256(0x03 ‖ left ‖ right).
    static func nodeHash(_ left: Digest32, _ right: Digest32) -> Digest32 { hash(0x03, left, right) }

    private static func hash(_ prefix: UInt8, _ first: Digest32, _ second: Digest32) -> Digest32 {
        withUnsafeTemporaryAllocation(byteCount: 65, alignment: 1) { buffer in
            buffer[0] = prefix
            buffer.storeBytes(of: first, toByteOffset: 1, as: Digest32.self)
            buffer.storeBytes(of: second, toByteOffset: 33, as: Digest32.self)
            var hasher = SHA256()
            hasher.update(bufferPointer: UnsafeRawBufferPointer(buffer))
            return Digest32(hasher.finalize())
        }
    }

    /// The subtree above two neighbours.
    static func over(_ left: MapNode, _ right: MapNode) -> MapNode {
        switch (left, right) {
        case (.empty, .empty): .empty
        case (.leaf, .empty): left
        case (.empty, .leaf): right
        default: .node(nodeHash(left.hash, right.hash))
        }
    }

    /// Each level over some neighbours, these themselves first, the one subtree over all of them last.
    /// - Precondition: their number is a power of two.
    static func levels(over nodes: [MapNode]) -> [[MapNode]] {
        var levels = [nodes]
        while let below = levels.last, below.count > 1 {
            levels.append(stride(from: 0, to: below.count, by: 2).map { over(below[$0], below[$0 + 1]) })
        }
        return levels
    }

    /// The subtree over keys that agree in all bits before one.
    /// - Parameter entries: in the order of their keys.
    static func over(_ entries: ArraySlice<MapEntry>, fromBit bit: Int) -> MapNode {
        guard let first = entries.first else { return .empty }
        if entries.count == 1 { return .leaf(leafHash(key: first.key, value: first.value)) }
        let middle = entries.split(atBit: bit)
        return over(over(entries[..<middle], fromBit: bit + 1), over(entries[middle...], fromBit: bit + 1))
    }
}

/// A key of the map and what it leads to.
package struct MapEntry: Hashable, Sendable {
    package let key: Digest32
    package let value: Digest32

    package init(key: Digest32, value: Digest32) {
        self.key = key
        self.value = value
    }
}

extension ArraySlice<MapEntry> {
    /// Index of the first entry whose key has a one at this bit.
    func split(atBit bit: Int) -> Int { firstIndex { $0.key.bit(bit) } ?? endIndex }
}

extension Digest32 {
    /// The key under which the map has a name: SHA-256 of its bytes. Spreads keys evenly, so that nobody's choice of names makes paths long.
    package static func mapKey(_ name: String) -> Digest32 { of(Array(name.utf8)) }

    static let bitCount = 256

    /// Bit 0 is the highest one of the first byte.
    func bit(_ index: Int) -> Bool { withUnsafeBytes { $0[index >> 3] >> UInt8(7 - index & 7) & 1 == 1 } }

    func nibble(_ index: Int) -> Int { withUnsafeBytes { Int(index & 1 == 0 ? $0[index >> 1] >> 4 : $0[index >> 1] & 0x0f) } }

    /// How many bits two keys have in common before the first in which they differ.
    func sharedBits(with other: Digest32) -> Int {
        withUnsafeBytes { a in
            other.withUnsafeBytes { b in
                for index in 0..<Digest32.byteCount where a[index] != b[index] { return index * 8 + (a[index] ^ b[index]).leadingZeroBitCount }
                return Digest32.bitCount
            }
        }
    }

    /// Whether it stands before another in the order of the tree's leaves.
    func precedes(_ other: Digest32) -> Bool {
        let shared = sharedBits(with: other)
        return shared < Digest32.bitCount && other.bit(shared)
    }
}
