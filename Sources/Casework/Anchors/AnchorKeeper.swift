import Contracts
package import Exchange
import Register
import Storage

extension DepartmentDirectory {
    /// The chain's public keys in hexadecimal, former ones too; nil where the directory names no chain: then its receipts are only
    /// known to be of one piece.
    package var chainKeys: Set<String>? {
        let keys = publicKeys(of: Peer(.provincialChain))
        return keys.isEmpty ? nil : keys
    }
}

/// Judges the chain's receipts, and keeps those that it believes. A receipt is believed if it is about what was asked for, its block names it
/// and is signed by a key that the directory says is the chain's, and the block comes after those of earlier anchors.
struct AnchorKeeper: AnswerKeeper {
    let database: any Database
    let directory: DepartmentDirectory

    var department: Department { .provincialChain }
    var legalBasis: String { ProvincialChain.Deposit.legalBasis }

    func believe(_ payload: [UInt8], answered envelope: Envelope) throws {
        let record = try CanonicalJSON.decode(ProvincialChain.Record.self, from: payload)
        guard let receipt = try? CanonicalJSON.decode(ProvincialChain.Receipt.self, from: Array(envelope.payload.utf8)) else { throw MessageError.malformed("receipt") }
        guard ProvincialChain.Deposit.isAbout(record, receipt) else { throw MessageError.foreignSubject }
        guard directory.publicKeys(of: Peer(.provincialChain)).contains(receipt.publicKey) else { throw MessageError.unknownKey(receipt.publicKey) }
        let block: ProvincialChain.Block
        do { block = try receipt.proved() } catch {
            switch error {
            case .malformedBlock: throw MessageError.malformed("block")
            case .recordNotInBlock: throw MessageError.foreignSubject
            case .badSignature: throw MessageError.badSignature
            case .beforeAsked: throw MessageError.stale
            }
        }
        // The answer's own time was compared with our clock.
        guard block.time.seconds(since: envelope.issuedAt) < Envelope.clockSkew else { throw MessageError.stale }
    }

    func keep(_ envelope: Envelope) async throws -> KeptAnswer {
        let receipt = try CanonicalJSON.decode(ProvincialChain.Receipt.self, from: Array(envelope.payload.utf8))
        let size = receipt.record.size
        // One is under way at a time, so nothing comes between looking and writing.
        if let text = try await database.read({ try AnchorRecords.receipt(before: size, in: $0) }) {
            let earlier = try Anchor.receipt(text)
            do { try receipt.proved().follows(earlier.proved(), sameKey: receipt.publicKey == earlier.publicKey) } catch is AnchorFault {
                throw ExchangeError.distrusted(Correspondent(.provincialChain), .stale)
            }
        }
        return KeptAnswer([AnchorRecords.keeping(try CanonicalJSON.encode(receipt), size: size)])
    }
}
