import Contracts
package import Ledger
import Register

/// Audits from outside which checkpoints stand on the chain: the log as it is now must begin with each of them.
package struct AnchorAuditor: Sendable {
    /// Fetches what a path of the API answers.
    package typealias Fetch = @Sendable (_ path: String) async throws -> [UInt8]

    private let log: any LogAuthority
    private let chainKeys: Set<String>?
    private let fetch: Fetch
    private let chain: ChainWalk.Fetch?

    /// - Parameters:
    ///   - chainKeys: the chain's public keys from a source that isn't the registry, in hexadecimal; nil believes those in the receipts.
    ///   - chain: asks the chain itself; nil believes the receipts.
    package init(log: any LogAuthority, chainKeys: Set<String>? = nil, chain: ChainWalk.Fetch? = nil, fetch: @escaping Fetch) {
        self.log = log
        self.chainKeys = chainKeys
        self.chain = chain
        self.fetch = fetch
    }

    /// What was verified.
    package struct Report: Sendable {
        /// Anchors of which the log as it was audited is an extension.
        package internal(set) var anchors = 0
        /// What the chain itself shows; nil where it wasn't asked.
        package internal(set) var chain: ChainWalk.Found?
    }

    /// The chain didn't answer: that says nothing of the log.
    package struct ChainSilent: Error, CustomStringConvertible {
        let reason: String
        package var description: String { "the chain does not answer: \(reason)" }
    }

    private struct Proof: Decodable {
        let hashes: [String]
    }

    /// - Parameters:
    ///   - checkpoint: what was audited.
    ///   - from: size of the tree audited before; anchors of smaller ones were verified then, but for those of one page.
    /// - Throws: `AnchorFault`, `ProvincialChain.ReceiptFault`, `LedgerError`; whatever fetching throws, and ``ChainSilent`` where it was the chain.
    package func audit(_ checkpoint: Checkpoint, from: Int) async throws -> Report {
        var before: Int64?
        var last: Anchor?
        var report = Report()
        var walk = chain.map { ChainWalk(keys: chainKeys, fetch: $0) }
        while true {
            let query = before.map { "&before=\($0)" } ?? ""
            let page = try AnchorFile(parsing: try await fetch("/api/v1/log/anchors?limit=100\(query)")).verify(log: log, chainKeys: chainKeys)
            report.chain = walk?.found
            guard let first = page.first, let end = page.last else { return report }
            guard first.receipt.record.size < before ?? .max else { throw AnchorFault.malformed }
            if let last { try last.block.follows(first.block, sameKey: last.receipt.publicKey == first.receipt.publicKey) }
            for anchor in page {
                report.anchors += try await extends(anchor, to: checkpoint) ? 1 : 0
                do { try await walk?.find(anchor) } catch let fault as AnchorFault { throw fault } catch { throw ChainSilent(reason: "\(error)") }
            }
            report.chain = walk?.found
            last = end
            before = end.receipt.record.size
            if end.receipt.record.size <= from { return report }
        }
    }

    /// - Returns: false for an anchor that is newer than what was audited.
    private func extends(_ anchor: Anchor, to checkpoint: Checkpoint) async throws -> Bool {
        let size = Int(anchor.receipt.record.size)
        guard size <= checkpoint.size else { return false }
        guard let root = Digest32(base64: anchor.receipt.record.root) else { throw AnchorFault.malformed }
        var hashes: [Digest32] = []
        if size < checkpoint.size {
            let answer = try await fetch("/api/v1/log/consistency?from=\(size)&to=\(checkpoint.size)")
            guard let proof = try? CanonicalJSON.decode(Proof.self, from: answer) else { throw AnchorFault.checkpoint(Int64(size), "the proof of consistency can't be read") }
            hashes = proof.hashes.compactMap { Digest32(base64: $0) }
            guard hashes.count == proof.hashes.count else { throw AnchorFault.checkpoint(Int64(size), "the proof of consistency can't be read") }
        }
        do {
            try MerkleProof.verifyConsistency(oldSize: size, oldRoot: root, newSize: checkpoint.size, newRoot: checkpoint.root, proof: hashes)
        } catch {
            throw AnchorFault.checkpoint(Int64(size), "the log doesn't begin with what stands on the chain")
        }
        return true
    }
}
