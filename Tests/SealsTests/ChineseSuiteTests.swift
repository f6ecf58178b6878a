import Testing

@testable import Seals

@Suite("SM3 and SM4") struct ChineseSuiteTests {
    @Test("SM3 gives the digests of GB/T 32905-2016 annex A")
    func sm3() throws {
        #expect(Hex.encode(try Digests.sm3(Array("abc".utf8))) == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0")
        let long = Array(String(repeating: "abcd", count: 16).utf8)
        #expect(Hex.encode(try Digests.sm3(long)) == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732")
    }

    @Test("SM4 in counter mode gives the ciphertext of draft-ribose-cfrg-sm4 A.2.5.1")
    func sm4() throws {
        let key = try #require(Hex.decode("0123456789abcdeffedcba9876543210"))
        let counter = try #require(Hex.decode("000102030405060708090a0b0c0d0e0f"))
        let plain = try #require(
            Hex.decode("aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccddddddddddddddddeeeeeeeeeeeeeeeeffffffffffffffffaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbb"))
        let cipher = try SM4Cipher.counterMode(plain, key: key, counter: counter)
        #expect(
            Hex.encode(cipher)
                == "ac3236cb970cc20791364c395a1342d1a3cbc1878c6f30cd074cce385cdd70c7f234bc0e24c11980fd1286310ce37b926e02fcd0faa0baf38b2933851d824514")
        #expect(try SM4Cipher.counterMode(cipher, key: key, counter: counter) == plain)
    }

    @Test("HMAC-SM3 gives the codes that OpenSSL's command gives, for short, block-long and long keys", arguments: [
        (16, "83fd35b3ff6211428a38c070431ad42c23a86eaca25a5ea81a1ded4704a12c7c"), (64, "14ccadbee92a9be279c849b7359fafac65a9f04b156fa8723a72700e506927d5"), (100, "efa0b8554e9475092d2f978d8855627a45325381b7f478f6e164faa04fd5c844"),
    ])
    func hmac(length: UInt8, code: String) throws {
        #expect(Hex.encode(try SM3.hmac(Array("abc".utf8), key: Array(0..<length))) == code)
    }
}
