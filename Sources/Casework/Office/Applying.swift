package import Catalogue
import Contracts
import Crypto
import Exchange
import Identity
package import Register
package import Storage

/// What applicants do: open a case, fill it in, sign, submit, correct.
extension CaseOffice {
    /// Opens a case on a unit or a project, and lets the engine gather what the departments know.
    /// - Parameter answers: what is already known of the form, stored with the opening itself.
    /// - Parameter keeping: what is stored with it, in the same transaction.
    /// - Throws: `CaseError.unknownService`, `CaseError.notEligible` for a unit that has no page here.
    package func open(
        service id: String, units: [UnitCode], project: String? = nil, applicants: [CaseApplicant], answers: [String: String] = [:], channel: Channel? = nil,
        by actor: Actor, keeping: (@Sendable (_ caseID: String, any Connection) throws -> Void)? = nil
    ) async throws -> String {
        let service = try service(id)
        let now = now()
        let region = region
        let hash = catalogue.hash
        guard !applicants.isEmpty else { throw CaseError.invalid(field: "applicants", message: "至少需要一位申请人。") }
        for applicant in applicants where !service.applicants.contains(where: { $0.role == applicant.role }) {
            throw CaseError.invalid(field: "applicants", message: "这项服务没有“\(applicant.role)”这一申请人身份。")
        }
        let opened = Opened(service: id, catalogue: hash, units: units, applicants: applicants, project: project, channel: channel?.rawValue)
        let caseID = try await database.write { connection in
            if let project, let party = applicants.first?.party.id {
                try Self.apply(for: project, units: units, by: party, at: now, region: region, in: connection)
            }
            var pages: [Folio] = []
            for unit in units {
                if let page = try FolioRecords.find(unit, region: region, in: connection)?.folio {
                    pages.append(page)
                    continue
                }
                throw CaseError.notEligible("登记簿中没有不动产单元\(unit.grouped)。请核对单元号，或确认房屋所在地的登记机构。")
            }
            let serial = try NumberSeries.take("case-\(now.date)", region: region, in: connection)
            let caseID = CaseNumber(date: now.date, serial: Int(serial)).text
            let events = [CaseEvent.opened(opened)] + (answers.isEmpty ? [] : [.answered(Answered(fields: answers))])
            _ = try CaseRecords.open(
                caseID, subject: units.first?.text ?? project ?? "", actions: events.map { CaseAction(at: now, actor: actor, event: $0) },
                runAt: now.adding(seconds: 2), region: region, in: connection)
            let asked = Self.invited(to: service, pages: pages, besides: applicants)
            if let unit = units.first, !asked.isEmpty {
                try CaseCallbacks.invite(asked, to: caseID, service: id, unit: unit, at: now, region: region, in: connection)
            }
            try keeping?(caseID, connection)
            return caseID
        }
        return caseID
    }

    /// Lenders that the register names on the case's pages, with the roles in which the service waits for them.
    private static func invited(to service: ServiceDefinition, pages: [Folio], besides applicants: [CaseApplicant]) -> [PartyID: [String]] {
        let roles = service.lenderRoles
        guard !roles.isEmpty else { return [:] }
        let known = Set(applicants.map(\.party.id))
        let lenders = pages.flatMap(\.mortgages).flatMap(\.mortgagees).filter { $0.kind != .person && !known.contains($0.id) }
        return Dictionary(lenders.map { ($0.id, roles) }, uniquingKeysWith: { first, _ in first })
    }

    /// - Throws: `CaseError.notYours` unless the party is an applicant of the case.
    package func load(_ id: String, for party: PartyID) async throws -> CaseFile {
        try await database.read { try self.load(id, for: party, in: $0) }
    }

    /// The same with whatever else is read in the same snapshot. Not inside a `write`.
    package func load(_ id: String, for party: PartyID, in snapshot: any Connection) throws -> CaseFile {
        let file = try load(id, in: snapshot)
        guard file.state.applicants.contains(where: { $0.party.id == party }) else { throw CaseError.notYours }
        return file
    }

    /// Fills in fields of the service's form; unknown fields, those that are for others to answer, and values that break their limits are refused, all at once.
    /// What stands already may be handed in again by whoever sees it. At the counter an official writes down what those who are there say.
    @discardableResult
    package func answer(_ id: String, _ fields: [String: String], by party: PartyID, actor: Actor? = nil) async throws -> CaseState {
        let file = try await load(id, for: party)
        try file.state.require(.answer)
        let service = try service(of: file.state)
        var kept: [String: String] = [:]
        var accounts: [Keeping] = []
        for (name, value) in fields {
            guard let field = service.form.first(where: { $0.name == name }) else {
                throw CaseError.invalid(field: name, message: "表单中没有“\(name)”这一项。")
            }
            try requireOwn(field, value, service, file, party: party, actor: actor)
            if let problem = field.problem(with: value) { throw CaseError.invalid(field: name, message: problem) }
            switch field.type {
            case .party where !value.isEmpty: kept[name] = try naming(value, field: name)
            case .parties where !value.isEmpty: kept[name] = try namingEverybody(value, field: name)
            case .owners where !value.isEmpty: kept[name] = try namingOwners(value, field: name)
            case .account where !value.isEmpty:
                let account = try keepingAccount(
                    value, field: name, caseID: id, standing: file.state.answers[name], holders: await accountHolders(file, field: name))
                kept[name] = account.answer
                if let keeping = account.keeping { accounts.append(keeping) }
            case .charge where !value.isEmpty:
                let charge =
                    value == ChargeText.byTariff
                    ? try await keepingTariff(field: name, file, answers: file.state.answers.merging(fields) { $1 })
                    : try keepingCharge(value, field: name, caseID: id, standing: file.state.answers[name])
                kept[name] = charge.answer
                if let keeping = charge.keeping { accounts.append(keeping) }
            case .custodian where !value.isEmpty:
                guard departments.directory.url(of: Peer(.custodian, institution: value)) != nil else {
                    throw CaseError.invalid(field: name, message: "请选择已联通的资金监管机构。")
                }
                if let present = try await custodian(in: file), present != value {
                    throw CaseError.invalid(field: name, message: "参加本次申请的资金监管机构已经选定为本机构。要由其他机构监管的，请撤回后另行申请。")
                }
                kept[name] = value
            default: kept[name] = value
            }
        }
        let expected = expectedByAnswers(kept, service)
        let now = now()
        // What is filled in changes what the checks find: judge again.
        return try await store(
            [CaseAction(at: now, actor: actor ?? .party(party), event: .answered(Answered(fields: kept)))], on: file, runAt: now.adding(seconds: 2),
            keeping: { [accounts, region] connection in
                for keeping in accounts { try keeping(connection) }
                try ExpectedParties.put(expected, in: id, region: region, in: connection)
            })
    }

    /// The credit code of the custodian that takes part itself, if one does.
    private func custodian(in file: CaseFile) async throws -> String? {
        guard let present = file.state.applicants.first(where: { $0.role == CaseFacts.custody }) else { return nil }
        return try await database.read { try self.parties.ownDetails(of: present.party.id, in: $0).identifier.number }
    }

    /// - Throws: `CaseError.answeredByOthers` for what somebody else has to say. At a counter an official writes down what those who stand there say.
    private func requireOwn(_ field: FormField, _ value: String, _ service: ServiceDefinition, _ file: CaseFile, party: PartyID, actor: Actor?) throws {
        if case .official? = actor { return }
        if value == file.state.answers[field.name] ?? "" || service.asks(field, of: file.state.standings(of: party)) { return }
        throw CaseError.answeredByOthers(field: field.name, message: "“\(field.label)”由\(service.answerers(of: field))填写。")
    }

    /// What a party signs: the whole application as it stands, in canonical form. Changing anything afterwards changes the digest.
    package func applicationText(_ file: CaseFile) throws -> [UInt8] {
        struct Application: Encodable {
            let answers: [String: String]
            let applicants: [CaseApplicant]
            let caseID: String
            let declarations: [String]
            let materials: [String: String]
            let project: String?
            let service: String
            let units: [UnitCode]
            /// Digests of the files handed in, by material; absent where nothing was.
            let uploads: [String: [String]]?
        }
        let service = try service(of: file.state)
        return try CanonicalJSON.encode(
            Application(
                answers: file.state.answers, applicants: file.state.applicants, caseID: file.id, declarations: service.declarations.map(\.text),
                materials: file.state.materials.compactMapValues(\.evidence), project: file.state.project, service: file.state.service,
                units: file.state.units,
                uploads: file.state.uploads.isEmpty ? nil : Dictionary(grouping: file.state.uploads, by: \.material).mapValues { $0.map(\.digest) }))
    }

    /// Signs the application and every declaration of the service.
    /// - Parameters:
    ///   - method: `drawn`, `typed` or `counter`.
    ///   - drawing: kept as evidence besides.
    /// - Throws: `AnswersIncomplete` while the form has faults.
    @discardableResult
    package func sign(
        _ id: String, method: String, accepted: Set<String>, drawing: SignatureDrawing? = nil, by party: PartyID, actor: Actor? = nil
    ) async throws -> CaseState {
        let file = try await load(id, for: party)
        let signed = try await signature(on: file, method: method, accepted: accepted, drawing: drawing, by: party, actor: actor)
        return try await store([signed], on: file, runAt: nil)
    }

    /// A signature as it will be stored.
    func signature(
        on file: CaseFile, method: String, accepted: Set<String>, drawing: SignatureDrawing?, by party: PartyID, actor: Actor? = nil
    ) async throws -> CaseAction {
        try file.state.require(.sign)
        try requireCompleteForm(file, for: actor == nil ? party : nil)
        let wanted = declarations(of: file, for: party)
        let missing = wanted.filter { !accepted.contains($0.name) && $0.required }
        guard missing.isEmpty else {
            throw CaseError.invalid(field: "declarations", message: "请阅读并同意：\(missing.map(\.title).joined(separator: "、"))。")
        }
        let digest = RegisterHash.hex(Array(SHA256.hash(data: try applicationText(file))))
        var signed = Signed(party: party, declarations: wanted.map(\.name).filter(accepted.contains), digest: digest, method: method)
        if let drawing { signed.drawing = try await keepSignature(drawing, of: party, caseID: file.id) }
        return CaseAction(at: now(), actor: actor ?? .party(party), event: .signed(signed))
    }

    /// Hands the application in. Everything that stands in the way is told at once; nothing is accepted half.
    /// - Throws: `CaseError.notPossible`; `SubmissionRefused` with all findings that the applicant must mend first.
    @discardableResult
    package func submit(_ id: String, by party: PartyID, actor: Actor? = nil) async throws -> CaseState {
        let file = try await load(id, for: party)
        try requireSubmittable(file)
        let now = now()
        return try await store([CaseAction(at: now, actor: actor ?? .party(party), event: .submitted(Submitted()))], on: file, runAt: handover(now))
    }

    /// - Throws: what stands in the way of handing it in.
    func requireSubmittable(_ file: CaseFile) throws {
        try file.state.require(.submit)
        try requireCompleteForm(file)
        let blocking = file.state.findings.filter { $0.consequence == .mend }
        guard blocking.isEmpty else { throw SubmissionRefused(findings: blocking) }
        let signed = Set(file.state.signatures.map(\.party))
        let outstanding = file.state.applicants.filter { !signed.contains($0.party.id) }
        guard outstanding.isEmpty else {
            throw CaseError.invalid(field: "signature", message: "还有\(outstanding.count)位申请人没有签署。")
        }
        let digest = RegisterHash.hex(Array(SHA256.hash(data: try applicationText(file))))
        guard file.state.signatures.allSatisfy({ $0.digest == digest }) else {
            throw CaseError.invalid(field: "signature", message: "签署之后申请内容有变化，请重新签署。")
        }
    }

    /// - Parameter party: whom it is told; nil: an official, or all of them.
    /// - Throws: `AnswersIncomplete` with everything that is wrong in the form, by field; what is for others to mend with whom the case waits for.
    private func requireCompleteForm(_ file: CaseFile, for party: PartyID? = nil) throws {
        let service = try service(of: file.state)
        let standings = file.state.standings
        let problems = service.problems(with: file.state.answers, applicants: standings)
        guard problems.isEmpty else {
            let own = party.map(file.state.standings)
            throw AnswersIncomplete(
                problems: service.form.compactMap { field in
                    problems[field.name].map { (field.name, own.map { service.asks(field, of: $0) } ?? true ? $0 : service.awaited(field)) }
                })
        }
        if let money = service.money, let problem = money.restProblem(file.state) { throw AnswersIncomplete(problems: [(money.restAccount, problem)]) }
    }

    /// The applicant has mended what the notice listed.
    @discardableResult
    package func correct(_ id: String, by party: PartyID) async throws -> CaseState {
        let file = try await load(id, for: party)
        try file.state.require(.correct)
        let missing = UploadsComplete().findings(try await facts(for: file, judging: false))
        guard missing.isEmpty else { throw SubmissionRefused(findings: missing) }
        let now = now()
        return try await store([CaseAction(at: now, actor: .party(party), event: .corrected(Corrected()))], on: file, runAt: handover(now))
    }

    /// Judges a draft again, or what is being mended, because something was filled in or may have been mended at its source.
    package func recheck(_ id: String, refetching: Bool = false) async throws {
        let file = try await load(id)
        guard file.state.phase.isOpen, file.state.submittedAt == nil || file.state.isMended else { return }
        let now = now()
        let service = try service(of: file.state)
        var gathering = GatherStep.lacks(service, file.state)
        if service.decedentField != nil {
            let facts = try await facts(for: file, judging: false)
            gathering = gathering || facts.decedents?.owners.contains { facts.death(of: $0) == nil } == true
        }
        let again = Rechecked(refetching: refetching, gathering: gathering ? true : nil)
        try await store([CaseAction(at: now, actor: .system, event: .rechecked(again))], on: file, runAt: handover(now))
    }

    package func cases(of party: PartyID) async throws -> [CaseSummary] {
        let region = region
        return try await database.read { try CaseSearch.of(party: party, region: region, in: $0) }
    }
}

/// The application has faults that the applicant can mend; all of them are named at once (条例 17).
package struct SubmissionRefused: Error, Sendable {
    package let findings: [Finding]
}

/// The form of a case has faults. By field, in the form's order.
package struct AnswersIncomplete: Error, Sendable {
    package let problems: [(field: String, message: String)]
}
