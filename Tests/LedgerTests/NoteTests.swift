import Ledger
import Testing

/// Vectors of golang.org/x/mod/sumdb/note (note_test.go), which C2SP signed-note generalises.
enum PublishedNotes {
    static let text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    static let peterKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    static let peterSecret = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
    static let peterLine =
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    static let enochKey = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
    static let enochLine =
        "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"

    static func peter() throws -> Ed25519Verifier { try Ed25519Verifier(vkey: peterKey) }
    static func enoch() throws -> Ed25519Verifier { try Ed25519Verifier(vkey: enochKey) }
}

@Suite("Signed notes")
struct NoteTests {
    private func note(_ lines: String) throws -> SignedNote {
        try SignedNote(parsing: (PublishedNotes.text + "\n" + lines).utf8)
    }

    @Test("The example of the C2SP specification verifies")
    func specificationExample() throws {
        let key = try Ed25519Verifier(vkey: "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
        let text = """
            This is an example message.

            — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=

            """
        let note = try SignedNote(parsing: text.utf8)
        #expect(key.keyID == 0x530d_903a)
        #expect(try note.verified(by: [key]).text == "This is an example message.\n")
        #expect(note.encoded == Array(text.utf8))
    }

    @Test("Go's keys are read, written and used as Go does")
    func goKeys() throws {
        let signer = try Ed25519Signer(skey: PublishedNotes.peterSecret)
        #expect(signer.verifier.vkey == PublishedNotes.peterKey)
        #expect(signer.skey == PublishedNotes.peterSecret)
        #expect(signer.keyID == 0xc74f_20a3)
        let note = try SignedNote(text: PublishedNotes.text).signed(by: signer)
        #expect(try note.verified(by: [PublishedNotes.peter()]).text == PublishedNotes.text)
        #if !canImport(CryptoKit)  // whose Ed25519 signatures are randomised
            #expect(String(decoding: note.encoded, as: UTF8.self) == PublishedNotes.text + "\n" + PublishedNotes.peterLine)
        #endif
    }

    @Test("Signatures of unknown keys are ignored, those of known ones verified")
    func open() throws {
        let both = try note(PublishedNotes.peterLine + PublishedNotes.enochLine)
        let peter = try both.verified(by: [PublishedNotes.peter()])
        #expect(peter.verified.map(\.name) == ["PeterNeumann"])
        #expect(peter.unverified.map(\.name) == ["EnochRoot"])
        #expect(try peter.isSigned(by: PublishedNotes.peter()))
        #expect(try !peter.isSigned(by: PublishedNotes.enoch()))
        let everybody = try both.verified(by: [PublishedNotes.peter(), PublishedNotes.enoch()])
        #expect(everybody.verified.map(\.keyID) == [0xc74f_20a3, 0xaf0c_fe78])
        #expect(everybody.unverified.isEmpty)
        #expect(throws: LedgerError.noTrustedSignature) { try both.verified(by: []) }
        #expect(throws: LedgerError.noTrustedSignature) {
            try note(PublishedNotes.peterLine).verified(by: [PublishedNotes.enoch()])
        }
    }

    @Test("A wrong signature of a known key spoils the note, of an unknown one it doesn't")
    func badSignature() throws {
        let bad = PublishedNotes.enochLine.replacing("rwz+eBzm", with: "rwz+eBzn")
        let note = try note(PublishedNotes.peterLine + bad)
        #expect(try note.verified(by: [PublishedNotes.peter()]).text == PublishedNotes.text)
        #expect(throws: LedgerError.badSignature(name: "EnochRoot", id: 0xaf0c_fe78)) {
            try note.verified(by: [PublishedNotes.peter(), PublishedNotes.enoch()])
        }
    }

    @Test("The same name with another ID, or the other way round, is another key")
    func nameAndID() throws {
        let renamed = PublishedNotes.peterLine.replacing("PeterNeumann", with: "CarmenSandiego")
        let other = PublishedNotes.peterLine.replacing("x08go", with: "xxxxx")
        for line in [renamed, other] {
            #expect(throws: LedgerError.noTrustedSignature) { try note(line).verified(by: [PublishedNotes.peter()]) }
        }
    }

    @Test("Repeated signatures count once, ambiguous keys are refused only where it matters")
    func repeated() throws {
        let twice = try note(PublishedNotes.peterLine + PublishedNotes.peterLine + PublishedNotes.enochLine + PublishedNotes.enochLine)
            .verified(by: [PublishedNotes.peter()])
        #expect(twice.verified.count == 1)
        #expect(twice.unverified.count == 1)
        let (peter, enoch) = (try PublishedNotes.peter(), try PublishedNotes.enoch())
        #expect(throws: LedgerError.ambiguousKey(name: "EnochRoot", id: 0xaf0c_fe78)) {
            try note(PublishedNotes.enochLine).verified(by: [enoch, peter, enoch])
        }
        _ = try note(PublishedNotes.peterLine).verified(by: [enoch, peter, enoch])
    }

    @Test("Sixteen signatures are accepted, and up to a hundred; more are not")
    func manySignatures() throws {
        func lines(_ count: Int) -> String { String(repeating: PublishedNotes.enochLine, count: count - 1) + PublishedNotes.peterLine }
        for count in [16, 100] {
            _ = try note(lines(count)).verified(by: [PublishedNotes.peter()])
        }
        #expect(throws: LedgerError.self) { try note(lines(101)) }
        #expect(throws: LedgerError.self) {
            try SignedNote(parsing: (String(repeating: "x", count: SignedNote.longest) + "\n\n" + PublishedNotes.peterLine).utf8)
        }
    }

    @Test("Text with empty lines is split at the last one")
    func emptyLines() throws {
        let signer = try Ed25519Signer(name: "a.example/log", seed: [UInt8](repeating: 7, count: 32))
        for text in ["\n", "a\n", "a\n\nb\n", "a\n\n", "\n\n\n", "— not a signature\n\n— x\n", "登簿\n"] {
            let note = try SignedNote(text: text).signed(by: signer)
            let read = try SignedNote(parsing: note.encoded)
            #expect(read.text == text)
            #expect(try read.verified(by: [signer.verifier]).text == text)
        }
    }

    /// TEXT, LINE and SIG stand for the published note's text, its signature line, and the base64 in it.
    @Test(
        "Malformed notes are refused",
        arguments: [
            "", "\n\n", "TEXT", "TEXT\n", "TEXTLINE", "TEXT\r\nLINE", "\u{1}TEXT\nLINE", "tab\t\n\nLINE",
            "TEXT\nLINEUnexpected line.\n", "TEXT\nLINE\n", "TEXT\n— PeterNeumann SIG",
            "TEXT\n— Bad Name SIG\n", "TEXT\n— Bad+Name SIG\n", "TEXT\n— Bad\u{3000}Name SIG\n", "TEXT\n—  SIG\n",
            "TEXT\n- PeterNeumann SIG\n", "TEXT\n—PeterNeumann SIG\n", "TEXT\n— PeterNeumann SIG \n",
            "TEXT\n— PeterNeumann x08go/Z=\n", "TEXT\n— PeterNeumann x08gow==\n", "TEXT\n— PeterNeumann \n",
            "TEXT\n— PeterNeumann\n",
        ])
    func malformed(pattern: String) throws {
        let signature = try #require(PublishedNotes.peterLine.dropLast().split(separator: " ").last)
        let text = pattern.replacing("TEXT", with: PublishedNotes.text).replacing("LINE", with: PublishedNotes.peterLine)
            .replacing("SIG", with: signature)
        #expect(throws: LedgerError.self) { try SignedNote(parsing: text.utf8) }
    }

    @Test("Bytes that aren't UTF-8 are refused")
    func notUnicode() {
        #expect(throws: LedgerError.malformedNote("not UTF-8")) {
            try SignedNote(parsing: [0xff] + Array((PublishedNotes.text + "\n" + PublishedNotes.peterLine).utf8))
        }
    }

    @Test("A text that can't be signed is refused")
    func unsignable() {
        for text in ["", "abc", "a\tb\n", "a\u{0}\n"] {
            #expect(throws: LedgerError.self) { try SignedNote(text: text) }
        }
    }

    @Test("Signing again with the same key replaces its signature")
    func resigned() throws {
        let a = try Ed25519Signer(name: "a", seed: [UInt8](repeating: 1, count: 32))
        let b = try Ed25519Signer(name: "b", seed: [UInt8](repeating: 2, count: 32))
        let bogus = NoteSignature(name: "a", keyID: a.keyID, signature: [1, 2, 3])
        let note = try SignedNote(text: "x\n").adding(bogus).signed(by: b).signed(by: a)
        #expect(note.signatures.map(\.name) == ["b", "a"])
        #expect(try note.verified(by: [a.verifier, b.verifier]).verified.count == 2)
        #expect(throws: LedgerError.self) { try note.adding(NoteSignature(name: "a b", keyID: 1, signature: [1])) }
        #expect(throws: LedgerError.self) { try note.adding(NoteSignature(name: "c", keyID: 1, signature: [])) }
    }

    @Test("Names that merely look alike are different keys")
    func lookalikes() throws {
        let composed = try Ed25519Signer(name: "caf\u{e9}", seed: [UInt8](repeating: 1, count: 32))
        let decomposed = try Ed25519Verifier(name: "cafe\u{301}", publicKey: composed.verifier.publicKey)
        #expect(composed.name == decomposed.name, "Swift's own comparison would confuse them")
        #expect(composed.keyID != decomposed.keyID)
        let note = try SignedNote(text: "x\n").signed(by: composed)
        #expect(throws: LedgerError.noTrustedSignature) { try note.verified(by: [decomposed]) }
    }

    @Test("No mangled key is accepted")
    func mangledKeys() {
        func mangled(_ key: String, _ refuses: (String) -> Void) {
            let bytes = Array(key.utf8)
            for start in stride(from: 0, through: bytes.count, by: 3) {
                for end in start...bytes.count where start > 0 || end < bytes.count {
                    refuses(String(decoding: bytes[start..<end], as: UTF8.self))
                }
            }
            for index in bytes.indices {
                var other = bytes
                other[index] += 1
                refuses(String(decoding: other, as: UTF8.self))
            }
        }
        mangled(PublishedNotes.peterKey) { key in
            #expect(throws: LedgerError.self) { try Ed25519Verifier(vkey: key) }
        }
        mangled(PublishedNotes.peterSecret) { key in
            #expect(throws: LedgerError.self) { try Ed25519Signer(skey: key) }
        }
        for key in [
            "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
            "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        ] {
            #expect(throws: LedgerError.self) { try Ed25519Verifier(vkey: key) }
        }
    }

    @Test("New keys differ, sign, and don't print their secret")
    func generated() throws {
        let a = try Ed25519Signer.generate(name: "dengbu.example/360100")
        let b = try Ed25519Signer.generate(name: "dengbu.example/360100")
        #expect(a.verifier != b.verifier)
        #expect(try Ed25519Signer(skey: a.skey).verifier == a.verifier)
        #expect(try Ed25519Verifier(vkey: a.verifier.vkey) == a.verifier)
        // PRIVATE+KEY+name+id+key: a "+" in the key itself is base64's, not a separator.
        let secret = try #require(a.skey.split(separator: "+", maxSplits: 4).last)
        #expect(secret.count == 44)
        var dumped = ""
        dump(a, to: &dumped)
        for text in ["\(a)", String(reflecting: a), dumped] { #expect(!text.contains(secret)) }
        #expect(throws: LedgerError.self) { try Ed25519Signer(name: "a", seed: [1, 2, 3]) }
        #expect(throws: LedgerError.self) { try Ed25519Signer.generate(name: "a b") }
    }
}
