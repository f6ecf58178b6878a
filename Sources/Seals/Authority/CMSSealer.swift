/// Makes detached CMS signatures (RFC 5652) of the profile PAdES B-B (ETSI EN 319 142-1 section 6): SHA-256, ECDSA P-256,
/// the signing certificate named by its digest (RFC 5035), and no signing time, which a PDF carries itself.
package final class CMSSealer: Sendable {
    package let certificate: SealCertificate
    private let key: PrivateKey
    private let certificates: [UInt8]
    private let fixedAttributes: [[UInt8]]

    private static let sha256 = DER.sequence(OID.sha256)
    private static let ecdsa = DER.sequence(OID.ecdsaWithSHA256)

    /// - Parameter chain: the certificates above the seal's own, embedded for validators.
    init(certificate: SealCertificate, key: PrivateKey, chain: [SealCertificate]) {
        self.certificate = certificate
        self.key = key
        certificates = DER.explicit(0, ([certificate] + chain).flatMap(\.der))
        fixedAttributes = [
            DER.sequence(OID.contentType, DER.set(of: [OID.data])),
            DER.sequence(
                OID.signingCertificateV2,
                DER.set(of: [DER.sequence(DER.sequence(DER.sequence(DER.octets(Digests.sha256(certificate.der)))))])),
            DER.sequence(
                OID.algorithmProtection,
                DER.set(of: [DER.sequence(Self.sha256, DER.element(0xA1, OID.ecdsaWithSHA256))])),
        ]
    }

    /// No signature is longer than this many bytes.
    package var maximumLength: Int {
        signedData(attributes: attributes(digest: [UInt8](repeating: 0, count: 32)), signature: [UInt8](repeating: 0, count: 72)).count
    }

    /// The DER of a signature over bytes with this SHA-256.
    package func sign(digest: [UInt8]) throws -> [UInt8] {
        let attributes = attributes(digest: digest)
        return signedData(attributes: attributes, signature: try key.sign(attributes, digest: .sha256))
    }

    /// The DER of a signature over bytes that are kept apart from it.
    package func sign(_ bytes: [UInt8]) throws -> [UInt8] {
        try sign(digest: Digests.sha256(bytes))
    }

    /// The signed attributes as the SET OF that is signed.
    private func attributes(digest: [UInt8]) -> [UInt8] {
        DER.set(of: fixedAttributes + [DER.sequence(OID.messageDigest, DER.set(of: [DER.octets(digest)]))])
    }

    private func signedData(attributes: [UInt8], signature: [UInt8]) -> [UInt8] {
        let version1: [UInt8] = [0x02, 0x01, 0x01]
        // Inside SignerInfo the same set is tagged [0] (RFC 5652 section 5.4).
        let tagged = [0xA0] + attributes.dropFirst()
        let signer = DER.sequence(
            version1, certificate.issuerAndSerial, Self.sha256, tagged, Self.ecdsa, DER.octets(signature))
        let signedData = DER.sequence(
            version1, DER.set(of: [Self.sha256]), DER.sequence(OID.data), certificates, DER.set(of: [signer]))
        return DER.sequence(OID.signedData, DER.explicit(0, signedData))
    }
}
