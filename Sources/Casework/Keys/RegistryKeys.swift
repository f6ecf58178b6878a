package import Register
package import Seals
package import Storage

/// A public key by which the registry's messages are verified.
package struct MessageKey: Hashable, Sendable {
    package let id: String
    /// Ed25519, 32 bytes.
    package let publicKey: [UInt8]

    package init(id: String, publicKey: [UInt8]) {
        self.id = id
        self.publicKey = publicKey
    }
}

/// The keys by which the registry signs what it says to departments: two during a change, so that nobody refuses a message.
///
/// A new key is published some days before it signs anything; the old one is published for some days after it has stopped. A version
/// in the key folder that nobody has given a time (a change that was interrupted) signs nothing.
package struct RegistryKeys: Sendable {
    package static let name = "registry"

    package struct Key: Sendable {
        package let signer: Ed25519Signer
        package let since: Moment?
        package let until: Moment?
    }

    /// The oldest first.
    package let keys: [Key]

    package init(folder: KeyFolder, in connection: any Connection) throws {
        let rows = try KeyPeriods.all(of: Self.name, in: connection)
        var labels = try folder.labels(of: Self.name)
        if labels.isEmpty { labels = [try folder.secret(Self.name, .ed25519).label] }
        keys = try labels.compactMap { label in
            let row = rows.first { $0.version == label.version }
            guard row != nil || label.version == 1 else { return nil }
            let signer = try Ed25519Signer(rawSeed: folder.secret(label, .ed25519), keyID: label.description)
            return Key(signer: signer, since: row.flatMap { $0.since.microseconds == 0 ? nil : $0.since }, until: row?.until)
        }
        guard !keys.isEmpty else { throw SealError.unknownKey(Self.name) }
    }

    /// Signs with each key in its time.
    package func signer(now: @escaping @Sendable () -> Moment) -> ScheduledSigner {
        ScheduledSigner(first: keys[0].signer, later: keys.dropFirst().map { ($0.since?.microseconds ?? 0, $0.signer) }) { now().microseconds }
    }

    private struct File: Codable {
        struct Key: Codable {
            var id: String
            var key: String
            var since: Moment?
            var until: Moment?
        }
        var id: String
        var key: String
        var keys: [Key]
    }

    /// Every key that may sign now or soon.
    package func valid(at now: Moment) -> [MessageKey] {
        keys.filter { $0.until.map { now < $0 } ?? true }.map { MessageKey(id: $0.signer.keyID, publicKey: $0.signer.publicKey) }
    }

    /// What departments are given: every key that may sign now or soon, with its time.
    package func published(at now: Moment) throws -> [UInt8] {
        let current = signer { now }.current
        let valid = keys.filter { $0.until.map { now < $0 } ?? true }
        let own = keys.first { $0.signer.keyID == current.keyID } ?? keys[0]
        return try CanonicalJSON.encode(
            File(
                id: own.signer.keyID, key: Hex.encode(own.signer.publicKey),
                keys: valid.map { File.Key(id: $0.signer.keyID, key: Hex.encode($0.signer.publicKey), since: $0.since, until: $0.until) }))
    }

    /// A new key that signs from `now + lead` on; the one before may be verified for `overlap` seconds more.
    package static func rotate(
        folder: KeyFolder, database: any Database, lead: Double, overlap: Double, at now: Moment
    ) async throws -> KeyLabel {
        let rows = try await database.read { try KeyPeriods.all(of: name, in: $0) }
        let newest = try folder.secret(name, .ed25519).label
        // One that was made by a change that broke off is taken instead of another.
        let isUnused = newest.version > 1 && !rows.contains { $0.version == newest.version }
        let label = try isUnused ? newest : folder.rotate(name, .ed25519)
        try await database.write(.rowLocks) { connection in
            try KeyPeriods.begin(label.version, of: name, since: now.adding(seconds: lead), overlap: overlap, in: connection)
        }
        return label
    }
}
