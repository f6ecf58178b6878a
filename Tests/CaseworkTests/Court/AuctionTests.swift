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
            #expect(try await fixture.order(CourtOrder.id(.seize, F.west, "轮1", unit))?.state == .ended)
            // Sent again it stays entered, and a new seizure of the former owner finds somebody else's home.
            #expect(try await fixture.office.rule(F.ruling(unit)).acknowledged?.note == "该裁定已经登簿。")
            let stranger = try await fixture.office.seize(F.seizure("迟2", unit, court: F.west))
            #expect(stranger.outcome.message?.contains(RefusalCode.seizureOfStranger.chinese) == true)
            let again = try await open(fixture, by: fixture.taker, on: unit)
            #expect(again.ruling == nil)
            // On an official's screen the sale stays what the case was about, also when nothing is left to be carried out.
            let viewer = Viewer(account: AccountID("li"), name: "李某", role: .examiner, office: "南昌市不动产登记中心")
            for summary in try await fixture.office.cases(of: fixture.taker.id) {
                let reading = try await fixture.office.read(fixture.office.load(summary.id), by: viewer, at: OfficeFixture.noon)
                #expect(reading.facts.ruling?.document == "裁1")
            }
        }
    }

    @Test("what a winner reads of the case is another answer with the ruling than without it, whatever has happened in the case itself", arguments: availableEngines)
    func readByWinner(engine: Engine) async throws {
        try await F.run(engine, units: 1) { fixture in
            let (unit, office) = (F.unit(1), fixture.office)
            _ = try await office.rule(F.ruling(unit))
            _ = try await open(fixture, by: fixture.taker, on: unit)
            let id = try #require(try await office.cases(of: fixture.taker.id).first?.id)
            let (ruled, first) = try await office.glance(id, fixture.taker.id)
            #expect(ruled.sale?.price == Money(yuan: 900_000))
            let order = CourtOrder.id(.ruling, F.east, "裁1", unit)
            try await office.database.write { _ = try $0.execute(CourtOrderRecords.setting(.refused, of: order, region: OfficeFixture.region)) }
            let (without, second) = try await office.glance(id, fixture.taker.id)
            #expect(without.sale == nil && second != first && without.file.state.version == ruled.file.state.version)
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
            #expect(F.saysNothing(mended))
            let after = try await open(fixture, by: fixture.taker, on: unit)
            #expect(after.refusals.isEmpty)
        }
    }

    @Test("seizures that wait for the disposing court's own end with its sale by themselves", arguments: availableEngines)
    func waitingEnd(engine: Engine) async throws {
        try await F.run(engine, units: 1) { fixture in
            let unit = F.unit(1)
            _ = try await fixture.office.seize(F.seizure("首1", unit, court: F.east))
            _ = try await fixture.office.seize(F.seizure("轮1", unit, court: F.west))
            let reply = try await fixture.office.rule(F.ruling(unit, endsOthers: false))
            #expect(F.saysNothing(reply), "\(reply.acknowledged?.note ?? "")")
            let facts = try await open(fixture, by: fixture.taker, on: unit)
            #expect(facts.refusals.isEmpty)
            _ = try await enter(facts, fixture)
            #expect(try await fixture.folio(unit).seizures.isEmpty)
        }
    }

    @Test("from the ruling on nobody disposes of what was sold, whoever stands on the page and whatever became of the seizure", arguments: availableEngines)
    func held(engine: Engine) async throws {
        try await F.run(engine, units: 2) { fixture in
            let (unit, half) = (F.unit(1), F.unit(2))
            let lender = BookFixture.person("lender")
            func dispose(_ id: String, of unit: UnitCode, _ act: Act, by: [PartyRef]) async throws -> RefusalCode? {
                do {
                    try await fixture.file(id, act, on: unit, .application(by: by, pledged: []))
                    return nil
                } catch let refusal as Refusal { return refusal.code }
            }
            func sale(_ from: PartyRef, to: PartyRef) -> Act {
                .transfer(Transfer(from: [from], form: .sole, to: [Holder(party: to)], cause: .sale, price: Money(yuan: 1)))
            }
            let mortgage = Act.mortgage(
                CreateMortgage(
                    kind: .ordinary, subject: .landAndHouse, mortgagees: [lender], mortgagors: [fixture.owner], debtor: fixture.owner, amount: Money(yuan: 1), from: F.today,
                    until: F.today.adding(years: 1), scope: "主债权", transferBan: false))
            _ = try await fixture.office.seize(F.seizure("首1", unit))
            #expect(try await fixture.office.rule(F.ruling(unit)).outcome.status == .ok)
            _ = try await fixture.office.lift(.init(document: "解1", court: F.east, unit: unit, seizure: "首1"))
            // Accepted before the ruling came, or after it.
            #expect(try await dispose("sale", of: unit, sale(fixture.owner, to: lender), by: [fixture.owner, lender]) == .earlierCasePending)
            #expect(try await dispose("mortgage", of: unit, mortgage, by: [fixture.owner, lender]) == .earlierCasePending)
            #expect(try await dispose("objection", of: unit, .object(Object(applicant: lender, matter: "出资")), by: [lender]) == nil)
            let facts = try await open(fixture, by: fixture.taker, on: unit)
            #expect(facts.refusals.isEmpty, "its own entry isn't held up by it")
            _ = try await enter(facts, fixture)
            #expect(try await fixture.folio(unit).ownership?.holders.map(\.party.id) == [fixture.taker.id])
            #expect(try await dispose("sale-after", of: unit, sale(fixture.taker, to: fixture.owner), by: [fixture.taker, fixture.owner]) == .objectionPending, "it is free again")

            // Of a share that was sold alone the others dispose of theirs, and theirs can be seized.
            try await fixture.shareHalves(half)
            var ruling = F.ruling(half)
            ruling.document = "裁2"
            ruling.shareOf = F.debtor.identifier
            #expect(try await fixture.office.rule(ruling).outcome.status == .ok)
            let other = try await fixture.office.seize(F.seizure("别1", half, court: F.west, against: F.winner, share: "1/2"))
            #expect(other.outcome.status == .ok, "\(other.outcome.message ?? "")")
            let sold = try await fixture.office.seize(F.seizure("迟1", half, court: F.west, share: "1/2"))
            #expect(sold.outcome.message?.contains("所有权已经转移") == true)
        }
    }

    @Test("of a ruling and a sale that come at once the ruling is refused or the sale, and nothing passes twice", arguments: availableEngines)
    func raceWithSale(engine: Engine) async throws {
        let rounds = 12
        try await F.run(engine, units: rounds) { fixture in
            let buyer = BookFixture.person("buyer")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for serial in 1...rounds {
                    group.addTask {
                        let unit = F.unit(serial)
                        let act = Act.transfer(Transfer(from: [fixture.owner], form: .sole, to: [Holder(party: buyer)], cause: .sale, price: Money(yuan: 1)))
                        async let sold: Bool = {
                            do {
                                try await fixture.file("sale-\(serial)", act, on: unit, .application(by: [fixture.owner, buyer], pledged: []))
                                return true
                            } catch let refusal as Refusal {
                                #expect(refusal.code == .earlierCasePending)
                                return false
                            }
                        }()
                        var ruling = F.ruling(unit)
                        ruling.document = "裁\(serial)"
                        _ = try await fixture.office.rule(ruling)
                        let passed = try await sold
                        let open = try await fixture.order(CourtOrder.id(.ruling, F.east, "裁\(serial)", unit))?.state == .open
                        let holder = try await fixture.folio(unit).ownership?.holders.first?.party.id
                        #expect(holder == (passed ? buyer.id : fixture.owner.id))
                        #expect(open || passed)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("a share that was sold alone passes to the winner; the co-owner keeps theirs, with what is seized of it", arguments: availableEngines)
    func share(engine: Engine) async throws {
        try await F.run(engine, units: 3) { fixture in
            let parties = fixture.office.parties
            let named = Housing.Party(name: "陈静", identifier: "identity-card:360103199208154023")
            let other = try await fixture.inner.database.write { connection in
                try parties.ensure(
                    PartyClaim(name: named.name, identifier: PartyIdentifier(wire: named.identifier), kind: .person), at: OfficeFixture.noon, in: connection)
            }
            func give(_ unit: UnitCode, _ form: CoOwnership, _ to: [Holder]) async throws {
                try await fixture.file(
                    "give-\(unit.text.suffix(4))", .transfer(Transfer(from: [fixture.owner], form: form, to: to, cause: .gift, price: nil)), on: unit,
                    .application(by: [fixture.owner, other], pledged: []))
            }
            let unit = F.unit(1)
            try await give(unit, .byShares, [Holder(party: fixture.owner, share: Share(1, 3)), Holder(party: other, share: Share(2, 3))])
            _ = try await fixture.office.seize(F.seizure("执1", unit, share: "1/3"))
            let others = try await fixture.office.seize(F.seizure("他1", unit, court: F.west, against: named, share: "1/3"))
            #expect(others.outcome.status == .ok)
            var order = F.ruling(unit)
            order.shareOf = F.debtor.identifier
            #expect(try await fixture.office.rule(order).outcome.status == .ok)
            let facts = try await open(fixture, by: fixture.taker, on: unit)
            #expect(facts.refusals.isEmpty, "\(facts.refusals)")
            _ = try await enter(facts, fixture)
            let folio = try await fixture.folio(unit)
            #expect(Set(folio.ownership?.holders ?? []) == [Holder(party: other, share: Share(2, 3)), Holder(party: fixture.taker, share: Share(1, 3))])
            #expect(folio.ownership?.form == .byShares)
            #expect(folio.seizures.map(\.document) == ["他1"], "what was seized of the co-owner's share stays seized")
            #expect(folio.invariants.isEmpty)
            // Joint owners have no shares to sell, a stranger has none, and several winners of one share say who has which part.
            let joint = F.unit(2)
            try await give(joint, .joint, [Holder(party: fixture.owner), Holder(party: other)])
            for (at, shareOf, form) in [(joint, F.debtor.identifier, CoOwnership.sole), (F.unit(3), named.identifier, .sole), (F.unit(3), F.debtor.identifier, .joint)] {
                var wrong = F.ruling(at, winners: form == .joint ? [F.winner, named] : [F.winner])
                wrong.shareOf = shareOf
                let reply = try await fixture.office.rule(wrong)
                #expect(reply.outcome.status == .refused && reply.outcome.message?.isEmpty == false)
            }
        }
    }

    @Test("a third party's notice ends with the sale where the ruling says so, and goes with the home where it doesn't", arguments: availableEngines)
    func notices(engine: Engine) async throws {
        try await F.run(engine, units: 2) { fixture in
            let buyer = BookFixture.person("noted")
            for serial in 1...2 {
                try await fixture.file(
                    "notice-\(serial)", .giveNotice(GiveNotice(kind: .transfer, holders: [Holder(party: buyer)], obligors: [fixture.owner], amount: Money(yuan: 1))),
                    on: F.unit(serial), .application(by: [fixture.owner, buyer], pledged: []))
            }
            let reply = try await fixture.office.rule(F.ruling(F.unit(1)))
            #expect(reply.acknowledged?.note?.contains("预告登记1项") == true)
            // Nobody had seized it: whether it is what was sold, an official asks the court.
            let unseized = try await open(fixture, by: fixture.taker, on: F.unit(1))
            #expect(RulingServed().findings(unseized).map(\.consequence) == [.judge])
            _ = try await enter(unseized, fixture)
            #expect(try await fixture.folio(F.unit(1)).notices.count == 1)
            _ = try await fixture.office.seize(F.seizure("首2", F.unit(2)))
            // Named by the number of its proof; a number that isn't here is pointed out, and an official asks the court.
            let number = "赣(2026)南昌市不动产证明第9000001号"
            var order = F.ruling(F.unit(2))
            order.document = "裁2"
            order.endsRights = ["赣（2026）南昌市不动产证明第9000001号"]
            let unknown = try await fixture.office.rule(order)
            #expect(unknown.acknowledged?.note?.contains("第9000001号") == true)
            #expect(RulingServed().findings(try await open(fixture, by: fixture.taker, on: F.unit(2))).map(\.consequence) == [.judge])
            let entry = try #require(try await fixture.folio(F.unit(2)).notices.first?.entry.id)
            try await fixture.proof(number, of: entry, on: F.unit(2))
            let facts = try await open(fixture, by: fixture.taker, on: F.unit(2))
            #expect(RulingServed().findings(facts).isEmpty)
            let service = try fixture.office.service("transfer.auction")
            let plan = try ActPlan.acts(of: service, facts: facts)
            let filing = Filing(
                id: "auction-2", acceptedAt: OfficeFixture.noon, sequence: 9, registeredAt: OfficeFixture.noon, basis: plan.basis, acts: plan.acts, consents: [])
            _ = try await fixture.inner.registrar.file(filing, caseID: "auction-2")
            let folio = try await fixture.folio(F.unit(2))
            #expect(folio.notices.isEmpty && folio.ownership?.holders.map(\.party.id) == [fixture.taker.id])
        }
    }

    @Test("a ruling names whose home it sold: a stranger's is refused, a co-owner who isn't named is asked about, and the address comes back", arguments: availableEngines)
    func debtors(engine: Engine) async throws {
        try await F.run(engine, units: 2) { fixture in
            let (own, joint) = (F.unit(1), F.unit(2))
            let stranger = Housing.Party(name: "陈静", identifier: "identity-card:360103199208154023")
            func ruled(_ unit: UnitCode, _ debtors: [Housing.Party]) async throws -> InboundReply { try await fixture.office.rule(F.ruling(unit, debtors: debtors)) }
            // Whoever isn't known, isn't on the page, is called otherwise there, or nobody at all.
            for wrong in [[stranger], [F.winner], [Housing.Party(name: "王方", identifier: F.debtor.identifier)], []] {
                let reply = try await ruled(own, wrong)
                #expect(reply.outcome.status == .refused && reply.outcome.message?.contains("被执行人") == true, "\(wrong)")
            }
            #expect(try await fixture.inner.database.read { try CourtOrderRecords.openRuling(on: own, region: OfficeFixture.region, in: $0) } == nil)
            let sold = try await ruled(own, [stranger, F.debtor])
            #expect(sold.outcome.status == .ok && sold.acknowledged?.note?.hasPrefix("坐落：") == true)

            // A home of two: one of them is nobody's debtor as far as the ruling says.
            try await fixture.shareHalves(joint)
            _ = try await fixture.office.seize(F.seizure("执1", joint))
            var half = F.ruling(joint)
            half.document = "裁2"
            let asked = try await fixture.office.rule(half)
            #expect(asked.acknowledged?.note?.contains("另有1位共有人没有列为被执行人") == true)
            let facts = try await open(fixture, by: fixture.taker, on: joint)
            #expect(RulingServed().findings(facts).map(\.consequence) == [.judge])
            half.debtors = [F.debtor, F.winner]
            #expect(try await fixture.office.rule(half).outcome.status == .ok)
            let named = try await open(fixture, by: fixture.taker, on: joint)
            #expect(RulingServed().findings(named).isEmpty)
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

    @Test("a draft that a stranger has begun is left to the stranger: each winner finds their own and the other's", arguments: availableEngines)
    func strangersDraft(engine: Engine) async throws {
        try await F.run(engine, units: 1) { fixture in
            let unit = F.unit(1)
            _ = try await fixture.office.rule(F.ruling(unit, winners: [F.winner, F.debtor]))
            let claim = try PartyClaim(name: "陈静", identifier: PartyIdentifier(wire: "identity-card:360103199208154023"), kind: .person)
            let parties = fixture.office.parties
            let stranger = try await fixture.inner.database.write { try parties.ensure(claim, at: OfficeFixture.noon, in: $0) }
            func apply(_ party: PartyRef) async throws -> String {
                try await fixture.office.apply(service: "transfer.auction", as: "winner", subject: unit.text, by: party, through: .web)
            }
            let theirs = try await apply(stranger)
            let own = try await apply(fixture.taker)
            #expect(own != theirs)
            #expect(try await apply(fixture.owner) == own, "the other winner comes to the first, not to the stranger")
            #expect(try await apply(stranger) == theirs)
            #expect(try await fixture.office.load(theirs).state.applicants.map(\.party) == [stranger])
        }
    }

    @Test("at a court's window the winner is taken in by a clerk, and whoever isn't the winner is told so there", arguments: availableEngines)
    func window(engine: Engine) async throws {
        try await F.run(engine, units: 1) { fixture in
            let unit = F.unit(1)
            let clerk = OfficeFixture.official("shouli")
            func take(_ party: Housing.Party) async throws -> CaseFacts {
                let claim = try PartyClaim(name: party.name, identifier: PartyIdentifier(wire: party.identifier), kind: .person)
                let id = try await fixture.office.openAtCounter(service: "transfer.auction", role: "winner", applicant: claim, units: [unit], project: nil, by: clerk)
                return try await fixture.office.facts(for: fixture.office.load(id))
            }
            // Before the court has sent anything the clerk reads so.
            #expect(RulingServed().findings(try await take(F.winner)).map(\.consequence) == [.mend])
            _ = try await fixture.office.seize(F.seizure("执1", unit))
            _ = try await fixture.office.rule(F.ruling(unit))
            let facts = try await take(F.winner)
            #expect(RulingServed().findings(facts).isEmpty && TakersAreWinners().findings(facts).isEmpty && facts.refusals.isEmpty)
            let stranger = try await take(.init(name: "陈静", identifier: "identity-card:360103199208154023"))
            #expect(TakersAreWinners().findings(stranger).map(\.message).first?.contains("不是裁定书载明的买受人") == true)
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
            // What the court says that it paid of the former owner's debts is out of the proceeds, each to somebody.
            let debts: [[(String, Int64)]] = [[("供水公司", 0)], [("供水公司", -1)], [("  ", 5)], [("供水公司", 500_000), ("物业", 400_001)], [("供水公司", 900_001)]]
            for paid in debts {
                var order = F.ruling(unit)
                order.paid = paid.map { .init(to: $0.0, amount: Money(yuan: $0.1)) }
                #expect(try await fixture.office.rule(order).outcome.message?.contains("历史欠费") == true, "\(paid)")
            }
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
