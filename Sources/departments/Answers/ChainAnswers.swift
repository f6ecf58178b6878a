import Contracts
import Register
import Seals

/// What the provincial chain answers, and how it lies.
struct ChainAnswers: Sendable {
    let town: Town
    let chain: BlockChain

    /// - Parameter lying: about the root that it was given, in a block that it signs.
    func reply(to record: ProvincialChain.Record, lying: Bool) throws -> Answerer.Reply {
        let text = "\(record.origin) \(record.size)"
        if lying {
            var other = record
            other.root = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
            return .found(try chain.invented(other))
        }
        if town.takeFault(.provincialChain, [.forgedBlock], in: text) != nil { return .found(try chain.invented(record, by: Ed25519Signer())) }
        if town.takeFault(.provincialChain, [.outOfOrder], in: text) != nil {
            // Somebody else's record is taken first; this one is not in a block yet.
            _ = try chain.deposit(
                ProvincialChain.Record(
                    origin: "elsewhere.example/log", size: record.size, root: record.root, digest: ProvincialChain.digest(randomBytes(32)), askedAt: Town.now))
            return .busy
        }
        let isTwice = town.takeFault(.provincialChain, [.duplicate], in: text) != nil
        let receipt = try chain.deposit(record)
        return .found(isTwice ? try chain.deposit(record, anew: true) : receipt)
    }
}
