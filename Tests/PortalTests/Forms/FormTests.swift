import Identity
import Portal
import Register
import Testing

@Suite("Forms")
struct FormTests {
    @Test("Fields keep their order and may come several times")
    func decoding() throws {
        let form = try FormFields(decoding: Array("a=1&b=%E4%B8%AD+x&a=2&c&party%5Bp1%5D=z&=".utf8).dropLast(2).map { $0 })
        #expect(form["a"] == "1")
        #expect(form.all("a") == ["1", "2"])
        #expect(form["b"] == "中 x")
        #expect(form["c"] == "")
        #expect(form.group("party").map(\.key) == ["p1"])
        #expect(form["none"] == nil)
    }

    @Test("Broken forms are refused, whatever is broken", arguments: ["a=%", "a=%zz", "a=%ff", "a=%00", "=x", "%00=x", "a=\u{0}"])
    func broken(text: String) {
        #expect(throws: PortalError.self) { try FormFields(decoding: Array(text.utf8)) }
    }

    @Test("Forms without end are refused")
    func limits() {
        let many = (0..<501).map { "f\($0)=1" }.joined(separator: "&")
        #expect(throws: PortalError.self) { try FormFields(decoding: Array(many.utf8)) }
        #expect(throws: PortalError.self) { try FormFields(decoding: Array("a=\(String(repeating: "x", count: 65_537))".utf8)) }
        #expect(throws: PortalError.self) { try FormFields(decoding: Array("\(String(repeating: "n", count: 201))=1".utf8)) }
    }

    @Test("Values are read as what they mean")
    func reading() throws {
        var reader = FormReader(
            FormFields([
                ("unit", "360102 001002 GB00003 F00010203"), ("price", "1,234,567.5"), ("on", "2026-11-23"), ("id", "11010519491231002x"),
                ("name", "　欧阳•娜娜 "), ("kind", "passport"), ("count", "12"), ("agree", "on"), ("purpose", "counter"), ("purpose_text", "本人到窗口咨询"),
            ]))
        #expect(reader.unitCode("unit")?.text == "360102001002GB00003F00010203")
        #expect(reader.money("price", "价格")?.fen == 123_456_750)
        #expect(reader.date("on", "日期")?.description == "2026-11-23")
        #expect(reader.identifier("id", kind: .identityCard)?.number == "11010519491231002X")
        #expect(reader.personName("name") == "欧阳·娜娜")
        #expect(reader.choice("kind", "证件种类", PartyIdentifierKind.self) == .passport)
        #expect(reader.integer("count", "数量", in: 1...20) == 12)
        #expect(reader.flag("agree"))
        #expect(reader.purpose()?.code == .counter)
        try reader.finish()
    }

    @Test("Everything that is wrong is collected")
    func collecting() {
        var reader = FormReader(
            FormFields([
                ("unit", "x"), ("price", "1.234"), ("on", "2026-02-30"), ("id", "110105194912310021"), ("kind", "library-card"), ("count", "0"),
                ("purpose", "counter"), ("purpose_text", "看"), ("note", "a\u{202E}b"),
            ]))
        _ = reader.unitCode("unit")
        _ = reader.money("price", "价格")
        _ = reader.date("on", "日期")
        _ = reader.identifier("id", kind: .identityCard)
        _ = reader.choice("kind", "证件种类", PartyIdentifierKind.self)
        _ = reader.integer("count", "数量", in: 1...20)
        _ = reader.text("missing", "姓名")
        _ = reader.purpose()
        _ = reader.optionalText("note", "备注")
        #expect(reader.errors.map(\.name) == ["unit", "price", "on", "id", "kind", "count", "missing", "purpose_text", "note"])
        #expect(reader.errors.allSatisfy { !$0.message.isEmpty })
        #expect(throws: PortalError.invalid(reader.errors)) { try reader.finish() }
    }

    @Test(
        "Money is yuan with two decimals",
        arguments: [
            ("0", 0), ("12", 1200), ("0.5", 50), ("0.05", 5), ("１", nil), ("-1", nil), ("1e3", nil), ("1.", nil), (".5", nil), ("1.2.3", nil),
        ] as [(String, Int64?)])
    func money(text: String, fen: Int64?) {
        var reader = FormReader(FormFields([("price", text)]))
        #expect(reader.money("price", "价格")?.fen == fen)
    }
}
