import COpenSSL

/// An X.509 certificate. Sendable: an `X509` isn't changed after it was made or read, and its caches are locked.
package final class SealCertificate: @unchecked Sendable {
    let pointer: OpaquePointer
    package let der: [UInt8]
    /// The common name, or an empty text.
    package let commonName: String
    /// Seconds since 1970.
    package let validFrom: Int64
    /// Seconds since 1970.
    package let validUntil: Int64
    /// DER of the issuer's name and of the serial number: how CMS names a certificate.
    let issuerAndSerial: [UInt8]

    package convenience init(der: [UInt8]) throws {
        try self.init(owning: decoded("d2i_X509", der) { d2i_X509(nil, $0, $1) })
    }

    /// Every certificate of a PEM file, in order.
    package static func readPEM(_ text: String) throws -> [SealCertificate] {
        try PEM.decode(text, label: "CERTIFICATE").map { try SealCertificate(der: $0) }
    }

    /// Takes over the reference.
    init(owning pointer: OpaquePointer) throws {
        do {
            der = try encoded("i2d_X509") { i2d_X509(pointer, $0) }
            let issuer = try encoded("i2d_X509_NAME") { i2d_X509_NAME(X509_get_issuer_name(pointer), $0) }
            let serial = try encoded("i2d_ASN1_INTEGER") { i2d_ASN1_INTEGER(X509_get0_serialNumber(pointer), $0) }
            issuerAndSerial = DER.sequence(issuer, serial)
            commonName = try Self.commonName(X509_get_subject_name(pointer))
            validFrom = try Self.seconds(X509_get0_notBefore(pointer))
            validUntil = try Self.seconds(X509_get0_notAfter(pointer))
            self.pointer = pointer
        } catch {
            X509_free(pointer)
            throw error
        }
    }

    deinit { X509_free(pointer) }

    package var pem: String { PEM.encode(der, label: "CERTIFICATE") }

    /// SHA-256 of the certificate in hex: what one compares by telephone.
    package var fingerprint: String { Hex.encode(Digests.sha256(der)) }

    private static func commonName(_ name: OpaquePointer?) throws -> String {
        let index = X509_NAME_get_index_by_NID(name, NID_commonName, -1)
        guard index >= 0, let entry = X509_NAME_get_entry(name, index) else { return "" }
        var pointer: UnsafeMutablePointer<UInt8>?
        let length = ASN1_STRING_to_UTF8(&pointer, X509_NAME_ENTRY_get_data(entry))
        guard length >= 0, let pointer else { throw openSSLFailure("ASN1_STRING_to_UTF8") }
        defer { dengbu_free(pointer) }
        return String(decoding: UnsafeBufferPointer(start: pointer, count: Int(length)), as: UTF8.self)
    }

    private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) throws -> Int64 {
        guard let epoch = ASN1_TIME_set(nil, 0) else { throw openSSLFailure("ASN1_TIME_set") }
        defer { ASN1_STRING_free(epoch) }
        var days: Int32 = 0
        var seconds: Int32 = 0
        try check(ASN1_TIME_diff(&days, &seconds, epoch, time), "ASN1_TIME_diff")
        return Int64(days) * 86400 + Int64(seconds)
    }
}
