import Testing

@testable import Documents

@Suite("Letters") struct LetterTests {
    let press: DocumentPress

    init() throws { press = try Sample.press.get() }

    @Test("each letter has its title, its reasons and its remedies", arguments: AcceptanceNotice.Kind.allCases)
    func letters(kind: AcceptanceNotice.Kind) throws {
        let printed = try press.letter(Sample.letter(kind))
        let text = try Poppler.text(printed.bytes)
        #expect(text.contains(kind.title))
        #expect(text.contains("第四百零六条"))
        #expect(text.contains("行政复议") == (kind == .refused || kind == .notAccepted))
        #expect(printed.sealPlace != nil)
        try keep(printed, "letter-\(kind)")
    }

    @Test("an extract runs over pages and numbers them")
    func extract() throws {
        let printed = try press.registerExtract(Sample.extract())
        #expect(printed.pages >= 2)
        let text = try Poppler.text(printed.bytes)
        #expect(text.filter { $0 != " " }.contains("1/\(printed.pages)"))
        #expect(text.contains("不动产 4"))
        try keep(printed, "extract")
    }

    @Test("an empty extract says that there is nothing")
    func empty() throws {
        var extract = Sample.extract()
        extract.sections = []
        #expect(try Poppler.text(press.registerExtract(extract).bytes).contains("无符合查询条件的登记信息"))
    }

    @Test("long and hostile letters stay on their pages")
    func long() throws {
        var letter = Sample.letter(.refused)
        letter.items = (1...80).map { .init("理由\($0):<b>\u{202E}" + String(repeating: "长", count: 300), law: "依据\($0)") }
        letter.facts.append(("附注", String(repeating: "很长的值", count: 2000)))
        let printed = try press.letter(letter)
        #expect(printed.pages > 10)
        #expect(try Poppler.text(printed.bytes).contains("理由80"))
    }
}
