@testable import Register

/// Parties, units and filings that tests are made of.
enum Fixture {
    static let home = UnitCode(trusted: "360102001002GB00003F00010203")
    static let land = UnitCode(trusted: "360102001002GB00003W00000000")
    static func person(_ name: String) -> PartyRef { PartyRef(id: PartyID(name), kind: .person) }
    static func firm(_ name: String) -> PartyRef { PartyRef(id: PartyID(name), kind: .enterprise) }
    static let developer = firm("developer")
    static let bank = firm("bank")
    static let other = firm("other-bank")
    static let buyer = person("buyer")
    static let wife = person("wife")
    static let stranger = person("stranger")

    static let description = UnitDescription(
        location: "南昌市东湖区红谷中大道1号1栋2层203室", use: "11", buildingArea: Area(hundredths: 9_530), innerArea: Area(hundredths: 7_800),
        sharedArea: Area(hundredths: 1_730), parcelArea: Area(hundredths: 9_000_000), structure: "3", storey: 2, storeys: 18,
        completed: LegalDate(year: 2026, month: 3, day: 1), landNature: "102", landTermFrom: LegalDate(year: 2022, month: 1, day: 1),
        landTermUntil: LegalDate(year: 2092, month: 1, day: 1), surveyed: true)

    static func day(_ text: String) -> LegalDate { LegalDate(text) ?? LegalDate(dayNumber: 0) }

    /// A filing of one act; every filing of a test has its own id, given by `id`.
    static func filing(
        _ id: String, _ acts: [Act], unit: UnitCode = home, by: [PartyRef] = [], pledged: [PartyRef] = [], order: String? = nil,
        consents: [Consent] = [], on: String = "2026-11-23"
    ) -> Filing {
        let at = Moment(startOf: day(on)).adding(seconds: 36_000)
        let basis: Filing.Basis = order.map { .order(authority: "南昌市东湖区人民法院", document: $0) } ?? .application(by: by, pledged: pledged)
        return Filing(
            id: id, acceptedAt: at, sequence: 1, registeredAt: at, basis: basis, acts: acts.map { UnitAct(unit: unit, act: $0) },
            consents: consents)
    }

    static func consent(_ kind: Consent.Kind, _ by: PartyRef, _ entry: String? = nil) -> Consent {
        Consent(kind: kind, by: by, entry: entry.map { EntryID($0) }, evidence: "00")
    }

    static var planned: Folio { Folio(unit: home, description: description) }

    static let first = Act.firstRegistration(
        FirstRegistration(right: .stateLandUseAndHouse, form: .sole, holders: [Holder(party: developer)], description: description, cause: .newConstruction))

    /// A page on which the developer stands as owner.
    static func owned() throws -> Folio { try planned.applying(first, in: filing("F", [first], by: [developer])) }

    static func sale(to: [Holder] = [Holder(party: buyer)], form: CoOwnership = .sole, fulfils: String? = nil) -> Act {
        .transfer(
            Transfer(
                from: [developer], form: form, to: to, cause: .presaleHandover, price: Money(yuan: 1_200_000), fulfils: fulfils.map { EntryID($0) }))
    }

    static func mortgage(
        _ lender: PartyRef = bank, owner: PartyRef = developer, ban: Bool = false, amount: Int64 = 800_000, subject: Mortgage.Subject = .landAndHouse,
        kind: Mortgage.Kind = .ordinary, fulfils: String? = nil
    ) -> Act {
        .mortgage(
            CreateMortgage(
                kind: kind, subject: subject, mortgagees: [lender], mortgagors: [owner], debtor: owner, amount: Money(yuan: amount),
                from: day("2026-11-23"), until: day("2046-11-23"), scope: "主债权及利息、违约金、实现债权的费用", transferBan: ban,
                fulfils: fulfils.map { EntryID($0) }))
    }

    static func seizure(_ kind: Seizure.Kind = .seizure, against: PartyRef? = nil, until: String = "2029-11-22") -> Act {
        .seize(
            Seize(
                kind: kind, authority: "南昌市东湖区人民法院", document: "(2026)赣0102执1号", from: day("2026-11-23"), until: day(until), against: against))
    }

    static func objection(_ by: PartyRef = stranger, _ matter: String = "房屋系本人出资") -> Act { .object(Object(applicant: by, matter: matter)) }

    static func notice(_ kind: AdvanceNotice.Kind, _ holder: PartyRef, obligor: PartyRef = developer) -> Act {
        .giveNotice(GiveNotice(kind: kind, holders: [Holder(party: holder)], obligors: [obligor], amount: Money(yuan: 1_000_000)))
    }
}

extension Fixture {
    static func change(_ edit: (inout UnitDescription) -> Void) -> UnitDescription {
        var changed = description
        edit(&changed)
        return changed
    }

    static func transfer(
        from: [PartyRef] = [developer], to: [Holder], _ form: CoOwnership = .sole, _ cause: Cause = .sale, price: Int64? = 900_000, fulfils: String? = nil
    ) -> Act {
        .transfer(Transfer(from: from, form: form, to: to, cause: cause, price: price.map { Money(yuan: $0) }, fulfils: fulfils.map { EntryID($0) }))
    }

    static func shares(_ parts: (PartyRef, String)...) -> [Holder] { parts.map { Holder(party: $0.0, share: Share($0.1)) } }

    /// A page whose owners are the given ones, from the first registration on.
    static func owned(by holders: [Holder], _ form: CoOwnership, right: RightKind = .stateLandUseAndHouse, unit: UnitCode = home) throws -> Folio {
        let act = Act.firstRegistration(
            FirstRegistration(right: right, form: form, holders: holders, description: description, cause: .newConstruction))
        return try Folio(unit: unit, description: description).applying(act, in: filing("F", [act], unit: unit, by: holders.map(\.party)))
    }

    static func endSeizure(_ entry: String, _ reason: EndSeizure.Reason = .lifted) -> Act {
        .endSeizure(EndSeizure(seizure: EntryID(entry), reason: reason, document: "(2026)赣0102执解1号"))
    }

    static func endMortgage(_ entry: String = "M-1", _ reason: EndMortgage.Reason = .debtPaid) -> Act {
        .endMortgage(EndMortgage(mortgage: EntryID(entry), reason: reason))
    }

    static func residence(_ holder: PartyRef = stranger, _ term: Residence.Term = .lifetime) -> Act {
        .grantResidence(GrantResidence(holders: [holder], scope: "整套", from: day("2026-11-23"), term: term, paid: false))
    }

    static func easement(dominant: UnitCode = land, until: String? = "2080-01-01") -> Act {
        .grantEasement(GrantEasement(dominant: dominant, holders: [stranger], content: "通行", from: day("2026-11-23"), until: until.map(day)))
    }

    static let lock = Act.lock(Restrict(authority: "南昌市公安局", document: "公限1", reason: "涉嫌诈骗"))
}

extension Folio {
    /// Enters an act that the test needs as its starting point.
    func with(
        _ act: Act, _ id: String, by: [PartyRef] = [], order: String? = nil, on: String = "2026-11-23", consents: [Consent] = [],
        related: [UnitCode: Folio] = [:]
    ) throws -> Folio {
        try applying(act, in: Fixture.filing(id, [act], unit: unit, by: by, order: order, consents: consents, on: on), related: related)
    }

    /// Codes of everything that stands in the way of an act.
    func refusals(
        _ act: Act, by: [PartyRef] = [], pledged: [PartyRef] = [], order: String? = nil, consents: [Consent] = [], on: String = "2026-11-23",
        related: [UnitCode: Folio] = [:], practice: LocalPractice = .standard, pending: [PendingAcceptance] = []
    ) -> Set<RefusalCode> {
        let filing = Fixture.filing("X", [act], unit: unit, by: by, pledged: pledged, order: order, consents: consents, on: on)
        return Set(filing.refusals(on: [unit: self], related: related, practice: practice, pending: pending).map(\.code))
    }
}
