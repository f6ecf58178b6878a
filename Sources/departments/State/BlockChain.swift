import Contracts
import Register
import Seals
import Synchronization

/// The chain of the provincial platform: blocks that only come to be added, each with the digest of the one before and the chain's signature.
final class BlockChain: Sendable {
    private let town: Town
    private let signer: Ed25519Signer
    /// One block at a time.
    private let turn = Mutex(())

    init(town: Town, signer: Ed25519Signer) {
        self.town = town
        self.signer = signer
    }

    private var name: String { "政务链演示-\(Hex.encode(signer.publicKey).prefix(8))" }

    /// Puts a record into a new block. The same record again is the same deposit: it gets the receipt that it got.
    /// - Parameter anew: makes another block for it all the same, and answers with that.
    func deposit(_ record: ProvincialChain.Record, anew: Bool = false) throws -> ProvincialChain.Receipt {
        try turn.withLock { _ in
            let identity = try record.identity()
            let known = town.read { state in state.blockOfRecord[identity].map { state.blocks[$0] } }
            if let known, !anew { return receipt(record, known) }
            let made = try signed(block(of: identity), [record], by: signer)
            town.record(.block(made))
            return receipt(record, made)
        }
    }

    /// A receipt of a block that isn't in the chain.
    /// - Parameter signer: nil signs it with the chain's own key.
    func invented(_ record: ProvincialChain.Record, by stranger: Ed25519Signer? = nil) throws -> ProvincialChain.Receipt {
        receipt(record, try signed(block(of: record.identity()), [record], by: stranger ?? signer))
    }

    private func block(of identity: String) throws -> ProvincialChain.Block {
        let last = town.read { $0.blocks.last?.block }
        let height = town.read { Int64($0.blocks.count) } + 1
        return ProvincialChain.Block(
            chain: name, height: height, previous: last.map { ProvincialChain.digest($0.utf8) } ?? ProvincialChain.Block.nothingBefore, time: Town.now,
            records: [identity])
    }

    private func signed(_ block: ProvincialChain.Block, _ records: [ProvincialChain.Record], by signer: Ed25519Signer) throws -> ProvincialChain.ShownBlock {
        let bytes = try CanonicalJSON.encode(block)
        return ProvincialChain.ShownBlock(
            records: records, block: String(decoding: bytes, as: UTF8.self), publicKey: Hex.encode(signer.publicKey), signature: Hex.encode(try signer.sign(bytes)))
    }

    private func receipt(_ record: ProvincialChain.Record, _ stored: ProvincialChain.ShownBlock) -> ProvincialChain.Receipt {
        ProvincialChain.Receipt(record: record, block: stored.block, publicKey: stored.publicKey, signature: stored.signature)
    }
}
