import Testing

@testable import Portal

@Suite("What officials and auditors read") struct OfficePageTests {
    private func field(_ section: String, _ key: String, _ label: String, _ value: String) -> FolioField {
        FolioField(section: section, sectionKey: key, label: label, value: value)
    }

    @Test("a page before and after is compared field by field; two mortgages are two things")
    func diff() {
        let before = [
            field("自然状况", "natural", "坐落", "滨江路100号"), field("权利", "ownership", "权利人", "甲公司"), field("权利", "ownership", "业务号", "P1"),
            field("抵押权", "mortgage/M1", "抵押权人", "银行"), field("抵押权", "mortgage/M1", "顺位", "1"),
        ]
        let after = [
            field("自然状况", "natural", "坐落", "滨江路100号"), field("权利", "ownership", "权利人", "张三"), field("权利", "ownership", "业务号", "C1"),
            field("权利", "ownership", "取得价格", "¥ 1.00"), field("抵押权", "mortgage/M2", "抵押权人", "银行"),
        ]
        let diff = FolioDiff(before: before, after: after)
        #expect(diff.rows.count == 7)
        #expect(!diff.rows[0].isChanged && diff.rows[0].label == "坐落")
        #expect(diff.changes.map(\.label) == ["权利人", "业务号", "取得价格", "抵押权人", "顺位", "抵押权人"])
        let holder = diff.changes[0]
        #expect(holder.before == "甲公司" && holder.after == "张三")
        // The old mortgage goes and another comes: not one that changed.
        #expect(diff.changes[3].after == nil && diff.changes[5].before == nil)
        #expect(FolioDiff(before: before, after: before).changes.isEmpty)
    }

    @Test("what changes is marked for eyes and for readers, and escaped")
    func markup() {
        let diff = FolioDiff(before: [field("权利", "ownership", "权利人", "<b>甲")], after: [field("权利", "ownership", "权利人", "乙&丙")])
        let text = diff.markup(title: "<坐落>", entered: false).text
        #expect(text.contains("<del>&lt;b&gt;甲</del>") && text.contains("<ins>乙&amp;丙</ins>") && text.contains("&lt;坐落&gt;"))
        #expect(!text.contains("<b>甲"))
    }

    @Test(
        "an exported cell is quoted, and never a formula",
        arguments: [
            ("张三", "张三"), ("a,b", "\"a,b\""), ("他说“好”", "他说“好”"), ("a\"b", "\"a\"\"b\""), ("=1+1", "'=1+1"), ("@x", "'@x"), ("-1,2", "\"'-1,2\""),
            ("两\n行", "\"两\n行\""), ("", ""),
        ])
    func csv(text: String, cell: String) { #expect(CSV.cell(text) == cell) }

    @Test("a name or a number that names a person never becomes part of an address")
    func personal() throws {
        func wish(_ text: String) -> Bool {
            QueueRoutes.isPersonal(text)
        }
        #expect(wish("欧阳晓") && wish("360102199003076619") && wish("91360102MA35A1B20A"))
        #expect(!wish("20261123000001") && !wish("360102001001GB00001F00010101") && !wish("360102"))
    }

    @Test("a first password keeps the rule, and no two are alike")
    func firstPassword() throws {
        let made = (0..<50).map { _ in FirstPassword.make() }
        #expect(Set(made).count == 50)
        #expect(made.allSatisfy { $0.count == 19 && $0.allSatisfy { $0.isASCII } })
    }
}
