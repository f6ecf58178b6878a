import Crypto
import Register

extension ProvincialChain {
    /// A block as the chain shows it to everybody, at `/chain/blocks/<height>`.
    package struct ShownBlock: Codable, Hashable, Sendable {
        package var records: [Record]
        /// `Block` in canonical form, as signed.
        package var block: String
        /// Both in hexadecimal.
        package var publicKey: String
        package var signature: String

        package init(records: [Record], block: String, publicKey: String, signature: String) {
            self.records = records
            self.block = block
            self.publicKey = publicKey
            self.signature = signature
        }

        /// The block's head, if the key that it names has signed it and it names the records that are shown with it, and no others.
        /// Whether the key is the chain's, the caller has to know.
        package func proved() throws(ReceiptFault) -> Block {
            let block = try Block(signed: self.block, by: publicKey, signature)
            guard let identities = try? records.map({ try $0.identity() }), identities == block.records else { throw .recordNotInBlock }
            return block
        }
    }
}

extension ProvincialChain.Block {
    /// Reads a block's head in the one form that is signed.
    /// - Parameters:
    ///   - text: canonical JSON.
    ///   - publicKey: in hexadecimal, as the signature.
    init(signed text: String, by publicKey: String, _ signature: String) throws(ProvincialChain.ReceiptFault) {
        let bytes = Array(text.utf8)
        guard let block = try? CanonicalJSON.decode(ProvincialChain.Block.self, from: bytes), let again = try? CanonicalJSON.encode(block), again == bytes,
            block.height > 0
        else { throw .malformedBlock }
        guard let key = [UInt8](hexadecimal: publicKey), let signature = [UInt8](hexadecimal: signature),
            let verifier = try? Curve25519.Signing.PublicKey(rawRepresentation: key), verifier.isValidSignature(signature, for: bytes)
        else { throw .badSignature }
        self = block
    }
}
