import Contracts
import Register

/// Looks on the provincial chain itself, as anybody may, whether the blocks that the registry has receipts of are in it.
///
/// A receipt says that the chain once signed a block. That the block is part of the one chain that everybody sees, only the chain can show: its
/// blocks are read from the latest anchor's down, and each must have the name that the one above holds as `previous`.
package struct ChainWalk: Sendable {
    /// Fetches what the chain answers at a path; nil where it has nothing there (404).
    package typealias Fetch = @Sendable (_ path: String) async throws -> [UInt8]?

    /// Blocks between two anchors that are read at most. A chain that others write to has some hundred in ten minutes.
    package static let mostBetween: Int64 = 2_000

    /// What was found on the chain so far.
    package struct Found: Hashable, Sendable {
        /// Anchors whose blocks are on the chain as their receipts have them.
        package var anchors = 0
        /// Blocks that were read, those of the anchors among them.
        package var blocks = 0
        /// Neighbouring anchors with too many blocks between them: that one leads to the other wasn't looked at.
        package var gaps = 0
    }

    package private(set) var found = Found()
    private let keys: Set<String>?
    private let fetch: Fetch
    /// The block above: the one that was read last.
    private var above: (block: ProvincialChain.Block, key: String)?

    /// - Parameter keys: the chain's public keys in hexadecimal; nil believes those that the chain shows.
    package init(keys: Set<String>?, fetch: @escaping Fetch) {
        self.keys = keys
        self.fetch = fetch
    }

    /// Looks for an anchor's block, and whether the anchor that was looked for before, a later one, stands on it.
    /// - Throws: `AnchorFault.chain` naming the block; whatever fetching throws.
    package mutating func find(_ anchor: Anchor) async throws {
        // A chain that was begun anew has another key, and leads to nothing of the former one.
        if let above, above.key == anchor.receipt.publicKey, above.block.height != anchor.block.height {
            let between = above.block.height - anchor.block.height - 1
            if between < 0 { throw AnchorFault.chain(anchor.block.height, "a later anchor stands in block \(above.block.height)") }
            if between > Self.mostBetween {
                found.gaps += 1
                self.above = nil
            } else {
                for height in stride(from: above.block.height - 1, to: anchor.block.height, by: -1) { _ = try await descend(to: height) }
            }
        } else if above?.key != anchor.receipt.publicKey {
            above = nil
        }
        let shown = try await descend(to: anchor.block.height)
        guard shown.block == anchor.receipt.block else { throw AnchorFault.chain(anchor.block.height, "the chain has another block there than the receipt") }
        guard shown.records.contains(anchor.receipt.record) else { throw AnchorFault.chain(anchor.block.height, "the chain doesn't show the anchor in it") }
        found.anchors += 1
    }

    private mutating func descend(to height: Int64) async throws -> ProvincialChain.ShownBlock {
        func fault(_ why: String) -> AnchorFault { .chain(height, why) }
        guard let bytes = try await fetch("/chain/blocks/\(height)") else { throw fault("the chain doesn't have it") }
        guard let shown = try? CanonicalJSON.decode(ProvincialChain.ShownBlock.self, from: bytes) else { throw fault("what the chain shows can't be read") }
        let block: ProvincialChain.Block
        do throws(ProvincialChain.ReceiptFault) { block = try shown.proved() } catch { throw fault("\(error)") }
        guard block.height == height else { throw fault("the chain shows block \(block.height)") }
        if let keys, !keys.contains(shown.publicKey) { throw AnchorFault.strangeKey(shown.publicKey) }
        if let above, above.block.height == height + 1 {
            guard above.block.previous == block.name, above.block.chain == block.chain, above.block.time >= block.time else {
                throw fault("block \(height + 1) doesn't stand on it")
            }
        }
        found.blocks += 1
        above = (block, shown.publicKey)
        return shown
    }
}
