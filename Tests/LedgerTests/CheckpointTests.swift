import Ledger
import Testing

@Suite("Checkpoints")
struct CheckpointTests {
    static let example = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    static let signer = try! Ed25519Signer(name: "dengbu.example/360100", seed: [UInt8](repeating: 3, count: 32))

    @Test("The example of the specification is read and written")
    func example() throws {
        let checkpoint = try Checkpoint(text: Self.example)
        #expect(checkpoint.origin == "example.com/behind-the-sofa")
        #expect(checkpoint.size == 20_852_163)
        #expect(checkpoint.root.base64 == "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
        #expect(checkpoint.extensions.isEmpty)
        #expect(checkpoint.text == Self.example)
    }

    @Test("The signed example of the specification is a note with two signatures")
    func signedExample() throws {
        let text =
            Self.example + """

                — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
                — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==

                """
        let note = try SignedNote(parsing: text.utf8)
        #expect(note.text == Self.example)
        #expect(note.signatures.map(\.name) == ["example.com/behind-the-sofa", "witness.example.com/w1"])
        #expect(note.signatures.map(\.signature.count) == [64, 72])
        #expect(note.encoded == Array(text.utf8))
    }

    @Test("Extension lines are kept")
    func extensions() throws {
        let text = Self.example + "first\nsecond line\n"
        let checkpoint = try Checkpoint(text: text)
        #expect(checkpoint.extensions == ["first", "second line"])
        #expect(checkpoint.text == text)
    }

    @Test("The empty log has one root")
    func emptyLog() throws {
        let checkpoint = try Checkpoint(origin: "a", size: 0, root: MerkleHash.empty)
        #expect(checkpoint.text == "a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")
        #expect(throws: LedgerError.self) { try Checkpoint(origin: "a", size: 0, root: Digest32.of([1])) }
    }

    @Test(
        "Malformed checkpoints are refused",
        arguments: [
            "", "a\n", "a\n1\n", "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
            "\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", "a\n\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
            "a\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", "a\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
            "a\n+1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", "a\n 1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
            "a\n1.0\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", "a\n٣\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
            "a\n9223372036854775808\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
            "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n", "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
            "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n", "a\n1\n\n",
            "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n", "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\nb\n\n",
            "a\n0\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        ])
    func malformed(text: String) {
        #expect(throws: LedgerError.self) { try Checkpoint(text: text) }
    }

    @Test("What isn't a line can't become one")
    func lines() {
        for line in ["", "a\nb", "a\u{0}"] {
            #expect(throws: LedgerError.self) { try Checkpoint(origin: line, size: 1, root: MerkleHash.empty) }
            #expect(throws: LedgerError.self) { try Checkpoint(origin: "a", size: 1, root: MerkleHash.empty, extensions: [line]) }
        }
        #expect(throws: LedgerError.self) { try Checkpoint(origin: "a", size: -1, root: MerkleHash.empty) }
    }

    @Test("A log's checkpoint opens with its key and for its origin alone")
    func open() throws {
        let root = Digest32.of([1, 2, 3])
        let checkpoint = try Checkpoint(origin: Self.signer.name, size: 42, root: root)
        let note = try SignedNote(parsing: checkpoint.signed(by: Self.signer).encoded)
        #expect(try SignedCheckpoint(note, log: Self.signer.verifier).checkpoint == checkpoint)
        #expect(throws: LedgerError.wrongOrigin(expected: "other", found: Self.signer.name)) {
            try SignedCheckpoint(note, origin: "other", log: Self.signer.verifier)
        }
        let other = try Ed25519Signer.generate(name: Self.signer.name)
        #expect(throws: LedgerError.noTrustedSignature) { try SignedCheckpoint(note, log: other.verifier) }
    }

    @Test("A witness alone can't vouch for a checkpoint")
    func witnessOnly() throws {
        let witness = try Ed25519Signer.generate(name: "witness.example")
        let checkpoint = try Checkpoint(origin: Self.signer.name, size: 42, root: Digest32.of([]))
        let cosigned = try checkpoint.signed(by: witness)
        #expect(throws: LedgerError.noTrustedSignature) {
            try SignedCheckpoint(cosigned, log: Self.signer.verifier, witnesses: [witness.verifier])
        }
        let both = try SignedCheckpoint(cosigned.signed(by: Self.signer), log: Self.signer.verifier, witnesses: [witness.verifier])
        #expect(both.note.isSigned(by: witness.verifier))
    }
}
