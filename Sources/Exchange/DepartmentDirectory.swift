package import Contracts
import Register
import Seals

/// Where the departments are and by which keys they sign. A department may have several keys, so that they can be changed with overlap.
package struct DepartmentDirectory: Sendable {
    /// The file's form.
    package struct File: Codable, Hashable, Sendable {
        package struct Entry: Codable, Hashable, Sendable {
            package var department: Department
            package var url: String
            /// Ed25519 public keys by key id, in hexadecimal.
            package var keys: [String: String]
            package init(department: Department, url: String, keys: [String: String]) {
                self.department = department
                self.url = url
                self.keys = keys
            }
        }
        package var departments: [Entry]
        /// Issuer of unified identity (OpenID Connect).
        package var issuer: String?
        package init(departments: [Entry], issuer: String?) {
            self.departments = departments
            self.issuer = issuer
        }
    }

    package let urls: [Department: String]
    package let issuer: String?
    private let verifiers: [Department: [String: Ed25519Verifier]]

    package init(_ file: File) throws {
        var urls: [Department: String] = [:]
        var verifiers: [Department: [String: Ed25519Verifier]] = [:]
        for entry in file.departments {
            urls[entry.department] = entry.url
            for (id, key) in entry.keys {
                guard let bytes = [UInt8](hexadecimal: key) else { throw MessageError.malformed("key \(id)") }
                verifiers[entry.department, default: [:]][id] = try Ed25519Verifier(publicKey: bytes, keyID: id)
            }
        }
        self.urls = urls
        self.issuer = file.issuer
        self.verifiers = verifiers
    }

    package init(json: [UInt8]) throws { try self.init(CanonicalJSON.decode(File.self, from: json)) }

    /// A department's public keys in hexadecimal, whichever it signs with now.
    package func publicKeys(of department: Department) -> Set<String> {
        Set((verifiers[department] ?? [:]).values.map { Hex.encode($0.publicKey) })
    }

    /// - Throws: `MessageError.unknownKey` or `.badSignature`.
    package func verify(_ message: SignedMessage, from department: Department) throws {
        guard let verifier = verifiers[department]?[message.keyID] else { throw MessageError.unknownKey(message.keyID) }
        guard verifier.verify(message.signature, over: message.bytes) else { throw MessageError.badSignature }
    }
}
