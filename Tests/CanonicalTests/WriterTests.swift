import Register
import Testing

@Suite("Writer")
struct WriterTests {
    @Test("It sets commas and escapes")
    func writes() throws {
        var json = JSONWriter(capacity: 1)
        json.beginObject()
        json.key("a\"登")
        json.string("x\n\u{1}")
        json.key(literal: "n")
        try json.int(-7)
        json.key(literal: "list")
        json.beginArray()
        json.null()
        json.bool(true)
        json.beginObject()
        json.endObject()
        json.beginArray()
        json.endArray()
        try json.double(0.5)
        json.raw(Array("{\"r\":1}".utf8))
        json.raw("[2]".utf8.reversed().reversed())
        json.value(.object([.init(name: "z", value: .null), .init(name: "a", value: .string("s"))]))
        json.endArray()
        json.key(literal: "end")
        json.bool(false)
        json.endObject()
        let expected =
            #"{"a\"登":"x\n\u0001","n":-7,"list":[null,true,{},[],0.5,{"r":1},[2],{"a":"s","z":null}],"end":false}"#
        #expect(json.count == expected.utf8.count)
        let bytes = json.finish()
        #expect(text(bytes) == expected)
        _ = try JSONValue(parsing: bytes)
    }

    @Test("It refuses numbers that readers don't keep")
    func refuses() throws {
        var json = JSONWriter()
        json.beginArray()
        for number in [9_007_199_254_740_992, Int.max, Int.min] {
            #expect(throws: CanonicalJSONError.self) { try json.int(number) }
        }
        #expect(throws: CanonicalJSONError.self) { try json.int(UInt64.max) }
        #expect(throws: CanonicalJSONError.self) { try json.double(.nan) }
        try json.int(UInt8(1))
        json.endArray()
        #expect(text(json.finish()) == "[1]")
    }

    @Test("Whole numbers of every length are written digit for digit")
    func digits() throws {
        var number: Int = 1
        while number <= 9_007_199_254_740_991 {
            for value in [number - 1, number, number + 1, -number] {
                var json = JSONWriter()
                try json.int(value)
                #expect(text(json.finish()) == String(value))
            }
            number *= 10
        }
        var json = JSONWriter()
        try json.int(-9_007_199_254_740_991)
        #expect(text(json.finish()) == "-9007199254740991")
    }
}
