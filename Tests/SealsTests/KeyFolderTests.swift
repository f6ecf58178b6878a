import Foundation
import Testing

@testable import Seals

@Suite("Key folder") struct KeyFolderTests {
    let folder = TemporaryFolder()
    let cheap = PasswordCost.cheapest

    @Test("a key asked for twice is the same key, also after reopening")
    func stable() throws {
        let first = try KeyFolder(path: folder.path, passphrase: Array("松树".utf8), cost: cheap)
        let seed = try first.ed25519("checkpoint").rawSeed
        let p256 = try first.p256("seal").publicKey
        let again = try KeyFolder(path: folder.path, passphrase: Array("松树".utf8), cost: cheap)
        #expect(try again.ed25519("checkpoint").rawSeed == seed)
        #expect(try again.p256("seal").publicKey == p256)
        #expect(try again.ed25519("other").rawSeed != seed)
        #expect(try again.ed25519("checkpoint").keyID == "checkpoint@1")
    }

    @Test("a wrong passphrase, a missing one and a needless one are told apart")
    func wrongPassphrase() throws {
        _ = try KeyFolder(path: folder.path, passphrase: Array("right".utf8), cost: cheap).symmetric("field")
        #expect(throws: SealError.wrongPassphrase(folder: folder.path)) {
            try KeyFolder(path: folder.path, passphrase: Array("wrong".utf8), cost: cheap)
        }
        #expect(throws: SealError.keyFolder(path: folder.path, reason: "it is locked by a passphrase, but none is configured")) {
            try KeyFolder(path: folder.path)
        }
        let machine = TemporaryFolder()
        _ = try KeyFolder(path: machine.path)
        #expect(throws: SealError.keyFolder(path: machine.path, reason: "it is locked by its machine key, but a passphrase is configured")) {
            try KeyFolder(path: machine.path, passphrase: Array("x".utf8), cost: cheap)
        }
    }

    @Test("the secret is not in the file, and the files are closed to others")
    func atRest() throws {
        let keys = try KeyFolder(path: folder.path)
        let secret = try keys.symmetric("field")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let path = "\(folder.path)/\(name)"
            let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
            #expect(bytes.firstRange(of: secret) == nil)
            #expect(try SecureFile.mode(path) == 0o600)
        }
        #expect(try SecureFile.mode(folder.path) == 0o700)
        #expect(try SecureFile.names(in: folder.path).allSatisfy { !$0.hasSuffix(".draft") })
    }

    @Test("a machine key that others can read is refused, a lost one is not silently replaced")
    func machineKey() throws {
        _ = try KeyFolder(path: folder.path).symmetric("field")
        let secret = folder.path + "/machine.secret"
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: secret)
        #expect(throws: SealError.keyFolder(path: folder.path, reason: "machine.secret can be read by others; run chmod 600 on it")) {
            try KeyFolder(path: folder.path)
        }
        try FileManager.default.removeItem(atPath: secret)
        #expect(throws: SealError.keyFolder(path: folder.path, reason: "machine.secret is missing; restore it from its backup")) {
            try KeyFolder(path: folder.path)
        }
    }

    @Test("a lost wrapping file is not silently replaced")
    func lostWrapping() throws {
        _ = try KeyFolder(path: folder.path).symmetric("field")
        try FileManager.default.removeItem(atPath: folder.path + "/wrapping")
        #expect(throws: SealError.self) { try KeyFolder(path: folder.path) }
    }

    @Test("a damaged, renamed or mistaken key file is refused", arguments: ["damage", "rename", "kind"])
    func damage(how: String) throws {
        let keys = try KeyFolder(path: folder.path)
        _ = try keys.symmetric("one")
        _ = try keys.symmetric("two")
        let one = "\(folder.path)/one@1.key"
        let two = "\(folder.path)/two@1.key"
        switch how {
        case "damage":
            var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: one)))
            bytes[20] ^= 1
            try Data(bytes).write(to: URL(fileURLWithPath: one))
            #expect(throws: SealError.keyFolder(path: folder.path, reason: "one@1.key is damaged or was renamed")) {
                try keys.symmetric("one")
            }
        case "rename":
            try FileManager.default.removeItem(atPath: one)
            try FileManager.default.copyItem(atPath: two, toPath: one)
            #expect(throws: SealError.keyFolder(path: folder.path, reason: "one@1.key is damaged or was renamed")) {
                try keys.symmetric("one")
            }
        default:
            #expect(throws: SealError.keyFolder(path: folder.path, reason: "one@1.key holds a key of kind symmetric, not ed25519")) {
                try keys.ed25519("one")
            }
        }
    }

    @Test("after rotation the new key signs and the old one still verifies")
    func rotation() throws {
        let keys = try KeyFolder(path: folder.path)
        let old = try keys.ed25519("checkpoint")
        let signature = try old.sign([1, 2, 3])
        #expect(try keys.rotate("checkpoint", .ed25519).description == "checkpoint@2")
        let new = try keys.ed25519("checkpoint")
        #expect(new.keyID == "checkpoint@2")
        #expect(new.publicKey != old.publicKey)
        let verifiers = try keys.ed25519Verifiers("checkpoint")
        #expect(verifiers.map(\.keyID) == ["checkpoint@2", "checkpoint@1"])
        #expect(verifiers.map { $0.verify(signature, over: [1, 2, 3]) } == [false, true])
    }

    @Test("a field sealed before rotation opens after it")
    func fieldRotation() throws {
        let keys = try KeyFolder(path: folder.path)
        let sealed = try keys.fieldCipher("field").seal("36010219800101001X", context: "party.identifier")
        try keys.rotate("field", .symmetric)
        let cipher = try keys.fieldCipher("field")
        #expect(try cipher.open(sealed, context: "party.identifier") == "36010219800101001X")
        #expect(FieldCipher.keyVersion(of: sealed) == 1)
        #expect(FieldCipher.keyVersion(of: try cipher.seal("x", context: "y")) == 2)
    }

    @Test("many that open a new folder at once get the same keys", arguments: [true, false])
    func race(withPassphrase: Bool) async throws {
        let path = folder.path
        let passphrase = withPassphrase ? Array("p".utf8) : nil
        let seeds = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<24 {
                group.addTask {
                    try KeyFolder(path: path, passphrase: passphrase, cost: .cheapest).ed25519("checkpoint").rawSeed
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(seeds.count == 1)
    }

    @Test("names that could leave the folder or confuse are refused", arguments: ["", "../x", "A", "1a", "a/b", "a@2", "a b", "证书"])
    func names(name: String) throws {
        let keys = try KeyFolder(path: folder.path)
        #expect(throws: SealError.malformed("key name \(name.debugDescription)")) { try keys.symmetric(name) }
    }

    @Test("public parts are exported, symmetric keys are not")
    func export() throws {
        let keys = try KeyFolder(path: folder.path)
        let signer = try keys.ed25519("checkpoint")
        _ = try keys.p256("seal")
        _ = try keys.sm2("national")
        _ = try keys.symmetric("field")
        let records = try keys.publicKeys()
        #expect(records.map(\.label.description) == ["checkpoint@1", "national@1", "seal@1"])
        #expect(records[0].bytes == signer.publicKey)
        for record in records {
            #expect(record.pem.hasPrefix("-----BEGIN PUBLIC KEY-----\n"))
            #expect(try PEM.decode(record.pem, label: "PUBLIC KEY")[0].suffix(32) == record.bytes.suffix(32))
        }
    }
}
