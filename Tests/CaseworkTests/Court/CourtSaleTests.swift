import Contracts
import Exchange
import Identity
import Register
import Seals
import Storage
import StorageTesting
import Testing

@testable import Casework

/// What a court disposes of otherwise than by auction passes by its ruling all the same (民法典 229; 物权编解释(一) 7).
@Suite("Courts' sales without an auction") struct CourtSaleTests {
    typealias F = CourtFixture

    private func ruling(_ unit: UnitCode, _ manner: Court.SaleManner, ends: [String]? = nil, document: String = "裁1") -> Court.AuctionRuling.Request {
        var ruling = F.ruling(unit)
        (ruling.manner, ruling.endsRights, ruling.document) = (manner, ends, document)
        return ruling
    }

    private func mortgage(_ number: String, on unit: UnitCode, _ fixture: CourtFixture) async throws -> EntryID {
        let lender = BookFixture.person("lender")
        let act = Act.mortgage(
            CreateMortgage(
                kind: .ordinary, subject: .landAndHouse, mortgagees: [lender], mortgagors: [fixture.owner], debtor: fixture.owner, amount: Money(yuan: 100_000),
                from: F.today, until: F.today.adding(years: 10), scope: "主债权", transferBan: false))
        let entry = try #require(try await fixture.file("m-\(number)", act, on: unit, .application(by: [lender, fixture.owner], pledged: [])).entries.first)
        try await fixture.proof("证\(number)", of: entry, on: unit)
        return entry
    }

    private func enter(_ unit: UnitCode, _ fixture: CourtFixture) async throws -> Folio {
        let id = try await fixture.office.open(
            service: "transfer.auction", units: [unit], applicants: [CaseApplicant(role: "winner", party: fixture.taker, identifiedBy: "unified-identity")],
            by: .party(fixture.taker.id))
        let facts = try await fixture.office.facts(for: fixture.office.load(id))
        #expect(facts.refusals.isEmpty, "\(facts.refusals)")
        let plan = try ActPlan.acts(of: fixture.office.service("transfer.auction"), facts: facts)
        let filing = Filing(
            id: id, acceptedAt: OfficeFixture.noon, sequence: 9, registeredAt: OfficeFixture.noon, basis: plan.basis, acts: plan.acts, consents: plan.consents)
        _ = try await fixture.inner.registrar.file(filing, caseID: id) { try plan.alsoStores($1, OfficeFixture.region, $0) }
        return try await fixture.folio(unit)
    }

    @Test("a home taken for a debt passes with its mortgage, unless the ruling ends it; a home sold without an auction passes without", arguments: availableEngines)
    func manners(engine: Engine) async throws {
        try await F.run(engine, units: 3) { fixture in
            for serial in 1...3 {
                let entry = try await mortgage("\(serial)", on: F.unit(serial), fixture)
                _ = try await fixture.office.seize(F.seizure("执\(serial)", F.unit(serial)))
                let order = ruling(F.unit(serial), serial == 3 ? .sale : .debt, ends: serial == 2 ? ["证2"] : nil)
                let reply = try await fixture.office.rule(order)
                #expect(reply.outcome.status == .ok, "\(reply.outcome.message ?? "")")
                #expect(reply.acknowledged?.note?.contains("随不动产转移后继续存在") == (serial == 1))
                // The same number on each: one ruling, entered home by home.
                let folio = try await enter(F.unit(serial), fixture)
                #expect(folio.ownership?.holders.map(\.party.id) == [fixture.taker.id])
                #expect(folio.ownership?.cause == (serial == 3 ? .courtSale : .debtSettlement))
                #expect(folio.ownership?.passedOn == F.today.adding(days: -2))
                #expect(folio.mortgages.map(\.entry.id) == (serial == 1 ? [entry] : []))
                #expect(folio.seizures.isEmpty && folio.invariants.isEmpty)
            }
            let told = try await fixture.told()
            #expect(told.isEmpty, "the disposing court knows of its own sale")
        }
    }

    @Test("what is taken for a debt keeps no mortgage by agreement, and a later seizure reads how the home has passed", arguments: availableEngines)
    func words(engine: Engine) async throws {
        try await F.run(engine, units: 1) { fixture in
            var kept = ruling(F.unit(1), .debt)
            kept.keptMortgages = ["证1"]
            #expect(try await fixture.office.rule(kept).outcome.message?.contains("第四百零六条") == true)
            #expect(try await fixture.office.rule(ruling(F.unit(1), .debt)).outcome.status == .ok)
            let late = try await fixture.office.seize(F.seizure("迟1", F.unit(1), court: F.west))
            #expect(late.outcome.message?.contains("\(F.east)裁定以物抵债") == true)
            let sales = try await fixture.inner.database.read { connection in
                try connection.rows(
                    "SELECT message_id, payload FROM outbox_message WHERE region = \(OfficeFixture.region) AND contract = \(Tax.AuctionSale.name) /* reads all: a test */"
                ).map { row in
                    let text = try fixture.office.cipher.open(row.blob("payload"), context: Outbox.payloadContext(row.text("message_id"), region: OfficeFixture.region))
                    return try CanonicalJSON.decode(Tax.AuctionSale.Request.self, from: Array(text.utf8)).manner
                }
            }
            #expect(sales == [.debt])
        }
    }

    @Test("nothing said of the manner is an auction, as in rulings that lie in the register already") func unsaid() throws {
        let text = try CanonicalJSON.encode(F.ruling(F.unit(1)))
        #expect(!String(decoding: text, as: UTF8.self).contains("manner"))
        #expect(try CanonicalJSON.decode(Court.AuctionRuling.Request.self, from: text).manner == nil)
    }
}
