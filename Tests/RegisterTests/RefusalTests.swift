import Testing

@testable import Register

/// Every reason to refuse: it can be reached, it is told alone where it stands alone, and it reads well.
@Suite struct RefusalTests {
    @Test("each code is what its situation is refused for, and nothing else", arguments: RefusalExample.all)
    func reached(example: RefusalExample) throws {
        #expect(try example.told() == [example.code])
    }

    @Test("there is a situation for every code")
    func complete() {
        #expect(Set(RefusalExample.all.map(\.code)) == Set(RefusalCode.allCases))
    }

    @Test("each code is kebab-case and says fault, statute and remedy in Chinese", arguments: RefusalCode.allCases)
    func texts(code: RefusalCode) {
        #expect(code.rawValue.allSatisfy { $0.isLowercase || $0 == "-" })
        for text in [code.chinese, code.statute, code.remedy] { #expect(!text.isEmpty) }
        #expect(code.chinese.hasSuffix("。") && code.remedy.hasSuffix("。"))
        #expect(code.statute.contains("《") || code.statute.contains("〔"))
    }

    @Test("no two codes say the same")
    func distinct() {
        #expect(Set(RefusalCode.allCases.map(\.chinese)).count == RefusalCode.allCases.count)
    }
}
