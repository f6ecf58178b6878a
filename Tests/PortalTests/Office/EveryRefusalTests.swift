import Catalogue
import Contracts
import Exchange
import HTTPTypes
import HummingbirdTesting
import Identity
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework
@testable import Portal

/// Every reason for which the law refuses: an applicant meets it on a page, a court reads it in its answer, or it is written down here
/// why nobody ever can. A code that is in none of the three fails.
@Suite("Every refusal of the law is met where people are") struct EveryRefusalTests {
    /// What only a court's order can run into: an order is no application and has no page; its sender reads why.
    private static let orders: [RefusalCode: @Sendable (LegalDate) -> Order] = [
        .seizureTooLong: { .seize("1", until: $0.adding(years: 4)) },
        .documentMissing: { .seize("", until: $0.adding(years: 1)) },
        .seizureNeedsTarget: { .seize("2", until: $0.adding(years: 1), pre: true) },
        .preSeizureOfHolder: { .seize("3", until: $0.adding(years: 1), pre: true, against: owner) },
        .seizureOfStranger: { .seize("4", until: $0.adding(years: 1), against: stranger) },
        .seizureExpired: { .renewExpired(until: $0.adding(years: 1)) },
    ]

    /// What no application can run into, with the reason.
    private static let never: [RefusalCode: String] = [
        .noPage: "a case is only opened on a unit that has a page: whoever asks for another hears so at once, before there is a filing",
        .earlierCasePending: "the check not-already-in-progress says so before the application is handed in, and acceptance holds the unit",
        .causeDoesNotFit: "causes come from the options of the services' forms, each of which fits its act: only a program could mistake one",
    ]

    private static let stranger = Housing.Party(name: "刘洋", identifier: "identity-card:360111198811201512")
    private static let owner = Housing.Party(name: "王芳", identifier: "identity-card:360102198506123021")

    /// One test of the catalogue for each code that its services' tests meet.
    private static func examples(_ catalogue: ServiceCatalogue) -> [RefusalCode: (service: ServiceDefinition, test: ServiceTest)] {
        var examples: [RefusalCode: (service: ServiceDefinition, test: ServiceTest)] = [:]
        for service in catalogue.services {
            for test in service.tests {
                // The plainest situation is the best example: a code that stands alone.
                for code in test.expect.refusals where examples[code].map({ $0.test.expect.refusals.count > test.expect.refusals.count }) ?? true {
                    examples[code] = (service, test)
                }
            }
        }
        return examples
    }

    @Test("each code has a service and facts that lead to it, or an order, or a reason why there are none")
    func complete() async throws {
        try await RealPortal.run { _, office in
            let met = Set(Self.examples(office.catalogue).keys)
            for code in RefusalCode.allCases {
                let places = [met.contains(code), Self.orders[code] != nil, Self.never[code] != nil].count { $0 }
                #expect(places == 1, "\(code.rawValue) is in \(places) of the three lists")
            }
        }
    }

    @Test("who applies so reads on the case's page what is wrong, the statute, and what would mend it", arguments: availableEngines)
    func pages(engine: Engine) async throws {
        try await RealPortal.run(engine) { portal, office in
            for (code, example) in Self.examples(office.catalogue).sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                let name = "\(code.rawValue): \(example.service.id) “\(example.test.name)”"
                do {
                    let replay = RefusalReplay(service: example.service, test: example.test, portal: portal, office: office)
                    let (id, party, who) = try await replay.open()
                    let state = try await office.load(id).state
                    let told = Set(state.findings.filter { $0.check == RegisterAdmits.name }.map(\.statute))
                    #expect(told == Set(example.test.expect.refusals.map(\.statute)), "\(name) finds \(told)")
                    let page = try await portal.session(SignedIn(party: party, name: who)).get("/cases/\(id)")
                    #expect(page.status == .ok, "\(name)")
                    for text in [code.chinese, "怎么办：" + code.remedy, "依据：" + code.statute] {
                        #expect(page.text.contains(("\(text)" as Markup).text), "\(name) doesn't say “\(text)”")
                    }
                } catch {
                    Issue.record("\(name) can't be carried out: \(error)")
                }
            }
        }
    }

    @Test("a court whose order can't be carried out reads why, and the register stays as it was", arguments: availableEngines)
    func courts(engine: Engine) async throws {
        try await RealPortal.run(engine) { portal, office in
            for (code, order) in Self.orders.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                let today = portal.clock.now.date
                let order = order(today)
                if case .renewExpired = order { try await Self.letRunOut(office, today) }
                let before = try await Self.seizures(office)
                let reply = try await office.receive(Self.envelope(order, today, at: portal.clock.now))
                #expect(reply?.outcome.status == .refused, "\(code.rawValue)")
                #expect(reply?.outcome.message?.contains(code.chinese) == true, "\(code.rawValue): \(reply?.outcome.message ?? "")")
                #expect(reply?.outcome.message?.contains(code.statute) == true, "\(code.rawValue)")
                #expect(try await Self.seizures(office) == before)
            }
        }
    }

    // MARK: courts

    private static let court = RealPortal.court.name

    enum Order {
        case seize(String, until: LegalDate, pre: Bool = false, against: Housing.Party? = nil)
        case renewExpired(until: LegalDate)
    }

    private static func envelope(_ order: Order, _ today: LegalDate, at now: Moment) throws -> Envelope {
        func sealed<C: Contract>(_ contract: C.Type, _ request: C.Request) throws -> Envelope {
            Envelope(
                id: RandomText.hex(8), from: Peer(C.department, institution: RealPortal.court.code).wire, to: Envelope.registry, contract: C.name, purpose: "", legalBasis: "", issuedAt: now,
                expiresAt: now.adding(seconds: 60), payload: String(decoding: try CanonicalJSON.encode(request), as: UTF8.self))
        }
        switch order {
        case .seize(let document, let until, let pre, let against):
            return try sealed(
                Court.SeizureOrder.self,
                .init(document: document, court: court, unit: RealPortal.unit, from: today, until: until, against: against, preSeizure: pre ? true : nil))
        case .renewExpired(let until):
            return try sealed(
                Court.SeizureRenewed.self, .init(document: "续1", court: court, unit: RealPortal.unit, seizure: "旧1", until: until))
        }
    }

    /// A seizure that ended yesterday and whose end nobody has entered yet.
    private static func letRunOut(_ office: CaseOffice, _ today: LegalDate) async throws {
        let act = Act.seize(
            Seize(kind: .seizure, authority: court, document: "旧1", from: today.adding(days: -30), until: today.adding(days: -1), against: nil))
        let at = Moment(startOf: today.adding(days: -30)).adding(seconds: 36_000)
        _ = try await office.registrar.file(
            Filing(
                id: "old-seizure", acceptedAt: at, sequence: 0, registeredAt: at, basis: .order(authority: court, document: "旧1"),
                acts: [UnitAct(unit: RealPortal.unit, act: act)]), caseID: "old-seizure")
    }

    private static func seizures(_ office: CaseOffice) async throws -> [Seizure] {
        try await office.database.read { try FolioRecords.find(RealPortal.unit, region: testRegion, in: $0)?.folio.seizures ?? [] }
    }
}
