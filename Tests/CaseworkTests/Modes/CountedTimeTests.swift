import Catalogue
import Contracts
import Register
import Seals
import Testing

@testable import Casework

@Suite("The time that is counted of a transfer") struct CountedTimeTests {
    private static let noon = OfficeFixture.noon
    private typealias Look = (minute: Double, state: Gathered.State, receipt: (number: String, status: Tax.Status)?)

    /// Since when the counters say that the tax was settled, in minutes; the last look is what the case is registered on.
    private func minutes(_ looks: [Look]) throws -> Double? {
        let service = try #require(try HouseCatalogue.catalogue().service("transfer.mortgaged.paid"))
        let test = try #require(service.tests.first { $0.name == "两家机构共同持有一项抵押权，各自出具还款清单" })
        var facts = try TestFacts(test.given, service: service).facts()
        var actions: [CaseAction] = []
        for (index, look) in looks.enumerated() {
            let evidence = look.receipt.map { _ in "e\(index)" }
            if let receipt = look.receipt, let evidence {
                let answer = Tax.DeedTaxReceipt.Answer(
                    number: receipt.number, unit: facts.units[0].folio.unit, contract: "NC2026-C00731", contractPrice: .zero, base: .zero, tax: .zero, taxpayers: [],
                    status: receipt.status, paidOn: nil)
                facts.receipts[evidence] = Material(try JSONValue(parsing: Array(try CanonicalJSON.encode(answer))))
                facts.materials[CaseFacts.receiptMaterial] = facts.receipts[evidence]
            }
            let gathered = Gathered(material: CaseFacts.receiptMaterial, source: "tax.deed-tax-receipt", state: look.state, evidence: evidence, digest: nil, note: nil, institution: nil)
            actions.append(CaseAction(at: Self.noon.adding(seconds: look.minute * 60), actor: .system, event: .gathered(gathered)))
            // Others' answers stand between.
            actions.append(CaseAction(at: Self.noon.adding(seconds: look.minute * 60 + 1), actor: .system, event: .stepDone(StepDone(step: "gather"))))
        }
        let file = CaseFile(id: "c", actions: actions)
        let counted = try #require(CountedTransfer(facts, file, service, registeredAt: Self.noon.adding(seconds: 172_800)))
        return counted.taxedAt.map { $0.seconds(since: Self.noon) / 60 }
    }

    @Test("begins when the case first held the receipt as settled, however often it is looked at after") func later() throws {
        #expect(try minutes([(0, .fetched, ("1", .unpaid)), (5, .fetched, ("1", .paid)), (600, .unavailable, nil), (900, .fetched, ("1", .paid))]) == 5)
        #expect(try minutes([(3, .fetched, ("1", .exempt))]) == 3)
    }

    @Test("begins anew with another receipt, or one that was not settled in between") func anew() throws {
        #expect(try minutes([(0, .fetched, ("1", .paid)), (40, .fetched, ("2", .paid))]) == 40)
        #expect(try minutes([(0, .fetched, ("1", .paid)), (10, .fetched, ("1", .unpaid)), (40, .fetched, ("1", .paid))]) == 40)
    }

    @Test("is not counted where the tax isn't settled") func unpaid() throws {
        #expect(try minutes([(0, .fetched, ("1", .unpaid))]) == nil)
    }
}
