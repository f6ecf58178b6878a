internal import Crypto

/// By what a witness signs (C2SP tlog-cosignature). The number is the type byte of its keys.
package enum CosignatureAlgorithm: UInt8, Hashable, Sendable, CaseIterable {
    /// `cosignature/v1`: over the whole text of the checkpoint, further lines and all.
    case ed25519 = 0x04
    /// `subtree/v1`: safe from quantum computers. Over the log's name, the tree's size and its root, and over no further line.
    case mldsa44 = 0x06

    var publicKeyBytes: Int { self == .ed25519 ? 32 : MLDSA44.publicKeyBytes }
    /// With the time before it.
    package var signatureBytes: Int { 8 + (self == .ed25519 ? 64 : MLDSA44.signatureBytes) }
}

/// A witness's public key, whose signatures have a time before them.
///
/// What it accepts says: at that time this was the largest tree of the log that the witness had seen, and it extends all before.
package struct CosignatureVerifier: NoteVerifier, Hashable {
    package let name: String
    package let keyID: UInt32
    package let algorithm: CosignatureAlgorithm
    /// As in RFC 8032, or as in FIPS 204.
    package let publicKey: [UInt8]

    /// - Throws: `malformedKey` for a name that keys may not bear and for bytes that are no key.
    package init(name: String, publicKey: [UInt8], algorithm: CosignatureAlgorithm = .ed25519) throws(LedgerError) {
        guard KeyName.isValid(name) else { throw .malformedKey("not a key name: \(name)") }
        switch algorithm {
        case .ed25519:
            guard publicKey.count == 32, (try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)) != nil else {
                throw .malformedKey("an Ed25519 public key has 32 bytes, not \(publicKey.count)")
            }
        case .mldsa44:
            guard name.utf8.count <= 255 else { throw .malformedKey("a name of more than 255 bytes") }
            guard MLDSA44.isPublicKey(publicKey) else {
                throw .malformedKey("an ML-DSA-44 public key has \(MLDSA44.publicKeyBytes) bytes, not \(publicKey.count)")
            }
        }
        self.name = name
        self.algorithm = algorithm
        self.publicKey = publicKey
        self.keyID = KeyName.id(name: name, typeAndKey: [algorithm.rawValue] + publicKey)
    }

    /// Reads a verifier key: `name+id+base64(type ‖ public key)`.
    package init(vkey: some StringProtocol) throws(LedgerError) {
        let (name, id, key) = try NoteKey.parts(vkey)
        guard let algorithm = key.first.flatMap(CosignatureAlgorithm.init(rawValue:)) else { throw .malformedKey("not a key of a witness") }
        try self.init(name: name, publicKey: Array(key.dropFirst()), algorithm: algorithm)
        guard id == keyID else { throw .malformedKey("the ID of this key is \(KeyName.hexadecimal(keyID)), not \(KeyName.hexadecimal(id))") }
    }

    package var vkey: String { NoteKey.text(name: name, id: keyID, typeAndKey: [algorithm.rawValue] + publicKey) }

    package func accepts(_ signature: [UInt8], of text: [UInt8]) -> Bool {
        guard signature.count == algorithm.signatureBytes, let time = CosignatureVerifier.time(of: signature),
            let message = try? CosignedMessage.bytes(text, by: name, algorithm, at: time)
        else { return false }
        switch algorithm {
        case .ed25519:
            guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
            return key.isValidSignature(signature[8...], for: message)
        case .mldsa44: return MLDSA44.verify(signature[8...], of: message, by: publicKey)
        }
    }

    /// When a cosignature says it was made, in seconds since 1970. Means nothing before it was verified.
    /// - Returns: nil for a length that no algorithm has, and beyond 2^63 - 1.
    package static func time(of signature: [UInt8]) -> Int64? {
        guard CosignatureAlgorithm.allCases.contains(where: { $0.signatureBytes == signature.count }) else { return nil }
        let seconds = signature[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int64(exactly: seconds)
    }
}

extension CosignatureVerifier: CustomStringConvertible {
    package var description: String { vkey }
}

/// A witness's private key. Printing it shows the public half alone.
package struct CosignatureSigner: Sendable {
    package let verifier: CosignatureVerifier
    private let seed: [UInt8]

    /// - Parameter seed: The 32 secret bytes of RFC 8032, or of FIPS 204.
    package init(name: String, seed: [UInt8], algorithm: CosignatureAlgorithm = .ed25519) throws(LedgerError) {
        let publicKey: [UInt8]? =
            switch algorithm {
            case .ed25519: seed.count == 32 ? (try? Curve25519.Signing.PrivateKey(rawRepresentation: seed)).map { Array($0.publicKey.rawRepresentation) } : nil
            case .mldsa44: MLDSA44.publicKey(seed: seed)
            }
        guard let publicKey else { throw .malformedKey("a private key has 32 bytes, not \(seed.count)") }
        self.verifier = try CosignatureVerifier(name: name, publicKey: publicKey, algorithm: algorithm)
        self.seed = seed
    }

    /// Cosigns the text of a checkpoint. Whoever calls has checked it against every tree seen before and stored it.
    /// - Parameter seconds: Since 1970; not negative.
    /// - Throws: `malformedCheckpoint` for a text that ML-DSA-44 can't be told of.
    package func cosign(_ text: String, at seconds: Int64) throws -> NoteSignature {
        guard seconds >= 0 else { throw LedgerError.malformedNote("a time before 1970") }
        let message = try CosignedMessage.bytes(Array(text.utf8), by: verifier.name, verifier.algorithm, at: seconds)
        let signature: [UInt8]
        switch verifier.algorithm {
        case .ed25519: signature = Array(try Curve25519.Signing.PrivateKey(rawRepresentation: seed).signature(for: message))
        case .mldsa44:
            guard let made = MLDSA44.sign(message, seed: seed) else { throw LedgerError.malformedKey("ML-DSA-44 made no signature") }
            signature = made
        }
        return NoteSignature(name: verifier.name, keyID: verifier.keyID, signature: BigEndian.bytes(UInt64(seconds)) + signature)
    }
}

extension CosignatureSigner: CustomStringConvertible, CustomReflectable {
    package var description: String { "witness \(KeyName.label(verifier.name, verifier.keyID))" }
    package var customMirror: Mirror { Mirror(self, children: ["verifier": verifier]) }
}
