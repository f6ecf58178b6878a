import Testing

@testable import Seals

@Suite("Message signers") struct MessageSignerTests {
    static func bytes(_ hex: String) throws -> [UInt8] {
        try #require(Hex.decode(hex.filter { !$0.isWhitespace }))
    }

    @Test("Ed25519 gives the signature of RFC 8032 section 7.1 test 3")
    func ed25519Vector() throws {
        let signer = try Ed25519Signer(rawSeed: Self.bytes("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"))
        #expect(Hex.encode(signer.publicKey) == "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025")
        let published = try Self.bytes("""
            6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac
            18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a
            """)
        let verifier = try Ed25519Verifier(publicKey: signer.publicKey)
        #expect(verifier.verify(published, over: [0xAF, 0x82]))
        #expect(!verifier.verify(published, over: [0xAF, 0x83]))
        // The library may add randomness to Ed25519, so its own signature is only checked to verify.
        #expect(verifier.verify(try signer.sign([0xAF, 0x82]), over: [0xAF, 0x82]))
    }

    @Test("SM2 accepts the signature published in GB/T 32918.5-2017 annex A.2")
    func sm2Vector() throws {
        let point = try Self.bytes("""
            04 09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020
            CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13
            """)
        let r = "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
        let s = "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
        let signature = try Self.bytes("3046 022100 \(r) 022100 \(s)")
        let verifier = try SM2Verifier(publicKey: point)
        #expect(verifier.verify(signature, over: Array("message digest".utf8)))
        #expect(!verifier.verify(signature, over: Array("message digesT".utf8)))
        let stranger = try SM2Verifier(publicKey: point, identifier: "ALICE123@YAHOO.COM")
        #expect(!stranger.verify(signature, over: Array("message digest".utf8)))
    }

    @Test("each suite verifies its own signature and nothing else", arguments: ["ed25519", "p256", "sm2"])
    func roundTrip(suite: String) throws {
        let message = Array("登簿".utf8)
        let (signer, verifier, stranger): (any MessageSigner, any MessageVerifier, any MessageVerifier)
        switch suite {
        case "ed25519":
            let own = Ed25519Signer()
            (signer, verifier, stranger) = (own, try Ed25519Verifier(publicKey: own.publicKey), Ed25519Signer().verifier)
        case "p256":
            let own = try P256Signer()
            (signer, verifier, stranger) = (
                try P256Signer(pkcs8: own.pkcs8()), try P256Verifier(publicKey: own.publicKey),
                try P256Verifier(publicKey: P256Signer().publicKey))
        default:
            let own = try SM2Signer()
            (signer, verifier, stranger) = (
                try SM2Signer(pkcs8: own.pkcs8()), try SM2Verifier(publicKey: own.publicKey),
                try SM2Verifier(publicKey: SM2Signer().publicKey))
        }
        let signature = try signer.sign(message)
        #expect(signer.keyID == verifier.keyID)
        #expect(verifier.verify(signature, over: message))
        #expect(!verifier.verify(signature, over: message + [0]))
        #expect(!stranger.verify(signature, over: message))
        #expect(!verifier.verify([], over: message))
        #expect(!verifier.verify(Array(signature.dropLast()), over: message))
        for index in signature.indices {
            var altered = signature
            altered[index] ^= 1
            #expect(!verifier.verify(altered, over: message))
        }
    }

    @Test("keys of the wrong size or curve are refused")
    func wrongKeys() throws {
        #expect(throws: SealError.self) { try Ed25519Signer(rawSeed: [1, 2, 3]) }
        #expect(throws: SealError.self) { try Ed25519Verifier(publicKey: []) }
        #expect(throws: SealError.self) { try P256Verifier(publicKey: [1, 2, 3]) }
        #expect(throws: SealError.malformed("public key: expected EC")) { try P256Verifier(publicKey: SM2Signer().publicKey) }
        #expect(throws: SealError.malformed("private key: expected SM2")) { try SM2Signer(pkcs8: P256Signer().pkcs8()) }
    }

    @Test("one key signs on many threads at once", arguments: ["p256", "sm2"])
    func threads(suite: String) async throws {
        let p256 = try P256Signer()
        let sm2 = try SM2Signer()
        let signer: any MessageSigner = suite == "p256" ? p256 : sm2
        let verifier: any MessageVerifier =
            suite == "p256" ? try P256Verifier(publicKey: p256.publicKey) : try SM2Verifier(publicKey: sm2.publicKey)
        let good = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let message = Array("message \(number)".utf8)
                    return verifier.verify(try signer.sign(message), over: message)
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(good == 200)
    }
}
