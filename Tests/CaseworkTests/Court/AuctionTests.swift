import Contracts
import Exchange
import Identity
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

/// From the review before a judicial sale to the winner's title.
@Suite("Judicial auctions") struct AuctionTests {
    typealias F = CourtFixture

    private func open(_ fixture: CourtFixture, by party: PartyRef, on unit: UnitCode) async throws -> CaseFacts {
        let id = try await fixture.office.open(
            service: "transfer.auction", units: [unit], applicants: [CaseApplicant(role: "winner", party: party, identifiedBy: "unified-identity")],
            by: .party(party.id))
        return try await fixture.office.facts(for: fixture.office.load(id))
    }

    private func enter(_ facts: CaseFacts, _ fixture: CourtFixture) async throws -> Registration {
        let service = try fixture.office.service("transfer.auction")
        let plan = try ActPlan.acts(of: service, facts: facts)
        let filing = Filing(
            id: "auction", acceptedAt: OfficeFixture.noon, sequence: 9, registeredAt: OfficeFixture.noon, basis: plan.basis, acts: plan.acts, consents: plan.consents)
        return try await fixture.inner.registrar.file(filing, caseID: "auction") { connection, registration in
            try plan.alsoStores(registration, OfficeFixture.region, connection)
        }
    }

    @Test("one filing on the court's order lifts every seizure, ends the mortgage and enters the winner, since the ruling was served", arguments: availableEngines)
    func ruled(engine: Engine) async throws {
        try await F.run(engine, units: 1) { fixture in
            let unit = F.unit(1)
            _ = try await fixture.office.seize(F.seizure("执1", unit))
            _ = try await fixture.office.seize(F.seizure("轮1", unit, court: F.west))
            let reply = try await fixture.office.rule(F.ruling(unit))
            #expect(reply.outcome.status == .ok)
            // The same once more is the same; what another court seizes now comes too late, what it seizes from the winner in advance doesn't.
            #expect(try await fixture.office.rule(F.ruling(unit)).payload == reply.payload)
            let late = try await fixture.office.seize(F.seizure("迟1", unit, court: F.west))
            #expect(late.outcome.status == .refused && late.outcome.message?.contains("第二百二十九条") == true)
            let fromWinner = try await fixture.office.seize(F.seizure("预1", unit, court: F.west, against: F.winner, pre: true))
            #expect(fromWinner.outcome.status == .ok, "\(fromWinner.outcome.message ?? "")")
            let facts = try await open(fixture, by: fixture.taker, on: unit)
            #expect(facts.ruling?.winners.map(\.party.ref.id) == [fixture.taker.id])
            #expect(facts.refusals.isEmpty, "\(facts.refusals)")
            _ = try await enter(facts, fixture)
            let folio = try await fixture.folio(unit)
            #expect(folio.ownership?.holders.map(\.party.id) == [fixture.taker.id])
            #expect(folio.ownership?.cause == .auction)
            #expect(folio.ownership?.passedOn == F.today.adding(days: -2))
            // What was seized from the winner in advance is now seized from the holder.
            #expect(folio.seizures.map(\.document) == ["预1"])
            #expect(folio.seizures.map(\.kind) == [.seizure])
            #expect(folio.invariants.isEmpty)
            let row = try await fixture.order(CourtOrder.id(.ruling, F.east, "裁1", unit))
            #expect(row?.state == .done)
            // Sent again it stays entered, and a new seizure of the former owner finds somebody else's home.
            #expect(try await fixture.office.rule(F.ruling(unit)).acknowledged?.note == "该裁定已经登簿。")
            let stranger = try await fixture.office.seize(F.seizure("迟2", unit, court: F.west))
            #expect(stranger.outcome.message?.contains(RefusalCode.seizureOfStranger.chinese) == true)
            let again = try await open(fixture, by: fixture.taker, on: unit)
            #expect(again.ruling == nil)
        }
    }

    @Test("without the disposing court's confirmation other courts' seizures stay and stop it, and the court reads so at once", arguments: availableEngines)
    func unconfirmed(engine: Engine) async throws {
        try await F.run(engine, units: 1) { fixture in
            let unit = F.unit(1)
            _ = try await fixture.office.seize(F.seizure("首1", unit, court: F.west))
            _ = try await fixture.office.seize(F.seizure("轮1", unit, court: F.east))
            let reply = try await fixture.office.rule(F.ruling(unit, endsOthers: false))
            #expect(reply.acknowledged?.note?.contains("移送处置权") == true)
            #expect(reply.acknowledged?.note?.contains("首1") == true)
            let facts = try await open(fixture, by: fixture.taker, on: unit)
            #expect(facts.refusals.map(\.code) == [.seized])
            // The court sends it corrected: the newest counts.
            let mended = try await fixture.office.rule(F.ruling(unit, endsOthers: true, disposal: "移1"))
            #expect(mended.acknowledged?.note == nil)
            let after = try await open(fixture, by: fixture.taker, on: unit)
            #expect(after.refusals.isEmpty)
        }
    }

    @Test("only the winners apply, all of them; a stranger finds nothing to pick", arguments: availableEngines)
    func winners(engine: Engine) async throws {
        try await F.run(engine, units: 1) { fixture in
            let unit = F.unit(1)
            _ = try await fixture.office.rule(F.ruling(unit, winners: [F.winner, F.debtor]))
            let service = try fixture.office.service("transfer.auction")
            let alone = try await open(fixture, by: fixture.taker, on: unit)
            #expect(TakersAreWinners().findings(alone).count == 1)
            let mine = try await Choices(office: fixture.office, party: fixture.taker).list(for: service, role: "winner")
            #expect(mine.map(\.value) == [unit.text])
            let stranger = BookFixture.person("stranger")
            #expect(try await Choices(office: fixture.office, party: stranger).list(for: service, role: "winner").isEmpty)
        }
    }

    @Test("a ruling that can't be carried out as written is refused with a sentence, and nothing is kept open", arguments: availableEngines)
    func faulty(engine: Engine) async throws {
        try await F.run(engine, units: 1) { fixture in
            let unit = F.unit(1)
            var tomorrow = F.ruling(unit)
            tomorrow.servedOn = F.today.adding(days: 1)
            var nobody = F.ruling(unit)
            nobody.winners = []
            var joint = F.ruling(unit)
            joint.form = .joint
            var misnamed = F.ruling(unit)
            misnamed.winners = [Housing.Party(name: "别人", identifier: F.winner.identifier)]
            var number = F.ruling(unit)
            number.winners = [Housing.Party(name: "刘洋", identifier: "identity-card:1")]
            for order in [tomorrow, nobody, joint, misnamed, number, F.ruling(unit, price: 0), F.ruling(F.unit(99))] {
                let reply = try await fixture.office.rule(order)
                #expect(reply.outcome.status == .refused && reply.outcome.message?.isEmpty == false)
            }
            let facts = try await open(fixture, by: fixture.taker, on: unit)
            #expect(facts.ruling == nil)
            _ = try await fixture.office.rule(F.ruling(unit))
            var other = F.ruling(unit)
            other.document = "裁2"
            #expect(try await fixture.office.rule(other).outcome.message?.contains("裁1") == true)
        }
    }

    @Test("a sheet names every silent department and never says that nothing is owed for them; it names no person", arguments: availableEngines)
    func silent(engine: Engine) async throws {
        try await F.run(engine, units: 1) { fixture in
            let unit = F.unit(1)
            _ = try await fixture.office.seize(F.seizure("执1", unit))
            _ = try await fixture.office.seize(F.seizure("轮1", unit, court: F.west))
            let order = Court.AuctionReview.Request(document: "函1", court: F.east, unit: unit)
            let reply = try await fixture.office.review(order)
            #expect(try await fixture.office.review(order).payload == reply.payload)
            let token = try #require(reply.acknowledged?.receipt)
            #expect(try await fixture.office.carryOnReviews() == 1)
            let review = try #require(try await fixture.inner.database.read { try AuctionReviewRecords.find(token: token, in: $0) })
            let sheet = try #require(review.facts)
            #expect(sheet.edition == 1 && !sheet.isComplete)
            let others = sheet.sections.filter { $0.source != "register" }
            #expect(others.count == ReviewSource.all.count)
            for section in others {
                #expect(section.state == .silent && section.at == nil)
                #expect(section.lines.map(\.value).allSatisfy { $0.contains("尚未答复") && !$0.contains("无（0元）") })
            }
            let own = try #require(sheet.sections.first)
            #expect(own.lines.contains { $0.value.contains("执1") } && own.lines.contains { $0.name.contains("轮候第1位") })
            let text = String(decoding: review.sheet ?? [], as: UTF8.self)
            for person in [F.debtor.name, "360102198506123021", fixture.owner.id.text] { #expect(!text.contains(person)) }
            // The PDF is there, and it is tried again later, not at once.
            #expect(try await fixture.office.sheetFile(review)?.isEmpty == false)
            #expect(try await fixture.office.carryOnReviews() == 0)
            let row = try await fixture.order(review.id)
            #expect(row?.state == .open && row?.note.contains("供水公司") == true)
            let unknown = try await fixture.office.review(.init(document: "函2", court: F.east, unit: F.unit(99)))
            #expect(unknown.outcome.status == .refused)
        }
    }
}
