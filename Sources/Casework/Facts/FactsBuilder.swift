import Catalogue
import Contracts
import Exchange
import Identity
import Register
import Seals
import Storage

extension CaseOffice {
    /// Gathers once everything that this case's checks may look at: its evidence as signed, the register as it is now.
    /// - Parameter judging: whether the law is asked what it would refuse; who only asks departments or reckons a fee needn't know.
    package func facts(for file: CaseFile, judging: Bool = true) async throws -> CaseFacts {
        try await database.read { try self.facts(for: file, judging: judging, in: $0) }
    }

    /// The same with whatever else is read in the same snapshot.
    func facts(for file: CaseFile, judging: Bool, in snapshot: any Connection) throws -> CaseFacts {
        let state = file.state
        var facts = try readFacts(file, in: snapshot)
        let service = try service(of: state)
        facts.missingRoles = service.missingRoles(Set(state.applicants.map(\.role))).map(\.label)
        let named = NamedFacts(facts, service, in: parties)
        (facts.namedAbsent, facts.uninvited) = (named.absent, named.uninvited)
        facts.decedents = service.decedentField.map { OwnersNamed(facts, field: $0, in: parties) }
        facts.losers = service.loserField.map { OwnersNamed(facts, field: $0, in: parties) }
        facts.wantedUploads = wantedUploads(of: state, service)
        facts.loanRoles = service.loanRoles
        facts.unconnected = unconnectedLenders(facts)
        if let money = service.money {
            facts.custodians = custodians
            facts.custodian = money.custodian(of: state)
            if let agreed = service.agreedCustodyFee(state.answers, replaced: state.custodian != nil) {
                let accounts = try escrowAccounts(of: file.id, named: [agreed.account], in: snapshot)
                facts.custodyFee = CaseFacts.CustodyFee(amount: agreed.amount, bearer: service.custodyFeeBearer, account: accounts[agreed.account])
            }
        }
        facts.chargesOnRest = service.chargesOnRest(facts.answers)
        if judging { try judge(file, service, &facts, in: snapshot) }
        return facts
    }

    /// What lies in the tables.
    private func readFacts(_ file: CaseFile, in connection: any Connection) throws -> CaseFacts {
        let state = file.state
        let opened = openedEvidence
        var facts = CaseFacts(service: state.service, today: now().date)
        facts.answers = state.answers
        facts.acceptedAt = state.acceptedAt
        facts.signed = Set(state.signatures.flatMap(\.declarations))
        facts.applicationDigest = state.signatures.last?.digest ?? ""

        // The register: pages, their owners, other cases on them.
        for unit in state.units {
            guard let stored = try FolioRecords.find(unit, region: region, in: connection) else { continue }
            facts.units.append(try Self.unitFacts(stored.folio, region: region, parties: parties, in: connection))
            if let other = try CaseRecords.holder(of: unit, region: region, in: connection), other != file.id { facts.otherCases.append(other) }
        }
        if try restsOnProject(state, facts.units) { facts.project = try Self.projectFacts(state, region: region, parties: parties, in: connection) }
        if let unit = state.units.first { facts.ruling = try Self.ruling(on: unit, region: region, parties: parties, cipher: cipher, in: connection) }
        if let first = facts.units.first, first.folio.ownership == nil, let developer = facts.project?.project.developer {
            let known = try parties.details(of: [developer.id], for: .checks, in: connection)
            facts.units[0].others += known.values.map(NamedParty.init)
        }

        // The applicants.
        let details = try parties.details(of: state.applicants.map(\.party.id), for: .checks, in: connection)
        facts.applicants = state.applicants.compactMap { applicant in
            details[applicant.party.id].map {
                CaseFacts.Applicant(role: applicant.role, party: NamedParty($0), verified: applicant.identifiedBy != nil)
            }
        }

        // The departments' answers: of each kind what the case has taken, else the newest. Each is dated by the clock of whoever signed it, and of two custodians
        // asked one after the other the first one's may be fast.
        var taken: Set<String> = []
        for piece in try EvidenceRecords.contents(ofCase: file.id, opened: opened, region: region, cipher: cipher, in: connection) {
            if piece.kind == CaseFacts.receiptMaterial { facts.receipts[piece.id] = piece.material }
            if taken.contains(piece.kind) { continue }
            facts.materials[piece.kind] = piece.material
            if state.materials[piece.kind]?.evidence == piece.id {
                taken.insert(piece.kind)
                facts.signers[piece.kind] = state.materials[piece.kind]?.institution
            }
        }
        for gathered in state.materials.values {
            switch gathered.state {
            case .fetched, .uploaded: break
            case .notFound: facts.missing[gathered.material] = .notFound
            case .unavailable: facts.missing[gathered.material] = .unavailable(gathered.note ?? gathered.source)
            }
            if gathered.state == .notFound || gathered.state == .unavailable { facts.materials[gathered.material] = nil }
        }
        if let picked = facts.pickedMortgage?.mortgage { facts.unitsOfDebt = try picked.unitsOfDebt(besides: Set(state.units), region: region, in: connection) }
        try facts.findCoBorrowers(parties, in: connection)
        return facts
    }

    /// What binds a sealed piece of evidence to its place, so that it can't be moved to another case.
    static func evidenceContext(_ caseID: String, _ evidence: String) -> String { "evidence/\(caseID)/\(evidence)" }

    /// The same for the signed envelope around it.
    static func envelopeContext(_ caseID: String, _ evidence: String) -> String { "envelope/\(caseID)/\(evidence)" }

    /// What the law would refuse if the case's filing were entered now.
    private func judge(_ file: CaseFile, _ service: ServiceDefinition, _ facts: inout CaseFacts, in snapshot: any Connection) throws {
        guard service.registers, file.state.registration == nil, let plan = try? ActPlan.acts(of: service, facts: facts), !plan.acts.isEmpty else { return }
        let now = now()
        let filing = Filing(
            id: file.id, acceptedAt: file.state.acceptedAt ?? now, sequence: file.state.acceptance?.sequence ?? .max, registeredAt: now,
            basis: plan.basis, acts: plan.acts, consents: plan.consents)
        do {
            let (refusals, seen) = try registrar.refusals(filing, in: snapshot)
            facts.refusals = refusals
            facts.judgedOn = seen
        } catch BookError.unknownUnit {
            return
        }
    }

    private static func unitFacts(_ folio: Folio, region: String, parties: PartyBook, in connection: any Connection) throws -> CaseFacts.UnitFacts {
        let holders = folio.ownership?.holders.map(\.party.id) ?? []
        let others = Set(folio.everybody).subtracting(holders)
        let details = try parties.details(of: holders + others.sorted(), for: .checks, in: connection)
        func named(_ ids: [PartyID]) -> [NamedParty] { ids.compactMap { details[$0].map(NamedParty.init) } }
        let proofs = folio.mortgages.isEmpty ? [] : try CertificateRecords.valid(of: folio.unit, region: region, in: connection)
        return CaseFacts.UnitFacts(
            folio: folio, owners: named(holders), others: named(others.sorted()), proofs: Dictionary(proofs.map { ($0.entry, $0.number) }) { $1 })
    }

    /// Lenders in the case, and mortgagees on its pages, with whom the registry can't talk: a person has no system of its own.
    private func unconnectedLenders(_ facts: CaseFacts) -> Set<PartyID> {
        let mortgagees = Set(facts.claims.map(\.mortgagee.id))
        let standing = facts.units.flatMap { $0.owners + $0.others }.filter { mortgagees.contains($0.ref.id) }
        return Set(
            (facts.applicants.filter { CaseFacts.lenders.contains($0.role) }.map(\.party) + standing)
                .filter { lender in lender.creditCode.map { !departments.isConnected(Peer(.lender, institution: $0)) } ?? true }.map(\.ref.id))
    }

    /// Whether the project that a home belongs to matters: to the project's own cases, where nobody owns the home yet, and where the developer's letter is relied on.
    /// Most cases are about homes that left their projects long ago.
    private func restsOnProject(_ state: CaseState, _ units: [CaseFacts.UnitFacts]) throws -> Bool {
        if state.project != nil || units.count < state.units.count || units.contains(where: { $0.folio.ownership == nil }) { return true }
        let service = try service(of: state)
        return [ProjectListed.name, PresalePermitted.name, PledgeInForce.name, UnitOnPledgeList.name].contains { service.check($0) != nil }
    }

    private static func projectFacts(
        _ state: CaseState, region: String, parties: PartyBook, in connection: any Connection
    ) throws -> CaseFacts.ProjectFacts? {
        if let id = state.project {
            // The developer's own application: the whole project.
            guard let project = try ProjectRecords.find(id, region: region, in: connection) else { return nil }
            let units = try ProjectRecords.units(of: id, region: region, in: connection)
            let surveyed = try SurveyedUnits.of(units.map(\.unit), region: region, in: connection)
            var land: CaseFacts.UnitFacts?
            if let code = try? UnitCode(project.parcel + "W00000000"), let page = try FolioRecords.find(code, region: region, in: connection) {
                land = try unitFacts(page.folio, region: region, parties: parties, in: connection)
            }
            return CaseFacts.ProjectFacts(
                project: project, pledge: try PledgeRecords.current(of: id, region: region, in: connection), units: units, surveyed: surveyed,
                land: land)
        }
        // A buyer's: the project that the unit belongs to, and what its list says of this unit.
        guard let unit = state.units.first, let owning = try ProjectRecords.owning(unit, region: region, in: connection) else { return nil }
        return CaseFacts.ProjectFacts(
            project: owning.project, pledge: try PledgeRecords.current(of: owning.project.id, region: region, in: connection),
            formerPledges: try PledgeRecords.former(of: owning.project.id, region: region, in: connection), units: [owning.unit], surveyed: try SurveyedUnits.of([unit], region: region, in: connection), land: nil)
    }
}

extension NamedParty {
    init(_ details: PartyDetails) {
        self.init(ref: details.ref, name: details.name, identifier: "\(details.identifier.kind.rawValue):\(details.identifier.number)", phone: details.phone)
    }
}
