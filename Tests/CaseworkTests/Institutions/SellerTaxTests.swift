import Catalogue
import Contracts
import Exchange
import Register
import StorageTesting
import Testing

@testable import Casework
@testable import departments

@Suite("What the seller owes of a sale") struct SellerTaxTests {
    private static let seller = "identity-card:360102198506123021"
    private static let firm = "credit-code:91360102MA35A1B20A"

    private static func declared(home: Bool = true, bought: LegalDate, cost: Money? = nil, only: Bool = false) -> SellerTaxRules.Declared {
        SellerTaxRules.Declared(isHome: home, boughtOn: bought, cost: cost, isOnlyHome: only)
    }

    private static func assessed(_ yuan: Int64, _ date: LegalDate, _ declared: SellerTaxRules.Declared, of taxpayer: String = seller) -> [SellerTax.Kind: SellerTax] {
        Dictionary(uniqueKeysWithValues: SellerTaxRules.assess(taxpayer, price: Money(yuan: yuan), on: date, declared).map { ($0.kind, $0) })
    }

    private static func day(_ text: String) throws -> LegalDate { try #require(LegalDate(text)) }

    @Test("the played bureau assesses by the rules of the day: within two years, five years and the only home, and the day before") func homes() throws {
        let sold = try Self.day("2026-06-01")
        // Held for less than two years, no vouchers: value-added tax 3 %, income tax 1 % of the rest.
        let early = Self.assessed(3_000_000, sold, Self.declared(bought: try Self.day("2025-01-01")))
        #expect(early[.valueAddedTax]?.amount == Money(fen: 8_737_864) && early[.incomeTax]?.amount == Money(fen: 2_912_621))
        #expect(early[.incomeTax]?.status == .unpaid && early[.landAppreciationTax]?.status == .exempt)
        let before = Self.assessed(3_000_000, try Self.day("2025-12-31"), Self.declared(bought: try Self.day("2025-01-01")))
        #expect(before[.valueAddedTax]?.amount == Money(fen: 14_285_714), "5 % to the end of 2025")
        let two = Self.assessed(3_000_000, sold, Self.declared(bought: try Self.day("2024-06-01")))
        #expect(two[.valueAddedTax]?.status == .exempt && two[.incomeTax]?.amount == Money(yuan: 30_000))
        #expect(Self.assessed(3_000_000, sold, Self.declared(bought: try Self.day("2024-06-02")))[.valueAddedTax]?.status == .unpaid)
        let only = Self.assessed(1_500_000, sold, Self.declared(bought: try Self.day("2021-06-01"), only: true))
        #expect(only.values.allSatisfy { $0.status == .exempt && $0.amount == .zero })
        #expect(Self.assessed(1_500_000, sold, Self.declared(bought: try Self.day("2021-06-02"), only: true))[.incomeTax]?.status == .unpaid)
        #expect(Self.assessed(1_500_000, sold, Self.declared(bought: try Self.day("2021-06-01")))[.incomeTax]?.status == .unpaid, "not the only one")
        // Whoever is a person, by whatever papers, owes a person's tax: the registry waits for it.
        let abroad = Self.assessed(1_500_000, sold, Self.declared(bought: try Self.day("2021-06-02"), only: true), of: "passport:E12345678")
        #expect(abroad[.incomeTax]?.status == .unpaid && abroad[.landAppreciationTax]?.status == .exempt)
        // 20 % of the gain where there are vouchers.
        let gain = Self.assessed(1_800_000, try Self.day("2025-03-01"), Self.declared(bought: try Self.day("2022-03-01"), cost: Money(yuan: 1_378_000)))
        #expect(gain[.incomeTax]?.amount == Money(yuan: 84_400))
    }

    @Test("an enterprise owes land appreciation tax by four steps and no income tax of a person") func enterprises() throws {
        let sold = try Self.day("2026-06-01")
        func land(_ cost: Int64?) throws -> Money? {
            let taxes = Self.assessed(
                3_090_000, sold, Self.declared(home: false, bought: try Self.day("2016-01-01"), cost: cost.map { Money(yuan: $0) }), of: Self.firm)
            #expect(taxes[.incomeTax] == nil && taxes[.valueAddedTax]?.amount == Money(yuan: 90_000))
            return taxes[.landAppreciationTax]?.amount
        }
        #expect(try land(1_500_000) == Money(yuan: 525_000), "1,500,000 × 40 % − 1,500,000 × 5 %")
        #expect(try land(2_400_000) == Money(yuan: 180_000), "600,000 × 30 %")
        #expect(try land(1_000_000) == Money(yuan: 850_000), "2,000,000 × 50 % − 1,000,000 × 15 %")
        #expect(try land(500_000) == Money(yuan: 1_325_000), "2,500,000 × 60 % − 500,000 × 35 %")
        #expect(try land(3_500_000) == .zero)
        #expect(try land(nil) == Money(yuan: 150_000))
        // A person's shop is no home.
        let shop = Self.assessed(1_030_000, sold, Self.declared(home: false, bought: try Self.day("2010-01-01"), only: true))
        #expect(shop[.landAppreciationTax]?.amount == Money(yuan: 50_000) && shop[.incomeTax]?.amount == Money(yuan: 10_000))
    }

    @Test("the seller declares and pays at the bureau, which answers and tells it; until then the answer says nothing of it") func declares() async throws {
        let registry = try ListeningSocket()
        defer { registry.stop() }
        try await InstitutionStage.run(telling: registry.url) { stage in
            let unit = InstitutionStage.unit
            let price = Money(yuan: 1_030_000)
            let contract = Housing.Contract(
                number: "EC1", unit: unit, project: nil, location: "东湖区", sellers: [Housing.Party(name: "王芳", identifier: Self.seller)],
                buyers: [Housing.Party(name: "张伟", identifier: InstitutionStage.buyer)], coOwnership: .sole, price: price, paid: price,
                area: Area(hundredths: 9_000), paymentMethod: .full, filedOn: try Self.day("2026-11-23"))
            let receipt = Tax.DeedTaxReceipt.Answer(
                number: "1", unit: unit, contract: "EC1", contractPrice: price, base: price, tax: .zero, taxpayers: [InstitutionStage.buyer], status: .exempt, paidOn: nil)
            func stated() async throws -> [SellerTax]? {
                try await stage.client.ask(Tax.DeedTaxReceipt.self, .init(unit: unit), for: Errand(caseID: "c1", purpose: "核对")).value?.sellerTaxes
            }
            await #expect(throws: PlayedDepartments.Refused.self) { try await stage.departments.page("/declare-sale/\(unit.text)") }
            try await stage.departments.load([.contract(contract), .receipt(receipt)])
            #expect(try await stated() == nil)
            let path = "/declare-sale/\(unit.text)"
            #expect(try await stage.departments.page(path).contains("家庭唯一生活用房"))
            for fields in [[("home", "yes"), ("bought", "2027-01-01")], [("bought", "")], [("bought", "2026-01-01"), ("cost", "x")]] {
                await #expect(throws: PlayedDepartments.Refused.self) { try await stage.departments.send(path, fields) }
            }
            #expect(try await stated() == nil)
            try await stage.departments.send(path, [("home", "yes"), ("bought", "2025-12-01"), ("cost", ""), ("only", "no")])
            let open = try #require(try await stated())
            #expect(Set(open.map(\.kind)) == Set(SellerTax.Kind.allCases) && open.allSatisfy { $0.taxpayer == Self.seller })
            #expect(open.filter { $0.status == .unpaid }.map(\.kind) == [.valueAddedTax, .incomeTax])
            #expect(open.allSatisfy { ($0.number == nil) == ($0.status == .unpaid) }, "what is exempt has a number at once")
            try await stage.departments.send("/pay-seller-tax/\(unit.text)", [])
            let paid = try #require(try await stated())
            #expect(paid.allSatisfy { $0.status != .unpaid && $0.number != nil } && Set(paid.compactMap(\.number)).count == 3)
            #expect(try await stage.departments.page("/pay-seller-tax/\(unit.text)").contains("出卖人的税款已办结"))
            #expect(try await eventually { registry.received.count >= 2 })
            #expect(registry.received.allSatisfy { $0.path == "/exchange/\(Tax.ReceiptChanged.name)" })
        }
    }

    @Test("what each seller hasn't settled is said to that seller, by name and by kind") func words() throws {
        let services = try HouseCatalogue.catalogue().services
        // A sale for money between the parties themselves asks for it, and then for the receipt too.
        let asking = services.filter { $0.check(SellerTaxesSettled.name) != nil }
        #expect(Set(asking.map(\.id)) == [
            "transfer.existing.sale", "transfer.share.sale", "transfer.mortgaged.same-lender", "transfer.mortgaged.other-lender", "transfer.mortgaged.new-rank",
            "transfer.mortgaged.from-notices", "transfer.mortgaged.paid", "transfer.mortgaged.assumed",
        ])
        #expect(asking.allSatisfy { $0.check(DeedTaxPaid.name) != nil && $0.check("contract-filed") != nil })
        let service = try #require(services.first { $0.id == "transfer.existing.sale" })
        var facts = try TestFacts(try #require(service.tests.first).given, service: service).facts()
        func findings(_ taxes: [SellerTax]?) throws -> [Finding] {
            var receipt = try #require(facts.decode(Tax.DeedTaxReceipt.Answer.self, CaseFacts.receiptMaterial))
            receipt.sellerTaxes = taxes
            facts.materials[CaseFacts.receiptMaterial] = Material(try JSONValue(parsing: Array(try CanonicalJSON.encode(receipt))))
            return SellerTaxesSettled().findings(facts)
        }
        let silent = try findings(nil)
        #expect(silent.map(\.message) == ["税务部门的答复中没有出卖人王芳的个人所得税完税（或减免税）凭证。", "税务部门的答复中没有出卖人王芳的土地增值税完税（或减免税）凭证。"])
        #expect(silent.map(\.statute) == ["《个人所得税法》第十五条", "《土地增值税暂行条例》第十二条"] && silent.allSatisfy { $0.consequence == .mend })
        #expect(try findings([]).count == 2, "an empty list is no word either")
        func tax(_ kind: SellerTax.Kind, _ status: Tax.Status, _ number: String?) -> SellerTax {
            SellerTax(kind: kind, taxpayer: Self.seller, amount: Money(yuan: 100), status: status, number: number)
        }
        let exempt = tax(.landAppreciationTax, .exempt, "1")
        let open = try findings([exempt, tax(.incomeTax, .unpaid, nil)])
        #expect(open.map(\.message) == ["出卖人王芳的个人所得税尚未缴清。"], "how much is the seller's to know")
        #expect(open.map(\.figures) == [[Figures(of: [.seller], text: "应缴100.00元。")]])
        #expect(try findings([exempt, tax(.incomeTax, .paid, " ")]).map(\.message) == ["出卖人王芳的个人所得税完税（或减免税）凭证没有凭证号。"])
        #expect(try findings([exempt, tax(.incomeTax, .paid, "2")]).isEmpty)
        #expect(try findings([exempt, tax(.incomeTax, .paid, "2"), tax(.incomeTax, .unpaid, nil)]).count == 1, "one of two isn't settled")
    }
}
