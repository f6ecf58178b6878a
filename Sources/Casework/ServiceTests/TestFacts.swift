import Catalogue
import Contracts
import Register

/// Turns the short facts of a service's test into the facts that checks judge (vocabulary: `FactsShape`).
struct TestFacts {
    let given: CatalogueValue
    let service: ServiceDefinition
    let today: LegalDate

    enum Fault: Error { case bad(String) }

    init(_ given: CatalogueValue, service: ServiceDefinition) throws {
        self.given = given
        self.service = service
        guard let day = LegalDate(given["today"]?.text ?? "2026-11-23") else { throw Fault.bad("today") }
        today = day
    }

    // MARK: parties

    /// The same identifier is the same party, on whichever side.
    static func party(_ identifier: String, kind: PartyKind? = nil) -> PartyRef {
        let isPerson = identifier.hasPrefix("identity-card:") || identifier.hasPrefix("passport:") || identifier.hasPrefix("hmt-permit:")
        return PartyRef(id: PartyID(identifier), kind: kind ?? (isPerson ? .person : .enterprise))
    }

    static func named(_ name: String, _ identifier: String) -> NamedParty {
        NamedParty(ref: party(identifier), name: name, identifier: identifier)
    }

    static let stranger = named("案外人", "identity-card:360103197001011237")
    static let bank = named("赣江银行股份有限公司南昌分行", "credit-code:91360100MA38HA00XM")
    static let developer = named("南昌赣江置业有限公司", "credit-code:91360102MA35A1B20A")

    var applicants: [CaseFacts.Applicant] {
        (given["applicants"]?.items ?? []).map { item in
            CaseFacts.Applicant(
                role: item["role"]?.text ?? "", party: Self.named(item["name"]?.text ?? "", item["identifier"]?.text ?? ""),
                verified: item["verified"]?.flag ?? true)
        }
    }

    /// A role's applicants, or one of the standing figures.
    func parties(_ word: String) -> [NamedParty] {
        let applying = applicants.filter { $0.role == word }.map(\.party)
        if !applying.isEmpty { return applying }
        switch word {
        case "developer": return [developerParty]
        case "bank", "mortgagee": return [Self.bank]
        case "nobody": return []
        default: return [Self.stranger]
        }
    }

    /// The project's developer: named by the project, else who owns the unit, else the standing figure.
    private var developerParty: NamedParty {
        if let role = given["project"]?["developer"]?.text, let found = applicants.first(where: { $0.role == role }) { return found.party }
        if let owner = given["unit"]?["owners"]?.items.first, let identifier = owner["identifier"]?.text, identifier.hasPrefix("credit-code:") {
            return Self.named(owner["name"]?.text ?? "", identifier)
        }
        return Self.developer
    }

    func owners(_ unit: CatalogueValue) -> [NamedParty] {
        if let list = unit["owners"] {
            return list.items.flatMap { item -> [NamedParty] in
                if let word = item.text { return parties(word) }
                return [Self.named(item["name"]?.text ?? "", item["identifier"]?.text ?? "")]
            }
        }
        return unit["owner"]?.text.map(parties) ?? []
    }

    // MARK: project

    private func project(units: inout [CaseFacts.UnitFacts]) throws -> CaseFacts.ProjectFacts? {
        guard let value = given["project"] else { return nil }
        let developer = developerParty
        let code = value["parcel"]?.text ?? given["unit"]?["code"]?.text.map { String($0.prefix(19)) } ?? "360102001001GB00001"
        let state = value["state"]?.text.flatMap { Project.State(rawValue: $0) } ?? ((value["listed"]?.flag ?? false) ? .listed : .preparing)
        let project = Project(
            id: "P000001", name: value["name"]?.text ?? "测试项目", developer: developer.ref, parcel: code, location: "南昌市东湖区滨江路100号", state: state,
            suspendedFor: state == .suspended ? "开发企业涉诉" : nil)
        let signed = Moment(startOf: today.adding(days: -100))
        let pledge: Pledge? =
            switch value["pledge"]?.text {
            case "in-force": Pledge(project: project.id, developer: developer.ref, signedAt: signed, validUntil: today.adding(years: 1), digest: "00")
            case "expired": Pledge(project: project.id, developer: developer.ref, signedAt: signed, validUntil: today.adding(days: -1), digest: "00")
            case "revoked":
                Pledge(
                    project: project.id, developer: developer.ref, signedAt: signed, validUntil: today.adding(years: 1), digest: "00",
                    revokedAt: signed.adding(seconds: 60))
            default: nil
            }
        var list: [ProjectUnit] = []
        var surveyed: Set<UnitCode> = []
        if let items = value["units"]?.items {
            for item in items {
                let unit = try UnitCode(item["code"]?.text ?? "")
                let area = Area(squareMetres: item["area"]?.text ?? "95.30") ?? .zero
                let text = description(
                    item, area: area, inner: item["inner-area"]?.text.flatMap { Area(squareMetres: $0) },
                    shared: item["shared-area"]?.text.flatMap { Area(squareMetres: $0) })
                list.append(ProjectUnit(unit: unit, description: text, room: String(unit.text.suffix(3)), selfService: item["self-service"]?.flag ?? true))
                if item["surveyed"]?.flag ?? true { surveyed.insert(unit) }
                guard service.subject == .project else { continue }
                var folio = Folio(unit: unit, description: text)
                if item["registered"]?.flag ?? false {
                    folio.standing = .built
                    folio.ownership = Ownership(
                        entry: entry("own", on: today.adding(years: -1)), right: .stateLandUseAndHouse, form: .sole, holders: [Holder(party: developer.ref)],
                        cause: .newConstruction, price: nil)
                }
                units.append(CaseFacts.UnitFacts(folio: folio, owners: folio.ownership == nil ? [] : [developer]))
            }
        } else if let unit = units.first {
            list = [ProjectUnit(unit: unit.folio.unit, description: unit.folio.description, room: "101", selfService: true)]
            surveyed = [unit.folio.unit]
        }
        var land: CaseFacts.UnitFacts?
        if let owner = value["land-owner"]?.text ?? (service.subject == .project ? "developer" : nil), let unit = try? UnitCode(code + "W00000000") {
            let holders = parties(owner)
            var folio = Folio(unit: unit, description: description(value, area: .zero))
            if !holders.isEmpty {
                folio.standing = .built
                folio.ownership = Ownership(
                    entry: entry("land", on: today.adding(years: -3)), right: .stateLandUse, form: .sole, holders: [Holder(party: holders[0].ref)], cause: .landGrant,
                    price: nil)
            }
            land = CaseFacts.UnitFacts(folio: folio, owners: holders)
        }
        return CaseFacts.ProjectFacts(project: project, pledge: pledge, units: list, surveyed: surveyed, land: land)
    }

    // MARK: all

    func facts() throws -> CaseFacts {
        var facts = CaseFacts(service: service.id, today: today)
        facts.applicants = applicants
        for unit in (given["unit"].map { [$0] } ?? []) + (given["more-units"]?.items ?? []) where !unit.isNull {
            let (folio, owners) = try folio(unit)
            let lenders = (unit["mortgages"]?.items ?? []).flatMap { mortgagees($0) }
            facts.units.append(CaseFacts.UnitFacts(folio: folio, owners: owners, others: lenders, proofs: proofs(unit, of: folio)))
        }
        facts.project = try project(units: &facts.units)
        facts.loanRoles = service.loanRoles
        let silent = Set(given["unconnected"]?.items.compactMap(\.text) ?? [])
        let unasked = facts.claims.map(\.mortgagee).filter { $0.kind == .person || silent.contains("bank") && $0.id == Self.bank.ref.id }
        facts.unconnected = Set(facts.applicants.filter { silent.contains($0.role) }.map(\.party.ref.id) + unasked.map(\.id))
        facts.ruling = ruling()
        facts.missingRoles = service.missingRoles(Set(facts.applicants.map(\.role))).map(\.label)
        for entry in given["materials"]?.entries ?? [] where !entry.value.isNull { facts.materials[entry.key] = Material(Self.json(entry.value)) }
        // Whoever holds the mortgage in that place has stated it.
        for (index, claim) in facts.claims.enumerated() { facts.signers[CaseFacts.key(CaseFacts.payoffMaterial, index)] = facts.institution(of: claim.mortgagee) }
        for entry in given["missing"]?.entries ?? [] {
            facts.materials[entry.key] = nil
            facts.missing[entry.key] = entry.value.text == "unavailable" ? .unavailable("有关部门") : .notFound
        }
        for entry in given["answers"]?.entries ?? [] { facts.answers[entry.key] = entry.value.text ?? "" }
        // Whoever borrows with the buyers is known to the registry, unless the test says that it isn't.
        let strangers = Set(given["unknown-borrowers"]?.items.compactMap(\.text) ?? [])
        for named in facts.namedBesides.subtracting(strangers) { facts.coBorrowers[named] = PartyRef(id: PartyID(named), kind: .person) }
        facts.decedents = service.decedentField.map { OwnersNamed(facts, named: facts.answers[$0] ?? "") }
        facts.losers = service.loserField.map { OwnersNamed(facts, named: facts.answers[$0] ?? "") }
        facts.chargesOnRest = service.chargesOnRest(facts.answers)
        facts.custodyFee = service.agreedCustodyFee(facts.answers, replaced: false).map { agreed in
            let account = given["fee-account"].map {
                MoneyAccount(holder: $0["holder"]?.text ?? "", bank: $0["bank"]?.text ?? "", number: $0["number"]?.text ?? "")
            }
            return CaseFacts.CustodyFee(amount: agreed.amount, bearer: service.custodyFeeBearer, account: account)
        }
        let required = service.declarations.filter(\.required).map(\.name)
        facts.signed = Set(given["signed"]?.items.compactMap(\.text) ?? required)
        facts.unitsOfDebt = given["units-of-debt"]?.items.compactMap(\.text).map { UnitCode(trusted: $0) } ?? []
        facts.otherCases = given["other-cases"]?.items.compactMap(\.text) ?? []
        facts.applicationDigest = "00"
        // Uploaded unless the test says that one is missing.
        let standings = facts.standings
        let wanted = service.materials.filter { $0.isUploaded && ($0.when?.holds(answers: facts.answers, applicants: standings) ?? true) }
        facts.wantedUploads = wanted.flatMap { need -> [WantedUpload] in
            func upload(_ key: String, of party: PartyID?) -> WantedUpload {
                WantedUpload(material: need.kind, name: need.kind, count: facts.missing[key] == nil ? 1 : 0, by: party)
            }
            guard need.perApplicant else { return [upload(need.kind, of: nil)] }
            return facts.applicants.enumerated().filter { need.isOwn(of: $1.role, $1.party.ref.kind) }.map { upload(need.key($0), of: $1.party.ref.id) }
        }
        facts.refusals = try refusals(facts)
        return facts
    }

    /// A number for each mortgage's proof, by its rank where the test gives none.
    private func proofs(_ unit: CatalogueValue, of folio: Folio) -> [EntryID: String] {
        let items = unit["mortgages"]?.items ?? []
        return Dictionary(
            folio.mortgages.enumerated().map { index, mortgage in
                (mortgage.entry.id, items[index]["proof"]?.text ?? "赣(2025)南昌市不动产证明第000000\(index + 1)号")
            }) { first, _ in first }
    }

    private func refusals(_ facts: CaseFacts) throws -> [Refusal] {
        guard service.registers, let plan = try? ActPlan.acts(of: service, facts: facts), !plan.acts.isEmpty else { return [] }
        let at = Moment(startOf: today).adding(seconds: 36_000)
        let filing = Filing(
            id: "test", acceptedAt: at, sequence: .max, registeredAt: at, basis: plan.basis, acts: plan.acts, consents: plan.consents)
        let pages = Dictionary(facts.units.map { ($0.folio.unit, $0.folio) }) { first, _ in first }
        return filing.refusals(on: pages, related: try related(facts))
    }

    /// Pages that only matter as context: the land under a house, a house on the land.
    func related(_ facts: CaseFacts) throws -> [UnitCode: Folio] {
        var pages: [UnitCode: Folio] = [:]
        if let land = facts.project?.land { pages[land.folio.unit] = land.folio }
        for key in ["land", "house"] {
            guard let value = given["unit"]?[key], !value.isNull else { continue }
            let page = try folio(value).0
            pages[page.unit] = page
        }
        return pages
    }

    private static func json(_ value: CatalogueValue) -> JSONValue {
        switch value {
        case .null: .null
        case .flag(let flag): .bool(flag)
        case .integer(let number): .number(Double(number))
        case .text(let text): .string(text)
        case .list(let items): .array(items.map(json))
        case .map(let entries): .object(entries.map { JSONValue.Member(name: $0.key, value: json($0.value)) })
        }
    }
}
