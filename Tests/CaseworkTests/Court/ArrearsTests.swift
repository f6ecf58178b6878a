import Contracts
import Exchange
import Register
import Seals
import Storage
import StorageTesting
import Testing

@testable import Casework

/// What the review before a sale found to be owed and the ruling doesn't list as paid: told to the court, read by the winner, no hindrance.
@Suite("Arrears that a ruling leaves open") struct ArrearsTests {
    typealias F = CourtFixture
    typealias Paid = Court.AuctionRuling.Paid

    private static let unit = F.unit(1)
    private static let until = F.today.adding(days: -3)

    private static func dues(_ yuan: Int64) throws -> String {
        String(decoding: try CanonicalJSON.encode(Dues(unit: unit, amount: Money(yuan: yuan), until: until, account: nil)), as: UTF8.self)
    }

    private static func parts(_ answers: [String: String]) -> [String: ReviewPart] {
        answers.mapValues { ReviewPart(source: "", state: .answered, tries: 1, at: OfficeFixture.noon, answer: $0) }
    }

    private static func nothing() throws -> [String: String] {
        [
            Tax.AuctionEstimate.name: String(decoding: try CanonicalJSON.encode(Tax.AuctionEstimate.Answer(unit: unit, arrears: .zero, lines: [])), as: UTF8.self),
            Arrears.Water.name: try dues(0), Arrears.Power.name: try dues(0), Arrears.Gas.name: try dues(0), Arrears.PropertyFee.name: try dues(0),
            Housing.MaintenanceFund.name: String(
                decoding: try CanonicalJSON.encode(Housing.MaintenanceFund.Answer(unit: unit, due: Money(yuan: 900), paid: Money(yuan: 900), paidOn: nil)), as: UTF8.self),
        ]
    }

    @Test("every debt that the review asks for is asked of one department, and a review that found nothing leaves nothing open")
    func complete() throws {
        #expect(ReviewSource.all.compactMap(\.debt).sorted { $0.rawValue < $1.rawValue } == Court.Debt.allCases.sorted { $0.rawValue < $1.rawValue })
        #expect(OpenArrears(review: "函1", parts: Self.parts(try Self.nothing()), paid: []).isNothing)
        #expect(OpenArrears(review: "函1", parts: Self.parts(try Self.nothing()), paid: []).said == "")
    }

    @Test("what is paid counts against its own debt alone, as the court names it or the payee's name tells")
    func paid() throws {
        var answers = try Self.nothing()
        answers[Arrears.Water.name] = try Self.dues(120)
        answers[Arrears.PropertyFee.name] = try Self.dues(4_800)
        answers[Housing.MaintenanceFund.name] = String(
            decoding: try CanonicalJSON.encode(Housing.MaintenanceFund.Answer(unit: Self.unit, due: Money(yuan: 900), paid: Money(yuan: 300), paidOn: nil)), as: UTF8.self)
        func open(_ paid: [Paid]) -> OpenArrears { OpenArrears(review: "函1", parts: Self.parts(answers), paid: paid) }
        #expect(open([]).items.map(\.debt) == [.water, .propertyFee, .maintenanceFund] && open([]).total == Money(yuan: 5_520))
        let some = open([Paid(to: "南昌水业集团有限责任公司", amount: Money(yuan: 100)), Paid(to: "某某服务中心", amount: Money(yuan: 4_800), debt: .propertyFee)])
        #expect(some.items.map(\.debt) == [.water, .maintenanceFund] && some.items.first?.open == Money(yuan: 20))
        #expect(some.said.contains("水费20.00元（查明120.00元，裁定列明已付100.00元）（计算至\(Self.until.chinese)）") && some.said.contains("函1"))
        // More than was found, as after the day up to which it was reckoned, is no debt of somebody else's.
        #expect(open([Paid(to: "供水公司", amount: Money(yuan: 9_999))]).items.map(\.debt) == [.propertyFee, .maintenanceFund])
        // A payee whose name tells of two debts, or of none, is told back to the court, and nothing is taken as paid.
        for payee in ["水费物业代收点", "某某有限公司"] {
            let unclear = open([Paid(to: payee, amount: Money(yuan: 120))])
            #expect(unclear.items.count == 3 && unclear.unassigned.map(\.to) == [payee] && unclear.said.contains(payee))
        }
    }

    @Test("who hasn't answered, and who has no record, is unknown and never nothing; what the court has paid itself isn't asked after")
    func unknown() throws {
        var answers = try Self.nothing()
        answers[Arrears.Gas.name] = nil
        answers[Arrears.Power.name] = "not an answer"
        var parts = Self.parts(answers)
        parts[Arrears.Water.name] = ReviewPart(source: "", state: .none, tries: 1, at: OfficeFixture.noon, answer: nil)
        #expect(OpenArrears(review: "函1", parts: parts, paid: []).unknown == [.water, .power, .gas])
        let said = OpenArrears(review: "函1", parts: parts, paid: [Paid(to: "供水公司", amount: Money(yuan: 5))])
        #expect(said.unknown == [.power, .gas] && said.items.isEmpty && said.said.contains("电费、燃气费尚未查明，不表示没有欠费"))
    }

    // MARK: the flow

    private func told(_ fixture: CourtFixture) async throws -> [Court.ArrearsOpen.Request] {
        try await fixture.waiting(Court.ArrearsOpen.self, to: \.court)
    }

    /// A review to which some have answered.
    @discardableResult
    private func review(_ fixture: CourtFixture, by court: String = F.east, document: String = "函1", _ answers: [String: String]) async throws -> AuctionReview {
        let reply = try await fixture.office.review(.init(document: document, court: court, unit: Self.unit))
        let token = try #require(reply.acknowledged?.receipt)
        let review = try #require(try await fixture.inner.database.read { try AuctionReviewRecords.find(token: token, in: $0) })
        try await answer(fixture, review, answers)
        return review
    }

    private func answer(_ fixture: CourtFixture, _ review: AuctionReview, _ answers: [String: String]) async throws {
        let cipher = fixture.office.cipher
        let statements = try answers.map { name, answer in
            AuctionReviewRecords.keeping(
                ReviewPart(source: name, state: .answered, tries: 1, at: OfficeFixture.noon, answer: answer),
                answer: try cipher.seal(answer, context: ReviewPart.answerContext(ReviewPart.id(review.id, name))), envelope: nil, of: nil, review: review.id,
                region: OfficeFixture.region)
        }
        try await fixture.inner.database.write { try $0.executeAll(statements) }
    }

    /// What the court's own page shows beside its rulings.
    private func onPage(_ fixture: CourtFixture) async throws -> [String: OpenArrears] {
        let later = OfficeFixture.noon.adding(seconds: 1)
        let orders = try await fixture.inner.database.read { try CourtOrderRecords.of(court: F.east, before: later, limit: 9, region: OfficeFixture.region, in: $0) }
        return try await fixture.office.arrears(orders)
    }

    private func seen(_ fixture: CourtFixture) async throws -> OpenArrears? { try await ruling(fixture)?.arrears }
    private func stamp(_ fixture: CourtFixture) async throws -> [[UInt8]] { try await ruling(fixture)?.stampParts ?? [] }

    private func ruling(_ fixture: CourtFixture) async throws -> RulingFacts? {
        let id = try await fixture.office.apply(service: "transfer.auction", as: "winner", subject: Self.unit.text, by: fixture.taker, through: .web)
        let facts = try await fixture.office.facts(for: fixture.office.load(id))
        #expect(facts.refusals.isEmpty && RulingServed().findings(facts).isEmpty, "arrears hinder nothing")
        return facts.ruling
    }

    @Test("the court is told with the ruling's receipt and over its line, again when a department answers later, and no more once the ruling lists all", arguments: availableEngines)
    func flow(engine: Engine) async throws {
        try await F.run(engine, units: 1) { fixture in
            var answers = try Self.nothing()
            answers[Arrears.Water.name] = try Self.dues(120)
            answers[Arrears.Gas.name] = nil
            _ = try await fixture.office.seize(F.seizure("执1", Self.unit))
            let review = try await review(fixture, answers)
            let first = try await fixture.office.rule(F.ruling(Self.unit))
            #expect(first.acknowledged?.note?.contains("水费120.00元") == true && first.acknowledged?.note?.contains("燃气费尚未查明") == true)
            #expect(try await fixture.office.rule(F.ruling(Self.unit)).payload == first.payload)
            #expect(try await told(fixture).map { [$0.open.map(\.debt), $0.unknown] } == [[[.water], [.gas]]], "once, however often the ruling comes")
            #expect(try await seen(fixture)?.items.map(\.debt) == [.water])
            #expect(try await onPage(fixture).values.map(\.review) == ["函1"])
            let before = try await stamp(fixture)
            #expect(!before.isEmpty)
            // The gas company answers after the sale.
            try await answer(fixture, review, [Arrears.Gas.name: try Self.dues(35)])
            try await fixture.inner.database.write { try fixture.office.tellArrears(afterReview: review, now: OfficeFixture.noon.adding(seconds: 9), in: $0) }
            #expect(try await told(fixture).last.map { $0.open.map(\.debt) } == [.water, .gas])
            #expect(try await seen(fixture)?.total == Money(yuan: 155))
            #expect(try await stamp(fixture) != before, "whoever has read the case is given it anew")
            // The court pays both and says so.
            var mended = F.ruling(Self.unit)
            mended.paid = [Paid(to: "供水公司", amount: Money(yuan: 120)), Paid(to: "燃气公司", amount: Money(yuan: 35))]
            #expect(F.saysNothing(try await fixture.office.rule(mended)))
            #expect(try await told(fixture).count == 2)
            #expect(try await seen(fixture)?.isNothing == true)
            #expect(try await onPage(fixture).isEmpty)
        }
    }

    @Test("another court's review, and one from before an earlier sale, say nothing of this sale; a court without a line reads it all the same", arguments: availableEngines)
    func others(engine: Engine) async throws {
        try await F.run(engine, units: 1) { fixture in
            var answers = try Self.nothing()
            answers[Arrears.Water.name] = try Self.dues(120)
            _ = try await fixture.office.seize(F.seizure("执1", Self.unit))
            try await review(fixture, by: F.west, answers)
            #expect(F.saysNothing(try await fixture.office.rule(F.ruling(Self.unit))))
            #expect(try await seen(fixture) == nil)
            #expect(try await told(fixture).isEmpty)
            _ = try await fixture.office.lift(.init(document: "解1", court: F.east, unit: Self.unit, seizure: "执1"))
            // An earlier sale of the court that had asked was entered since.
            let earlier = CourtOrder.id(.ruling, F.east, "裁1", Self.unit)
            try await fixture.inner.database.write { try $0.execute(CourtOrderRecords.setting(.done, of: earlier, region: OfficeFixture.region)) }
            var later = F.ruling(Self.unit, court: F.west)
            later.document = "裁2"
            #expect(F.saysNothing(try await fixture.office.rule(later)))
            // One that asks now, under a name that no line is connected under.
            try await fixture.inner.database.write { try $0.execute(CourtOrderRecords.setting(.refused, of: CourtOrder.id(.ruling, F.west, "裁2", Self.unit), region: OfficeFixture.region)) }
            try await fixture.inner.database.write { try $0.execute(CourtOrderRecords.setting(.refused, of: earlier, region: OfficeFixture.region)) }
            let strange = "赣州市章贡区人民法院"
            try await review(fixture, by: strange, document: "函9", answers)
            #expect(try await fixture.office.rule(F.ruling(Self.unit, court: strange)).acknowledged?.note?.contains("水费120.00元") == true)
            #expect(try await told(fixture).isEmpty)
        }
    }
}
