import Catalogue
import Identity
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

@Suite("A question is answered by whom it concerns") struct AnswererTests {
    private static let account = "中国银行南昌分行 6217000010001234567"

    /// What somebody is told who answers another's question; nil where they may.
    private static func refusal(_ body: () async throws -> Void) async throws -> String? {
        do {
            try await body()
            return nil
        } catch CaseError.answeredByOthers(_, let message) {
            return message
        }
    }

    @Test("nobody writes another's account, whoever only consents writes nothing, what stands may be handed in again, and an official writes what is said", arguments: availableEngines)
    func roles(engine: Engine) async throws {
        try await CourtFixture.run(engine, units: 2) { fixture in
            let office = fixture.office
            let consenting = try await fixture.inner.database.write { connection in
                try office.parties.ensure(
                    PartyClaim(name: "陈静", identifier: PartyIdentifier(kind: .identityCard, number: "360103199208154023"), kind: .person), at: OfficeFixture.noon, in: connection)
            }
            let (seller, buyer) = (fixture.owner, fixture.taker)
            let applicants = [("seller", seller), ("buyer", buyer), ("consenting", consenting)].map { CaseApplicant(role: $0.0, party: $0.1, identifiedBy: "unified-identity") }
            let id = try await office.open(
                service: "transfer.mortgaged.paid", units: [CourtFixture.unit(1)], applicants: applicants, channel: .web, by: .party(seller.id))
            func refused(_ field: String, _ value: String, by party: PartyRef) async throws -> String? {
                try await Self.refusal { _ = try await office.answer(id, [field: value], by: party.id) }
            }
            #expect(try await refused("rest", Self.account, by: buyer) == "“出卖人的收款账户”由出卖人填写。")
            #expect(try await refused("rest", Self.account, by: consenting) != nil)
            #expect(try await office.load(id).state.answers["rest"] == nil)
            #expect(try await refused("rest", Self.account, by: seller) == nil)
            let kept = try #require(try await office.load(id).state.answers["rest"])
            #expect(try await refused("rest", kept, by: buyer) == nil, "what stands, unchanged")
            #expect(try await refused("rest", "", by: buyer) != nil, "nor is it taken away")
            #expect(try await refused("brokerage-buyer", "no", by: seller) == "“买受人的中介服务费一并存入监管账户吗？”由买受人填写。")
            #expect(try await refused("brokerage-buyer", "no", by: buyer) == nil)
            // One that isn't theirs spoils all that came with it: nothing is stored in half.
            await #expect(throws: CaseError.self) { try await office.answer(id, ["brokerage-buyer": "", "brokerage-seller": "no"], by: buyer.id) }
            #expect(try await office.load(id).state.answers["brokerage-buyer"] == "no")
            // What the case keeps is named by nobody but whoever typed it there: a fee doesn't go to the account of the rest, nor the rest to a made-up name.
            let name = try #require(KeptAccount(kept)).name
            await #expect(throws: CaseError.self) { try await office.answer(id, ["brokerage-seller": "charge:100:\(name):4567"], by: seller.id) }
            await #expect(throws: CaseError.self) { try await office.answer(id, ["rest": "account:payoff-1:4567"], by: seller.id) }
            #expect(try await office.load(id).state.answers["rest"] == kept)
            // Whoever signs before the others have answered reads for whom the case waits, not that they should fill it in.
            let other = try await office.open(
                service: "transfer.mortgaged.paid", units: [CourtFixture.unit(2)], applicants: applicants, channel: .web, by: .party(seller.id))
            let incomplete = await #expect(throws: AnswersIncomplete.self) { try await office.sign(other, method: "typed", accepted: [], by: buyer.id) }
            #expect(incomplete?.problems.first { $0.field == "rest" }?.message == "等待出卖人填写“出卖人的收款账户”。")
            _ = try await office.answer(id, ["rest": "中国银行南昌分行 6217000010001239999"], by: buyer.id, actor: OfficeFixture.official("chuangkou"))
            #expect(try await office.load(id).state.answers["rest"]?.hasSuffix("9999") == true)
        }
    }

    @Test("every question of a mortgaged home that passes on says whose it is, with a price and without, and who grants nothing decides nothing of it") func passing() throws {
        let services = try HouseCatalogue.catalogue().services.filter { service in service.suits.contains { $0.fact == .mortgage && $0.values == ["standing"] } }
        #expect(services.count == 10)
        for service in services {
            let must = Set(service.applicants.filter { !$0.optional }.map(\.role))
            for field in service.form {
                #expect(!field.by.isEmpty, "\(service.id) \(field.name)")
                #expect(!field.required || !must.isDisjoint(with: field.by), "\(service.id) \(field.name)")
                // To whom a home is given its owner says, how long the debt runs its lender (民法典 657, 544).
                if field.name == "taker-id" { #expect(field.by == ["giver"]) }
                if field.name == "until" { #expect(field.by == ["standing-lender"]) }
            }
        }
    }

    @Test("every question of a sale with money in custody says whose it is, and somebody who has to be there answers what is needed") func declared() throws {
        let services = try HouseCatalogue.catalogue().services.filter { $0.money != nil }
        #expect(services.count == 5)
        for service in services {
            let must = Set(service.applicants.filter { !$0.optional }.map(\.role))
            for field in service.form {
                #expect(!field.by.isEmpty, "\(service.id) \(field.name)")
                #expect(!field.required || !must.isDisjoint(with: field.by), "\(service.id) \(field.name)")
                // A person who sells isn't asked what the buying company's articles say.
                if field.name == "seller-resolution" || field.name == "buyer-resolution" {
                    let (own, other) = field.name == "seller-resolution" ? ("seller", "buyer") : ("buyer", "seller")
                    #expect(!service.asks(field, of: [ApplicantStanding(role: own, kind: .person)]))
                    #expect(!service.asks(field, of: [ApplicantStanding(role: other, kind: .enterprise)]))
                    #expect(service.asks(field, of: [ApplicantStanding(role: own, kind: .enterprise)]))
                }
                #expect(!service.asks(field, of: [ApplicantStanding(role: CaseFacts.consenting, kind: .person)]))
            }
            let money = try #require(service.money)
            #expect(service.field(money.restAccount)?.by == [money.restTo])
            for charge in money.charges { #expect(service.field(charge.field)?.by == [charge.borneBy], "\(service.id) \(charge.field)") }
        }
    }
}
