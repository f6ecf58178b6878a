import COpenSSL
import Crypto

/// Digests of byte strings.
package enum Digests {
    /// SHA-256 (FIPS 180-4), 32 bytes.
    package static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        Array(SHA256.hash(data: bytes))
    }

    /// The same of bytes where they lie, for millions of short texts: no object is made for each.
    /// - Precondition: the digest's place has 32 bytes.
    package static func sha256(_ bytes: UnsafeRawBufferPointer, into digest: UnsafeMutableRawBufferPointer) {
        precondition(digest.count == 32, "SHA-256 has 32 bytes")
        guard dengbu_sha256(bytes.baseAddress, bytes.count, digest.baseAddress?.assumingMemoryBound(to: UInt8.self)) == 1 else {
            preconditionFailure("SHA-256 can't fail on bytes in memory")
        }
    }

    /// SHA-256 of the UTF-8 bytes of a text, 32 bytes.
    package static func sha256(_ text: String) -> [UInt8] {
        sha256(Array(text.utf8))
    }

    /// HMAC-SHA-256 (RFC 2104), 32 bytes.
    package static func hmacSHA256(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: bytes, using: SymmetricKey(data: key)))
    }

    /// SM3 (GB/T 32905-2016), 32 bytes.
    package static func sm3(_ bytes: [UInt8]) throws -> [UInt8] {
        try SM3.digest(bytes)
    }
}
