import Catalogue
import Register
import Testing

@Suite("The catalogue of the repository")
struct LoaderTests {
    @Test("it loads without an error and has its services")
    func loads() throws {
        let catalogue = try Repository.catalogue()
        #expect(
            Set(catalogue.services.map(\.id)).isSuperset(of: [
                "transfer.presold.by-buyer", "first.project.by-developer", "transfer.existing.sale", "mortgage.first", "mortgage.cancel",
                "query.own", "certificate.reissue",
            ]))
        #expect(catalogue.services.map(\.id) == catalogue.services.map(\.id).sorted())
        #expect(catalogue.hash.count == 64)
        #expect(catalogue.hash == (try Repository.load()).hash)
    }

    @Test("a service's definition is what its file says")
    func definition() throws {
        let service = try #require(try Repository.catalogue().service("transfer.presold.by-buyer"))
        #expect(service.kinds == [.transfer])
        #expect(service.review == .automatic)
        #expect(service.fallsTo == .clerk)
        #expect(service.within.target == .minutes(1))
        #expect(service.within.legalWorkingDays == 30)
        #expect(service.within.target.chinese == "1分钟")
        #expect(service.mayApplyAlone("buyer"))
        #expect(service.registers)
        #expect(service.material("tax-receipt")?.from == "tax.deed-tax-receipt")
        #expect(service.material("tax-receipt")?.otherwise == .wait)
        #expect(service.law.first?.chinese == "《中华人民共和国民法典》第二百零九条")
        #expect(service.declarations.map(\.name) == ["application", "inquiry"])
        #expect(service.declarations.first?.title == "不动产登记申请书")
        #expect(service.steps.first == "identify")
        #expect(service.retention == .permanent)
        let query = try #require(try Repository.catalogue().service("query.own"))
        #expect(!query.registers)
        #expect(query.kinds.isEmpty)
    }

    @Test("transfers carry at least six tests, every service at least four, and each has one that passes and one that does not")
    func enoughTests() throws {
        for service in try Repository.catalogue().services {
            #expect(service.tests.count >= (service.kinds.contains(.transfer) ? 6 : 4), "\(service.id)")
            #expect(service.tests.contains { $0.expect.findings.isEmpty }, "\(service.id)")
            #expect(service.tests.contains { !$0.expect.findings.isEmpty }, "\(service.id)")
        }
    }

    @Test("every check of every service makes some test of some service fail")
    func everyCheckIsTested() throws {
        let services = try Repository.catalogue().services
        let used = Set(services.flatMap { $0.checks.map(\.name) })
        let tested = Set(services.flatMap { $0.tests.flatMap(\.expect.findings) })
        #expect(used.subtracting(tested).sorted() == [])
        #expect(Primitives.house.checks.subtracting(used).sorted() == [])
    }

    @Test("a test that is like another has its facts, changed")
    func likeness() throws {
        let service = try #require(try Repository.catalogue().service("transfer.presold.by-buyer"))
        let test = try #require(service.tests.first { $0.name.hasPrefix("维修资金没有交足") })
        #expect(test.given["today"]?.text == "2026-11-23")
        #expect(test.given["materials"]?["maintenance-fund"]?["paid"] == .integer(0))
        #expect(test.given["materials"]?["maintenance-fund"]?["due"] == .integer(857_700))
        #expect(test.given["materials"]?["maintenance-fund"]?["paidOn"] == nil)
        #expect(test.given["materials"]?["sale-contract"]?["price"]?.integer == 125_000_000)
        #expect(test.given["unit"]?["area"]?.text == "95.30")
    }

    @Test(
        "what citizens type finds the service",
        arguments: [
            ("办房产证", "transfer.presold.by-buyer"), ("二手房", "transfer.existing.sale"), ("房产证丢了怎么办", "certificate.reissue"),
            ("解押", "mortgage.cancel"), ("查询 本人", "query.own"), ("二手房 过户", "transfer.existing.sale"),
        ])
    func search(_ words: String, _ id: String) throws {
        #expect(try Repository.catalogue().search(words).first?.id == id)
    }

    @Test("words that mean nothing here find nothing, and no words find everything")
    func emptySearch() throws {
        let catalogue = try Repository.catalogue()
        #expect(catalogue.search("护照签证").isEmpty)
        #expect(catalogue.search("  ").count == catalogue.services.count)
    }

    @Test("comments, blank lines, the order of keys and tests don't change the hash; a changed rule does")
    func hash() throws {
        let small = SmallCatalogue()
        let hash = try small.load().hash
        #expect(try small.replacing("category: new-home", with: "# a comment\n\ncategory: new-home").load().hash == hash)
        #expect(
            try small.replacing("name: 小服务\nshort-name: 小服务", with: "short-name: \"小服务\"\nname: 小服务").load().hash == hash)
        #expect(try small.replacing("- name: 通过", with: "- name: 通过了").replacing("like: 通过", with: "like: 通过了").load().hash == hash)
        #expect(try small.replacing("says: 每件80元。", with: "says: 每件90元。").load().hash != hash)
        #expect(try small.replacing("申请办理", with: "办理", in: "texts/declarations.yaml").load().hash != hash)
    }
}
