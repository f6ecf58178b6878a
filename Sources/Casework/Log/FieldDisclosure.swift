import Crypto
import Ledger
import Register

/// What a log entry says without showing it, bound field by field, so that whoever holds the salts can show any of it and nothing else:
/// what is printed on a certificate, for its holder; what an official looked at, for whom it is about.
///
/// Each field has a digest, SHA-256 of the canonical JSON `[name, salt, value]`. The entry's commitment is SHA-256(binding ‖
/// SHA-256(all digests in the order of the names)); the binding is a hash that covers what isn't shown field by field.
/// The salts are drawn from 16 random bytes that the entry's owner alone has: no field can be guessed from the log or from another field.
package struct FieldDisclosure: Hashable, Sendable {
    package enum Field: Hashable, Sendable {
        case open(name: String, salt: String, value: String)
        /// Only the digest is shown, in hexadecimal.
        case hidden(String)
    }

    /// SHA-256 in hexadecimal.
    package let binding: String
    /// In the order of their names, hidden ones in their places.
    package let fields: [Field]

    package init(binding: String, fields: [Field]) {
        self.binding = binding
        self.fields = fields
    }

    /// Everything, open.
    /// - Parameter secret: what the fields' salts are drawn from.
    init(_ values: [(name: String, value: String)], secret: String, binding: [UInt8]) {
        self.binding = RegisterHash.hex(binding)
        fields = values.sorted { $0.name < $1.name }.map { .open(name: $0.name, salt: Self.salt(secret, $0.name), value: $0.value) }
    }

    /// Everything that a certificate says.
    /// - Returns: nil for facts of before salts were drawn.
    init?(_ facts: CertificateFacts, binding: [UInt8]) {
        guard let secret = facts.salt else { return nil }
        self.init(facts.printed, secret: secret, binding: binding)
    }

    /// The same with only some fields shown.
    package func showing(_ names: Set<String>) throws -> FieldDisclosure {
        FieldDisclosure(
            binding: binding,
            fields: try fields.map { field in
                if case .open(let name, _, _) = field, names.contains(name) { return field }
                return .hidden(try Self.digest(field))
            })
    }

    /// SHA-256 over the digests of all fields: what the book keeps beside the sealed facts.
    package func root() throws -> [UInt8] {
        var hash = SHA256()
        for field in fields {
            guard let digest = Hexadecimal.decode(try Self.digest(field).utf8), digest.count == 32 else { throw DisclosureError.malformed }
            hash.update(data: digest)
        }
        return Array(hash.finalize())
    }

    /// What the entry must say for this to be true.
    package func commitment() throws -> String {
        guard let binding = Hexadecimal.decode(binding.utf8), binding.count == 32 else { throw DisclosureError.malformed }
        return RegisterHash.hex(RegisterHash.certificateCommitment(binding: binding, disclosure: try root()))
    }

    private static func digest(_ field: Field) throws -> String {
        switch field {
        case .hidden(let digest): return digest
        case .open(let name, let salt, let value):
            return RegisterHash.hex(Array(SHA256.hash(data: try CanonicalJSON.encode([name, salt, value]))))
        }
    }

    /// 16 bytes of HMAC-SHA256 in hexadecimal: one salt tells nothing about another.
    private static func salt(_ secret: String, _ name: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Array(name.utf8), using: SymmetricKey(data: Array(secret.utf8)))
        return RegisterHash.hex(Array(Array(code).prefix(16)))
    }
}

/// Why a disclosure proves nothing.
package enum DisclosureError: Error, Hashable, Sendable {
    case malformed
    /// The log's entry is about something else, or a value was altered.
    case otherEntry
}

extension FieldDisclosure: Codable {
    private struct Item: Codable {
        var digest: String?
        var name: String?
        var salt: String?
        var value: String?
    }

    private enum Keys: String, CodingKey { case binding, fields, v }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        guard try container.decode(Int.self, forKey: .v) == 1 else { throw DisclosureError.malformed }
        binding = try container.decode(String.self, forKey: .binding)
        fields = try container.decode([Item].self, forKey: .fields).map { item in
            if let digest = item.digest, item.name == nil { return .hidden(digest) }
            guard let name = item.name, let salt = item.salt, let value = item.value, item.digest == nil else { throw DisclosureError.malformed }
            return .open(name: name, salt: salt, value: value)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(1, forKey: .v)
        try container.encode(binding, forKey: .binding)
        try container.encode(
            fields.map { field in
                switch field {
                case .hidden(let digest): Item(digest: digest)
                case .open(let name, let salt, let value): Item(name: name, salt: salt, value: value)
                }
            }, forKey: .fields)
    }
}
