import Catalogue
import Testing

@Suite("Answers to a service's form")
struct FormTests {
    private func mortgage() throws -> ServiceDefinition { try #require(try Repository.catalogue().service("mortgage.first")) }

    private let sound = [
        "kind": "ordinary", "amount": "1,000,000.00", "from": "2026-11-23", "until": "2046-11-22", "scope": "主债权及其利息", "transfer-ban": "no",
    ]

    @Test("a sound form has no problems")
    func soundForm() throws { #expect(try mortgage().problems(with: sound, applicants: [ApplicantStanding(role: "buyer", kind: .person)]).isEmpty) }

    @Test(
        "each bad answer is told, in words",
        arguments: [
            ("kind", "pawn", "请在“抵押方式”的选项中选择。"), ("amount", "一百万", "应为数字"), ("amount", "0", "不能小于1元"), ("amount", "12.345", "应为数字"),
            ("amount", "9999999999999", "应为数字"), ("from", "2026-02-30", "应为有效日期"), ("transfer-ban", "maybe", "请选择是或否"),
            ("scope", String(repeating: "长", count: 501), "最多500个字"), ("until", "2026-11-22", "不能早于"), ("scope", "   ", "请填写"),
            ("kind", "", "请选择"),
        ])
    func badAnswer(_ field: String, _ answer: String, _ says: String) throws {
        let problems = try mortgage().problems(with: sound.merging([field: answer]) { $1 }, applicants: [ApplicantStanding(role: "buyer", kind: .person)])
        #expect(problems.keys.sorted() == [field])
        #expect(problems[field]?.contains(says) == true, "\(problems)")
    }

    @Test("everything that is wrong is told at once")
    func atOnce() throws {
        #expect(
            try mortgage().problems(with: [:], applicants: [ApplicantStanding(role: "buyer", kind: .person)]).keys.sorted() == ["amount", "from", "kind", "scope", "transfer-ban", "until"])
    }

    @Test("a question that depends on another is only asked then")
    func dependent() throws {
        let service = try #require(try Repository.catalogue().service("transfer.presold.by-buyer"))
        #expect(service.problems(with: [:], applicants: [ApplicantStanding(role: "buyer", kind: .person)]).isEmpty)
        #expect(service.problems(with: ["delivery": "electronic"], applicants: [ApplicantStanding(role: "buyer", kind: .person)]).isEmpty)
        #expect(
            service.problems(with: ["delivery": "post"], applicants: [ApplicantStanding(role: "buyer", kind: .person)]).keys.sorted()
                == ["recipient", "recipient-address", "recipient-phone"])
    }

    @Test(
        "several people are named by their numbers, however they are set apart; each that is none is refused",
        arguments: [
            ("360102198506123021", true), ("360102198506123021，360111198811201512", true), ("360102198506123021、91360102MA35C3D468", true),
            ("360102198506123021 360111198811201512\n", true), ("360102198506123021，张三", false), ("，", false),
            (Array(repeating: "360102198506123021", count: 21).joined(separator: ","), false),
        ])
    func severalPeople(_ answer: String, _ isGood: Bool) throws {
        let field = try #require(try Repository.catalogue().service("transfer.mortgaged.inheritance")?.field("heirs"))
        #expect((field.problem(with: answer) == nil) == isGood)
    }

    @Test("hostile answers are refused or harmless", arguments: ["a\nb", "\u{0}", String(repeating: "x", count: 100_000)])
    func hostile(_ answer: String) throws {
        let service = try #require(try Repository.catalogue().service("mortgage.cancel"))
        let field = try #require(service.field("mortgage"))
        #expect((field.problem(with: answer) == nil) == (answer.count < 100 && !answer.contains("\n")))
    }
}
