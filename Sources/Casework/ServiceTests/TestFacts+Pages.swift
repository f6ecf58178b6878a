import Catalogue
import Register

/// Pages of the register, from a test's short words.
extension TestFacts {
    func entry(_ id: String, on date: LegalDate) -> Entry {
        let at = Moment(startOf: date).adding(seconds: 36_000)
        return Entry(id: EntryID(id), acceptedAt: at, sequence: 1, registeredAt: at)
    }

    func description(_ value: CatalogueValue, area: Area, inner: Area? = nil, shared: Area? = nil) -> UnitDescription {
        let inner = inner ?? Area(hundredths: area.hundredths * 82 / 100)
        return UnitDescription(
            location: value["location"]?.text ?? "南昌市东湖区滨江路100号1栋101室", use: value["use"]?.text ?? "11", buildingArea: area, innerArea: inner,
            sharedArea: shared ?? area - inner, parcelArea: Area(hundredths: 3_000_000), structure: "3", storey: 1, storeys: 18,
            completed: today.adding(days: -200), landNature: value["land-nature"]?.text ?? "102", landTermFrom: today.adding(years: -5), landTermUntil: value["land-until"]?.text.flatMap { LegalDate($0) } ?? today.adding(years: 65),
            surveyed: value["standing"]?.text != "planned")
    }

    /// A page as the register would have it, and whom it names as owners.
    func folio(_ unit: CatalogueValue) throws -> (Folio, [NamedParty]) {
        let code = try UnitCode(unit["code"]?.text ?? "360102001001GB00001F00010101")
        let area = Area(squareMetres: unit["area"]?.text ?? "95.30") ?? .zero
        var folio = Folio(unit: code, description: description(unit, area: area))
        let owners = owners(unit)
        let standing = unit["standing"]?.text ?? "built"
        let past = today.adding(years: -1)
        if standing == "built", !owners.isEmpty {
            let shares = unit["owners"]?.items.compactMap { $0["share"]?.text.flatMap { Share($0) } } ?? []
            let form: CoOwnership =
                switch unit["co-ownership"]?.text {
                case "joint": .joint
                case "by-shares": .byShares
                case "sole": .sole
                default: owners.count == 1 ? .sole : shares.count == owners.count ? .byShares : .joint
                }
            folio.standing = .built
            let holders = owners.enumerated().map { index, owner in
                Holder(party: owner.ref, share: form == .byShares && index < shares.count ? shares[index] : nil)
            }
            let stated = unit["right"]?.text.flatMap { RightKind(rawValue: $0) }
            let right = stated ?? (code.fixture == .building ? .stateLandUseAndHouse : .stateLandUse)
            folio.ownership = Ownership(entry: entry("own-\(code.text.suffix(8))", on: past), right: right, form: form, holders: holders, cause: .newConstruction, price: nil)
        }
        if standing == "cancelled" { folio.standing = .cancelled }
        folio.mortgages = mortgages(unit, owners: owners)
        folio.seizures = seizures(unit)
        folio.notices = notices(unit, owners: owners, isBuilt: folio.standing == .built)
        folio.objections = objections(unit)
        for item in unit["lapsed-objections"]?.items ?? [] {
            folio.lapsedObjections.append(LapsedObjection(applicant: party(item["by"]).id, matter: item["matter"]?.text ?? ""))
        }
        for (index, item) in (unit["locks"]?.items ?? []).enumerated() {
            folio.locks.append(
                Lock(
                    entry: entry("lock-\(index)", on: today.adding(days: -3)), authority: item["authority"]?.text ?? "南昌市公安局", document: "限1",
                    reason: item["reason"]?.text ?? "涉案"))
        }
        for (index, item) in (unit["residences"]?.items ?? []).enumerated() {
            let until = item["until"]?.text.flatMap { LegalDate($0) }
            folio.residences.append(
                Residence(
                    entry: entry(item["id"]?.text ?? "residence-\(index)", on: past), holders: parties(item["holder"]?.text ?? "stranger").map(\.ref),
                    scope: "次卧及公共部位", from: past, term: until.map { .until($0) } ?? .lifetime, paid: false))
        }
        for (index, item) in (unit["easements"]?.items ?? []).enumerated() {
            folio.easements.append(
                Easement(
                    entry: entry(item["id"]?.text ?? "easement-\(index)", on: past), dominant: UnitCode(trusted: "360102001001GB00009W00000000"),
                    holders: parties(item["holder"]?.text ?? "stranger").map(\.ref), content: "通行", from: past,
                    until: item["until"]?.text.flatMap { LegalDate($0) }))
        }
        folio.version = 1
        return (folio, owners)
    }

    private func party(_ word: CatalogueValue?) -> PartyRef { (parties(word?.text ?? "stranger").first ?? Self.stranger).ref }

    /// Who holds a mortgage: named one by one, or everybody in a role.
    func mortgagees(_ item: CatalogueValue) -> [NamedParty] {
        guard let named = item["held-by"]?.items.compactMap(\.text) else { return parties(item["mortgagee"]?.text ?? "bank") }
        return named.map { identifier in
            (applicants.map(\.party) + [Self.bank]).first { $0.identifier == identifier } ?? Self.named(identifier, identifier)
        }
    }

    private func mortgages(_ unit: CatalogueValue, owners: [NamedParty]) -> [Mortgage] {
        let past = today.adding(years: -1)
        return (unit["mortgages"]?.items ?? []).enumerated().map { index, item in
            let registered = item["registered-on"]?.text.flatMap { LegalDate($0) } ?? past
            let underConstruction = item["under-construction"]?.flag ?? false
            return Mortgage(
                entry: entry(item["id"]?.text ?? "mortgage-\(index)", on: registered),
                kind: item["kind"]?.text == "maximum-amount" ? .maximumAmount : .ordinary, subject: underConstruction ? .underConstruction : .landAndHouse,
                mortgagees: mortgagees(item).map(\.ref), mortgagors: owners.map(\.ref), debtor: owners.first?.ref,
                amount: item["amount"]?.text.flatMap { Money(yuanText: $0) } ?? Money(yuan: 500_000), from: past,
                until: item["until"]?.text.flatMap { LegalDate($0) } ?? today.adding(years: 10),
                scope: "主债权及利息", transferBan: item["ban"]?.flag ?? false, rank: index + 1, determined: item["determined"]?.flag ?? false, jointDebt: item["joint-debt"]?.text)
        }
    }

    private func seizures(_ unit: CatalogueValue) -> [Seizure] {
        (unit["seizures"]?.items ?? []).enumerated().map { index, item in
            Seizure(
                entry: entry(item["id"]?.text ?? "seizure-\(index)", on: today.adding(days: -30)),
                kind: item["kind"]?.text == "pre-seizure" ? .preSeizure : .seizure, authority: item["authority"]?.text ?? "南昌市东湖区人民法院",
                document: "(2026)赣0102执\(index + 1)号", from: today.adding(days: -30),
                until: item["until"]?.text.flatMap { LegalDate($0) } ?? today.adding(years: 2), against: item["against"].map { party($0) }, place: index)
        }
    }

    private func notices(_ unit: CatalogueValue, owners: [NamedParty], isBuilt: Bool) -> [AdvanceNotice] {
        (unit["notices"]?.items ?? []).enumerated().map { index, item in
            let kind: AdvanceNotice.Kind =
                switch item["kind"]?.text {
                case "transfer": .transfer
                case "presale-mortgage": .presaleMortgage
                case "mortgage": .mortgage
                default: .presalePurchase
                }
            let since = item["registrable-since"]?.text.flatMap { LegalDate($0) } ?? (isBuilt ? today.adding(days: -40) : nil)
            return AdvanceNotice(
                entry: entry(item["id"]?.text ?? "notice-\(index)", on: today.adding(days: -40)), kind: kind,
                holders: parties(item["holder"]?.text ?? "stranger").map { Holder(party: $0.ref) }, obligors: owners.map(\.ref),
                amount: Money(yuan: 1_000_000), registrableSince: since)
        }
    }

    private func objections(_ unit: CatalogueValue) -> [Objection] {
        (unit["objections"]?.items ?? []).enumerated().map { index, item in
            let on = item["registered-on"]?.text.flatMap { LegalDate($0) } ?? today.adding(days: -3)
            return Objection(
                entry: entry(item["id"]?.text ?? "objection-\(index)", on: on), applicant: party(item["by"]), matter: item["matter"]?.text ?? "主张房屋系其出资购买",
                suitFiledOn: item["suit"]?.text.flatMap { LegalDate($0) })
        }
    }
}
