import Register
import Testing

@testable import Catalogue

@Suite("Parts of the catalogue")
struct ValueTests {
    private func tree(_ yaml: String) throws -> CatalogueValue {
        let log = ProblemLog()
        let tree = try #require(TreeComposer(file: "x.yaml", log: log).compose(yaml))
        #expect(log.problems.isEmpty)
        return tree.value
    }

    @Test("only whole numbers are numbers, only true and false are flags; the rest is text as it was written")
    func scalars() throws {
        let value = try tree("{a: 12, b: 95.30, c: yes, d: true, e: 2026-11-23, f: '7', g: 007, h: -5, i: ~, j: 1/2, k: no}")
        #expect(value["a"] == .integer(12))
        #expect(value["b"] == .text("95.30"))
        #expect(value["c"] == .text("yes"))
        #expect(value["d"] == .flag(true))
        #expect(value["e"] == .text("2026-11-23"))
        #expect(value["f"] == .text("7"))
        #expect(value["g"] == .text("007"))
        #expect(value["h"] == .integer(-5))
        #expect(value["i"] == .null)
        #expect(value["j"]?.text == "1/2")
        #expect(value["k"]?.text == "no")
    }

    @Test("laying one tree over another merges maps, replaces the rest, and null takes away")
    func overlay() throws {
        let base = try tree("{a: 1, b: {c: 2, d: [1, 2]}, e: 3}")
        let merged = base.overlaid(with: try tree("{b: {c: null, d: [9], f: 4}, e: {g: 5}, h: null}"))
        #expect(merged == (try tree("{a: 1, b: {d: [9], f: 4}, e: {g: 5}}")))
        #expect(base.overlaid(with: .map([])) == base)
    }

    @Test("repeated keys are found however they are written, and all of them")
    func repeatedKeys() throws {
        let log = ProblemLog()
        let yaml = "a: 1\n\"a\": 2\nb: {c: 1, c: 2, c: 3}\n'a': 3\n"
        let tree = try #require(TreeComposer(file: "x.yaml", log: log).compose(yaml))
        #expect(log.problems.map(\.place.description).sorted() == ["x.yaml:2:1", "x.yaml:3:11", "x.yaml:3:17", "x.yaml:4:1"])
        #expect(tree.value["a"] == .integer(1))
        #expect(tree.value["b"]?["c"] == .integer(1))
    }

    @Test(
        "the nearest name is the one with the fewest edits, if they are few",
        arguments: [
            ("identty", "identity"), ("tax-recepit", "tax-receipt"), ("register", "register"), ("zzzz", nil), ("", nil),
        ] as [(String, String?)])
    func nearest(_ name: String, _ found: String?) {
        #expect(NearestName.of(name, among: ["identity", "tax-receipt", "register", "tax"]) == found)
    }

    @Test(
        "promises are read strictly",
        arguments: [
            ("at once", .atOnce), ("1 minute", .minutes(1)), ("5 minutes", .minutes(5)), ("2 hours", .hours(2)), ("3 working days", .workingDays(3)),
            ("3 days", nil), ("0 minutes", nil), ("-1 hours", nil), ("", nil), ("1  minute", nil), ("١ minute", nil),
        ] as [(String, Catalogue.Promise?)])
    func promise(_ text: String, _ promise: Catalogue.Promise?) { #expect(Catalogue.Promise(text) == promise) }

    @Test(
        "articles are written as laws write them",
        arguments: [
            (1, "一"), (10, "十"), (14, "十四"), (20, "二十"), (100, "一百"), (105, "一百零五"), (110, "一百一十"), (209, "二百零九"), (1121, "一千一百二十一"),
            (1005, "一千零五"),
        ])
    func numerals(_ number: Int, _ text: String) { #expect(ChineseNumeral.text(number) == text) }

    @Test("a statute prints its law in full")
    func statute() {
        let law = Law(name: "条例", title: "不动产登记暂行条例", issued: "2015")
        #expect(Statute(law: law, article: 14, paragraph: 2).chinese == "《不动产登记暂行条例》第十四条第二款")
        #expect(Statute(law: law, article: 14, paragraph: 2).short == "条例 14.2")
        #expect(Statute(law: law, article: nil, paragraph: nil).chinese == "《不动产登记暂行条例》")
    }

    @Test("a text is filled in, and what is unknown stays a line to write on")
    func texts() {
        let text = CatalogueText(id: "x", title: "X", body: "申请人{{applicants}}办理{{ service }}、{{date}}", law: [])
        #expect(text.filled([.applicants: "张伟", .service: "过户"]) == "申请人张伟办理过户、________")
        #expect(text.filled([.applicants: "{{service}}"]) == "申请人{{service}}办理________、________")
    }

    @Test("what a case comes to: waiting before refusing before returning before a clerk")
    func outcome() throws {
        let automatic = try #require(try Repository.catalogue().service("transfer.presold.by-buyer"))
        let reviewed = try #require(try Repository.catalogue().service("transfer.existing.sale"))
        #expect(automatic.outcome(of: []) == .automatic)
        #expect(reviewed.outcome(of: []) == .clerk)
        #expect(automatic.outcome(of: [.clerk]) == .clerk)
        #expect(automatic.outcome(of: [.clerk, .return]) == .returned)
        #expect(automatic.outcome(of: [.refuse, .return]) == .refused)
        #expect(automatic.outcome(of: [.return, .wait, .refuse]) == .waiting)
    }

    @Test("a condition holds for its answers, or for its kind of applicant")
    func conditions() {
        let answer = Condition.answer(field: "reason", oneOf: ["lost"])
        #expect(answer.holds(answers: ["reason": "lost"], applicants: []))
        #expect(!answer.holds(answers: ["reason": "damaged"], applicants: []))
        #expect(!answer.holds(answers: [:], applicants: []))
        func standing(_ kind: ApplicantKind) -> ApplicantStanding { ApplicantStanding(role: "buyer", kind: kind) }
        #expect(Condition.applicant(.person, roles: []).holds(answers: [:], applicants: [standing(.person), standing(.enterprise)]))
        #expect(!Condition.applicant(.person, roles: []).holds(answers: [:], applicants: [standing(.enterprise)]))
        #expect(!Condition.applicant(.enterprise, roles: ["seller"]).holds(answers: [:], applicants: [standing(.enterprise)]))
        #expect(Condition.applicant(.enterprise, roles: ["buyer"]).holds(answers: [:], applicants: [standing(.enterprise)]))
    }
}
