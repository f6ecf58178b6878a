import Contracts
import Exchange
import Register
import Seals
import Storage
import StorageTesting
import Testing

@testable import Casework

/// A court annuls a sale that nobody has entered yet (网络司法拍卖规定 31).
@Suite("Withdrawn rulings") struct WithdrawalTests {
    typealias F = CourtFixture

    private func withdrawal(_ unit: UnitCode, _ document: String = "撤1", court: String = F.east, ruling: String = "裁1") -> Court.RulingWithdrawn.Request {
        Court.RulingWithdrawn.Request(document: document, court: court, unit: unit, ruling: ruling)
    }

    private func take(_ fixture: CourtFixture, _ unit: UnitCode) async throws -> (id: String, facts: CaseFacts) {
        let id = try await fixture.office.open(
            service: "transfer.auction", units: [unit], applicants: [CaseApplicant(role: "winner", party: fixture.taker, identifiedBy: "unified-identity")],
            by: .party(fixture.taker.id))
        return (id, try await fixture.office.facts(for: fixture.office.load(id)))
    }

    private func enter(_ facts: CaseFacts, _ id: String, _ fixture: CourtFixture) async throws {
        let plan = try ActPlan.acts(of: fixture.office.service("transfer.auction"), facts: facts)
        let filing = Filing(
            id: id, acceptedAt: OfficeFixture.noon, sequence: 9, registeredAt: OfficeFixture.noon, basis: plan.basis, acts: plan.acts, consents: plan.consents)
        _ = try await fixture.inner.registrar.file(filing, caseID: id) { connection, registration in
            try plan.alsoStores(registration, OfficeFixture.region, connection)
        }
    }

    @Test("the page is its owner's again, the winner's case hears of it, and the same ruling opens no second time", arguments: availableEngines)
    func withdrawn(engine: Engine) async throws {
        try await F.run(engine, units: 1) { fixture in
            let (unit, office) = (F.unit(1), fixture.office)
            // Before its ruling it may have overtaken it: whoever sends it comes again.
            #expect(try await office.withdraw(withdrawal(unit)).outcome.status == .busy)
            _ = try await office.seize(F.seizure("执1", unit))
            #expect(try await office.rule(F.ruling(unit)).outcome.status == .ok)
            let (id, facts) = try await take(fixture, unit)
            #expect(facts.ruling != nil && facts.refusals.isEmpty, "\(facts.refusals)")
            // No other court's business, nor under another number.
            for other in [withdrawal(unit, court: F.west), withdrawal(unit, ruling: "裁9")] {
                #expect(try await office.withdraw(other).outcome.status == .busy)
            }
            let reply = try await office.withdraw(withdrawal(unit))
            #expect(reply.outcome.status == .ok && reply.cases == [id], "\(reply.outcome.message ?? "")")
            #expect(try await office.withdraw(withdrawal(unit)).payload == reply.payload)
            #expect(try await office.withdraw(withdrawal(unit, "撤2")).acknowledged?.note?.contains("已由撤1撤销") == true)
            #expect(try await fixture.order(CourtOrder.id(.ruling, F.east, "裁1", unit))?.state == .withdrawn)
            // Tax had been told whom to assess, and is told that there is nothing to assess.
            let sales = try await sales(fixture)
            #expect(sales.map(\.withdrawn) == [nil, true] && Set(sales.map(\.ruling)) == ["裁1"])
            // What was read before is entered no more, at whatever moment the withdrawal came.
            await #expect(throws: CaseError.changedMeanwhile) { try await enter(facts, id, fixture) }
            #expect(try await fixture.folio(unit).ownership?.holders.map(\.party.id) == [fixture.owner.id])
            #expect(try await fixture.folio(unit).seizures.map(\.document) == ["执1"], "the seizure isn't withdrawn")
            let after = try await office.facts(for: office.load(id))
            #expect(after.ruling == nil && RulingServed().findings(after).map(\.consequence) == [.mend])
            // The first message once more makes no sale of it; a new ruling does.
            let late = try await office.rule(F.ruling(unit))
            #expect(late.outcome.status == .refused && late.outcome.message?.contains("已由撤1撤销") == true)
            #expect(try await fixture.order(CourtOrder.id(.ruling, F.east, "裁1", unit))?.state == .withdrawn)
            #expect(try await office.seize(F.seizure("轮1", unit, court: F.west)).outcome.status == .ok, "what isn't sold can be seized")
            var anew = F.ruling(unit)
            anew.document = "裁2"
            #expect(try await office.rule(anew).outcome.status == .ok)
        }
    }

    @Test("from the withdrawal on the owner disposes of it again, as far as nothing else stands in the way", arguments: availableEngines)
    func freed(engine: Engine) async throws {
        try await F.run(engine, units: 1) { fixture in
            let unit = F.unit(1)
            _ = try await fixture.office.rule(F.ruling(unit))
            let sale = Act.transfer(Transfer(from: [fixture.owner], form: .sole, to: [Holder(party: fixture.taker)], cause: .sale, price: Money(yuan: 1)))
            let sides = Filing.Basis.application(by: [fixture.owner, fixture.taker], pledged: [])
            await #expect(throws: Refusal.self) { try await fixture.file("sold", sale, on: unit, sides) }
            _ = try await fixture.office.withdraw(withdrawal(unit))
            try await fixture.file("sold-2", sale, on: unit, sides)
            #expect(try await fixture.folio(unit).ownership?.holders.map(\.party.id) == [fixture.taker.id])
        }
    }

    @Test("what was entered goes back by an order of its own alone; what was corrected since it was read is read anew", arguments: availableEngines)
    func entered(engine: Engine) async throws {
        try await F.run(engine, units: 1) { fixture in
            let unit = F.unit(1)
            _ = try await fixture.office.rule(F.ruling(unit))
            let (id, stale) = try await take(fixture, unit)
            _ = try await fixture.office.rule(F.ruling(unit, price: 910_000))
            await #expect(throws: CaseError.changedMeanwhile) { try await enter(stale, id, fixture) }
            try await enter(fixture.office.facts(for: fixture.office.load(id)), id, fixture)
            let reply = try await fixture.office.withdraw(withdrawal(unit))
            #expect(reply.outcome.status == .refused && reply.outcome.message?.contains("执行回转") == true)
            #expect(try await fixture.folio(unit).ownership?.price == Money(yuan: 910_000))
            #expect(try await fixture.order(CourtOrder.id(.ruling, F.east, "裁1", unit))?.state == .done)
        }
    }

    private func sales(_ fixture: CourtFixture) async throws -> [Tax.AuctionSale.Request] {
        let cipher = fixture.office.cipher
        let sales = try await fixture.inner.database.read { connection in
            try connection.rows(
                "SELECT message_id, payload FROM outbox_message WHERE region = \(OfficeFixture.region) AND contract = \(Tax.AuctionSale.name) ORDER BY message_id /* reads all: a test */"
            ).map { row in
                let text = try cipher.open(row.blob("payload"), context: Outbox.payloadContext(row.text("message_id"), region: OfficeFixture.region))
                return try CanonicalJSON.decode(Tax.AuctionSale.Request.self, from: Array(text.utf8))
            }
        }
        return sales.sorted { ($0.withdrawn == true ? 1 : 0) < ($1.withdrawn == true ? 1 : 0) }
    }
}
