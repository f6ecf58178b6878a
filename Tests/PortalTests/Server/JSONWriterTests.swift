import Foundation
import Portal
import Testing

@Suite("Writing JSON")
struct JSONWriterTests {
    @Test("What is written reads back the same")
    func roundTrip() throws {
        var json = JSONWriter()
        json.object { json in
            json.field("text", "引号\" 反斜杠\\ 换行\n 制表\t 零\u{1} <script>")
            json.field("none", String?.none)
            json.field("number", -12)
            json.field("flag", true)
            json.array("list", [1, 2]) { $0.value($1) }
            json.array("empty", [Int]()) { $0.value($1) }
            json.object("inner") { json in
                json.array("objects", ["a", "b"]) { json, name in json.object { $0.field("name", name) } }
                json.field("after", "x")
            }
        }
        let read = try #require(try JSONSerialization.jsonObject(with: Data(json.bytes)) as? [String: Any])
        #expect(read["text"] as? String == "引号\" 反斜杠\\ 换行\n 制表\t 零\u{1} <script>")
        #expect(read["none"] is NSNull)
        #expect(read["number"] as? Int == -12)
        #expect(read["list"] as? [Int] == [1, 2])
        #expect((read["empty"] as? [Any])?.isEmpty == true)
        #expect((read["inner"] as? [String: Any])?["after"] as? String == "x")
        #expect(!String(decoding: json.bytes, as: UTF8.self).contains("<script"))
    }

    @Test("Numbers that JSON doesn't know become null")
    func notFinite() {
        var json = JSONWriter()
        json.array([Double.nan, .infinity, 1.5]) { $0.value($1) }
        #expect(String(decoding: json.bytes, as: UTF8.self) == "[null,null,1.5]")
    }
}
