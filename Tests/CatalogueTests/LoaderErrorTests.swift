import Catalogue
import Testing

/// One way to spoil the small catalogue, and what must be said of it, where.
struct Spoilt: CustomTestStringConvertible, Sendable {
    let old: String
    let new: String
    let code: CatalogueProblem.Code
    /// Text at whose beginning the error is reported, in the spoilt file.
    let at: String
    let says: String
    var file = SmallCatalogue.servicePath

    var testDescription: String { "\(code.rawValue): \(says)" }
    var catalogue: SmallCatalogue { SmallCatalogue().replacing(old, with: new, in: file) }
}

@Suite("Errors of the catalogue")
struct LoaderErrorTests {
    @Test("the small catalogue is sound")
    func sound() throws { #expect(SmallCatalogue().problems() == []) }

    @Test("what is wrong is reported once, at its exact line and column", arguments: Self.names + Self.shapes + Self.combinations + Self.support)
    func reported(_ spoilt: Spoilt) throws {
        let catalogue = spoilt.catalogue
        let problems = catalogue.problems()
        let problem = try #require(problems.first { $0.code == spoilt.code && $0.message.contains(spoilt.says) }, "\(problems)")
        #expect(problem.place.description == catalogue.place(of: spoilt.at, in: spoilt.file))
        #expect(problems.count == 1, "\(problems)")
    }

    static let names: [Spoilt] = [
        Spoilt(
            old: "- identity-verified", new: "- identity-verifed", code: .unknownName, at: "identity-verifed",
            says: "未知的核验项“identity-verifed”，是否指“identity-verified”？"),
        Spoilt(old: "check: project-listed", new: "check: planet-aligned", code: .unknownName, at: "planet-aligned", says: "未知的核验项“planet-aligned”。"),
        Spoilt(old: "push, archive]", new: "push, archiv]", code: .unknownName, at: "archiv]", says: "未知的步骤“archiv”，是否指“archive”？"),
        Spoilt(
            old: "from: public-security.identity", new: "from: public-security.identiy", code: .unknownName, at: "public-security.identiy",
            says: "是否指“public-security.identity”？"),
        Spoilt(old: "tells: [housing]", new: "tells: [housng]", code: .unknownName, at: "housng", says: "未知的部门“housng”，是否指“housing”？"),
        Spoilt(old: "rule: registration", new: "rule: registraton", code: .unknownName, at: "registraton", says: "未知的收费规则"),
        Spoilt(old: "issues: [ownership", new: "issues: [owner", code: .unknownName, at: "owner-certificate", says: "未知的证书文书"),
        Spoilt(old: "kind: sale-contract", new: "kind: sale-contrct", code: .unknownName, at: "sale-contrct", says: "未知的材料“sale-contrct”"),
        Spoilt(old: "text: application", new: "text: aplication", code: .unknownName, at: "aplication", says: "未知的文本“aplication”，是否指“application”？"),
        Spoilt(old: "law: [民法典 209", new: "law: [民典 209", code: .unknownName, at: "民典 209", says: "未知的法律法规“民典”，是否指“民法典”？"),
        Spoilt(old: "review: automatic", new: "review: autmatic", code: .unknownName, at: "autmatic", says: "是否指“automatic”？"),
        Spoilt(old: "by: [buyer]", new: "by: [byer]", code: .unknownName, at: "byer", says: "未知的申请人身份“byer”，是否指“buyer”？"),
        Spoilt(old: "answer: delivery, is", new: "answer: delivry, is", code: .unknownName, at: "delivry", says: "未知的表单项“delivry”"),
        Spoilt(old: "is: [post]", new: "is: [pots]", code: .unknownName, at: "pots", says: "未知的选项“pots”，是否指“post”？"),
        Spoilt(old: "not-before: from", new: "not-before: form", code: .unknownName, at: "form\n", says: "未知的日期“form”，是否指“from”？"),
        Spoilt(old: "{ role: buyer, name: 张伟", new: "{ role: buier, name: 张伟", code: .unknownName, at: "buier", says: "是否指“buyer”？"),
        Spoilt(
            old: "findings: [identity-verified]", new: "findings: [contract-filed]", code: .unknownName, at: "contract-filed",
            says: "未知的本服务的核验项“contract-filed”"),
        Spoilt(
            old: "expect: { findings: [], acts: [transfer-by-contract]", new: "expect: { findings: [], acts: [reissue]", code: .unknownName,
            at: "reissue", says: "未知的本服务的登记行为“reissue”"),
        Spoilt(old: "like: 通过", new: "like: 通", code: .unknownName, at: "通\n", says: "未知的在前的测试“通”"),
        Spoilt(
            old: "materials: { identity: { matches: true", new: "materials: { identty: { matches: true", code: .unknownName, at: "identty",
            says: "未知的材料“identty”，是否指“identity”？"),
        Spoilt(
            old: "materials: { identity: { matches: true", new: "materials: { identity/2: { matches: true", code: .unknownName, at: "identity/2",
            says: "未知的材料“identity/2”"),
        Spoilt(old: "answers: { delivery: el", new: "answers: { deliver: el", code: .unknownName, at: "deliver: el", says: "未知的表单项“deliver”"),
    ]

    static let shapes: [Spoilt] = [
        Spoilt(
            old: "category: new-home", new: "categry: new-home\ncategory: new-home", code: .unknownKey, at: "categry",
            says: "未知的键“categry”，是否指“category”？"),
        Spoilt(old: "      unit: { owner: developer }", new: "      unit: { ownr: developer }", code: .unknownKey, at: "ownr", says: "是否指“owner”？"),
        Spoilt(old: "archive: permanent\n", new: "", code: .missingKey, at: "id: transfer.small", says: "缺少键“archive”。"),
        Spoilt(old: "    label: 购房人\n", new: "", code: .missingKey, at: "role: buyer", says: "缺少键“label”。"),
        Spoilt(old: "audience: [citizen]", new: "audience: citizen", code: .wrongType, at: "citizen", says: "“audience”应为列表，现为文字。"),
        Spoilt(old: "alone: true", new: "alone: yes", code: .wrongType, at: "yes", says: "“alone”应为true或false，现为文字。"),
        Spoilt(old: "max-length: 100", new: "max-length: 一百", code: .wrongType, at: "一百", says: "“max-length”应为整数，现为文字。"),
        Spoilt(old: "name: 小服务", new: "name:", code: .wrongType, at: "\nshort-name", says: "“name”应为文字，没有填写。"),
        Spoilt(old: "name: 小服务", new: "name: [小服务]", code: .wrongType, at: "[小服务]", says: "“name”应为文字，现为列表。"),
        Spoilt(old: "max-length: 100", new: "max-length: 9000", code: .badValue, at: "9000", says: "应在1到5000之间"),
        Spoilt(old: "short-name: 小服务", new: "short-name: 这是一个放在按钮上实在太长太长的名称", code: .badValue, at: "这是一个", says: "最多14个字"),
        Spoilt(old: "1 minute", new: "one minute", code: .badValue, at: "one minute", says: "不是时间"),
        Spoilt(old: "30 working days", new: "30 days", code: .badValue, at: "30 days", says: "不是期限"),
        Spoilt(old: "条例 14]", new: "条例 第14条]", code: .badValue, at: "条例 第14条", says: "应写作"),
        Spoilt(old: "today: 2026-11-23", new: "today: 2026-11-31", code: .badValue, at: "2026-11-31", says: "不是有效日期"),
        Spoilt(old: "audience: [citizen]", new: "audience: []", code: .badValue, at: "[]", says: "至少应有1项"),
        Spoilt(
            old: "- identity-verified", new: "- identity-verified\n  - identity-verified", code: .duplicateName, at: "identity-verified\n  - {",
            says: "“identity-verified”重复，第49行已有。"),
        Spoilt(old: "name: until", new: "name: address", code: .duplicateName, at: "address\n    label: 止", says: "“address”重复"),
        Spoilt(old: "category: new-home", new: "category: new-home\nname: 又一个", code: .duplicateKey, at: "name: 又一个", says: "键“name”重复，第2行已有。"),
        Spoilt(old: "keywords: [测试]", new: "keywords: [测试", code: .syntax, at: "law§: [民法典", says: "YAML语法错误"),
    ]

    static let combinations: [Spoilt] = [
        Spoilt(
            old: "archive: permanent\n", new: "archive: permanent\nsuits:\n  - { fact: mortgage, is: [standin], otherwise: 无 }\n", code: .unknownName,
            at: "standin]", says: "是否指“standing”？"),
        Spoilt(
            old: "archive: permanent\n", new: "archive: permanent\nsuits:\n  - { fact: weather, is: [sunny], otherwise: 无 }\n", code: .unknownName,
            at: "weather", says: "“fact”不能为“weather”"),
        Spoilt(
            old: "archive: permanent\n", new: "archive: permanent\nsuits:\n  - { fact: mortgage, is: [none, standing], otherwise: 无 }\n", code: .badCombination,
            at: "[none, standing]", says: "列出了全部情形"),
        Spoilt(
            old: "otherwise: wait }", new: "otherwise: wait, of: [buyer] }", code: .badCombination, at: "[buyer] }\n  - { kind: sale", says: "“of”"),
        Spoilt(
            old: "required-when: { answer: delivery, is: [post] }", new: "required-when: { answer: delivery, is: [post], in: [buyer] }", code: .badCombination,
            at: "[buyer] }\n  - name: from", says: "只有“applicant”的条件有“in”"),
        Spoilt(
            old: "required-when: { answer: delivery, is: [post] }", new: "required-when: { applicant: person, in: [byer] }", code: .unknownName, at: "byer",
            says: "是否指“buyer”？"),

        Spoilt(old: "max-length: 100\n", new: "max-length: 100\n    by: [byer]\n", code: .unknownName, at: "byer", says: "是否指“buyer”？"),

        Spoilt(
            old: "id: transfer.small", new: "id: transfer.other", code: .badCombination, at: "transfer.other",
            says: "文件名应为services/transfer.other.yaml。"),
        Spoilt(old: "automatic-falls-to: clerk\n", new: "", code: .badCombination, at: "automatic\nacts", says: "自动审核须写明“automatic-falls-to”"),
        Spoilt(
            old: "acts: [transfer-by-contract]\nissues", new: "acts: [transfer-by-contract]\npublic-notice: { working-days: 15 }\nissues",
            code: .badCombination, at: "{ working-days", says: "需要公告的服务不能自动审核。"),
        Spoilt(
            old: "fee, decide, register", new: "fee, decide, notice, register", code: .badCombination, at: "notice, register",
            says: "没有写明“public-notice”，不需要notice步骤。"),
        Spoilt(
            old: "steps: [identify, gather, check", new: "steps: [identify, check, gather", code: .badCombination, at: "gather, sign",
            says: "步骤“gather”应在“check”之前。"),
        Spoilt(old: "fee, decide, register", new: "fee, register", code: .badCombination, at: "[identify, gather", says: "“steps”中却没有decide"),
        Spoilt(old: "certify, push,", new: "certify,", code: .badCombination, at: "[housing]", says: "要告知其他部门，“steps”中却没有push。"),
        Spoilt(old: "accept, fee, decide", new: "accept, decide", code: .badCombination, at: "rule: registration", says: "“steps”中却没有fee"),
        Spoilt(old: "kinds: [transfer]", new: "kinds: []", code: .badCombination, at: "[]\nsubject", says: "有登记行为，须写明登记类型。"),
        Spoilt(old: "archive: permanent", new: "archive: 10-years", code: .badCombination, at: "10-years", says: "登记资料须永久保存。"),
        Spoilt(old: "legal: 30 working days", new: "legal: 45 working days", code: .badCombination, at: "45 working days", says: "最长30个工作日"),
        Spoilt(
            old: "target: 1 minute, legal: 30", new: "target: 9 working days, legal: 5", code: .badCombination, at: "9 working days",
            says: "承诺时限长于法定时限。"),
        Spoilt(old: "alone: true", new: "alone: false", code: .badCombination, at: "false\n    identify", says: "“alone”应为true。"),
        Spoilt(
            old: "identify: [unified-identity]", new: "identify: [electronic-licence]", code: .badCombination, at: "electronic-licence",
            says: "个人没有电子营业执照。"),
        Spoilt(
            old: "type: text\n    required: true\n    max-length: 100", new: "type: choice\n    required: true", code: .badCombination,
            at: "name: address", says: "选择题缺少“options”。"),
        Spoilt(old: "type: choice", new: "type: date", code: .badCombination, at: "- { value: electronic", says: "只有选择题有“options”。"),
        Spoilt(
            old: "from: applicant }", new: "from: applicant, otherwise: clerk }", code: .badCombination, at: "clerk }\ndecl",
            says: "由申请人提交的材料没有“otherwise”。"),
        Spoilt(
            old: "- { kind: identity, from: public-security.identity, otherwise: wait }",
            new: "- { kind: identity, from: public-security.identity, otherwise: upload }", code: .badCombination, at: "upload", says: "申请人无法上传。"),
        Spoilt(
            old: "{ name: project-listed, says", new: "{ name: holder-applies, says", code: .badCombination, at: "holder-applies",
            says: "没有列入“checks”"),
        Spoilt(
            old: "{ answer: delivery, is: [post] }", new: "{ answer: delivery }", code: .badCombination, at: "{ answer: delivery }", says: "条件应写作"),
        Spoilt(
            old: "findings: [identity-verified], outcome: returned", new: "findings: [], outcome: returned", code: .badCombination, at: "returned }",
            says: "没有核验发现，却不是通过。"),
        Spoilt(
            old: "findings: [identity-verified], outcome: returned", new: "findings: [identity-verified], outcome: automatic", code: .badCombination,
            at: "[identity-verified], outcome: §automatic", says: "有核验发现时不能自动通过。"),
        Spoilt(
            old: "unit: { owner: developer }", new: "unit: { owner: developer, owners: [developer] }", code: .badCombination, at: "developer, owners",
            says: "只能写一个"),
    ]

    static let support: [Spoilt] = [
        Spoilt(
            old: "year: 2026", new: "year: 2025", code: .badCombination, at: "2025\n", says: "文件名应为calendars/2025.yaml。", file: "calendars/2026.yaml"),
        Spoilt(
            old: "working: [2026-01-04]", new: "working: [2026-01-05]", code: .badCombination, at: "2026-01-05", says: "不是周六或周日",
            file: "calendars/2026.yaml"),
        Spoilt(
            old: "working: [2026-01-04]", new: "working: [2026-01-03]", code: .badCombination, at: "2026-01-03]", says: "不能又是上班日",
            file: "calendars/2026.yaml"),
        Spoilt(
            old: "until: 2026-01-03", new: "until: 2025-12-31", code: .badCombination, at: "2026-01-01", says: "起止日期不对", file: "calendars/2026.yaml"),
        Spoilt(
            old: "{{service}}", new: "{{servce}}", code: .unknownName, at: "申请人{{applicants}}", says: "未知的占位符“servce”，是否指“service”？",
            file: "texts/declarations.yaml"),
        Spoilt(old: "formats: [pdf]", new: "formats: [doc]", code: .unknownName, at: "doc", says: "可用：pdf、jpg、png、ofd。", file: "materials.yaml"),
    ]

    @Test("everything that is wrong in several files is reported together, in the order of files and lines")
    func together() throws {
        let catalogue = SmallCatalogue()
            .replacing("- identity-verified", with: "- identity-verifed")
            .replacing("alone: true", with: "alone: maybe")
            .replacing("category: new-home", with: "category: new-home\nname: 又一个\nname: 再一个")
            .replacing("archive: permanent\n", with: "")
            .replacing("personal: true", with: "personal: 是", in: "materials.yaml")
            .replacing("working: [2026-01-04]", with: "working: [2026-01-05]", in: "calendars/2026.yaml")
        let problems = catalogue.problems()
        #expect(
            problems.map(\.code) == [.badCombination, .wrongType, .missingKey, .duplicateKey, .duplicateKey, .wrongType, .unknownName])
        #expect(problems == problems.sorted { $0.place < $1.place })
        #expect(problems.filter { $0.code == .duplicateKey }.map(\.place.line) == [6, 7])
    }

    @Test("an error reads as a compiler's: file, line, column, sentence, code")
    func description() throws {
        let problem = try #require(SmallCatalogue().replacing("- identity-verified", with: "- identity-verifed").problems().first)
        #expect(problem.description == "services/transfer.small.yaml:49:5: 未知的核验项“identity-verifed”，是否指“identity-verified”？ [unknown-name]")
    }

    @Test("a missing folder, a missing file and a file of another kind are errors, not crashes")
    func files() throws {
        #expect(throws: CatalogueErrors.self) { try CatalogueLoader.load(folder: "/nowhere/at/all", primitives: .house) }
        var without = SmallCatalogue()
        without.files["laws.yaml"] = nil
        #expect(without.problems().map(\.description) == ["laws.yaml:1:1: 找不到文件或无法读取。 [unreadable]"])
        var stray = SmallCatalogue()
        stray.files["services/notes.txt"] = "a note"
        #expect(stray.problems().map(\.place.file) == ["services/notes.txt"])
        var empty = SmallCatalogue()
        empty.files["texts/declarations.yaml"] = "# nothing yet\n"
        #expect(empty.problems().contains { $0.code == .syntax && $0.place.file == "texts/declarations.yaml" })
    }

    @Test("a text that stands in two files is reported in the second")
    func textTwice() throws {
        var twice = SmallCatalogue()
        twice.files["texts/more.yaml"] = "texts:\n  - { id: application, title: 又一份, body: 申请。 }\n"
        #expect(twice.problems().map(\.place.description) == ["texts/more.yaml:2:11"])
    }

    @Test("a file that repeats itself through aliases without end is refused")
    func aliases() throws {
        var bomb = SmallCatalogue()
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...8 { text += "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ") + "]\n" }
        bomb.files["texts/declarations.yaml"] = text
        #expect(bomb.problems().contains { $0.message.contains("内容过多") })
    }
}
