import Foundation
import Testing

@testable import Seals

@Suite("Keys that are changed, kept elsewhere and brought back")
struct KeyChangeTests {
    private static let passphrase = Array("松树下的十二个字节".utf8)

    @Test("a backup brings every key and certificate to another machine, and again without harm")
    func backup() throws {
        let fixture = try SealFixture()
        let seed = try fixture.keys.ed25519("log").rawSeed
        try fixture.keys.rotate("log", .ed25519)
        _ = try fixture.keys.symmetric("party-fields")
        let text = try KeyBackup.make(of: fixture.keys, passphrase: Self.passphrase, cost: .cheapest)
        let folder = TemporaryFolder()
        let there = try KeyFolder(path: folder.path)
        for _ in 1...2 {
            let labels = try KeyBackup.restore(text, into: there, passphrase: Self.passphrase)
            #expect(labels == (try fixture.keys.labels()))
        }
        #expect(try there.secret(KeyLabel("log"), .ed25519) == seed)
        #expect(try there.symmetric("party-fields") == fixture.keys.symmetric("party-fields"))
        let authority = try SealAuthority(keys: there, subject: SealFixture.subject, now: SealFixture.now + 99)
        #expect(authority.chainPEM == fixture.authority.chainPEM)
        // In a file that nobody else reads, and that takes no other's place.
        let file = "\(folder.path)/keys.backup"
        try KeyBackup.write(text, to: file)
        #expect(try SecureFile.mode(file) == 0o600)
        #expect(throws: SealError.self) { try KeyBackup.write("other", to: file) }
        #expect(try SecureFile.read(file) == Array(text.utf8))
        for key in try fixture.keys.labels(of: "log") { #expect(!text.contains(Hex.encode(try fixture.keys.secret(key, .ed25519)))) }
    }

    @Test("a backup opens with its passphrase and unaltered, and overwrites no other key")
    func refused() throws {
        let folder = TemporaryFolder()
        let keys = try KeyFolder(path: folder.path)
        _ = try keys.ed25519("log")
        _ = try keys.ed25519("other")
        let text = try KeyBackup.make(of: keys, passphrase: Self.passphrase, cost: .cheapest)
        #expect(throws: SealError.self) { try KeyBackup.make(of: keys, passphrase: Array("short".utf8), cost: .cheapest) }
        let target = TemporaryFolder()
        let there = try KeyFolder(path: target.path)
        #expect(throws: SealError.notAuthentic) { try KeyBackup.restore(text, into: there, passphrase: Self.passphrase + [1]) }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines[2] = String(lines[2].dropLast(2)) + (lines[2].hasSuffix("00") ? "01" : "00")
        #expect(throws: SealError.notAuthentic) { try KeyBackup.restore(lines.joined(separator: "\n"), into: there, passphrase: Self.passphrase) }
        for broken in ["", "x\n", text + "x", text.replacing("scrypt ", with: "scrypt 9")] {
            #expect(throws: SealError.self) { try KeyBackup.restore(broken, into: there, passphrase: Self.passphrase) }
        }
        #expect(try there.labels().isEmpty)
        let own = try there.ed25519("other").rawSeed
        #expect(throws: SealError.self) { try KeyBackup.restore(text, into: there, passphrase: Self.passphrase) }
        #expect(try there.labels().map(\.description) == ["other@1"])
        #expect(try there.ed25519("other").rawSeed == own)
    }

    @Test("a cipher opens what another process has encrypted under a key that came later, and renews what is older")
    func laterKey() throws {
        let folder = TemporaryFolder()
        let keys = try KeyFolder(path: folder.path)
        let running = try keys.fieldCipher("field")
        let old = try running.seal("甲", context: "c")
        try keys.rotate("field", .symmetric)
        let restarted = try keys.fieldCipher("field")
        let new = try restarted.seal("乙", context: "c")
        #expect(try running.open(new, context: "c") == "乙")
        let renewed = try #require(try restarted.renewed(old, context: "c"))
        #expect(FieldCipher.keyVersion(of: renewed) == 2)
        #expect(try running.open(renewed, context: "c") == "甲")
        #expect(try restarted.renewed(renewed, context: "c") == nil)
        #expect(throws: SealError.notAuthentic) { try restarted.renewed(old, context: "d") }
        var unknown = new
        unknown[1] = 3
        #expect(throws: SealError.unknownKey("field key version 3")) { try running.open(unknown, context: "c") }
    }

    @Test("an index makes tokens with its newest key and seeks by all, also one that came later")
    func index() throws {
        let folder = TemporaryFolder()
        let keys = try KeyFolder(path: folder.path)
        let running = try keys.blindIndex("index")
        let old = running.token("甲", domain: "d")
        #expect(running.tokens("甲", domain: "d") == [old])
        try keys.rotate("index", .symmetric)
        let restarted = try keys.blindIndex("index")
        let new = restarted.token("甲", domain: "d")
        #expect(new != old)
        #expect(restarted.tokens("甲", domain: "d") == [new, old])
        #expect(running.token("甲", domain: "d") == old)
        #expect(running.tokens("甲", domain: "d") == [old, new])
    }

    @Test("a message is signed by the key whose time it is")
    func scheduled() throws {
        let (one, two, three) = (Ed25519Signer(), Ed25519Signer(), Ed25519Signer())
        for (time, expected) in [(0, one), (99, one), (100, two), (199, two), (200, three)] {
            let signer = ScheduledSigner(first: one, later: [(200, three), (100, two)]) { Int64(time) }
            #expect(signer.keyID == expected.keyID)
            #expect(expected.verifier.verify(try signer.sign([1]), over: [1]))
        }
    }
}
