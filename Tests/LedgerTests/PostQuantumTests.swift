import Testing

@testable import Ledger

/// ML-DSA-44 in witnesses' cosignatures, against what others have published.
@Suite("Cosignatures that quantum computers don't forge") struct PostQuantumTests {
    private static func bytes(_ hexadecimal: String) -> [UInt8] { Hexadecimal.decode(hexadecimal.utf8) ?? [] }

    private static let tax = try! CosignatureSigner(name: "witness.example/tax", seed: [UInt8](repeating: 5, count: 32), algorithm: .mldsa44)

    @Test("keys follow from the seeds of the published known answers")
    func keys() throws {
        // kat_MLDSA_44_det_pure.rsp of post-quantum-cryptography/KAT, counts 0 to 19: xi, and SHA-256 over the public keys one after the other.
        let keys = try Self.seeds.flatMap { try #require(MLDSA44.publicKey(seed: Self.bytes($0))) }
        #expect(keys.count == Self.seeds.count * 1_312)
        #expect(Digest32.of(keys).hex == "c200e771529a29a76c8bbbd27af467ba3d56c2e01d233ca71f776d449a574c74")
        #expect(MLDSA44.publicKey(seed: [1, 2, 3]) == nil)
    }

    @Test("the published note of another implementation verifies, and with no byte altered")
    func published() throws {
        // FiloSottile/torchwood, cmd/litewitness/testdata/mldsa.txt (seed, ID of the key, checkpoint and its signature).
        let name = "example.com/mldsa-log"
        let seed = Self.bytes("2886adc2b0eabfce67c0472939127998bf886cf256bfee8ba76a253fce1146e0")
        let key = try CosignatureSigner(name: name, seed: seed, algorithm: .mldsa44).verifier
        #expect(key.keyID == 0xb5df_45c5)
        #expect(try CosignatureVerifier(vkey: key.vkey) == key)
        let text = "\(name)\n1\n+zoErtsZtGO6sfiSV/v4UJSIyowisE8hvjw0q5+bD38=\n"
        let note = try SignedNote(parsing: Array("\(text)\n— \(name) \(Self.publishedSignature)\n".utf8))
        #expect(try note.verified(by: [key]).isSigned(by: key))
        let signature = try #require(note.signatures.first).signature
        #expect(CosignatureVerifier.time(of: signature) == 0)
        for index in stride(from: 0, to: signature.count, by: 61) {
            var altered = signature
            altered[index] ^= 1
            #expect(!key.accepts(altered, of: Array(text.utf8)), "byte \(index)")
        }
        for other in [text.replacing("\n1\n", with: "\n2\n"), text.replacing("mldsa-log", with: "mldsa-lag"), text.replacing("+zo", with: "+zp"), "x\n", "\n"] {
            #expect(!key.accepts(signature, of: Array(other.utf8)))
        }
        // The name is signed too: the same key under another name is another witness.
        let elsewhere = try CosignatureVerifier(name: "example.com/other", publicKey: key.publicKey, algorithm: .mldsa44)
        #expect(!elsewhere.accepts(signature, of: Array(text.utf8)))
    }

    @Test("the signed message is laid out as the specification has it")
    func message() throws {
        let text = "example.com/log\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\nfurther line\n"
        let root = try #require(Digest32(base64: "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")).bytes
        let message = try CosignedMessage.bytes(Array(text.utf8), by: "w.example/1", .mldsa44, at: 1_679_315_147)
        // label ‖ cosigner_name ‖ timestamp ‖ log_origin ‖ start ‖ end ‖ hash, RFC 8446 presentation.
        let expected = "737562747265652f76310a00" + "0b772e6578616d706c652f31" + "000000006418" + "50cb" + "0f6578616d706c652e636f6d2f6c6f67" + "0000000000000000"
            + "00000000013e2dc3"
        #expect(message == Self.bytes(expected) + root)
        let long = String(repeating: "o", count: 256)
        #expect(throws: LedgerError.self) {
            try CosignedMessage.bytes(Array(text.replacing("example.com/log", with: long).utf8), by: "w", .mldsa44, at: 0)
        }
        #expect(throws: LedgerError.self) { try CosignatureSigner(name: long, seed: Self.tax.verifier.publicKey.prefix(32).map(\.self), algorithm: .mldsa44) }
    }

    @Test("a cosignature verifies for its text and its time, whichever random bytes it was made with")
    func cosignature() throws {
        let text = Array(CheckpointTests.example.utf8)
        let lines = try (1...3).map { _ in try Self.tax.cosign(CheckpointTests.example, at: 1_679_315_147) }
        #expect(Set(lines.map(\.signature)).count == 3)
        let key = try CosignatureVerifier(vkey: Self.tax.verifier.vkey)
        for line in lines {
            #expect(key.accepts(line.signature, of: text))
            #expect(CosignatureVerifier.time(of: line.signature) == 1_679_315_147)
            var later = line.signature
            later[7] ^= 1
            #expect(!key.accepts(later, of: text))
            #expect(!key.accepts(Array(line.signature.dropLast()), of: text))
            #expect(!key.accepts(line.signature + [0], of: text))
        }
        #expect(try CosignatureLines.parse(CosignatureLines.encode(lines), under: CheckpointTests.example) == lines)
        for wrong in [[], [0x06], [0x06] + [UInt8](repeating: 1, count: 1_311), [0x06] + [UInt8](repeating: 1, count: 32), [0x07] + key.publicKey] {
            let vkey = NoteKey.text(name: key.name, id: KeyName.id(name: key.name, typeAndKey: wrong), typeAndKey: wrong)
            #expect(throws: LedgerError.self) { try CosignatureVerifier(vkey: vkey) }
        }
    }

    @Test("further lines of a checkpoint are not cosigned, and a policy that asks for them says so")
    func furtherLines() throws {
        let housing = WitnessTests.witness
        let root = Digest32.of([1])
        let checkpoint = try Checkpoint(origin: CheckpointTests.signer.name, size: 9, root: root, mapRoot: Digest32.of([2]))
        let other = try Checkpoint(origin: checkpoint.origin, size: 9, root: root, mapRoot: Digest32.of([3]))
        let line = try Self.tax.cosign(checkpoint.text, at: 5)
        // So says the specification.
        #expect(Self.tax.verifier.accepts(line.signature, of: Array(other.text.utf8)))
        let note = try checkpoint.signed(by: CheckpointTests.signer).adding(line)
        let both = "witness h \(housing.verifier.vkey)\nwitness t \(Self.tax.verifier.vkey)\n"
        for (rule, tree, whole) in [("quorum t", true, false), ("group any any h t\nquorum any", true, false), ("group all all h t\nquorum all", false, false)] {
            let policy = try WitnessPolicy(text: both + rule)
            let verified = try note.verified(by: [CheckpointTests.signer.verifier] + policy.keys)
            #expect(policy.isSatisfied(by: verified) == tree, "\(rule)")
            #expect(policy.isSatisfied(by: verified, over: .wholeText) == whole, "\(rule)")
            let full = try note.adding(housing.cosign(checkpoint.text, at: 5)).verified(by: [CheckpointTests.signer.verifier] + policy.keys)
            #expect(policy.isSatisfied(by: full))
            #expect(policy.isSatisfied(by: full, over: .wholeText) == rule.contains("any"), "\(rule)")
        }
    }

    private static let seeds = [
        "f696484048ec21f96cf50a56d0759c448f3779752f0383d37449690694cf7a68",
        "6de62e3465a55c9c78a07d265be8540b3e58b0801a124d07ff12b438d5202ea0",
        "1eaae6bb91b27cd748c402c4111140d5a942cf3c95ff7977f88d2ef515bb26d0",
        "b585d4eb01085111a172a87688d0032e3381a9e9a35fdd6ef2f8aeb3b40eb5ce",
        "a9f93c7b791356b66afcceb745a548c7f6b185e4f45ec1ff1a22acdd96e7a6d8",
        "85da83b47129711a63c2c2f6a5bcb701237b2b0b66814eec9fcc1c560992a596",
        "f7ecfc9143ee45e44f5e98fd9ca1455340ec5db4fb098534365ebbfbcc57d34d",
        "daa360ecbb51bcb33f5d36f92fffe77c2de7ed43d281dcb5fd68cfa0ce19df2e",
        "ad10ad3409a90c4b24ab0da526f289209abcb1f05c86c7e4437a144c91e1c867",
        "793871afccb50f4035b9788c7292b717939aa28f5094d99ee262047b15e42deb",
        "edb1483bd9db934a5c0970c76e96adac58c2786f5525cce741206154222b1bad",
        "ec5fd75f942b76a278c3f4df4c25b0dd5db712a253cc8b9c22287befafbeb625",
        "d7d36e715a22643c528cf3a3cad550bba9e654fa57cf51c399ea8a798b4b96dd",
        "4ac505b3e43fe6873553b2e8733d8a4b2864f14209569a40c5c3976505df4181",
        "10b4460163151b79f3c4319df45fce1ba28c3c0f3f0a4c6a8a6389545cf97f48",
        "57e98d628a9b7dabfab07e8f9ed32ac0b843443f217735522a1ba579eaacb099",
        "b3bd94bb5be1188e0fbed4a41d5afdae43f2fa2df384b1b3fc00b1baf25c8606",
        "39635691869963e18bf3ddd1f88cf32aa86bed489df9749fd50edd1fe41c78a1",
        "dc09f55bf6ca09e3aefd34305dd8b17996b414b4118215d50ad7753613cb849b",
        "b8d1f2121121617b73b8f6c1a5a63a53edc3a682980d8103a18f26a7094b77d7",
    ]

    private static let publishedSignature =
        "td9FxQAAAAAAAAAAkjFvCxC6244QGemHL0hurmk5M3Hj6noQQtBM1TiwnC1lFmT+t+cUG9W0ENlRQtV20lJFLKCzoJ08ulQEkfiVueKHeMyURh97Iup0R9d41Monv472jkyfDoX3ILyX"
        + "/kEOuSV4Ed2tU4VmtDSbP0rofMWAbKJRMnzCpNIT5xMe3tRbWLVTvAtnX9OB4UMKL1dvGS/uuhqW9Ddjik2D8veitBvk3TbQcT8fanSyZqCbDZ5zzw5JS3Gu5oD1zK7z+KiyqbzKUhgl"
        + "ESs7YXFbeU0E03FrXdAPYS6GAuZtBWTJp4DEm4rL+NqU6Xp0n2ehhqd1rFAJUAcsE5CFakQdlmKkkzVMy3VZYll5ptS0amlYfGqX6/N9bJAYdAoWWpdgCep5eXCutQcTQXc69UocKT99"
        + "/vholeAP1097GfS+hNL2ndNS2ieMnj8XLD1LCHVoBjKZUIObB0lx3leGRe9VjYgTRAY2WlE+K32b6Iz1rKzzDD8YBNQdkHgdx44uPOU3I+8szYS6NzQ2Z0QlqAtz0j9vZu9yEUUxCEOR"
        + "AiMAHLtV5oWZ/RvSE7qq5B0b8WrHGPGoR/qUNK4ECmlIe/SRo6M7yRrPs3das3ox1bkC3f92c98ewHLeQtLwwsqQJny6rlYaiaiPMxgdT2CVcJEcKOfaK8pdy2fucBDxHrQitpGkeLJL"
        + "mWk6LLxR/Ut6s6xNyyKSuZlVslS40n9MJ837uMmJFyecKPliwAj8HzTWQywSkMpEQfJyr4i2Kfa2paOZ4izmotRTfdvbFWlWFwuGLWOQ0X/pKaExpdNDwqahAwbfGkw/iHbsV7ZIlNIu"
        + "SNs2ccQvnjM8xqkT6sYYVxYiHpmk5sOwGsdeiMdwQqn7Q/Lz+uc3F6k/r0Ox7MJTX6fPhFdhe8RJg/77USR/MIGiT4YZHV+XgrtbV0jvMEgB4yEOircsScaBmLv18tTn1GiGlzFjK/s7"
        + "gOzjk70jf1qCZ1MNgDAPstd/5sXdwYON0FnA5zPUp9yMkq1/wZq+DuePQDT6nj8zgFrkrvl8s7nibKKaL2bKcje5YP3CFcXLZoESZnC3BJkV85VqXlAKl+dctM3vNfMVrqk3/boBARw2"
        + "7mdKLsysIREkWR4caByW0csjL3Js9tn1hB0yf6hIGo8mvPIUjPIXn1rFSSKWkQlq15wu2gwEo9FdVF5beMdF4LVwuO9PZ1Y4oXuRE2pIzMWq/jEzHAZ7GucP7yzU78X767ucrwO/AXjM"
        + "lLUsLLFZaQcHHBsrQJLpy5w1Jn/L7XFyR2g0lBOdT+lSOhx7j33oIlzxmqdR47ovtkg+LJpbAJG7n/JiQ/h/xffe3VdqSsrB8S4ltKz+rq51swoZ59zmRzWaoNkyWX0eu0E7y6EfpfrK"
        + "Emr0H+fYtVnJvCznWFKzbv7oDXKC0pOyKZsNctvFwhSGEEURCs1G+4IrAEWG2Y231thQ8HdMvaMcm+ocvBGhZjmE7bXFkdiJ7S09csFjljFDGCiGRiU+flxkyiqpa1DDgeFRWOEyNAdM"
        + "eY2iQMTJU9ApqNVrPpjGbg7kL0HrfKCQM236d16DKfXIiUmZw/NONKnrliAIs6/WSzKdW/JUyTLiKfPV1ItODmw5eNz7lV36dR8g3us/bpWp4OaDIInrLxYZRfkLHLvXGGg5ogY2k/FM"
        + "no/3UBbS0QfstK+ByB/pFVYCHWgDjctwpOHaqAAXAiWHAUh1KOpXBMv8qndpzhsYhvKbrL371aBST0e3iPW/K4x+kFfgdeClsftS9RnE8KDCf4Uz+9QMP9sxj4+ZACztE19eBVaSvCqv"
        + "54wO6n5248UzbqPXzA1dweKQziw/FnPWC7qMrcs3jDi6PBPhpruk1xBy08MQg58l4YzuXrPm5gAyiUAyfNszvhTotaU02oljhvg24CycDo/2PvQY7sBmisIsVVeHssiRxg23CMgWHaPM"
        + "Dn6OM+IhF2xaAqJOjfnsFBWlvMg8LxsrBnOQ1YABVLLtMvCSaIvgBjPt8XtLn9gZ0HL9OvGsR3efWHTR5p4nZyuHH2Nm8F3nWKVkEI4p4H6Yo5O0hkzCi1ZB7QT3uEIeR0Hq3g/bLTzm"
        + "m6XzsjWSmQ8CtPapmXX476QT44wU0CWJ096SqUGUq2ZCDg3kFkV0BuKPIfLCt4sYK9bjj8UZCqkhyHbVm2x+HQwk8mNnDbUd7PK89riPjA33KX0Sw32RE0uKtB0sC8m7t028aEupsRx5"
        + "6/M0jBgeYmEHuRrXpW9nuOkQPTBaHdmYBHNkzTF2arPzZK3diFuhKPvmSQh2CN6g8r0p3EN+dmps1fIUfHM6emkEuaod+ZG83vyJsyd5B2oPMTVP12z8VJtDRAYfA5bRj+HEw2aD4f23"
        + "u/Zq3PHk2C9T5LTAu28WCuO/EpXGSIkq1/hRpyE0qhJSnPN9/iE74PoU1OgjGBv6uSUsNhNZJeMe2W23s8EAyStB5+u83IBgUctrGwXzNdoC9LY1p+kNFSAZXIggNB3alVzoS+D9rcCY"
        + "TUAafpkdwLaYq5/w0wRchljkG61rl+gZCiwtqZv3SHVxO7kRTAzfHsGDB1yc/9Sz++IMGyFHYvuqtclhpHPPToFByaVl687b1P4t2i/U4fWPZ4BBhN5Q7HGTxubspw1GY2MjBYU5OXvE"
        + "Ju9aWeibkM/fg6QrxPRYNsJBNJQRywMjYHj6AefrZeGXGxSNgS50kCNBvV7XTli/17y3MFgR4WfNmBK3BqKb87v3DBMVnLHcqvw1ZVjFPv91q0XYaDdVFHqOnS4Fh5nfwh1qfuvKrUZl"
        + "wFPcwW+pG4YDyjx90MTFugpQ6KfEusmUhB5Dqr79nYWbOhW3e0PCEZtxmVrH9EtCHEgO6wnkWjPke6XULARu0ECF1gZvQczEjKfzxCt6Rknz+27lXyzgzRyHWxr0kB/pFty+8IebrDfI"
        + "W9757d+1QLonDTmkLQiirF0ygsgQALmk1KljcHD/qiAZPHh5YX+Q2VdDfIfGeMXmCg3nX5r5DINcx47fNHtgWeGn8MjF8Hnff6x+ZU/7YqcBrDOvGqn46FBvuRY0+mWkRo576207vQR/"
        + "023owl7pXZ5p/75V5yDkTZWDtXsfKjpypcxrWIBsg5GC25nZdjQQGBtFUF1pfn+xvunq9AEIFidYY2Vyc3mYw8TW7PkVKis5PENhdbfJHDtIdIiQsLe+1Nr+/wAAAAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAA4eKDU="
}
