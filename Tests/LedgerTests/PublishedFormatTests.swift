import Testing

@testable import Ledger

/// Vectors that reference implementations publish. Data alone, each with its source; their licences are named there.
@Suite("Vectors of reference implementations") struct PublishedFormatTests {
    // golang/mod, BSD-3-Clause: sumdb/tlog/note_test.go (TestFormatTree, TestParseTree).
    private static let goTree = "go.sum database tree\n123456789012\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n"

    @Test("Go's tree of the checksum database is read and written as Go does")
    func goTree() throws {
        let checkpoint = try Checkpoint(text: Self.goTree)
        #expect(checkpoint.origin == "go.sum database tree")
        #expect(checkpoint.size == 123_456_789_012)
        #expect(checkpoint.root == MerkleHash.leaf("hello world".utf8))
        #expect(checkpoint.text == Self.goTree)
        #expect(try Checkpoint(text: Self.goTree + "JOE\n").extensions == ["JOE"])
        for bad in [
            "go.sum database tree\n0xabcdef\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n",
            "go.sum database tree\n123456789012\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBTOOBIG=\n",
            // Go ignores what comes after the third line even if it breaks off; a checkpoint's lines are whole.
            Self.goTree + "JOE",
        ] {
            #expect(throws: LedgerError.self) { try Checkpoint(text: bad) }
        }
        // Another name is another log, for whoever opens it by its key.
        #expect(try Checkpoint(text: "not-" + Self.goTree).origin != checkpoint.origin)
    }

    @Test("A consistency proof of a public Certificate Transparency log verifies, and no altered one does")
    func argon() throws {
        // golang/mod, BSD-3-Clause: sumdb/tlog/testdata/argon2020 (sth.json, consistency.json) and ct_test.go (the older root).
        let proof = try Self.argonProof.map { try #require(Digest32(base64: $0)) }
        let old = try #require(Digest32(base64: "AuIZ5V6sDUj1vn3Y1K85oOaQ7y+FJJKtyRTl1edIKBQ="))
        let new = try #require(Digest32(base64: "dwlueapdd7LaOEnX2W2Wp9v2XE+KzejHRQGHwEx0oaM="))
        try MerkleProof.verifyConsistency(oldSize: 3_654_490, oldRoot: old, newSize: 961_984_013, newRoot: new, proof: proof)
        for place in proof.indices {
            var altered = proof
            altered[place] = Digest32.of(proof[place].bytes)
            #expect(throws: LedgerError.self) {
                try MerkleProof.verifyConsistency(oldSize: 3_654_490, oldRoot: old, newSize: 961_984_013, newRoot: new, proof: altered)
            }
        }
        // Sizes that need other hashes, or the same ones in another order.
        for (from, to) in [(3_654_489, 961_984_013), (3_654_491, 961_984_013), (3_654_490, 461_984_013), (1 << 21, 961_984_013)] {
            #expect(throws: LedgerError.self) { try MerkleProof.verifyConsistency(oldSize: from, oldRoot: old, newSize: to, newRoot: new, proof: proof) }
        }
    }

    @Test(
        "Malformed checkpoints of transparency-dev/formats are refused",
        // Apache-2.0: log/checkpoint_test.go (TestUnmarshalLogState). Its valid ones have roots of other lengths, which no tree of ours has.
        arguments: [
            "Head\n9944\n", "\n9944\ndGhlIHZpZXcgZnJvbSB0aGUgdHJlZSB0b3BzIGlzIGdyZWF0IQ==\n", "Log\n123\nYmFuYW5hcw==",
            "Log\nbananas\ndGhlIHZpZXcgZnJvbSB0aGUgdHJlZSB0b3BzIGlzIGdyZWF0IQ==\n", "Log\n-34\ndGhlIHZpZXcgZnJvbSB0aGUgdHJlZSB0b3BzIGlzIGdyZWF0IQ==\n",
            "Log\n3438945738945739845734895735\ndGhlIHZpZXcgZnJvbSB0aGUgdHJlZSB0b3BzIGlzIGdyZWF0IQ==\n", "Log\n123\nThisIsn'tBase64\n",
            "Log\n123\nYmFuYW5hcw==\n", "Banana\n9944\ndGhlIHZpZXcgZnJvbSB0aGUgdHJlZSB0b3BzIGlzIGdyZWF0IQ==\n",
        ])
    func checkpoints(text: String) {
        #expect(throws: LedgerError.self) { try Checkpoint(text: text) }
    }

    @Test("Proofs of transparency-dev/formats are written and refused alike")
    func proofs() throws {
        // Apache-2.0: proof/tlog_proof_test.go (TestMarshal, TestUnmarshalErrors). Its checkpoints are placeholders; ours is a note.
        let note = try SignedNote(text: CheckpointTests.example).signed(by: CheckpointTests.signer)
        let checkpoint = String(decoding: note.encoded, as: UTF8.self)
        let (one, two) = (Digest32.of("hash1".utf8), Digest32.of("hash2".utf8))
        func text(_ proof: TransparencyProof) -> String { String(decoding: proof.encoded, as: UTF8.self) }
        #expect(
            try text(TransparencyProof(index: 5, hashes: [one, two], checkpoint: note))
                == "c2sp.org/tlog-proof@v1\nindex 5\n\(one.base64)\n\(two.base64)\n\n\(checkpoint)")
        #expect(
            try text(TransparencyProof(extra: Array("extra information".utf8), index: 10, hashes: [one], checkpoint: note))
                == "c2sp.org/tlog-proof@v1\nextra ZXh0cmEgaW5mb3JtYXRpb24=\nindex 10\n\(one.base64)\n\n\(checkpoint)")
        #expect(try text(TransparencyProof(index: 0, hashes: [], checkpoint: note)) == "c2sp.org/tlog-proof@v1\nindex 0\n\n\(checkpoint)")
        let header = "c2sp.org/tlog-proof@v1\n"
        for bad in [
            "wrong-header\nindex 0\n\n", header + "extra !!notbase64!!\nindex 0\n\n", header + "\n\n", header + "index notanumber\n\n",
            header + "index -5\n\n", header + "index 0\n!!notbase64!!\n\n",
            header + "index 0\n\(Base64.encode([UInt8](repeating: 0, count: 64)))\n\n",
            header + "index 0\n\(String(repeating: "a", count: 65 * 1024))\n",
        ] {
            #expect(throws: LedgerError.self, "\(bad.prefix(60))") { try TransparencyProof(parsing: (bad + checkpoint).utf8) }
        }
    }

    @Test("Cosignature keys and times of transparency-dev/formats are read alike")
    func cosignatures() throws {
        // BSD-3-Clause: note/note_cosigv1_test.go (TestCoSigV1NewVerifier, TestCosignatureTimestamp).
        let key = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"
        #expect(try CosignatureVerifier(vkey: key).vkey == key)
        for bad in [
            // A log's key, which that library turns into a witness's: here each key has one purpose.
            "TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6",
            "bananas.sigstore.dev+12344556", "rekor.sigstore.dev+12345678+THIS_IS_NOT_BASE64!", "rekor.sigstore.dev+12345678+AwEB",
            key.replacing("da77ade7", with: "00000000"), key.replacing("da77ade7", with: "NOT_A_NUMBER"),
        ] {
            #expect(throws: LedgerError.self) { try CosignatureVerifier(vkey: bad) }
        }
        func time(_ base64: String) throws -> Int64? {
            CosignatureVerifier.time(of: Array(try #require(Base64.decode(base64.utf8)).dropFirst(4)))
        }
        #expect(try time("ZGhGuQAAAABm/qTPeyKXD+R2rzyQsxPiP8mXum7qq/iF0u4vanlqJyocWODBt97w9uL+8qT7S5gxEHWWOworDcFiEBYJXORmnFBOBA==") == 1_727_964_367)
        #expect(try time("eQjRQm6eSKzFoiYalgwCPXu2y3ijtg68is9M46JKxuZB+dRfTmeQeDBoXnvxZx2ugnkyV+MUMLXpWs1hPb/W/4xkNQY=") == nil)
    }

    @Test("Witness policies of transparency-dev/formats come out alike")
    func policies() throws {
        // Apache-2.0: policy/tlog_policy_test.go (TestUnmarshal, TestUnmarshal_Errors, TestSatisfied) with keys of our own; `log` lines are not read here.
        let witnesses = try (1...3).map { try CosignatureSigner(name: "Wit\($0)", seed: [UInt8](repeating: UInt8($0), count: 32)) }
        let keys = witnesses.map(\.verifier.vkey)
        let nested = try WitnessPolicy(
            text: "witness w1 \(keys[0])\nwitness w2 \(keys[1])\nwitness w3 \(keys[2])\ngroup inner any w2 w3\ngroup outer all w1 inner\nquorum outer\n")
        for (who, enough) in [([0, 1, 2], true), ([0, 2], true), ([0], false), ([1, 2], false), ([], false)] {
            var note = try SignedNote(text: CheckpointTests.example).signed(by: CheckpointTests.signer)
            for index in who { note = try note.adding(witnesses[index].cosign(CheckpointTests.example, at: 42)) }
            #expect(nested.isSatisfied(by: try note.verified(by: [CheckpointTests.signer.verifier] + nested.keys)) == enough, "\(who)")
        }
        let loose = try WitnessPolicy(
            text: "\n# comment\n\t # another comment\n\twitness \t w1  \(keys[0])   https://w1.example.com/  \n\n  quorum\tw1")
        #expect(loose.witnesses.map(\.url) == ["https://w1.example.com/"])
        _ = try WitnessPolicy(text: "witness all \(keys[0])\nwitness any \(keys[1])\ngroup group 2 all any\nquorum group\n")
        let one = "witness w1 \(keys[0])\n"
        let plain = try Ed25519Signer(name: "Wit1", seed: [UInt8](repeating: 1, count: 32)).verifier.vkey
        for bad in [
            "quorum none\n\u{1}", "quorum none\r\n", "quibble w1\nquorum none\n", "witness w1 \(keys[0]) https://w1.example.com/ # comment\nquorum w1\n",
            "witness w1\nquorum none\n", "witness w1 \(plain)\nquorum w1\n", "witness none \(keys[0])\nquorum none\n",
            "\(one)witness w1 \(keys[1])\nquorum w1\n", "\(one)group w1 any w1\nquorum w1\n", "\(one)group g1 1\nquorum w1\n",
            "\(one)group none any w1\nquorum none\n", "\(one)group g1 0 w1\nquorum g1\n", "\(one)group g1 -1 w1\nquorum g1\n",
            "\(one)group g1 2 w1\nquorum g1\n", "\(one)group g1 any w2\nquorum g1\n", "group g1 any w1\n\(one)quorum g1\n",
            "\(one)group g1 any none w1\nquorum g1\n", "\(one)group g1 all w1 w1\nquorum g1\n",
            "\(one)witness w2 \(keys[1])\ngroup g1 any w1 w2\ngroup g2 any w1\nquorum g1\n", one, "\(one)quorum w1\nquorum w1\n", "quorum unknown\n",
            "quorum w1\n\(one)", "quorum\n",
        ] {
            #expect(throws: LedgerError.self, "\(bad)") { try WitnessPolicy(text: bad) }
        }
    }

    private static let argonProof = [
        "80Sfbj6UQEdVSZCSIgh9NMPj3vCBzcc1A48B2crJSWg=", "FZcrgAHUk6nNPviJZq8kEK6jCG1d18pJOFE45ZDc1TQ=", "Q67reWXmPBo1UfmwBap4Xi9PMPfFdUSSw3WGlRZdG7k=",
        "eJ7CyhR4PxzBxDIsWgrVYW1eFUb9ndgf46tFmiqVrxA=", "QrDwp062Grm5WY8KdrhFsBuuNjGzRox2Jb8PmVL5OYw=", "XM4YMjMEdLH/XJam/ZWyaP14k3cmsOtnPsOWQ54lW1s=",
        "SGiBh+jOTGccXU48ZzgQ88lRcBmtB4wz4oSDndv2QTg=", "WAS6txqNLYKGL1GdBdpqmV42TTfn6cJsuDsqLXuTCNI=", "QFmRS0rirUA7ZN3lxFjDncV+E1OCrn3NUB4RCp+5fzc=",
        "Hdbp7It2XBNZmNDBpCN/KPd7vfVqxgzwOosqVIaEA9E=", "mxvHL0ZiblBdD7j7pIa1jlfB0gSqfJ6oX0UGo7L0VsU=", "q5hjyvoW6TL/PThgcitpDcSTrnKX2p1+aqscqH2euRA=",
        "jTOWDqt3IHj2NVFeezyBz2ofpru+ztEywqKUAfFclKI=", "GIRn0w3HqJdvU9j1WVD//eR6lk2AaTVjyzjsJNP8U88=", "x52GJvxG81fnQBrgOTbll1A5tz95/LXK0Ag1NhB0r1I=",
        "6/0OqrcTgc3o5dD5PymmoC96lB9yLPFuTHVvLy8fSGk=", "Gf+iKLfcXO5l4JEFmsZvSdG5q1uEeWPfYLrds6pmjz0=", "DGuaco+McyM3AfRSF6qX7RwSetwe2ieYJmxw5e9rVx0=",
        "2tQJ9V32hnYp+fdpP6TcjmgJmLeNVOMKM0Ml1kk4cNU=", "3PapK+IkyJr8I9yAErAmzuZezzLMzsg+PfeRCgNW8NQ=", "s6xiYeejb+wtqHA+URJZ2I/SCPyIW8coP6aB00FJbMY=",
        "z9lSpmdTcr5M5ZzKlc4EPh3SrSypKFdk6JUF/UccaZU=", "GXIElfmnRuWfbA4z7ubV/UwlpSRUbUeec7oL5HDDnh0=", "pR0SH/NYP6s9+8azWwaeUXA4Ze/3WCIgMfh5YW6wvcE=",
        "f3GuAKYVrF8RBg3s15jvA/YvV9oAliWtzP/imwPhQVA=", "WHn8zDxlVgkV+lSlmzaOdfSBrTHoRr5nT3d76q0KKWE=", "f2uV2ZxVgULzLPKuZcowRY3ZY7fRlX59iDBjV1R8kNQ=",
        "NzQVjJsvQwbi7WStMr9oFkh9VbHfK7LB6o7WwAqwNTs=", "C0LttBeYHZHgL+032JIcJC3CTBIyza/hsbmJUgJfmDI=", "nixU5CWTFVDlF4BGdcU6kA7WSYurEpe9jRWc+F/7sOc=",
    ]
}
