import Contracts
package import Ledger
import Register

/// Anchors as the server gives them to everybody: each with what was put on the chain and the chain's receipt. `dengbu verify anchors` and `dengbu
/// audit` verify it offline.
package struct AnchorFile: Sendable, Codable {
    package struct Item: Sendable, Codable {
        /// Number of entries.
        package let size: Int64
        /// The checkpoint as the log signed it.
        package let checkpoint: String
        /// What was put on the chain, canonical JSON; the block names its SHA-256.
        package let record: String
        /// The block's head, canonical JSON: what the chain signed.
        package let block: String
        /// The chain's, in hexadecimal.
        package let publicKey: String
        package let signature: String

        package init(_ anchor: Anchor) throws {
            size = anchor.receipt.record.size
            checkpoint = anchor.checkpoint
            record = String(decoding: try CanonicalJSON.encode(anchor.receipt.record), as: UTF8.self)
            block = anchor.receipt.block
            publicKey = anchor.receipt.publicKey
            signature = anchor.receipt.signature
        }

        /// - Throws: `AnchorFault`, `ProvincialChain.ReceiptFault`, `LedgerError`: what is wrong first.
        package func verify(log: any LogAuthority, chainKeys: Set<String>?) throws -> Anchor {
            guard let said = try? CanonicalJSON.decode(ProvincialChain.Record.self, from: Array(record.utf8)), try CanonicalJSON.encode(said) == Array(record.utf8),
                said.size == size
            else { throw AnchorFault.malformed }
            return try Anchor(
                verifying: ProvincialChain.Receipt(record: said, block: block, publicKey: publicKey, signature: signature), checkpoint: checkpoint,
                log: log, chainKeys: chainKeys)
        }
    }

    /// The latest first.
    package let anchors: [Item]

    package init(parsing bytes: [UInt8]) throws {
        guard let file = try? CanonicalJSON.decode(AnchorFile.self, from: bytes) else { throw AnchorFault.malformed }
        self = file
    }

    /// Verifies each, and that the earlier ones stand before the later ones on the chain.
    /// - Parameter chainKeys: in hexadecimal; nil believes the keys in the file.
    package func verify(log: any LogAuthority, chainKeys: Set<String>?) throws -> [Anchor] {
        var verified: [Anchor] = []
        for item in anchors {
            let anchor = try item.verify(log: log, chainKeys: chainKeys)
            if let later = verified.last {
                guard later.receipt.record.size > item.size else { throw AnchorFault.malformed }
                try later.block.follows(anchor.block, sameKey: later.receipt.publicKey == anchor.receipt.publicKey)
            }
            verified.append(anchor)
        }
        return verified
    }
}
