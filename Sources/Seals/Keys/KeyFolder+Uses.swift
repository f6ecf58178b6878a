/// Keys as the types that use them. The key id of a signer is its label, such as `checkpoint@2`, unless one is given.
extension KeyFolder {
    /// Signs with the newest version.
    package func ed25519(_ name: String, keyID: String? = nil) throws -> Ed25519Signer {
        let (label, seed) = try secret(name, .ed25519)
        return try Ed25519Signer(rawSeed: seed, keyID: keyID ?? label.description)
    }

    /// Verifies what any version has signed, newest first.
    package func ed25519Verifiers(_ name: String) throws -> [Ed25519Verifier] {
        try labels(of: name).reversed().map {
            try Ed25519Signer(rawSeed: secret($0, .ed25519), keyID: $0.description).verifier
        }
    }

    package func p256(_ name: String, keyID: String? = nil) throws -> P256Signer {
        let (label, pkcs8) = try secret(name, .p256)
        return try P256Signer(pkcs8: pkcs8, keyID: keyID ?? label.description)
    }

    package func sm2(
        _ name: String, identifier: String = SM2Signer.defaultIdentifier, keyID: String? = nil
    ) throws -> SM2Signer {
        let (label, pkcs8) = try secret(name, .sm2)
        return try SM2Signer(pkcs8: pkcs8, identifier: identifier, keyID: keyID ?? label.description)
    }

    /// 32 bytes, the newest version.
    package func symmetric(_ name: String) throws -> [UInt8] {
        try secret(name, .symmetric).bytes
    }

    /// Encrypts with the newest version and decrypts with all of them.
    package func fieldCipher(_ name: String, suite: CipherSuite = .aes256GCM) throws -> FieldCipher {
        let newest = try secret(name, .symmetric).label
        var keys: [UInt8: [UInt8]] = [:]
        for label in try labels(of: name) { keys[UInt8(label.version)] = try secret(label, .symmetric) }
        return try FieldCipher(keys: keys, current: UInt8(newest.version), suite: suite) { version in
            guard let label = try? KeyLabel(name, version: Int(version)), try kind(of: label) == .symmetric else { return nil }
            return try secret(label, .symmetric)
        }
    }

    /// Makes tokens with the newest version and finds those of all, also of one that another process adds later.
    package func blindIndex(_ name: String, length: Int = BlindIndex.defaultLength) throws -> BlindIndex {
        _ = try symmetric(name)
        let keys = try labels(of: name).map { try secret($0, .symmetric) }
        return try BlindIndex(keys: keys, length: length) { count in
            let label = try KeyLabel(name, version: count + 1)
            return try kind(of: label) == .symmetric ? secret(label, .symmetric) : nil
        }
    }

    /// The public parts of all signing keys, to hand to peers.
    package func publicKeys() throws -> [PublicKeyRecord] {
        try labels().compactMap { label in
            guard let kind = try kind(of: label) else { return nil }
            let bytes = try secret(label, kind)
            switch kind {
            case .ed25519: return PublicKeyRecord(label: label, kind: kind, bytes: try Ed25519Signer(rawSeed: bytes).publicKey)
            case .p256: return PublicKeyRecord(label: label, kind: kind, bytes: try P256Signer(pkcs8: bytes).publicKey)
            case .sm2: return PublicKeyRecord(label: label, kind: kind, bytes: try SM2Signer(pkcs8: bytes).publicKey)
            // A witness prints its public key itself.
            case .symmetric, .mldsa44: return nil
            }
        }
    }
}

/// The public part of a signing key.
package struct PublicKeyRecord: Sendable, Hashable {
    package let label: KeyLabel
    package let kind: KeyKind
    /// Ed25519: 32 bytes. P-256 and SM2: DER SubjectPublicKeyInfo.
    package let bytes: [UInt8]

    /// DER SubjectPublicKeyInfo in PEM, as `openssl pkey -pubin` reads it.
    package var pem: String {
        // RFC 8410 section 4: the algorithm identifier has no parameters.
        let ed25519Prefix: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]
        return PEM.encode(kind == .ed25519 ? ed25519Prefix + bytes : bytes, label: "PUBLIC KEY")
    }
}
