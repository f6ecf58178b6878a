import Contracts
import Exchange
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

/// Courts over their lines: whoever signed speaks for themselves.
@Suite("Courts' lines") struct CourtLineTests {
    typealias F = CourtFixture

    private func envelope<C: Contract>(_ contract: C.Type, _ request: C.Request, from: Peer) throws -> Envelope {
        Envelope(
            id: "m", from: from.wire, to: Envelope.registry, contract: C.name, purpose: "", legalBasis: "", issuedAt: OfficeFixture.noon,
            expiresAt: OfficeFixture.noon.adding(seconds: 60), payload: String(decoding: try CanonicalJSON.encode(request), as: UTF8.self))
    }

    @Test("a court of whichever province orders in its own name, and in no other court's", arguments: availableEngines)
    func own(engine: Engine) async throws {
        try await F.run(engine, units: 1) { fixture in
            let unit = F.unit(1)
            let visitor = Peer(.court, institution: F.codes[F.visitor])
            // A good key of one court is no key of another's.
            let lift = Court.SeizureLifted.Request(document: "解1", court: F.east, unit: unit, seizure: "执1")
            _ = try await fixture.office.receive(try envelope(Court.SeizureOrder.self, F.seizure("执1", unit), from: Peer(.court, institution: F.codes[F.east])))
            for forged in [
                try envelope(Court.SeizureOrder.self, F.seizure("冒1", unit), from: visitor), try envelope(Court.SeizureLifted.self, lift, from: visitor),
                try envelope(Court.SeizureRenewed.self, .init(document: "续1", court: F.east, unit: unit, seizure: "执1", until: F.today.adding(years: 4)), from: visitor),
                try envelope(Court.AuctionReview.self, .init(document: "函1", court: F.east, unit: unit), from: visitor),
                try envelope(Court.AuctionRuling.self, F.ruling(unit), from: visitor),
                try envelope(Court.RulingWithdrawn.self, .init(document: "撤1", court: F.east, unit: unit, ruling: "裁1"), from: visitor),
            ] {
                let reply = try await fixture.office.receive(forged)
                #expect(reply?.outcome.status == .refused && reply?.outcome.message?.contains("只能送达本院的文书") == true, "\(forged.contract)")
            }
            let notACourt = try await fixture.office.receive(try envelope(Court.SeizureLifted.self, lift, from: Peer(.housing)))
            #expect(notACourt?.outcome.status == .refused)
            #expect(try await fixture.folio(unit).seizures.map(\.document) == ["执1"])
            let waiting = try await fixture.office.receive(try envelope(Court.SeizureOrder.self, F.seizure("湘1", unit, court: F.visitor), from: visitor))
            #expect(waiting?.acknowledged?.note?.contains("轮候第1位") == true)
            // What the registry itself tells isn't for a court to say.
            let change = Court.SeizureChanged.Request(court: F.visitor, document: "湘1", unit: unit, event: .inForce, on: F.today, until: nil)
            #expect(try await fixture.office.receive(try envelope(Court.SeizureChanged.self, change, from: visitor)) == nil)
        }
    }

    @Test("each court's list says what has become of its seizures, also of a court without a line", arguments: availableEngines)
    func lists(engine: Engine) async throws {
        try await F.run(engine, units: 1) { fixture in
            let unit = F.unit(1)
            let far = "贵阳市南明区人民法院"
            func row(_ court: String, _ document: String) async throws -> CourtOrder { try #require(try await fixture.order(CourtOrder.id(.seize, court, document, unit))) }
            _ = try await fixture.office.seize(F.seizure("执1", unit))
            _ = try await fixture.office.seize(F.seizure("黔1", unit, court: far))
            let lines = try await fixture.office.standing([try await row(F.east, "执1"), try await row(far, "黔1")])
            #expect(lines[CourtOrder.id(.seize, F.east, "执1", unit)]?.until == F.today.adding(years: 3).adding(days: -1))
            let behind = try #require(lines[CourtOrder.id(.seize, far, "黔1", unit)])
            #expect(behind.place == 1 && behind.until == nil && behind.before?.document == "执1" && !behind.endsSoon(on: F.today))
            #expect(StandingSeizure(place: 0, until: F.today.adding(days: 29), before: nil).endsSoon(on: F.today))
            #expect(!StandingSeizure(place: 0, until: F.today.adding(days: 30), before: nil).endsSoon(on: F.today))
            _ = try await fixture.office.lift(.init(document: "解1", court: F.east, unit: unit, seizure: "执1", remaining: Share(1, 2)))
            #expect(try await row(F.east, "执1").state == .entered, "what is lifted in part stands")
            _ = try await fixture.office.lift(.init(document: "解2", court: F.east, unit: unit, seizure: "执1"))
            #expect(try await row(F.east, "执1").state == .ended)
            #expect(try await fixture.office.standing([try await row(F.east, "执1")]).isEmpty)
            let risen = try await row(far, "黔1")
            #expect(risen.state == .entered && risen.note.contains("转为正式查封"))
            // Nobody is told over a line that there isn't; nothing waits for it for ever.
            #expect(try await fixture.told().isEmpty)
        }
    }
}
