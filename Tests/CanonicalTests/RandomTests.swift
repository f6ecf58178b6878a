import Chance
import Foundation
import Register
import Testing

@Suite("Random values and damaged texts")
struct RandomTests {
    static func string(_ dice: inout SeededDice) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...20, using: &dice) {
            switch Int.random(in: 0..<5, using: &dice) {
            case 0: text.unicodeScalars.append(Unicode.Scalar(UInt8.random(in: 0...0x7f, using: &dice)))
            case 1, 2: text.unicodeScalars.append(Unicode.Scalar(UInt8.random(in: 0x20...0x7e, using: &dice)))
            default:
                if let scalar = Unicode.Scalar(UInt32.random(in: 0...0x10ffff, using: &dice)) { text.unicodeScalars.append(scalar) }
            }
        }
        return text
    }

    static func value(_ dice: inout SeededDice, depth: Int = 0) -> JSONValue {
        switch Int.random(in: 0..<(depth < 5 ? 9 : 6), using: &dice) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &dice))
        case 2: return .number(Double(Int.random(in: -1_000_000...1_000_000, using: &dice)))
        case 3:
            let number = Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &dice))
            return .number(number.isFinite ? number : 0.25)
        case 4, 5: return .string(string(&dice))
        case 6: return .array((0..<Int.random(in: 0...6, using: &dice)).map { _ in value(&dice, depth: depth + 1) })
        default:
            var members: [[UInt8]: JSONValue.Member] = [:]
            for _ in 0..<Int.random(in: 0...6, using: &dice) {
                let name = string(&dice)
                members[Array(name.utf8)] = .init(name: name, value: value(&dice, depth: depth + 1))
            }
            return .object(Array(members.values))
        }
    }

    @Test("Random values survive, and their canonical form is a fixed point", arguments: 1...4)
    func roundTrip(seed: UInt64) throws {
        var dice = SeededDice(seed: seed)
        for _ in 0..<500 {
            let value = Self.value(&dice)
            let bytes = value.canonicalBytes
            let read = try JSONValue(parsing: bytes)
            #expect(read == value)
            #expect(try CanonicalJSON.canonicalize(bytes) == bytes)
            #expect(try CanonicalJSON.encode(value) == bytes)
            #expect(try CanonicalJSON.decode(JSONValue.self, from: bytes) == value)
        }
    }

    @Test("Random doubles read back as the same double, in our parser and in Foundation's")
    func doubles() throws {
        var dice = SeededDice(seed: 9)
        for _ in 0..<5_000 {
            let number = Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &dice))
            guard number.isFinite else { continue }
            let bytes = try CanonicalJSON.encode([number])
            #expect(try CanonicalJSON.decode([Double].self, from: bytes) == [number])
            #expect(try JSONDecoder().decode([Double].self, from: Data(bytes)) == [number])
        }
    }

    @Test("Damaged texts are refused or read as what they now say; nothing crashes", arguments: 1...4)
    func mutations(seed: UInt64) throws {
        var dice = SeededDice(seed: seed &* 1_000)
        var good = [try CanonicalJSON.encode(CodingTests.Everything())]
        for _ in 0..<20 { good.append(Self.value(&dice).canonicalBytes) }
        good.append(Array(#" { "a" : [ 1.5e+3 , "\ud83d\ude00\u00e9" , true , null ] , "b" : { } } "#.utf8))
        var accepted = 0
        for round in 0..<8_000 {
            var bytes = good[round % good.count]
            for _ in 0..<Int.random(in: 1...4, using: &dice) { bytes = bytes.damaged(by: &dice) }
            _ = try? CanonicalJSON.decode(CodingTests.Everything.self, from: bytes)
            guard let value = try? JSONValue(parsing: bytes) else { continue }
            accepted += 1
            let again = value.canonicalBytes
            #expect(try JSONValue(parsing: again).canonicalBytes == again)
            // Whatever we take for JSON, Foundation does too.
            #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(bytes), options: [.fragmentsAllowed]) }
        }
        #expect(accepted > 100)
    }

    @Test("Random bytes are refused or read, and don't crash")
    func noise() {
        var dice = SeededDice(seed: 77)
        let alphabet = Array("{}[]\",:\\u0019.eE+-tfn \n\u{80}aé".utf8)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...24, using: &dice)
            let bytes = (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &dice)] }
            if let value = try? JSONValue(parsing: bytes) {
                #expect((try? JSONValue(parsing: value.canonicalBytes)) == value)
            }
        }
    }
}
