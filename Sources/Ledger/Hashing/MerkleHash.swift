internal import Crypto

/// The hashing of RFC 6962 section 2.1: leaves and inner nodes are prefixed, so that neither can pass for the other.
package enum MerkleHash {
    /// The root of the tree without entries: SHA-256 of nothing.
    package static let empty = Digest32(SHA256().finalize())

    /// SHA-256(0x00 ‖ entry).
    package static func leaf(_ entry: some Collection<UInt8>) -> Digest32 {
        var hasher = SHA256()
        withUnsafeBytes(of: UInt8(0x00)) { hasher.update(bufferPointer: $0) }
        hasher.update(entry)
        return Digest32(hasher.finalize())
    }

    /// The same of an entry that lies somewhere in memory.
    package static func leaf(at entry: UnsafeRawBufferPointer) -> Digest32 {
        var hasher = SHA256()
        withUnsafeBytes(of: UInt8(0x00)) { hasher.update(bufferPointer: $0) }
        hasher.update(bufferPointer: entry)
        return Digest32(hasher.finalize())
    }

    /// SHA-256(0x01 ‖ left ‖ right).
    package static func node(_ left: Digest32, _ right: Digest32) -> Digest32 {
        withUnsafeTemporaryAllocation(byteCount: 65, alignment: 1) { buffer in
            buffer[0] = 0x01
            buffer.storeBytes(of: left, toByteOffset: 1, as: Digest32.self)
            buffer.storeBytes(of: right, toByteOffset: 33, as: Digest32.self)
            var hasher = SHA256()
            hasher.update(bufferPointer: UnsafeRawBufferPointer(buffer))
            return Digest32(hasher.finalize())
        }
    }

    /// Folds the roots of neighbouring perfect subtrees, the largest first, into the root over all of them.
    static func fold(_ subtrees: some BidirectionalCollection<Digest32>) -> Digest32 {
        guard var root = subtrees.last else { return empty }
        for left in subtrees.dropLast().reversed() { root = node(left, root) }
        return root
    }
}
