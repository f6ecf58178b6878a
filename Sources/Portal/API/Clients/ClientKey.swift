import JWTKit

/// A client's public key, checked before it is stored: a wrong file is told at once instead of at the first sign-in.
package enum ClientKey {
    /// The key as PEM in its plain form.
    /// - Throws: ``ClientKeyError`` for anything but a P-256 public key.
    package static func read(pem: String) throws(ClientKeyError) -> String {
        guard pem.utf8.count <= 2_000, let key = try? ES256PublicKey(pem: pem) else { throw ClientKeyError() }
        return key.pemRepresentation
    }
}

package struct ClientKeyError: Error, CustomStringConvertible {
    package var description: String { "the file holds no P-256 public key as PEM (SubjectPublicKeyInfo)" }
}
