import Register
import Testing

@Suite("Parser")
struct ParserTests {
    private typealias Malformation = CanonicalJSONError.Malformation

    private func refuses(_ json: some Collection<UInt8>, _ what: CanonicalJSONError.Malformation, at offset: Int) {
        #expect(throws: CanonicalJSONError.malformed(what, offset: offset)) { try JSONValue(parsing: json) }
    }

    @Test(
        "Well-formed texts are read",
        arguments: [
            ("null", "null"), (" true ", "true"), ("false\n", "false"), ("0", "0"), ("-0", "0"), ("-0.0e-0", "0"), ("12.50", "12.5"), ("1E2", "100"),
            ("1e-400", "0"), ("\"\"", "\"\""), ("[]", "[]"), ("{}", "{}"), ("[ [ ] , { } ]", "[[],{}]"),
            ("\t[\r\n1 ,2\n,\t3 ]", "[1,2,3]"), (#""\ud83d\ude00\/\b\f\n\r\t""#, #""😀/\b\f\n\r\t""#),
            (#""\u0000\u001f\u007f""#, "\"\\u0000\\u001f\u{7f}\""),
            ("\"\u{10ffff}\u{ffff}\u{d7ff}\u{e000}\"", "\"\u{10ffff}\u{ffff}\u{d7ff}\u{e000}\""),
            (#"{"b":1,"a":2}"#, #"{"a":2,"b":1}"#), (#"{"\u0062":1,"a":2}"#, #"{"a":2,"b":1}"#),
            ("123456789012345678901234567890", "1.2345678901234568e+29"),
        ])
    func wellFormed(input: String, output: String) throws {
        #expect(try canonical(input).utf8.elementsEqual(output.utf8))
    }

    @Test(
        "Malformed texts are refused with the place of the error",
        arguments: [
            ("", .empty, 0), ("  ", .empty, 2), ("nul", .truncated, 3), ("nulL", .badLiteral, 0), ("[1", .truncated, 2), ("[1,", .truncated, 3),
            ("[1,]", .unexpected(0x5d), 3), ("[,1]", .unexpected(0x2c), 1), ("[1 2]", .unexpected(0x32), 3), ("[1}", .unexpected(0x7d), 2),
            ("{\"a\" 1}", .unexpected(0x31), 5), ("{\"a\":1,}", .unexpected(0x7d), 7), ("{a:1}", .unexpected(0x61), 1),
            ("{1:1}", .unexpected(0x31), 1),
            ("{\"a\":1", .truncated, 6), ("{\"a\"", .truncated, 4), ("{", .truncated, 1), ("]", .unexpected(0x5d), 0), ("1 1", .trailing, 2),
            ("{} x", .trailing, 3), ("01", .trailing, 1), ("-", .truncated, 1), ("-a", .badNumber, 0), ("+1", .unexpected(0x2b), 0),
            (".5", .unexpected(0x2e), 0),
            ("1.", .truncated, 2), ("[1.]", .badNumber, 1), ("1e", .truncated, 2), ("[1e+]", .badNumber, 1), ("NaN", .unexpected(0x4e), 0),
            ("Infinity", .unexpected(0x49), 0), ("1e400", .numberTooLarge, 0), ("[-1e309]", .numberTooLarge, 1), ("'a'", .unexpected(0x27), 0),
            ("\"a", .truncated, 2), ("\"\n\"", .controlCharacter, 1), ("\"abcdefgh\u{1}\"", .controlCharacter, 9), (#""\x""#, .badEscape, 1),
            (#""\u12g4""#, .badEscape, 1), (#""\u12"#, .badEscape, 1), (#""\ud800""#, .loneSurrogate, 1), (#""\udc00""#, .loneSurrogate, 1),
            (#""\ud800\ud800""#, .loneSurrogate, 1), (#""\ud800x""#, .loneSurrogate, 1), ("// c\n1", .unexpected(0x2f), 0),
            ("\u{feff}1", .unexpected(0xef), 0),
        ] as [(String, CanonicalJSONError.Malformation, Int)])
    func malformed(input: String, what: CanonicalJSONError.Malformation, offset: Int) {
        refuses(Array(input.utf8), what, at: offset)
    }

    @Test("Digits beyond every double are refused, long ones that fit are not")
    func longNumbers() throws {
        refuses(Array(String(repeating: "9", count: 400).utf8), .numberTooLarge, at: 0)
        #expect(try canonical("0." + String(repeating: "0", count: 400) + "1") == "0")
        #expect(try canonical("1" + String(repeating: "0", count: 300)) == "1e+300")
    }

    @Test(
        "Bytes that aren't UTF-8 are refused",
        arguments: [
            [0x80], [0xbf], [0xc0, 0x80], [0xc1, 0xbf], [0xc3], [0xc3, 0x28], [0xe0, 0x80, 0x80], [0xe0, 0x9f, 0xbf], [0xe2, 0x82],
            [0xe2, 0x28, 0xa1],
            [0xed, 0xa0, 0x80], [0xed, 0xbf, 0xbf], [0xf0, 0x80, 0x80, 0x80], [0xf0, 0x8f, 0xbf, 0xbf], [0xf0, 0x9f, 0x98], [0xf4, 0x90, 0x80, 0x80],
            [0xf5, 0x80, 0x80, 0x80], [0xff], [0xfe],
        ] as [[UInt8]])
    func notUnicode(bytes: [UInt8]) {
        refuses([0x22] + bytes + [0x22], .badUnicode, at: 1)
        refuses(Array("\"abcdefghij".utf8) + bytes + [0x22], .badUnicode, at: 11)
        refuses([0x22] + bytes, .badUnicode, at: 1)
    }

    @Test("A name that comes twice is refused, however it is written and wherever it stands")
    func repeatedKeys() throws {
        refuses(Array(#"{"a":1,"a":2}"#.utf8), .repeatedKey("a"), at: 7)
        refuses(Array(#"{"b":1,"a":{},"b":2}"#.utf8), .repeatedKey("b"), at: 14)
        refuses(Array(#"{"b":1,"\u0062":2}"#.utf8), .repeatedKey("b"), at: 7)
        refuses(Array(#"[{"x":{"":1,"":2}}]"#.utf8), .repeatedKey(""), at: 12)
        let many = (0..<1_000).map { "\"k\($0 * 7_919 % 1_000)\":\($0)" }.joined(separator: ",")
        #expect(try JSONValue(parsing: "{\(many)}".utf8).object?.count == 1_000)
        #expect(throws: CanonicalJSONError.self) { try JSONValue(parsing: "{\(many),\"k500\":0}".utf8) }
        // Alike to Swift's own comparison, but different bytes.
        #expect(try JSONValue(parsing: "{\"e\u{301}\":1,\"\u{e9}\":2}".utf8).object?.count == 2)
    }

    @Test("Depth and length have limits")
    func limits() throws {
        func nested(_ depth: Int) -> [UInt8] { Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8) }
        _ = try JSONValue(parsing: nested(64))
        refuses(nested(65), .tooDeep(limit: 64), at: 64)
        refuses(Array(String(repeating: "[", count: 1_000_000).utf8), .tooDeep(limit: 64), at: 64)
        refuses(Array(String(repeating: "{\"a\":", count: 1_000).utf8), .tooDeep(limit: 64), at: 64 * 5)
        let limits = JSONLimits(bytes: 10, depth: 2)
        _ = try JSONValue(parsing: "[[1,23456]".utf8 + [0x5d], limits: JSONLimits(bytes: 11, depth: 2))
        #expect(throws: CanonicalJSONError.malformed(.tooLong(limit: 10), offset: 10)) {
            try JSONValue(parsing: "[1,2,3,4,5]".utf8, limits: limits)
        }
        #expect(throws: CanonicalJSONError.malformed(.tooDeep(limit: 2), offset: 2)) { try JSONValue(parsing: "[[[1]]]".utf8, limits: limits) }
        #expect(JSONLimits(bytes: 1, depth: 100_000).depth == 512)
    }

    @Test("A parsed value is asked for what it holds")
    func access() throws {
        let value = try JSONValue(parsing: #"{"名称":"登簿","n":7,"x":1.5,"t":true,"none":null,"list":[1,"two"],"big":9007199254740993}"#.utf8)
        #expect(value["名称"]?.string == "登簿")
        #expect(value["n"]?.int == 7)
        #expect(value["x"]?.int == nil)
        #expect(value["x"]?.number == 1.5)
        #expect(value["t"]?.bool == true)
        #expect(value["none"]?.isNull == true)
        #expect(value["list"]?[1]?.string == "two")
        #expect(value["list"]?[2] == nil)
        #expect(value["list"]?[-1] == nil)
        #expect(value["absent"] == nil)
        #expect(value["big"]?.int == nil)
        #expect(value.object?.first?.name == "名称")
        #expect(value == (try JSONValue(parsing: value.canonicalBytes)))
    }
}
