import Catalogue
import Register
import Testing

@testable import Casework

@Suite("What stands on the page is shown to whoever signs that they know it") struct BurdenTests {
    private func facts() throws -> (CaseFacts, ServiceDefinition) {
        let service = try #require(try HouseCatalogue.catalogue().service("transfer.mortgaged.new-rank"))
        var facts = try TestFacts(try #require(service.tests.first).given, service: service).facts()
        let resident = NamedParty(ref: PartyRef(id: PartyID("r"), kind: .person), name: "陈建国", identifier: "identity-card:360102195501011019")
        facts.units[0].others.append(resident)
        facts.units[0].folio.residences = [
            Residence(
                entry: facts.units[0].folio.mortgages[0].entry, holders: [resident.ref], scope: "次卧及公共部位", from: facts.today,
                term: .until(facts.today.adding(years: 5)), paid: false)
        ]
        return (facts, service)
    }

    private func party(_ role: String, _ facts: CaseFacts) throws -> PartyID { try #require(facts.applicants.first { $0.role == role }).party.ref.id }

    @Test("buyer and lenders read the mortgage with its holder and the residence with its scope and term; no sum, no person's name in full")
    func shown() throws {
        let (facts, service) = try facts()
        for role in ["buyer", "new-lender", "standing-lender"] {
            let burdens = try #require(facts.burdens(for: try party(role, facts), of: service), "\(role)")
            #expect(burdens.map(\.title) == ["第1顺位抵押权", "居住权"])
            let text = burdens.map(\.detail).joined()
            #expect(text.contains("洪城银行") && text.contains("次卧及公共部位") && text.contains(facts.today.adding(years: 5).chinese))
            #expect(text.contains("陈*国") && !text.contains("陈建国") && !text.contains("800,000") && !text.contains("800000"))
        }
    }

    @Test("whoever only says to be the buyer, or to lend, is shown nothing; an empty page says so") func hidden() throws {
        var (facts, service) = try facts()
        let (buyer, lender) = (try party("buyer", facts), try party("new-lender", facts))
        #expect(facts.burdens(for: PartyID("nobody"), of: service) == nil)
        facts.units[0].folio.residences = []
        facts.units[0].folio.mortgages = []
        #expect(facts.burdens(for: buyer, of: service) == [])
        #expect(try facts.burdens(for: party("standing-lender", facts), of: service) == nil, "holds nothing there")
        facts.materials["sale-contract"] = nil
        for key in facts.materials.keys where key.hasPrefix("loan-approval") { facts.materials[key] = nil }
        #expect(facts.burdens(for: buyer, of: service) == nil && facts.burdens(for: lender, of: service) == nil)
    }
}
