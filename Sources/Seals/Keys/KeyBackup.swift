import Crypto

/// All keys of a folder in one encrypted text, to be kept apart from the machine and brought to another.
///
/// Two lines of head (`dengbu-key-backup 1`, `scrypt <logN> <r> <p> <salt>`) and one of hexadecimal: AES-256-GCM under a key from a
/// passphrase, with the head authenticated. Inside, a line for each key (`key name@version kind bytes`) and each certificate (`file name bytes`).
package enum KeyBackup {
    private static let title = "dengbu-key-backup 1"

    /// - Throws: `SealError.malformed` for a passphrase of fewer than twelve bytes: whoever finds the file can guess at leisure.
    package static func make(of folder: KeyFolder, passphrase: [UInt8], cost: PasswordCost = .standard) throws -> String {
        guard passphrase.count >= 12 else { throw SealError.malformed("backup passphrase: at least twelve bytes are wanted") }
        let salt = randomBytes(16)
        let head = "\(title)\nscrypt \(cost.logN) \(cost.blockSize) \(cost.parallelism) \(Hex.encode(salt))\n"
        var lines: [String] = []
        for label in try folder.labels() {
            guard let kind = try folder.kind(of: label) else { continue }
            lines.append("key \(label) \(kind.rawValue) \(Hex.encode(try folder.secret(label, kind)))")
        }
        for name in try folder.publicFiles() {
            if let bytes = try folder.publicFile(name) { lines.append("file \(name) \(Hex.encode(bytes))") }
        }
        let key = SymmetricKey(data: try Scrypt.derive(passphrase, salt: salt, cost: cost, count: 32))
        let box = try AES.GCM.seal(Array(lines.joined(separator: "\n").utf8), using: key, authenticating: Array(head.utf8))
        return head + Hex.encode(Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)) + "\n"
    }

    /// Writes a backup as a new file that its owner alone may read.
    /// - Throws: `SealError.malformed` if a file of that name is there already; it is left alone.
    package static func write(_ backup: String, to path: String) throws {
        guard try SecureFile.create(path, Array(backup.utf8)) else { throw SealError.malformed("\(path): a file is there already") }
    }

    /// Puts all keys of a backup into a folder. Nothing is written if one of them is there already with another value; a restoration
    /// that was interrupted is finished by beginning it again.
    /// - Returns: the keys of the backup.
    /// - Throws: `SealError.malformed`, `.notAuthentic` for a wrong passphrase or an altered file, `.keyFolder` for a key that is another.
    @discardableResult
    package static func restore(_ text: String, into folder: KeyFolder, passphrase: [UInt8]) throws -> [KeyLabel] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 4, lines[0] == title, lines[3].isEmpty, let sealed = Hex.decode(String(lines[2])) else {
            throw SealError.malformed("backup of keys")
        }
        let words = lines[1].split(separator: " ")
        guard words.count == 5, words[0] == "scrypt", let logN = Int(words[1]), let blockSize = Int(words[2]), let parallelism = Int(words[3]),
            // A forged head must not make this machine work for hours.
            logN <= 20, blockSize <= 32, parallelism <= 16, let salt = Hex.decode(String(words[4]))
        else { throw SealError.malformed("backup of keys") }
        let cost = try PasswordCost(logN: logN, blockSize: blockSize, parallelism: parallelism)
        let key = SymmetricKey(data: try Scrypt.derive(passphrase, salt: salt, cost: cost, count: 32))
        let head = Array("\(lines[0])\n\(lines[1])\n".utf8)
        guard let box = try? AES.GCM.SealedBox(combined: sealed), let opened = try? AES.GCM.open(box, using: key, authenticating: head) else {
            throw SealError.notAuthentic
        }
        var keys: [(label: KeyLabel, kind: KeyKind, bytes: [UInt8])] = []
        var files: [(name: String, bytes: [UInt8])] = []
        for line in String(decoding: opened, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: " ").map(String.init)
            if parts.count == 4, parts[0] == "key", let label = KeyLabel(fileName: "\(parts[1]).key"),
                let kind = UInt8(parts[2]).flatMap(KeyKind.init(rawValue:)), let bytes = Hex.decode(parts[3])
            {
                keys.append((label, kind, bytes))
            } else if parts.count == 3, parts[0] == "file", KeyFolder.isPublicFile(parts[1]), let bytes = Hex.decode(parts[2]) {
                files.append((parts[1], bytes))
            } else {
                throw SealError.malformed("backup of keys")
            }
        }
        for key in keys { try folder.requireSame(key.label, key.kind, key.bytes) }
        for file in files {
            if let there = try folder.publicFile(file.name), there != file.bytes {
                throw SealError.keyFolder(path: folder.path, reason: "\(file.name) is there already and is another")
            }
        }
        for file in files { _ = try folder.keepPublicFile(file.name, file.bytes) }
        for key in keys { try folder.adopt(key.label, key.kind, key.bytes) }
        return keys.map(\.label)
    }
}
