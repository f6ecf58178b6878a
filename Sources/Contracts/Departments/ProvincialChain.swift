import Crypto
package import Register

/// 省政务区块链平台 (区块链存证): what is written on it the registry can't take back, and when it was written the registry can't choose.
///
/// A court may hold electronic data on a chain to be unaltered since (《人民法院在线诉讼规则》, 法释〔2021〕12号, 第十六条).
package enum ProvincialChain {
    /// What is put on the chain: the log's commitment to all its entries so far, and nothing that says anything of anybody.
    package struct Record: Codable, Hashable, Sendable {
        /// Names the log.
        package var origin: String
        /// Number of entries.
        package var size: Int64
        /// The tree's root, in base64 as the checkpoint has it.
        package var root: String
        /// SHA-256 of the checkpoint's text, which is all that its signatures are over, in hexadecimal.
        package var digest: String
        /// When the registry asked: no block that holds this is older.
        package var askedAt: Moment

        package init(origin: String, size: Int64, root: String, digest: String, askedAt: Moment) {
            self.origin = origin
            self.size = size
            self.root = root
            self.digest = digest
            self.askedAt = askedAt
        }

        /// What a block names: SHA-256 of the record in canonical form, in hexadecimal.
        package func identity() throws -> String { ProvincialChain.digest(try CanonicalJSON.encode(self)) }
    }

    /// One block's head. A block is named by the SHA-256 of its canonical form, which the next one holds as `previous`.
    package struct Block: Codable, Hashable, Sendable {
        package var chain: String
        /// The first block has 1.
        package var height: Int64
        /// Digest of the block before; 64 zeros in the first.
        package var previous: String
        package var time: Moment
        /// Identities of the records in it.
        package var records: [String]

        package init(chain: String, height: Int64, previous: String, time: Moment, records: [String]) {
            self.chain = chain
            self.height = height
            self.previous = previous
            self.time = time
            self.records = records
        }

        package static let nothingBefore = String(repeating: "0", count: 64)
    }

    /// The chain's word that a record stands in a block. With the chain's public key anybody can check it, now and later, asking nobody.
    package struct Receipt: Codable, Hashable, Sendable {
        package var record: Record
        /// `Block` in canonical form: exactly what is signed.
        package var block: String
        /// The 32 bytes of the chain's key and its Ed25519 signature over `block`, both in hexadecimal.
        package var publicKey: String
        package var signature: String

        package init(record: Record, block: String, publicKey: String, signature: String) {
            self.record = record
            self.block = block
            self.publicKey = publicKey
            self.signature = signature
        }

        /// The block, if the receipt proves by itself that its record is in it. Whether the key is the chain's, the caller has to know.
        package func proved() throws(ReceiptFault) -> Block {
            let block = try Block(signed: block, by: publicKey, signature)
            guard let identity = try? record.identity(), block.records.contains(identity) else { throw .recordNotInBlock }
            guard block.time.seconds(since: record.askedAt) > -Envelope.clockSkew else { throw .beforeAsked }
            return block
        }
    }

    /// What is wrong with a receipt by itself.
    package enum ReceiptFault: Error, Hashable, Sendable, CustomStringConvertible {
        case malformedBlock, recordNotInBlock, badSignature, beforeAsked

        package var description: String {
            switch self {
            case .malformedBlock: "its block can't be read"
            case .recordNotInBlock: "its block doesn't name the record"
            case .badSignature: "the block isn't signed by the key that it names"
            case .beforeAsked: "its block is older than what is in it"
            }
        }
    }

    package enum Deposit: Contract {
        package typealias Request = Record
        package typealias Answer = Receipt
        package static let name = "provincial-chain.deposit"
        package static let department = Department.provincialChain
        /// 登记簿定期异地备份 (条例 9); no personal data is passed on.
        package static let legalBasis = "《不动产登记暂行条例》第九条"
        package static func isAbout(_ request: Record, _ answer: Receipt) -> Bool { answer.record == request }
    }

    /// SHA-256 in hexadecimal, as everything on the chain is named.
    package static func digest(_ bytes: some Sequence<UInt8>) -> String {
        SHA256.hash(data: Array(bytes)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
