import Ledger

/// RFC 6962 section 2.1 written down as it stands there, recursion and all: what the fast code is compared with.
struct ReferenceTree {
    let leaves: [Digest32]
    private var known: [Range<Int>: Digest32] = [:]

    init(_ count: Int) {
        leaves = (0..<count).map { MerkleHash.leaf(ReferenceTree.entry($0)) }
    }

    static func entry(_ index: Int) -> [UInt8] { Array("entry \(index)".utf8) }

    mutating func root(_ range: Range<Int>) -> Digest32 {
        if range.isEmpty { return MerkleHash.empty }
        if range.count == 1 { return leaves[range.lowerBound] }
        if let hash = known[range] { return hash }
        let split = range.lowerBound + ReferenceTree.largestPower(below: range.count)
        let hash = MerkleHash.node(root(range.lowerBound..<split), root(split..<range.upperBound))
        known[range] = hash
        return hash
    }

    mutating func root(_ size: Int) -> Digest32 { root(0..<size) }

    mutating func path(_ index: Int, _ range: Range<Int>) -> [Digest32] {
        if range.count <= 1 { return [] }
        let split = range.lowerBound + ReferenceTree.largestPower(below: range.count)
        return index < split
            ? path(index, range.lowerBound..<split) + [root(split..<range.upperBound)]
            : path(index, split..<range.upperBound) + [root(range.lowerBound..<split)]
    }

    mutating func consistency(_ old: Int, _ new: Int) -> [Digest32] { proof(old, 0..<new, true) }

    private mutating func proof(_ old: Int, _ range: Range<Int>, _ whole: Bool) -> [Digest32] {
        if old == range.count { return whole ? [] : [root(range)] }
        let power = ReferenceTree.largestPower(below: range.count)
        let split = range.lowerBound + power
        return old <= power
            ? proof(old, range.lowerBound..<split, whole) + [root(split..<range.upperBound)]
            : proof(old - power, split..<range.upperBound, false) + [root(range.lowerBound..<split)]
    }

    private static func largestPower(below count: Int) -> Int {
        var power = 1
        while power * 2 < count { power *= 2 }
        return power
    }
}
