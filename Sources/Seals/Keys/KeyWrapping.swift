import Crypto

/// The key that encrypts the key files of one folder, and the small public file that says where it comes from.
///
/// Three lines: `dengbu-keys 1`; `machine` or `scrypt <logN> <r> <p> <salt>`; `check <sealed nothing>`. The last one tells a
/// wrong passphrase from a damaged key file.
struct KeyWrapping: Sendable {
    private static let fileName = "wrapping"
    private static let machineFileName = "machine.secret"
    private static let checkContext = Array("dengbu-keys check".utf8)

    private let key: SymmetricKey

    /// Opens the wrapping of a folder, or makes it if the folder is new. Any number of processes may do so at once.
    init(folder: String, passphrase: [UInt8]?, cost: PasswordCost) throws {
        let path = "\(folder)/\(Self.fileName)"
        // Listed before the wrapping is looked for: a key that is there already had one when it was made.
        let stray = try SecureFile.names(in: folder).first { $0.hasSuffix(".key") }
        if let text = try SecureFile.read(path) {
            self = try Self(reading: text, folder: folder, passphrase: passphrase)
            return
        }
        if let stray {
            throw SealError.keyFolder(path: folder, reason: "\(Self.fileName) is missing but \(stray) exists; restore both from one backup")
        }
        let source: String
        let key: SymmetricKey
        if let passphrase {
            let salt = randomBytes(16)
            source = "scrypt \(cost.logN) \(cost.blockSize) \(cost.parallelism) \(Hex.encode(salt))"
            key = SymmetricKey(data: try Scrypt.derive(passphrase, salt: salt, cost: cost, count: 32))
        } else {
            source = "machine"
            _ = try SecureFile.create("\(folder)/\(Self.machineFileName)", randomBytes(32))
            key = try Self.machineKey(folder)
        }
        let check = try Self(key: key).seal([], context: Self.checkContext)
        let text = "dengbu-keys 1\n\(source)\ncheck \(Hex.encode(check))\n"
        if try SecureFile.create(path, Array(text.utf8)) {
            self.init(key: key)
        } else if let text = try SecureFile.read(path) {
            // Another process made the folder in the meantime: its word holds.
            self = try Self(reading: text, folder: folder, passphrase: passphrase)
        } else {
            throw SealError.keyFolder(path: folder, reason: "\(Self.fileName) vanished while it was opened")
        }
    }

    private init(key: SymmetricKey) { self.key = key }

    private init(reading text: [UInt8], folder: String, passphrase: [UInt8]?) throws {
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n").map { $0.split(separator: " ") }
        guard lines.count == 3, lines[0] == ["dengbu-keys", "1"], lines[2].count == 2, lines[2][0] == "check",
            let check = Hex.decode(String(lines[2][1]))
        else { throw SealError.keyFolder(path: folder, reason: "\(Self.fileName) is damaged") }
        switch (lines[1].first, passphrase) {
        case ("machine", nil):
            self.init(key: try Self.machineKey(folder))
        case ("machine", _):
            throw SealError.keyFolder(path: folder, reason: "it is locked by its machine key, but a passphrase is configured")
        case ("scrypt", nil):
            throw SealError.keyFolder(path: folder, reason: "it is locked by a passphrase, but none is configured")
        case ("scrypt", let passphrase?):
            guard lines[1].count == 5, let logN = Int(lines[1][1]), let blockSize = Int(lines[1][2]),
                let parallelism = Int(lines[1][3]), let salt = Hex.decode(String(lines[1][4]))
            else { throw SealError.keyFolder(path: folder, reason: "\(Self.fileName) is damaged") }
            let cost = try PasswordCost(logN: logN, blockSize: blockSize, parallelism: parallelism)
            self.init(key: SymmetricKey(data: try Scrypt.derive(passphrase, salt: salt, cost: cost, count: 32)))
        default:
            throw SealError.keyFolder(path: folder, reason: "\(Self.fileName) is damaged")
        }
        guard (try? open(check, context: Self.checkContext)) == [] else { throw SealError.wrongPassphrase(folder: folder) }
    }

    func seal(_ plain: [UInt8], context: [UInt8]) throws -> [UInt8] {
        let box = try AES.GCM.seal(plain, using: key, authenticating: context)
        return Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
    }

    func open(_ bytes: [UInt8], context: [UInt8]) throws -> [UInt8] {
        guard let box = try? AES.GCM.SealedBox(combined: bytes), let plain = try? AES.GCM.open(box, using: key, authenticating: context)
        else { throw SealError.notAuthentic }
        return Array(plain)
    }

    private static func machineKey(_ folder: String) throws -> SymmetricKey {
        let path = "\(folder)/\(machineFileName)"
        guard let bytes = try SecureFile.read(path) else {
            throw SealError.keyFolder(path: folder, reason: "\(machineFileName) is missing; restore it from its backup")
        }
        if let mode = try SecureFile.mode(path), mode & 0o077 != 0 {
            throw SealError.keyFolder(path: folder, reason: "\(machineFileName) can be read by others; run chmod 600 on it")
        }
        guard bytes.count == 32 else { throw SealError.keyFolder(path: folder, reason: "\(machineFileName) is damaged") }
        return SymmetricKey(data: bytes)
    }
}
