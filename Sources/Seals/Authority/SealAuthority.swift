/// The registry's own authority for electronic seals: a root, and the seal certificate that it issued.
///
/// It is made at set-up and kept in the key folder. A deployment whose seals come from a licensed authority
/// (电子签名法 arts. 16-18) puts that certificate and its key there instead.
package final class SealAuthority: Sendable {
    /// Twenty years: longer than any seal certificate under it.
    package static let rootLifetime: Int64 = 20 * 366 * 86400
    /// Five years.
    package static let sealLifetime: Int64 = 5 * 366 * 86400

    /// What validators must trust.
    package let root: SealCertificate
    /// What seals are made with.
    package let seal: SealCertificate
    private let key: PrivateKey

    /// Opens the authority of a key folder, or makes it.
    ///
    /// - Parameters:
    ///   - subject: who a *new* seal belongs to; a certificate that is there already isn't changed.
    ///   - name: tells several seals in one folder apart.
    ///   - now: seconds since 1970, when a new certificate begins to be valid.
    package init(keys: KeyFolder, subject: SealSubject, name: String = "registry", now: Int64) throws {
        let rootLabel = try KeyLabel("seal.authority")
        let rootKey = try PrivateKey(pkcs8: keys.secret(rootLabel, .p256), kind: .p256)
        root = try Self.certificate(keys, rootLabel) {
            var authority = subject
            authority.commonName = "\(subject.organization) 电子印章根证书"
            return try CertificateIssue.issue(
                .authority, to: authority, key: rootKey, validity: now...(now + Self.rootLifetime))
        }
        let (sealLabel, pkcs8) = try keys.secret("seal.\(name)", .p256)
        let key = try PrivateKey(pkcs8: pkcs8, kind: .p256)
        let root = root
        seal = try Self.certificate(keys, sealLabel) {
            try CertificateIssue.issue(
                .seal, to: subject, key: key, validity: now...min(now + Self.sealLifetime, root.validUntil), by: (root, rootKey))
        }
        self.key = key
    }

    /// A new key and certificate under the same root, valid from now. What the old one sealed stays valid.
    package static func renew(
        keys: KeyFolder, subject: SealSubject, name: String = "registry", now: Int64
    ) throws -> SealAuthority {
        try keys.rotate("seal.\(name)", .p256)
        return try SealAuthority(keys: keys, subject: subject, name: name, now: now)
    }

    /// The seal certificate and its root, to hand to validators.
    package var chainPEM: String { seal.pem + root.pem }

    package func sealer() -> CMSSealer {
        CMSSealer(certificate: seal, key: key, chain: [root])
    }

    private static func certificate(
        _ keys: KeyFolder, _ label: KeyLabel, make: () throws -> SealCertificate
    ) throws -> SealCertificate {
        let file = "\(label).crt"
        let stored = try keys.publicFile(file) ?? keys.keepPublicFile(file, Array(make().pem.utf8))
        guard let certificate = try SealCertificate.readPEM(String(decoding: stored, as: UTF8.self)).first else {
            throw SealError.keyFolder(path: keys.path, reason: "\(file) holds no certificate")
        }
        return certificate
    }
}
