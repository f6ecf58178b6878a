import Testing

@testable import Seals

@Suite("Sign-in secrets") struct SignInTests {
    @Test("scrypt gives the keys of RFC 7914 section 12")
    func scrypt() throws {
        let first = try Scrypt.derive([], salt: [], cost: PasswordCost(logN: 4, blockSize: 1, parallelism: 1), count: 64)
        #expect(Hex.encode(first).hasPrefix("77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"))
        let second = try Scrypt.derive(
            Array("password".utf8), salt: Array("NaCl".utf8), cost: PasswordCost(logN: 10, blockSize: 8, parallelism: 16), count: 64)
        #expect(Hex.encode(second).hasPrefix("fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"))
    }

    @Test("a password verifies against its own string only")
    func password() throws {
        let stored = try PasswordHash.make("正确的密码 1", cost: .cheapest)
        #expect(stored.hasPrefix("$scrypt$ln=4,r=8,p=1$"))
        #expect(try PasswordHash.verify("正确的密码 1", against: stored))
        #expect(try !PasswordHash.verify("正确的密码 2", against: stored))
        #expect(try !PasswordHash.verify("", against: stored))
        #expect(try PasswordHash.make("正确的密码 1", cost: .cheapest) != stored)
        #expect(try PasswordHash.isOutdated(stored))
        #expect(try !PasswordHash.isOutdated(stored, cost: .cheapest))
    }

    @Test("a damaged or greedy password string is an error, not a wrong password", arguments: [
        "", "x", "$scrypt$ln=4,r=8,p=1$AAAA", "$bcrypt$ln=4,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=30,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA", "$scrypt$ln=4$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=-1,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
    ])
    func damaged(stored: String) {
        #expect(throws: SealError.self) { try PasswordHash.verify("x", against: stored) }
    }

    @Test("one-time codes are those of RFC 6238 appendix B", arguments: [
        (59, "94287082", "46119246", "90693936"), (1_111_111_109, "07081804", "68084774", "25091201"),
        (20_000_000_000, "65353130", "77737706", "47863826"),
    ] as [(Int64, String, String, String)])
    func totp(seconds: Int64, sha1: String, sha256: String, sha512: String) throws {
        func secret(_ count: Int) -> [UInt8] { Array(String(repeating: "1234567890", count: 7).utf8.prefix(count)) }
        #expect(try TOTP(secret: secret(20), digits: 8).code(at: seconds) == sha1)
        #expect(try TOTP(secret: secret(32), digits: 8, digest: .sha256).code(at: seconds) == sha256)
        #expect(try TOTP(secret: secret(64), digits: 8, digest: .sha512).code(at: seconds) == sha512)
    }

    @Test("a code is good for its neighbours in time, and only once")
    func window() throws {
        let totp = try TOTP(secret: TOTP.generateSecret())
        let code = totp.code(at: 1_000_000)
        let step = try #require(totp.verify(code, at: 1_000_000))
        #expect(totp.verify(code, at: 1_000_030) == step)
        #expect(totp.verify(code, at: 1_000_000 + 90) == nil)
        #expect(totp.verify(code, at: 1_000_000, after: step) == nil)
        #expect(totp.verify("", at: 1_000_000) == nil)
    }

    @Test("base 32 agrees with RFC 4648 section 10", arguments: [
        ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI"),
    ])
    func base32(plain: String, text: String) {
        #expect(Base32.encode(Array(plain.utf8)) == text)
        #expect(Base32.decode(text.lowercased()) == Array(plain.utf8))
    }

    @Test("the provisioning address escapes what an authenticator would misread")
    func provisioning() throws {
        let uri = try TOTP(secret: Array("12345678901234567890".utf8)).provisioningURI(issuer: "登簿", account: "li@reg/1")
        #expect(uri.hasPrefix("otpauth://totp/%E7%99%BB%E7%B0%BF:li%40reg%2F1?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&"))
    }

    @Test("random bytes have the length asked for and do not repeat", arguments: [0, 1, 7, 8, 9, 32, 100])
    func random(count: Int) {
        #expect(randomBytes(count).count == count)
        if count > 7 { #expect(randomBytes(count) != randomBytes(count)) }
    }

    @Test("comparison in constant time compares")
    func constantTime() {
        #expect(equalInConstantTime([], []))
        #expect(equalInConstantTime([1, 2], [1, 2]))
        #expect(!equalInConstantTime([1, 2], [1, 3]))
        #expect(!equalInConstantTime([1], [1, 0]))
    }
}
