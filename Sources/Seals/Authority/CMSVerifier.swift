import COpenSSL

/// Checks detached CMS signatures by OpenSSL, which shares no code with ``CMSSealer``.
package struct CMSVerifier: Sendable {
    private let roots: [SealCertificate]
    private let isAnchored: Bool

    package init(roots: [SealCertificate]) {
        self.roots = roots
        isAnchored = true
    }

    private init() {
        roots = []
        isAnchored = false
    }

    /// Verifies that the bytes are what the signer's certificate signed, but not who vouches for the certificate: whoever uses it must
    /// compare its fingerprint. What CAdES adds, OpenSSL checks together with the chain only.
    package static let unanchored = CMSVerifier()

    /// The certificate of the only signer. Throws ``SealError/invalidSeal(_:)`` unless the signature holds over the bytes,
    /// names its certificate, and leads to a root within its validity.
    ///
    /// - Parameter seconds: since 1970; when the chain must have been valid.
    package func verify(_ signature: [UInt8], over bytes: [UInt8], at seconds: Int64) throws -> SealCertificate {
        guard let cms = try? decoded("d2i_CMS_ContentInfo", signature, { d2i_CMS_ContentInfo(nil, $0, $1) }) else {
            throw SealError.invalidSeal("it is not a CMS signature")
        }
        defer { CMS_ContentInfo_free(cms) }
        guard dengbu_signers_count(cms) == 1 else { throw SealError.invalidSeal("one signer is wanted") }
        let store = try trustStore(at: seconds)
        defer { X509_STORE_free(store) }
        let verified = bytes.withUnsafeBytes { buffer -> Int32 in
            let content = BIO_new_mem_buf(buffer.baseAddress ?? UnsafeRawPointer(bitPattern: 1), Int32(buffer.count))
            defer { BIO_free(content) }
            return CMS_verify(cms, nil, store, content, nil, UInt32(CMS_BINARY | CMS_DETACHED | (isAnchored ? CMS_CADES : CMS_NO_SIGNER_CERT_VERIFY)))
        }
        guard verified == 1 else {
            guard case .openSSL(_, let reasons) = openSSLFailure("CMS_verify") else { throw SealError.invalidSeal("unknown") }
            throw SealError.invalidSeal(reasons.joined(separator: "; "))
        }
        guard let signers = CMS_get0_signers(cms) else { throw openSSLFailure("CMS_get0_signers") }
        defer { dengbu_certificates_free(signers) }
        guard dengbu_certificates_count(signers) == 1, let signer = dengbu_certificates_at(signers, 0) else {
            throw SealError.invalidSeal("one signer is wanted")
        }
        X509_up_ref(signer)
        return try SealCertificate(owning: signer)
    }

    /// Purpose "any": OpenSSL would otherwise want the certificate to be one for e-mail.
    private func trustStore(at seconds: Int64) throws -> OpaquePointer {
        guard let store = X509_STORE_new() else { throw openSSLFailure("X509_STORE_new") }
        let parameters = X509_STORE_get0_param(store)
        X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_ANY)
        X509_VERIFY_PARAM_set_time(parameters, time_t(seconds))
        for root in roots where X509_STORE_add_cert(store, root.pointer) != 1 {
            X509_STORE_free(store)
            throw openSSLFailure("X509_STORE_add_cert")
        }
        return store
    }
}
