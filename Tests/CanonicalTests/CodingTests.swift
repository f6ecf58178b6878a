import Chance
import Register
import Testing

@Suite("Codable")
struct CodingTests {
    enum Standing: String, Codable, CaseIterable { case planned, built = "已建成" }
    enum Term: Codable, Equatable { case until(String), lifetime, between(from: Int, to: Int?) }

    struct Inner: Codable, Equatable {
        var b = 1
        var a: String? = nil
        var 名称 = "登簿"
    }

    struct Everything: Codable, Equatable {
        var text = "a\"b\\c\n登\u{1f600}"
        var yes = true
        var int = -42
        var int8 = Int8.min
        var int16 = Int16.max
        var int32 = Int32.min
        var int64: Int64 = 9_007_199_254_740_991
        var uint: UInt = 9_007_199_254_740_991
        var uint8 = UInt8.max
        var uint16 = UInt16.max
        var uint32 = UInt32.max
        var uint64: UInt64 = 0
        var double = 0.1
        var float: Float = 0.1
        var absent: Int?
        var present: Int? = 3
        var standing = Standing.built
        var terms: [Term] = [.until("2030-01-01"), .lifetime, .between(from: 1, to: nil), .between(from: 1, to: 2)]
        var inner = Inner()
        var inners: [Inner] = [Inner(), Inner(b: 2, a: "x")]
        var optionals: [Int?] = [1, nil, 3]
        var bytes: [UInt8] = [0, 127, 255]
        var nested: [[String]] = [[], ["a"], ["b", "c"]]
        var dictionary = ["z": 1, "a": 2, "登": 3, "": 4]
        var numbered = [10: "ten", 9: "nine"]
        var deep: [String: [String: Inner]] = ["x": ["y": Inner()], "w": [:]]
        var empty = Empty()
        var doubles: [Double] = [0, -0.0, 1e21, 1e-7, 123.456]
        var flags = [true, false]
    }

    struct Empty: Codable, Equatable {}

    @Test("Every kind of member survives")
    func everything() throws {
        let value = Everything()
        let bytes = try CanonicalJSON.encode(value)
        #expect(try CanonicalJSON.decode(Everything.self, from: bytes) == value)
        #expect(try CanonicalJSON.canonicalize(bytes) == bytes)
        #expect(
            text(bytes).contains(#""terms":[{"until":{"_0":"2030-01-01"}},{"lifetime":{}},{"between":{"from":1}},{"between":{"from":1,"to":2}}]"#))
        #expect(text(bytes).contains(#""dictionary":{"":4,"a":2,"z":1,"登":3}"#))
        #expect(text(bytes).contains(#""float":0.10000000149011612"#))
        #expect(text(bytes).contains(#""empty":{}"#))
        #expect(!text(bytes).contains("absent"))
    }

    @Test("Single values stand alone")
    func fragments() throws {
        #expect(try encoded("x") == "\"x\"")
        #expect(try encoded(7) == "7")
        #expect(try encoded(true) == "true")
        #expect(try encoded(Int?.none) == "null")
        #expect(try encoded([Int]()) == "[]")
        #expect(try encoded([String: Int]()) == "{}")
        #expect(try encoded(Empty()) == "{}")
        #expect(try encoded(Standing.built) == "\"已建成\"")
        #expect(try decoded(String.self, "\"x\"") == "x")
        #expect(try decoded(Int?.self, "null") == nil)
        #expect(try decoded([Int?].self, "[1,null]") == [1, nil])
        #expect(try decoded(Standing.self, "\"planned\"") == .planned)
    }

    @Test("Keys are sorted whatever their number, length and script")
    func manyKeys() throws {
        var dice = SeededDice(seed: 1)
        let letters = Array("ab登\u{1f600}\u{ffff}\u{e000}\u{d7ff}é\"\n\u{0}z")
        for count in [0, 1, 2, 3, 10, 31, 32, 33, 34, 200] {
            var dictionary: [String: Int] = [:]
            while dictionary.count < count {
                let length = Int.random(in: 0...12, using: &dice)
                let key = String((0..<length).map { _ in letters[Int.random(in: 0..<letters.count, using: &dice)] })
                dictionary[key] = dictionary.count
            }
            let bytes = try CanonicalJSON.encode(dictionary)
            let names = try #require(JSONValue(parsing: bytes).object).map(\.name)
            #expect(names.map { Array($0.utf16) } == dictionary.keys.map { Array($0.utf16) }.sorted { $0.lexicographicallyPrecedes($1) })
            #expect(try CanonicalJSON.decode([String: Int].self, from: bytes) == dictionary)
        }
    }

    @Test("Whole numbers beyond 2^53 - 1 are refused with their place and the way out")
    func largeIntegers() throws {
        struct Holder: Codable { var items: [Item] }
        struct Item: Codable {
            var a = 1
            var amount: Int64
            var z = 1.5
        }
        let limit: Int64 = 9_007_199_254_740_991
        #expect(try encoded([limit, -limit]) == "[9007199254740991,-9007199254740991]")
        for bad in [limit + 1, -limit - 1, .max, .min] {
            #expect(throws: CanonicalJSONError.integerOutOfRange("\(bad)", at: "items.1.amount")) {
                try CanonicalJSON.encode(Holder(items: [Item(amount: 1), Item(amount: bad)]))
            }
            #expect(throws: CanonicalJSONError.notFinite(at: "items.0.z")) {
                try CanonicalJSON.encode(Holder(items: [Item(amount: 1, z: .nan)]))
            }
            #expect(throws: CanonicalJSONError.integerOutOfRange("\(bad)", at: "1")) { try CanonicalJSON.encode([0, bad]) }
            #expect(throws: DecodingError.self) { try decoded([Int64].self, "[\(bad)]") }
        }
        #expect(throws: CanonicalJSONError.self) { try CanonicalJSON.encode([Int.max]) }
        #expect(throws: CanonicalJSONError.self) { try CanonicalJSON.encode(["k": Int.max]) }
        #expect(throws: CanonicalJSONError.self) { try CanonicalJSON.encode(UInt64.max) }
        #expect(CanonicalJSONError.integerOutOfRange("1", at: "a").description.contains("string"))
    }

    @Test("Numbers are read only into types that hold them exactly")
    func narrowing() throws {
        #expect(try decoded([Int].self, "[1.0,1e3,-2E0,1200e-2]") == [1, 1000, -2, 12])
        for json in ["[1.5]", "[1e30]", "[9007199254740992]", "[9007199254740992.0]", "[\"1\"]", "[true]", "[null]", "[[]]"] {
            #expect(throws: DecodingError.self) { try decoded([Int].self, json) }
        }
        #expect(throws: DecodingError.self) { try decoded([Int8].self, "[128]") }
        #expect(throws: DecodingError.self) { try decoded([UInt].self, "[-1]") }
        #expect(throws: DecodingError.self) { try decoded([Float].self, "[1e300]") }
        #expect(try decoded([Double].self, "[9007199254740993]") == [9_007_199_254_740_992])
    }

    @Test("Errors say where")
    func errorPaths() throws {
        func path(_ json: String) -> String? {
            do {
                _ = try decoded(Everything.self, json)
                return nil
            } catch let error as DecodingError {
                switch error {
                case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
                    return context.codingPath.map(\.stringValue).joined(separator: ".")
                case .keyNotFound(let key, let context):
                    return (context.codingPath + [key]).map(\.stringValue).joined(separator: ".")
                @unknown default: return "?"
                }
            } catch {
                return "\(error)"
            }
        }
        let good = try JSONValue(parsing: CanonicalJSON.encode(Everything()))
        func changed(_ name: String, _ json: String?) throws -> String {
            let members = try #require(good.object).filter { $0.name != name }
            let added = try json.map { [JSONValue.Member(name: name, value: try JSONValue(parsing: $0.utf8))] } ?? []
            return text(JSONValue.object(members + added).canonicalBytes)
        }
        #expect(try path(changed("text", "7")) == "text")
        #expect(try path(changed("text", nil)) == "text")
        #expect(try path(changed("text", "null")) == "text")
        #expect(try path(changed("uint8", "256")) == "uint8")
        #expect(try path(changed("inners", #"[{"b":1,"名称":""},{"b":"x","名称":""}]"#)) == "inners.1.b")
        #expect(try path(changed("inners", "{}")) == "inners")
        #expect(try path(changed("deep", #"{"x":{"y":{"名称":""}}}"#)) == "deep.x.y.b")
        #expect(try path(changed("nested", "[[],[1]]")) == "nested.1.0")
        #expect(try path(changed("standing", "\"demolished\"")) == "standing")
        #expect(try path(changed("bytes", "[1,2,300]")) == "bytes.2")
        #expect(try path(changed("unknown", "1")) == nil, "members that nobody asks for don't disturb")
    }

    @Test("Containers made by hand work as with other coders")
    func byHand() throws {
        struct Odd: Codable, Equatable {
            enum Keys: String, CodingKey { case list, object, parent, last }
            var numbers: [Int]
            var name: String
            var note: String

            init(numbers: [Int], name: String, note: String) {
                self.numbers = numbers
                self.name = name
                self.note = note
            }

            func encode(to encoder: any Encoder) throws {
                var outer = encoder.container(keyedBy: Keys.self)
                var list = outer.nestedUnkeyedContainer(forKey: .list)
                for number in numbers { try list.encode(number) }
                var inner = list.nestedContainer(keyedBy: Keys.self)
                try inner.encode(name, forKey: .object)
                try list.encodeNil()
                #expect(list.count == numbers.count + 2)
                var parent = outer.superEncoder(forKey: .parent).singleValueContainer()
                try parent.encode(note)
                // A second container of the same kind adds to the first.
                var again = encoder.container(keyedBy: Keys.self)
                try again.encode(1, forKey: .last)
                #expect(encoder.codingPath.map(\.stringValue) == ["x", "last"])
            }

            init(from decoder: any Decoder) throws {
                let outer = try decoder.container(keyedBy: Keys.self)
                #expect(outer.allKeys.count == 3)
                #expect(!outer.contains(.object))
                var list = try outer.nestedUnkeyedContainer(forKey: .list)
                numbers = []
                while let number = try? list.decode(Int.self) { numbers.append(number) }
                name = try list.nestedContainer(keyedBy: Keys.self).decode(String.self, forKey: .object)
                #expect(try list.decodeNil())
                #expect(list.isAtEnd)
                note = try outer.superDecoder(forKey: .parent).singleValueContainer().decode(String.self)
            }
        }
        let value = ["x": Odd(numbers: [3, 1, 2], name: "n", note: "p")]
        let json = try encoded(value)
        #expect(json == #"{"x":{"last":1,"list":[3,1,2,{"object":"n"},null],"parent":"p"}}"#)
        #expect(try decoded([String: Odd].self, json) == value)
    }

    @Test("An array has an end")
    func pastTheEnd() {
        struct Greedy: Decodable {
            init(from decoder: any Decoder) throws {
                var list = try decoder.unkeyedContainer()
                _ = try list.decode(Int.self)
                _ = try list.decode(Int.self)
            }
        }
        #expect(throws: DecodingError.self) { try decoded(Greedy.self, "[1]") }
    }

    @Test("Writing to an ended container is refused instead of guessed")
    func interleaved() {
        struct Bad: Encodable {
            enum Keys: String, CodingKey { case a, b }
            func encode(to encoder: any Encoder) throws {
                var outer = encoder.container(keyedBy: Keys.self)
                var inner = outer.nestedUnkeyedContainer(forKey: .a)
                try inner.encode(1)
                try outer.encode(2, forKey: .b)
                try inner.encode(3)
            }
        }
        struct TwoKinds: Encodable {
            func encode(to encoder: any Encoder) throws {
                _ = encoder.unkeyedContainer()
                _ = encoder.container(keyedBy: Bad.Keys.self)
            }
        }
        struct Twice: Encodable {
            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Bad.Keys.self)
                try container.encode(1, forKey: .a)
                try container.encode(1, forKey: .a)
            }
        }
        #expect(throws: CanonicalJSONError.self) { try CanonicalJSON.encode(["x": Bad()]) }
        #expect(throws: CanonicalJSONError.self) { try CanonicalJSON.encode([TwoKinds()]) }
        #expect(throws: CanonicalJSONError.repeatedKey("a", at: "0.a")) { try CanonicalJSON.encode([Twice()]) }
    }

    @Test("A value that fails and is given up leaves nothing behind")
    func givenUp() throws {
        struct Failing: Encodable {
            struct Never: Error {}
            func encode(to encoder: any Encoder) throws {
                var list = encoder.unkeyedContainer()
                try list.encode("half")
                try list.encode(["k": Double.nan])
            }
        }
        struct Patient: Encodable {
            enum Keys: String, CodingKey { case z, a, m }
            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Keys.self)
                try container.encode(1, forKey: .z)
                try? container.encode(Failing(), forKey: .m)
                try? container.encode(Int.max, forKey: .m)
                try? container.encode(Double.infinity, forKey: .m)
                try container.encode(2, forKey: .a)
                var list = container.nestedUnkeyedContainer(forKey: .m)
                try? list.encode(Failing())
                try list.encode(5)
                try? list.encode(Double.nan)
                try list.encode(6)
            }
        }
        #expect(try encoded([Patient()]) == #"[{"a":2,"m":[5,6],"z":1}]"#)
    }

    @Test("A decoder that is kept stays readable")
    func keptDecoder() throws {
        struct Keeper: Decodable {
            let decoder: any Decoder
            init(from decoder: any Decoder) throws { self.decoder = decoder }
        }
        let keeper = try decoded([Keeper].self, #"[{"a":"still here"}]"#)[0]
        #expect(try [String: String](from: keeper.decoder) == ["a": "still here"])
    }

    @Test("A parsed value is coded as what it stands for")
    func jsonValue() throws {
        struct Envelope: Codable, Equatable {
            var body: JSONValue
            var id = "x"
        }
        let body = try JSONValue(parsing: #"{"b":[1,null,true,"s",{}],"a":1.5}"#.utf8)
        let json = try encoded(Envelope(body: body))
        #expect(json == #"{"body":{"a":1.5,"b":[1,null,true,"s",{}]},"id":"x"}"#)
        #expect(try decoded(Envelope.self, json).body == body)
    }
}
