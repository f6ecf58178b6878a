/// The keys of one installation at rest.
///
/// Each key is one file `name@version.key`, encrypted with AES-256-GCM under a key from a passphrase (scrypt) or, without
/// one, from a machine key file of mode 0600. Asking for a key makes its first version; several processes may ask at once
/// and get the same one. Rotating adds a version: the newest signs and encrypts, all of them verify and decrypt.
package struct KeyFolder: Sendable {
    package let path: String
    private let wrapping: KeyWrapping

    /// Opens the folder and makes it if it doesn't exist.
    ///
    /// - Parameters:
    ///   - passphrase: nil locks a new folder by a machine key file in it.
    ///   - cost: how hard guessing the passphrase of a *new* folder is.
    /// - Throws: ``SealError/wrongPassphrase(folder:)``, ``SealError/keyFolder(path:reason:)`` or ``SealError/system(call:path:errno:)``.
    package init(path: String, passphrase: [UInt8]? = nil, cost: PasswordCost = .standard) throws {
        self.path = path
        try SecureFile.makeFolder(path)
        wrapping = try KeyWrapping(folder: path, passphrase: passphrase, cost: cost)
    }

    // MARK: Secrets

    /// The newest version of a key, made if there is none.
    package func secret(_ name: String, _ kind: KeyKind) throws -> (label: KeyLabel, bytes: [UInt8]) {
        let label = try labels(of: name).last ?? KeyLabel(name)
        return (label, try secret(label, kind))
    }

    /// One version of a key; its first version is made if there is none.
    package func secret(_ label: KeyLabel, _ kind: KeyKind) throws -> [UInt8] {
        if let bytes = try stored(label, kind) { return bytes }
        guard label.version == 1 else { throw SealError.unknownKey(label.description) }
        return try add(label, kind)
    }

    /// All versions of a key, oldest first.
    package func labels(of name: String) throws -> [KeyLabel] {
        let wanted = try KeyLabel(name)
        return try labels().filter { $0.name == wanted.name }
    }

    /// Every key of the folder.
    package func labels() throws -> [KeyLabel] {
        try SecureFile.names(in: path).compactMap(KeyLabel.init(fileName:)).sorted()
    }

    /// What a stored key is for, without creating one. Nil where there is no such key.
    package func kind(of label: KeyLabel) throws -> KeyKind? {
        guard let file = try SecureFile.read("\(path)/\(label.fileName)") else { return nil }
        guard let kind = file.first.flatMap(KeyKind.init(rawValue:)) else {
            throw SealError.keyFolder(path: path, reason: "\(label.fileName) is damaged")
        }
        return kind
    }

    /// Adds a version that signs and encrypts from now on. The older ones stay until somebody deletes their files.
    ///
    /// Running processes see it when they open the key again. Of two processes that rotate at once both get the same new version.
    @discardableResult
    package func rotate(_ name: String, _ kind: KeyKind) throws -> KeyLabel {
        let (newest, _) = try secret(name, kind)
        let next = try KeyLabel(name, version: newest.version + 1)
        _ = try add(next, kind)
        return next
    }

    // MARK: Public files

    /// A file that is no secret, such as a certificate. Nil where there is none.
    func publicFile(_ name: String) throws -> [UInt8]? {
        try SecureFile.read("\(path)/\(name)")
    }

    /// Keeps a public file and answers what is kept: the given bytes, or those of a process that was faster.
    func keepPublicFile(_ name: String, _ bytes: [UInt8]) throws -> [UInt8] {
        if try SecureFile.create("\(path)/\(name)", bytes) { return bytes }
        guard let kept = try publicFile(name) else {
            throw SealError.keyFolder(path: path, reason: "\(name) vanished while it was opened")
        }
        return kept
    }

    // MARK: Keys of another machine

    /// - Throws: ``SealError/keyFolder(path:reason:)`` if there is another key of that name.
    func requireSame(_ label: KeyLabel, _ kind: KeyKind, _ bytes: [UInt8]) throws {
        if let there = try stored(label, kind), there != bytes {
            throw SealError.keyFolder(path: path, reason: "\(label) is there already and is another key; restore into a new folder")
        }
    }

    /// Keeps a given key as this one.
    func adopt(_ label: KeyLabel, _ kind: KeyKind, _ bytes: [UInt8]) throws {
        guard try add(label, kind, bytes) == bytes else {
            throw SealError.keyFolder(path: path, reason: "\(label) is there already and is another key; restore into a new folder")
        }
    }

    /// Names of the certificates beside the keys.
    package func publicFiles() throws -> [String] { try SecureFile.names(in: path).filter(Self.isPublicFile) }

    static func isPublicFile(_ name: String) -> Bool {
        name.hasSuffix(".crt") && KeyLabel(fileName: "\(name.dropLast(4)).key") != nil
    }

    // MARK: Key files: kind (1 byte), then the sealed key

    private func stored(_ label: KeyLabel, _ kind: KeyKind) throws -> [UInt8]? {
        guard let file = try SecureFile.read("\(path)/\(label.fileName)") else { return nil }
        guard let first = file.first, let found = KeyKind(rawValue: first) else {
            throw SealError.keyFolder(path: path, reason: "\(label.fileName) is damaged")
        }
        guard found == kind else {
            throw SealError.keyFolder(path: path, reason: "\(label.fileName) holds a key of kind \(found), not \(kind)")
        }
        do {
            return try wrapping.open(Array(file.dropFirst()), context: context(label, kind))
        } catch SealError.notAuthentic {
            throw SealError.keyFolder(path: path, reason: "\(label.fileName) is damaged or was renamed")
        }
    }

    private func add(_ label: KeyLabel, _ kind: KeyKind, _ given: [UInt8]? = nil) throws -> [UInt8] {
        let bytes = try given ?? kind.generate()
        let file = [kind.rawValue] + (try wrapping.seal(bytes, context: context(label, kind)))
        if try SecureFile.create("\(path)/\(label.fileName)", file) { return bytes }
        guard let winner = try stored(label, kind) else {
            throw SealError.keyFolder(path: path, reason: "\(label.fileName) vanished while it was opened")
        }
        return winner
    }

    /// Binds the ciphertext to its name, so that one key file can't be put in another's place.
    private func context(_ label: KeyLabel, _ kind: KeyKind) -> [UInt8] {
        Array("dengbu-keys \(kind.rawValue) \(label)".utf8)
    }
}
