package import Contracts
package import Ledger
import Register
import Storage

/// A checkpoint that stands on the provincial chain, with the chain's receipt: everything that somebody needs who checks it offline.
package struct Anchor: Sendable, Hashable {
    /// The checkpoint as the log signed it, with the witnesses' cosignatures.
    package let checkpoint: String
    package let receipt: ProvincialChain.Receipt
    package let block: ProvincialChain.Block

    init(size: Int64, receipt text: String, in connection: any Connection) throws {
        guard let checkpoint = try LogRecords.checkpoint(of: size, in: connection) else { throw AnchorFault.checkpoint(size, "the log never had a tree of that size") }
        let receipt = try Self.receipt(text)
        self.init(checkpoint: checkpoint, receipt: receipt, block: try receipt.proved())
    }

    private init(checkpoint: String, receipt: ProvincialChain.Receipt, block: ProvincialChain.Block) {
        self.checkpoint = checkpoint
        self.receipt = receipt
        self.block = block
    }

    /// A receipt in the one form in which it is stored.
    static func receipt(_ text: String) throws -> ProvincialChain.Receipt {
        let bytes = Array(text.utf8)
        guard let receipt = try? CanonicalJSON.decode(ProvincialChain.Receipt.self, from: bytes), try CanonicalJSON.encode(receipt) == bytes else {
            throw AnchorFault.malformed
        }
        return receipt
    }

    /// Verifies that a receipt speaks of a checkpoint, which the log signed. The caller knows the chain's key, or says that it doesn't.
    /// - Parameters:
    ///   - log: the log's keys.
    ///   - chainKeys: the chain's public keys in hexadecimal, the former ones too; nil believes the key in the receipt.
    /// - Throws: ``AnchorFault``, `ProvincialChain.ReceiptFault`, `LedgerError`.
    package init(
        verifying receipt: ProvincialChain.Receipt, checkpoint text: String, log: any LogAuthority, chainKeys: Set<String>? = nil
    ) throws {
        let note = try SignedNote(parsing: Array(text.utf8))
        let checkpoint = try SignedCheckpoint(note, log: log).checkpoint
        let record = receipt.record
        guard record.origin == checkpoint.origin, checkpoint.origin == log.name, record.size == Int64(checkpoint.size), record.root == checkpoint.root.base64,
            record.digest == Self.digest(note)
        else { throw AnchorFault.checkpoint(record.size, "the receipt is about another checkpoint") }
        if let chainKeys, !chainKeys.contains(receipt.publicKey) { throw AnchorFault.strangeKey(receipt.publicKey) }
        self.init(checkpoint: text, receipt: receipt, block: try receipt.proved())
    }

    /// What the chain is given of a checkpoint.
    static func record(of text: String, askedAt: Moment) throws -> ProvincialChain.Record {
        let note = try SignedNote(parsing: Array(text.utf8))
        let checkpoint = try Checkpoint(text: note.text)
        return ProvincialChain.Record(
            origin: checkpoint.origin, size: Int64(checkpoint.size), root: checkpoint.root.base64, digest: digest(note), askedAt: askedAt)
    }

    /// The text that is signed, without signatures: they may become more.
    private static func digest(_ note: SignedNote) -> String { ProvincialChain.digest(note.text.utf8) }
}

extension ProvincialChain.Block {
    /// - Throws: if this block can't come after the one of an earlier anchor: a chain only grows.
    func follows(_ earlier: ProvincialChain.Block, sameKey: Bool) throws(AnchorFault) {
        // A chain that was begun anew has another key.
        guard sameKey else { return }
        guard chain == earlier.chain, height >= earlier.height, height > earlier.height ? time >= earlier.time : self == earlier,
            height != earlier.height + 1 || previous == earlier.name
        else { throw .wentBack(height: height, after: earlier.height) }
    }

    /// SHA-256 of the canonical form, which the next block holds.
    package var name: String { (try? CanonicalJSON.encode(self)).map(ProvincialChain.digest) ?? "" }
}

/// Why an anchor isn't one.
package enum AnchorFault: Error, Hashable, Sendable, CustomStringConvertible {
    case malformed
    case checkpoint(Int64, String)
    case strangeKey(String)
    case wentBack(height: Int64, after: Int64)
    /// The chain's receipt came and isn't here.
    case lost
    /// What the chain itself shows of a block.
    case chain(Int64, String)

    package var description: String {
        switch self {
        case .malformed: "the receipt can't be read"
        case .checkpoint(let size, let why): "checkpoint over \(size) entries: \(why)"
        case .strangeKey(let key): "signed by \(key), which is not known to be the chain's key: former keys stay in the directory"
        case .wentBack(let height, let earlier): "block \(height) can't follow block \(earlier) of an earlier anchor"
        case .lost: "the chain's receipt came and is not here"
        case .chain(let height, let why): "block \(height) of the chain: \(why)"
        }
    }
}
