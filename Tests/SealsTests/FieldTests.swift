import Testing

@testable import Seals

@Suite("Stored fields") struct FieldTests {
    let key = [UInt8](repeating: 7, count: 32)

    @Test("what was sealed opens in its context only", arguments: CipherSuite.allCases)
    func context(suite: CipherSuite) throws {
        let cipher = try FieldCipher(keys: [1: key], current: 1, suite: suite)
        for text in ["", "36010219800101001X", "名字 👩‍👩‍👧 \u{0} \u{202E}", String(repeating: "长", count: 5000)] {
            let sealed = try cipher.seal(text, context: "party.identifier")
            #expect(try cipher.open(sealed, context: "party.identifier") == text)
            #expect(throws: SealError.notAuthentic) { try cipher.open(sealed, context: "party.phone") }
            #expect(try cipher.seal(text, context: "party.identifier") != sealed)
        }
    }

    @Test("what was stored at any time opens: AES-256-GCM over suite, key version and context")
    func format() throws {
        let stored = Hex.decode("0101000102030405060708090a0bfd116495b09e63adf9ce2b1b0526cb68c33db5afb604")
        let cipher = try FieldCipher(keys: [1: key], current: 1)
        #expect(try cipher.open(#require(stored), context: "party.identifier") == "名字")
    }

    @Test("many threads open and seal with one cipher at the same time")
    func atOnce() async throws {
        let cipher = try FieldCipher(keys: [1: key], current: 1)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<16 {
                group.addTask {
                    for round in 0..<50 {
                        let text = String(repeating: "字\(number)", count: round)
                        let sealed = try cipher.seal(text, context: "c\(number)")
                        guard try cipher.open(sealed, context: "c\(number)") == text else { return false }
                        // What doesn't open leaves nothing behind for the next.
                        guard (try? cipher.open(sealed, context: "d")) == nil else { return false }
                    }
                    return true
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }

    @Test("one altered byte anywhere is noticed", arguments: CipherSuite.allCases)
    func altered(suite: CipherSuite) throws {
        let cipher = try FieldCipher(keys: [1: key, 2: key.map { $0 ^ 1 }], current: 1, suite: suite)
        let sealed = try cipher.seal("13800138000", context: "c")
        for index in sealed.indices {
            var altered = sealed
            altered[index] ^= 3
            #expect(throws: SealError.self) { try cipher.open(altered, context: "c") }
        }
        for length in 0..<sealed.count {
            #expect(throws: SealError.self) { try cipher.open(Array(sealed.prefix(length)), context: "c") }
        }
    }

    @Test("both suites are readable by one cipher, and an unknown version is named")
    func mixed() throws {
        let old = try FieldCipher(keys: [1: key], current: 1, suite: .aes256GCM)
        let new = try FieldCipher(keys: [1: key, 2: key], current: 2, suite: .sm4HMACSM3)
        #expect(try new.open(old.seal("a", context: "c"), context: "c") == "a")
        #expect(throws: SealError.unknownKey("field key version 2")) { try old.open(new.seal("a", context: "c"), context: "c") }
        #expect(throws: SealError.self) { try FieldCipher(keys: [1: [1]], current: 1) }
        #expect(throws: SealError.unknownKey("field key version 3")) { try FieldCipher(keys: [1: key], current: 3) }
    }

    @Test("equal texts give equal tokens within a domain and a key, and no others")
    func blindIndex() throws {
        let index = try BlindIndex(key: key)
        let token = index.token("36010219800101001X", domain: "identifier")
        #expect(token.count == 16)
        #expect(token == index.token("36010219800101001X", domain: "identifier"))
        #expect(token != index.token("360102198001010010", domain: "identifier"))
        #expect(token != index.token("36010219800101001X", domain: "phone"))
        #expect(index.token("bc", domain: "a") != index.token("c", domain: "ab"))
        #expect(token != (try BlindIndex(key: key.map { $0 ^ 1 })).token("36010219800101001X", domain: "identifier"))
        #expect(try BlindIndex(key: key, length: 32).token("x", domain: "y").count == 32)
        #expect(throws: SealError.self) { try BlindIndex(key: key, length: 8) }
    }
}
