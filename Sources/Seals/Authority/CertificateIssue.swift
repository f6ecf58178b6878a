import COpenSSL

/// Makes X.509 v3 certificates (RFC 5280).
enum CertificateIssue {
    enum Profile {
        /// Signs seal certificates and nothing else.
        case authority
        /// Signs documents: digital signature and non-repudiation (ETSI EN 319 412-2), document signing (RFC 9336).
        case seal

        fileprivate var extensions: [(Int32, String)] {
            switch self {
            case .authority:
                [
                    (NID_basic_constraints, "critical,CA:TRUE,pathlen:0"),
                    (NID_key_usage, "critical,keyCertSign,cRLSign"),
                    (NID_subject_key_identifier, "hash"),
                ]
            case .seal:
                [
                    (NID_basic_constraints, "critical,CA:FALSE"),
                    (NID_key_usage, "critical,digitalSignature,nonRepudiation"),
                    (NID_ext_key_usage, "1.3.6.1.5.5.7.3.36"),
                    (NID_subject_key_identifier, "hash"),
                    (NID_authority_key_identifier, "keyid:always"),
                ]
            }
        }
    }

    /// - Parameters:
    ///   - issuer: nil for a root, which signs itself.
    ///   - validity: seconds since 1970.
    static func issue(
        _ profile: Profile, to subject: SealSubject, key: PrivateKey, validity: ClosedRange<Int64>,
        by issuer: (certificate: SealCertificate, key: PrivateKey)? = nil
    ) throws -> SealCertificate {
        guard let certificate = X509_new() else { throw openSSLFailure("X509_new") }
        do {
            try check(X509_set_version(certificate, 2), "X509_set_version")
            try setSerial(certificate)
            try check(
                ASN1_TIME_set(X509_getm_notBefore(certificate), time_t(validity.lowerBound)) == nil ? 0 : 1, "ASN1_TIME_set")
            try check(
                ASN1_TIME_set(X509_getm_notAfter(certificate), time_t(validity.upperBound)) == nil ? 0 : 1, "ASN1_TIME_set")
            guard let name = X509_get_subject_name(certificate) else { throw openSSLFailure("X509_get_subject_name") }
            for (type, value) in subject.attributes {
                let bytes = Array(value.utf8)
                let kind = type == "C" || type == "serialNumber" ? V_ASN1_PRINTABLESTRING : MBSTRING_UTF8
                try check(
                    X509_NAME_add_entry_by_txt(name, type, Int32(kind), bytes, Int32(bytes.count), -1, 0),
                    "X509_NAME_add_entry_by_txt(\(type))")
            }
            let issuerName = issuer.map { X509_get_subject_name($0.certificate.pointer) } ?? name
            try check(X509_set_issuer_name(certificate, issuerName), "X509_set_issuer_name")
            try check(X509_set_pubkey(certificate, key.pointer), "X509_set_pubkey")
            for (nid, text) in profile.extensions {
                try check(
                    dengbu_add_extension(certificate, issuer?.certificate.pointer ?? certificate, nid, text),
                    "X509V3_EXT_conf_nid(\(text))")
            }
            try check(X509_sign(certificate, (issuer?.key ?? key).pointer, EVP_sha256()), "X509_sign")
        } catch {
            X509_free(certificate)
            throw error
        }
        return try SealCertificate(owning: certificate)
    }

    /// 127 random bits; RFC 5280 section 4.1.2.2 wants a positive number of at most 20 bytes.
    private static func setSerial(_ certificate: OpaquePointer) throws {
        var bytes = randomBytes(16)
        bytes[0] = bytes[0] & 0x7F | 0x40
        guard let number = BN_bin2bn(bytes, Int32(bytes.count), nil) else { throw openSSLFailure("BN_bin2bn") }
        defer { BN_free(number) }
        guard BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nil else {
            throw openSSLFailure("BN_to_ASN1_INTEGER")
        }
    }
}
