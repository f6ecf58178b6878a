import Cadastre
import Contracts
import Identity
import Register
import Seals
import Storage

/// One project of the city, laid out: land, units, owners, burdens, contracts, and what departments know of them.
struct ProjectLayout {
    let plan: CityPlan
    let project: PlannedProject
    private let profile: RegistryProfile
    private let parties: PartyBook
    private let cipher: FieldCipher
    var random: SeededGenerator
    private var book: BulkBook
    var lines: [CityRecord] = []
    private var names: [PartyID: NamedParty] = [:]
    /// Loans behind mortgages whose proofs get their numbers when the book is written.
    private var loans: [UnitCode: CityLoan] = [:]
    private var developer = PartyRef(id: PartyID(""), kind: .enterprise)
    var banks: [PartyRef] = []
    var people: [Int: PartyRef] = [:]
    /// The enterprises of the first project's workshop.
    var firms: [PartyRef] = []
    private var filings = 0

    init(plan: CityPlan, project: PlannedProject, profile: RegistryProfile, parties: PartyBook, cipher: FieldCipher) {
        self.plan = plan
        self.project = project
        self.profile = profile
        self.parties = parties
        self.cipher = cipher
        random = SeededGenerator(seed: plan.seed, stream: "layout \(project.index)")
        book = BulkBook(region: profile.region, numbering: CertificateNumbering(profile: profile))
    }

    /// The departments' records as lines.
    func records() throws -> [UInt8] {
        var bytes: [UInt8] = []
        for line in lines { bytes += try CanonicalJSON.encode(line) + [0x0A] }
        return bytes
    }

    // MARK: fates

    /// What becomes of one unit of a listed project.
    private enum Fate: Equatable {
        case sold, resold, ready, couple, taxUnpaid, fundUnpaid, loan, mismatch, seized, unsold, noticed, objected, banned, dead
        case mortgaged(MortgagedSale), passing(MortgagedPassing)
    }

    /// The first units of the first project are the stories that `./run` suggests; the rest is drawn.
    private mutating func fate(_ number: Int) -> Fate {
        if project.index == 0 {
            let stories: [Fate] = [.ready, .couple, .taxUnpaid, .fundUnpaid, .seized, .loan, .mismatch, .sold, .resold, .noticed, .objected, .banned, .dead]
                + MortgagedSale.allCases.map(Fate.mortgaged) + MortgagedPassing.allCases.map(Fate.passing)
            if number < stories.count { return stories[number] }
        } else if plan.mortgagedSales > 0, random.int(1...100) <= plan.mortgagedSales {
            return .mortgaged(.newRank)
        }
        switch random.int(1...100) {
        case ...45: return .sold
        case ...75: return .ready
        case ...80: return .taxUnpaid
        case ...85: return .fundUnpaid
        case ...88: return .loan
        case ...90: return .mismatch
        default: return .unsold
        }
    }

    mutating func make(in connection: any Connection) throws {
        try nameEverybody(in: connection)
        if project.isUpcoming {
            try upcoming(in: connection)
        } else {
            try survey(in: connection)
            try land()
            for number in 0..<project.size { book.add(project.unitCode(number), project.description(number)) }
            switch project.kind {
            case .settled: try settled()
            case .listed: try listed(in: connection)
            case .presale: try presale(in: connection)
            }
        }
        lend(try book.write(in: connection))
        lines.append(
            .project(
                CityProject(
                    id: project.id, name: project.name, developer: project.developer.creditCode, permit: "洪房预售字\(project.completed.year)第\(project.index + 1)号",
                    permitOn: project.granted.adding(days: 300), planningPassed: true, completionPassed: true, completedOn: project.completed, parcel: project.parcel,
                    location: project.location)))
    }

    // MARK: parties and surveys

    private mutating func nameEverybody(in connection: any Connection) throws {
        let at = moment(project.granted, 0)
        var claims = try ([project.developer] + plan.banks).map(firm)
        // Two people for each unit: the first buys, the second is the spouse where there is one.
        for index in 0..<project.size * 2 {
            let person = plan.person(project.first * 2 + index)
            claims.append(
                try PartyClaim(
                    name: person.name, identifier: PartyIdentifier(kind: .identityCard, number: person.identityNumber), kind: .person,
                    phone: person.phone, source: .authority))
        }
        if project.index == 0 && !project.isUpcoming { for firm in plan.firms { claims.append(try self.firm(firm)) } }
        let refs = try parties.ensure(parties.prepare(claims, at: at, naming: plan.partyID), in: connection)
        for (claim, ref) in zip(claims, refs) { names[ref.id] = NamedParty(ref: ref, name: claim.name, identifier: claim.identifier.wire) }
        developer = refs[0]
        banks = Array(refs[1...plan.banks.count])
        for index in 0..<project.size * 2 { people[index] = refs[1 + plan.banks.count + index] }
        firms = Array(refs.dropFirst(1 + plan.banks.count + project.size * 2))
        // What they may do follows from what housing and the financial regulator say of them when they sign in.
        enterprise(project.developer, agent: 0, qualification: "洪建开资质\(project.developer.creditCode.suffix(6))号")
        if project.index == 0 {
            try admitCourts(at: at, in: connection)
            for (index, bank) in plan.banks.enumerated() { enterprise(bank, agent: 2 * (index + 1), licence: "B\(bank.creditCode.suffix(10))") }
            institutions()
        }
    }

    private func firm(_ firm: PlannedFirm) throws -> PartyClaim {
        try PartyClaim(name: firm.name, identifier: PartyIdentifier(kind: .creditCode, number: firm.creditCode), kind: .enterprise, source: .authority)
    }

    /// Courts give orders on their own page; that they may is the registry's own word, not another department's.
    private mutating func admitCourts(at: Moment, in connection: any Connection) throws {
        for (index, court) in plan.courts.enumerated() {
            let claim = try PartyClaim(
                name: court.name, identifier: PartyIdentifier(kind: .creditCode, number: court.creditCode), kind: .stateOrgan, source: .authority)
            let party = try parties.ensure(parties.prepare([claim], at: at, naming: plan.partyID), in: connection)[0]
            try OrganisationRoles.apply(
                OrganisationRoleEvent(
                    role: .court, isGrant: true, source: OrganisationRoleEvent.operatorSource, ground: "司法查控专线联网法院", digest: "", keyID: "", at: at),
                to: party.id, region: profile.region, in: connection)
            enterprise(court, agent: 2 * (index + 1 + plan.banks.count))
            lines.append(.institution(CityInstitution(name: court.name, creditCode: court.creditCode, kinds: [.court], funds: .zero)))
        }
    }

    /// An organisation signs in through somebody who acts for it.
    mutating func enterprise(_ firm: PlannedFirm, agent: Int, qualification: String? = nil, licence: String? = nil) {
        let person = plan.person(project.first * 2 + agent % (project.size * 2))
        lines.append(.person(CityPerson(name: person.name, identityNumber: person.identityNumber, phone: person.phone)))
        lines.append(.enterprise(CityEnterprise(name: firm.name, creditCode: firm.creditCode, agent: person.identityNumber, qualification: qualification, licence: licence)))
    }

    private func survey(in connection: any Connection) throws {
        try SurveyRecords.put(project.parcelSurvey, region: profile.region, in: connection)
        for number in 0..<project.buildings { try SurveyRecords.put(project.buildingSurvey(number), region: profile.region, in: connection) }
        for number in 0..<project.size {
            try SurveyRecords.put(project.survey(number), location: project.address(number), region: profile.region, in: connection)
        }
    }

    // MARK: filings

    private func moment(_ date: LegalDate, _ offset: Int) -> Moment { Moment(startOf: date).adding(seconds: 32_400 + Double(offset % 28_000)) }

    private mutating func enter(
        _ acts: [UnitAct], by: [PartyRef], on date: LegalDate, order: String? = nil, issuing: (Filing) throws -> [CertificateOrder] = { _ in [] }
    ) throws -> Filing {
        filings += 1
        let at = moment(date, project.index * 131 + filings)
        let basis: Filing.Basis = order.map { .order(authority: random.pick(CityNames.courts), document: $0) } ?? .application(by: by, pledged: [])
        let filing = Filing(
            id: "\(project.id)F\(filings)", acceptedAt: at, sequence: Int64(project.first + filings), registeredAt: at.adding(seconds: 60), basis: basis,
            acts: acts)
        try book.enter(filing, caseID: filing.id, issuing: issuing(filing))
        return filing
    }

    private mutating func land() throws {
        let unit = UnitCode(trusted: project.parcel + "W00000000")
        book.add(unit, project.landDescription)
        let act = Act.firstRegistration(
            FirstRegistration(right: .stateLandUse, form: .sole, holders: [Holder(party: developer)], description: project.landDescription, cause: .landGrant))
        _ = try enter([UnitAct(unit: unit, act: act)], by: [developer], on: project.granted)
    }

    /// First registration of all units to the developer, as one filing.
    private mutating func firstRegistration() throws {
        let acts = (0..<project.size).map { number in
            UnitAct(
                unit: project.unitCode(number),
                act: .firstRegistration(
                    FirstRegistration(
                        right: .stateLandUseAndHouse, form: .sole, holders: [Holder(party: developer)], description: project.description(number),
                        cause: .newConstruction)))
        }
        _ = try enter(acts, by: [developer], on: project.completed.adding(days: 20))
    }

    /// Who holds a sold unit: alone, as a couple, or a few by shares.
    private mutating func buyers(_ number: Int) -> (CoOwnership, [Holder]) {
        guard let first = people[number * 2], let second = people[number * 2 + 1] else { return (.sole, []) }
        switch random.int(1...100) {
        case ...55: return (.sole, [Holder(party: first)])
        case ...95: return (.joint, [Holder(party: first), Holder(party: second)])
        default: return (.byShares, [Holder(party: first, share: Share(2, 3)), Holder(party: second, share: Share(1, 3))])
        }
    }

    mutating func sell(_ number: Int, _ form: CoOwnership, _ holders: [Holder], on date: LegalDate) throws {
        let unit = project.unitCode(number)
        let transfer = Transfer(from: [developer], form: form, to: holders, cause: .presaleHandover, price: project.price(number))
        let names = names
        let cipher = cipher
        // The page alone: keeping the whole book would copy it with every sale.
        let page = book.folio(unit)
        _ = try enter([UnitAct(unit: unit, act: .transfer(transfer))], by: holders.map(\.party) + [developer], on: date) { filing in
            guard let page else { return [] }
            let after = try filing.applied(to: [unit: page])[unit] ?? page
            return [
                try CaseOffice.order(.certificate, unit, filing.entry(0).id, CertificateFacts.ownership(after, names: names), cipher: cipher)
            ]
        }
    }

    private mutating func burden(_ number: Int, owners: [PartyRef], after date: LegalDate) throws {
        let unit = project.unitCode(number)
        var day = date
        func later(_ days: Int) -> LegalDate { min(day.adding(days: days), plan.today.adding(days: -2)) }
        if random.chance(35) {
            day = later(random.int(10...60))
            let bank = random.pick(banks)
            let kind = random.chance(90) ? Mortgage.Kind.ordinary : .maximumAmount
            let years = 20 + random.int(0...10)
            try mortgage(number, owners: owners, to: bank, kind: kind, years: years, transferBan: random.chance(20), on: day)
        }
        let draw = random.int(1...1000)
        switch draw {
        case ...5: try seize(number, on: later(random.int(60...300)))
        case ...8:
            guard let stranger = people[(number * 2 + 7) % (project.size * 2)], !owners.contains(stranger) else { return }
            let day = plan.today.adding(days: -random.int(2...10))
            let act = Act.object(Object(applicant: stranger, matter: "主张房屋系其出资购买"))
            if day > date { _ = try enter([UnitAct(unit: unit, act: act)], by: [stranger], on: day) }
        case ...11:
            guard let elder = people[(number * 2 + 5) % (project.size * 2)], !owners.contains(elder) else { return }
            let act = Act.grantResidence(GrantResidence(holders: [elder], scope: "次卧及公共部位", from: later(100), term: .lifetime, paid: false))
            if book.folio(unit)?.mortgages.isEmpty == true { _ = try enter([UnitAct(unit: unit, act: act)], by: owners + [elder], on: later(100)) }
        default: break
        }
    }

    /// A mortgage for six tenths of the price, with its proof, and the loan behind it.
    mutating func mortgage(
        _ number: Int, owners: [PartyRef], to bank: PartyRef, kind: Mortgage.Kind, years: Int, transferBan: Bool, on day: LegalDate
    ) throws {
        let unit = project.unitCode(number)
        let amount = Money(yuan: project.price(number).fen / 100 * 6 / 10)
        let mortgage = CreateMortgage(
            kind: kind, subject: .landAndHouse, mortgagees: [bank], mortgagors: owners, debtor: owners.first, amount: amount, from: day,
            until: day.adding(years: years), scope: Self.scope, transferBan: transferBan)
        let names = names
        let cipher = cipher
        let page = book.folio(unit)
        _ = try enter([UnitAct(unit: unit, act: .mortgage(mortgage))], by: owners + [bank], on: day) { filing in
            guard let page, let after = try filing.applied(to: [unit: page])[unit], let made = after.mortgages.last else { return [] }
            return [try CaseOffice.order(.proof, unit, filing.entry(0).id, CertificateFacts.mortgage(made, on: after, names: names), cipher: cipher)]
        }
        loans[unit] = CityLoan(
            unit: String(unit.text.dropFirst(project.parcel.utf8.count)), lender: banks.firstIndex(of: bank) ?? 0, proof: "", amount: amount, from: day,
            months: years * 12)
    }

    static let scope = "主债权及其利息、违约金、损害赔偿金和实现抵押权的费用"

    /// One line for all loans of the project, each under the number of its mortgage's proof.
    private mutating func lend(_ issued: [(order: CertificateOrder, number: String)]) {
        let made = issued.compactMap { order, number -> CityLoan? in
            guard order.kind == .proof, var loan = loans[order.unit] else { return nil }
            loan.proof = number
            return loan
        }
        guard !made.isEmpty else { return }
        lines.append(.loans(CityLoans(parcel: project.parcel, lenders: plan.banks.map(\.creditCode), loans: made)))
    }

    /// What else may stand in a buyer's way: one story for each refusal of the law that a page has to explain.
    private mutating func obstruct(_ number: Int, _ fate: Fate) throws {
        let unit = project.unitCode(number)
        let day = plan.today.adding(days: -3)
        switch fate {
        case .noticed:
            guard let stranger = people[(number * 2 + 9) % (project.size * 2)] else { return }
            let notice = GiveNotice(kind: .transfer, holders: [Holder(party: stranger)], obligors: [developer], amount: project.price(number))
            _ = try enter([UnitAct(unit: unit, act: .giveNotice(notice))], by: [stranger, developer], on: day)
        case .objected:
            guard let stranger = people[(number * 2 + 9) % (project.size * 2)] else { return }
            _ = try enter([UnitAct(unit: unit, act: .object(Object(applicant: stranger, matter: "主张房屋系其出资购买")))], by: [stranger], on: day)
        case .banned:
            let bank = banks[0]
            let mortgage = CreateMortgage(
                kind: .ordinary, subject: .landAndHouse, mortgagees: [bank], mortgagors: [developer], debtor: developer,
                amount: Money(fen: project.price(number).fen / 2), from: day, until: day.adding(years: 2),
                scope: Self.scope, transferBan: true)
            _ = try enter([UnitAct(unit: unit, act: .mortgage(mortgage))], by: [developer, bank], on: day)
        case .dead: _ = try enter([UnitAct(unit: unit, act: .cancel(Cancel(reason: .destroyed)))], by: [developer], on: day)
        default: return
        }
    }

    private mutating func seize(_ number: Int, on date: LegalDate) throws {
        let document = "(\(date.year))赣01执\(1_000 + project.index * 7 + number)号"
        let act = Act.seize(
            Seize(
                kind: .seizure, authority: random.pick(CityNames.courts), document: document, from: date, until: date.adding(years: 3).adding(days: -1),
                against: nil))
        _ = try enter([UnitAct(unit: project.unitCode(number), act: act)], by: [], on: date, order: document)
    }

    // MARK: kinds of projects

    private mutating func settled() throws {
        try firstRegistration()
        for number in 0..<project.size {
            let (form, holders) = buyers(number)
            let date = min(project.completed.adding(days: random.int(60...500)), plan.today.adding(days: -30))
            try sell(number, form, holders, on: date)
            try burden(number, owners: holders.map(\.party), after: date)
        }
    }

    private mutating func listed(in connection: any Connection) throws {
        try firstRegistration()
        try list(state: .listed, in: connection)
        for number in 0..<project.size {
            let fate = fate(number)
            switch fate {
            case .unsold: continue
            case .sold:
                let (form, holders) = project.index == 0 && number == 7 ? (CoOwnership.sole, people[14].map { [Holder(party: $0)] } ?? []) : buyers(number)
                try sell(number, form, holders, on: min(project.completed.adding(days: random.int(40...59)), plan.today.adding(days: -1)))
                if project.index == 0 && number == 7 { demo(14, "名下已有房屋，可查询、换证、抵押，为他人设立居住权，办理赠与、更正、变更") }
            case .resold: try resell(number)
            case .mortgaged(let sale): try mortgagedSale(number, sale)
            case .passing(let way): try mortgagedPassing(number, way)
            default: try contract(number, fate)
            }
            if fate == .seized { try seize(number, on: plan.today.adding(days: -3)) }
            try obstruct(number, fate)
        }
        if project.index == 0 { suggestOrganisations() }
    }

    private mutating func presale(in connection: any Connection) throws {
        try list(state: .preparing, in: connection)
        lines.append(
            .demo(CityDemo(name: project.developer.name, identityNumber: "", creditCode: project.developer.creditCode, story: "开发企业：“\(project.name)”待首次登记")))
        var suggested = false
        for number in 0..<project.size {
            guard random.chance(40) else {
                // Bought on a loan, filed, and not yet noted: the first of them is somebody to try it with.
                if !suggested {
                    try contract(number, .loan)
                    demo(number * 2, "购买期房，可申请预购商品房预告登记")
                    suggested = true
                }
                continue
            }
            guard let buyer = people[number * 2] else { continue }
            let notice = GiveNotice(kind: .presalePurchase, holders: [Holder(party: buyer)], obligors: [developer], amount: project.price(number))
            _ = try enter(
                [UnitAct(unit: project.unitCode(number), act: .giveNotice(notice))], by: [buyer, developer], on: plan.today.adding(days: -random.int(30...200)))
        }
    }

    /// Built and permitted, its first homes sold, but not yet here: the developer brings its list of units.
    private mutating func upcoming(in connection: any Connection) throws {
        try SurveyRecords.put(project.parcelSurvey, region: profile.region, in: connection)
        try land()
        for number in 0..<min(3, project.size) { try contract(number, .ready) }
        demo(0, "购买“\(project.name)”的新房，开发企业首次登记后可自己办证")
    }

    private func list(state: Project.State, in connection: any Connection) throws {
        let record = Project(
            id: project.id, name: project.name, developer: developer, parcel: project.parcel, location: project.location, state: state)
        let at = moment(project.completed.adding(days: 21), 0)
        try ProjectRecords.put(record, listedAt: state == .listed ? at : nil, region: profile.region, in: connection)
        for number in 0..<project.size {
            var description = project.description(number)
            // What the developer will register is the finished building as measured.
            description.surveyed = true
            description.completed = project.completed
            try ProjectRecords.put(
                ProjectUnit(unit: project.unitCode(number), description: description, room: project.room(number), selfService: true), project: project.id,
                region: profile.region, in: connection)
        }
        guard state == .listed else { return }
        let (pledge, letter) = try PledgeLetter(
            project: project.id, letter: "\(project.developer.name)就项目“\(project.name)”承诺：名单所列房屋的全款购房人可以自行申请办理分户转移登记。",
            masterApplication: "申请人（出卖人）\(project.developer.name)就项目“\(project.name)”自办分户转移登记名单所列的全部房屋，与各套房屋备案合同的买受人共同申请转移登记。",
            units: (0..<project.size).map(project.unitCode), validUntil: plan.today.adding(years: 3), signedAt: at, signedBy: developer.id
        ).signed(for: developer)
        try PledgeRecords.put(pledge, letter: letter, region: profile.region, in: connection)
    }

    // MARK: contracts

    private mutating func contract(_ number: Int, _ fate: Fate) throws {
        let first = plan.person((project.first + number) * 2)
        let second = plan.person((project.first + number) * 2 + 1)
        let couple = fate == .couple || (fate == .ready && random.chance(25) && number > 0)
        let buyers = [first] + (couple ? [second] : [])
        for person in buyers { lines.append(.person(CityPerson(name: person.name, identityNumber: person.identityNumber, phone: person.phone))) }
        if couple {
            lines.append(.marriage(CityMarriage(first: first.identityNumber, second: second.identityNumber, since: plan.today.adding(days: -2_000))))
        }
        let unit = project.unitCode(number)
        let price = project.price(number)
        let filed = project.completed.adding(days: -random.int(200...600))
        let serial = "NC\(filed.year)-\(CityIdentifiers.pad(project.first + number + 1, 7))"
        lines.append(
            .contract(
                Housing.Contract(
                    number: serial, unit: unit, project: project.id, location: project.address(number),
                    sellers: [Housing.Party(name: project.developer.name, identifier: "credit-code:\(project.developer.creditCode)")],
                    buyers: buyers.map { Housing.Party(name: $0.name, identifier: "identity-card:\($0.identityNumber)") },
                    coOwnership: couple ? .joint : .sole, price: price, paid: fate == .loan ? Money(fen: price.fen * 3 / 10) : price,
                    area: project.survey(number).buildingArea, paymentMethod: fate == .loan ? .loan : .full, filedOn: filed)))
        let due = Money(fen: project.survey(number).buildingArea.hundredths * 90)
        lines.append(
            .fund(
                Housing.MaintenanceFund.Answer(
                    unit: unit, due: due, paid: fate == .fundUnpaid ? .zero : due, paidOn: fate == .fundUnpaid ? nil : plan.today.adding(days: -40))))
        // Deed tax at 1 % on the price without value-added tax: a first home of at most 140 m² (财政部 税务总局公告2024年第16号).
        let base = Money(fen: price.fen * 100 / 109)
        lines.append(
            .receipt(
                Tax.DeedTaxReceipt.Answer(
                    number: "3360100\(CityIdentifiers.pad(project.first + number + 1, 11))", unit: unit, contract: serial,
                    contractPrice: fate == .mismatch ? price - Money(yuan: 20_000) : price, base: base, tax: Money(fen: base.fen / 100),
                    taxpayers: buyers.map { "identity-card:\($0.identityNumber)" }, status: fate == .taxUnpaid ? .unpaid : .paid,
                    paidOn: fate == .taxUnpaid ? nil : plan.today.adding(days: -20))))
        guard project.index == 0, number < 13 else { return }
        switch fate {
        case .ready: demo(number * 2, "全款购房，可自己办证（推荐从这里开始）")
        case .couple: demo(number * 2, "夫妻共同购买，两人一起申请")
        case .taxUnpaid: demo(number * 2, "契税尚未缴清")
        case .fundUnpaid: demo(number * 2, "维修资金尚未交存")
        case .seized: demo(number * 2, "房屋被法院查封")
        case .loan: demo(number * 2, "贷款购房，不属于全款")
        case .mismatch: demo(number * 2, "合同价与计税价不一致")
        case .noticed: demo(number * 2, "房屋上有他人的预告登记")
        case .objected: demo(number * 2, "房屋有他人提出的异议登记")
        case .banned: demo(number * 2, "房屋已抵押，抵押约定禁止转让")
        case .dead: demo(number * 2, "房屋所在的不动产单元已注销")
        case .sold, .resold, .unsold, .mortgaged, .passing: break
        }
    }

    /// A home that its owner is about to sell on: contract filed and tax paid, the transfer waits for both to sign.
    private mutating func resell(_ number: Int) throws {
        guard let owner = people[number * 2] else { return }
        try sell(number, .sole, [Holder(party: owner)], on: min(project.completed.adding(days: 45), plan.today.adding(days: -1)))
        let seller = plan.person((project.first + number) * 2)
        let buyer = plan.person((project.first + number) * 2 + 1)
        lines.append(.person(CityPerson(name: buyer.name, identityNumber: buyer.identityNumber, phone: buyer.phone)))
        let unit = project.unitCode(number)
        let price = project.price(number)
        let serial = "EC\(plan.today.year)-\(CityIdentifiers.pad(project.first + number + 1, 7))"
        let buyerKey = "identity-card:\(buyer.identityNumber)"
        lines.append(
            .contract(
                Housing.Contract(
                    number: serial, unit: unit, project: nil, location: project.address(number),
                    sellers: [Housing.Party(name: seller.name, identifier: "identity-card:\(seller.identityNumber)")],
                    buyers: [Housing.Party(name: buyer.name, identifier: buyerKey)], coOwnership: .sole, price: price, paid: price,
                    area: project.survey(number).buildingArea, paymentMethod: .full, filedOn: plan.today.adding(days: -14))))
        // A home sold on within two years bears value-added tax, but deed tax stands on the price without it all the same.
        let base = Money(fen: price.fen * 100 / 103)
        lines.append(
            .receipt(
                Tax.DeedTaxReceipt.Answer(
                    number: "3360100\(CityIdentifiers.pad(90_000 + project.first + number, 11))", unit: unit, contract: serial, contractPrice: price,
                    base: base, tax: Money(fen: base.fen / 100), taxpayers: [buyerKey], status: .paid, paidOn: plan.today.adding(days: -5),
                    sellerTaxes: CitySellerTaxes(seller: "identity-card:\(seller.identityNumber)", price: price, isHome: true, serial: 90_000 + project.first + number).settled)))
        demo(number * 2, "出售二手房：与买受人各自登录，共同申请过户")
        demo(number * 2 + 1, "购买二手房：与出卖人各自登录，共同申请过户")
    }
}
