import Crypto
import Testing

@testable import Storage

@Suite("A keyed hash") struct KeyedHashTests {
    @Test("is HMAC-SHA-256, in however many parts its text comes", arguments: [0, 1, 32, 64])
    func hmac(length: Int) {
        let key = (0..<length).map { UInt8($0) }
        let hash = KeyedHash(key: key)
        for count in [0, 1, 55, 64, 300] {
            let text = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) }
            let expected = Array(HMAC<SHA256>.authenticationCode(for: text, using: SymmetricKey(data: key)))
            #expect(Array(hash.code(hash.begin(with: text))) == expected)
            let begun = hash.begin(with: Array(text.prefix(count / 2)))
            // What was begun serves any number of codes.
            #expect(Array(hash.code(begun, [1, 2, 3])) != expected)
            #expect(Array(hash.code(begun, Array(text.dropFirst(count / 2)))) == expected)
        }
    }

    @Test("the codes of a seal are stored in the order of their tags, whatever order they came in")
    func stored() throws {
        var seal = RowSeal(capacity: 3)
        for tag: UInt16 in [0x0300, 0, 0x0102] { seal[tag] = 0x0102_0304_0506_0708 &+ UInt64(tag) }
        let bytes = seal.stored
        #expect(Array(bytes.prefix(12)) == [0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2])
        #expect(bytes.count == 30 && RowSeal(stored: bytes) == seal)
        #expect(RowSeal(stored: Array(bytes[20...] + bytes[..<20])) == seal)
        #expect(RowSeal(stored: Array(bytes + bytes[..<10])) == nil && RowSeal(stored: Array(bytes.dropLast())) == nil)
        seal[0x0102] = nil
        #expect(seal[0x0102] == nil && seal[0x0300] != nil && seal.stored.count == 20)
    }
}
