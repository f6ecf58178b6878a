package import Catalogue
import Contracts
import Exchange
package import Register
import Seals
import Storage

/// Fetches every material that a department has, all at once; nobody is asked for what the state already knows (条例 24; 国务院令716号 7).
package struct GatherStep: Step {
    package static let name = "gather"
    package init() {}

    private struct Wish: Sendable {
        let kind: String
        /// The kind alone, without the place.
        let of: String
        let source: MaterialSource
        let subject: MaterialSubject
        let fallback: MaterialFallback?
    }

    private struct Result: Sendable {
        let wish: Wish
        let gathered: Gathered
        let evidence: Evidence?
        /// What was answered, in the clear: later questions are made from it.
        var payload: JSONValue?
    }

    package func run(_ file: CaseFile, in office: CaseOffice) async throws -> StepOutcome {
        let service = try office.service(of: file.state)
        var facts = try await office.facts(for: file, judging: false)
        var results: [Result] = []
        // All at once, but for what can only be asked once something else is known.
        var open = wishes(of: service, facts: facts, state: file.state)
        while !open.isEmpty {
            let wanted = Set(open.map(\.of))
            let ready = open.filter { $0.source.after.isDisjoint(with: wanted) }
            let wave = ready.isEmpty ? open : ready
            let known = facts
            let answers = await withTaskGroup(of: Result.self) { group in
                for wish in wave { group.addTask { await fetch(wish, facts: known, file: file, office: office) } }
                return await group.reduce(into: [Result]()) { $0.append($1) }
            }
            for answer in answers { facts.materials[answer.wish.kind] = answer.payload.map(Material.init) }
            results += answers
            open.removeAll { wish in wave.contains { $0.kind == wish.kind } }
        }
        results.sort { $0.wish.kind < $1.wish.kind }
        // Whoever the contract names is shown the draft that waits for them.
        let expected = file.state.submittedAt == nil ? facts.expectedByContract(service, in: office.parties) : []
        let keeping = Self.keeping(results.compactMap(\.evidence), expected, of: file.id, region: office.region)
        let events = results.map { CaseEvent.gathered($0.gathered) }
        // A department that doesn't answer is waited for, unless a person may judge without it.
        let silent = results.first { $0.gathered.state == .unavailable && $0.wish.fallback != .clerk && $0.wish.fallback != .upload }
        if let silent {
            let tries = Self.failures(of: silent.wish.kind, in: file)
            return .waiting(
                Waiting(
                    step: Self.name, on: .department, whom: Peer(silent.wish.source.department, institution: silent.gathered.institution).wire,
                    reason: silent.gathered.note ?? "等待\(silent.wish.source.department.chinese)答复"),
                events, retryAt: office.now().adding(seconds: min(300, 2 * Double(1 << min(tries, 7)))), keeping: keeping)
        }
        return .done(events, keeping: keeping)
    }

    private static func keeping(_ evidence: [Evidence], _ expected: [ExpectedParty], of caseID: String, region: String) -> Keeping? {
        guard !evidence.isEmpty || !expected.isEmpty else { return nil }
        return { connection in
            for item in evidence { try EvidenceRecords.insert(item, region: region, in: connection) }
            try ExpectedParties.put(expected, in: caseID, region: region, in: connection)
        }
    }

    /// How often a material has been asked for in vain since somebody last wanted it anew: what the case has been through before doesn't
    /// make it wait longer.
    private static func failures(of material: String, in file: CaseFile) -> Int {
        var count = 0
        for action in file.actions.reversed() {
            switch action.event {
            case .gathered(let gathered) where gathered.material == material && gathered.state == .unavailable: count += 1
            case .sourceChanged, .corrected, .rechecked, .stepDone: return count
            default: continue
            }
        }
        return count
    }

    private func wishes(of service: ServiceDefinition, facts: CaseFacts, state: CaseState) -> [Wish] {
        let standings = facts.standings
        var wishes: [Wish] = []
        for material in service.materials where material.when?.holds(answers: facts.answers, applicants: standings) ?? true {
            guard let source = MaterialSource.all[material.from] else { continue }
            func add(_ index: Int, _ subject: MaterialSubject) {
                wishes.append(Wish(kind: material.key(index), of: material.kind, source: source, subject: subject, fallback: material.otherwise))
            }
            if material.perApplicant {
                for (index, applicant) in facts.applicants.enumerated()
                where material.of.isEmpty ? applicant.party.ref.kind == .person : material.of.contains(applicant.role) {
                    add(index, MaterialSubject(applicant: applicant))
                }
            } else if material.perMortgage {
                for (index, claim) in facts.claims.enumerated() { add(index, MaterialSubject(mortgage: claim.mortgage, mortgagee: claim.mortgagee)) }
            } else if material.perOwner != nil {
                for (index, owner) in (facts.decedents?.owners ?? []).enumerated() { add(index, MaterialSubject(owner: owner)) }
            } else {
                add(0, MaterialSubject())
            }
        }
        // What was fetched stays as it was signed; only what isn't there yet is asked for, unless the applicant came back with corrections, or it is another's
        // word that counts now.
        return wishes.filter { wish in
            guard let known = state.materials[wish.kind], known.state == .fetched, !state.refetches else { return true }
            // Who has died was answered anew: what is known of somebody else says nothing of this one.
            if let owner = wish.subject.owner { return facts.death(of: owner) == nil }
            // A place goes to another claim when a mortgage before it ends, or another lender comes to hold it.
            if let mortgage = wish.subject.mortgage { return !facts.payoffs.contains { $0.mortgage.entry == mortgage.entry && $0.mortgagee == wish.subject.mortgagee } }
            return wish.of == CaseFacts.tariffMaterial && known.institution != wish.source.institution(facts, wish.subject)
        }
    }

    /// Whether an answer has made something wanted that nobody has been asked for yet: what the custodian takes, once its fee is to be paid out of custody.
    static func lacks(_ service: ServiceDefinition, _ state: CaseState) -> Bool {
        guard let money = service.money else { return false }
        return service.materials.contains { need in
            guard case .charged = need.when, need.when?.holds(answers: state.answers, applicants: []) == true else { return false }
            guard let known = state.materials[need.kind] else { return true }
            return known.institution != money.custodian(of: state)
        }
    }

    private func fetch(_ wish: Wish, facts: CaseFacts, file: CaseFile, office: CaseOffice) async -> Result {
        func result(_ state: Gathered.State, _ evidence: Evidence? = nil, note: String? = nil, payload: JSONValue? = nil) -> Result {
            Result(
                wish: wish,
                gathered: Gathered(
                    material: wish.kind, source: wish.source.name, state: state, evidence: evidence?.id, digest: evidence?.digest, note: note,
                    institution: wish.source.institution(facts, wish.subject)),
                evidence: evidence, payload: payload)
        }
        do {
            let errand = Errand(caseID: file.id, purpose: "不动产登记：\((try? office.service(of: file.state).name) ?? file.state.service)")
            guard let answer = try await wish.source.ask(facts, wish.subject, office.departments, errand) else {
                return result(.notFound, note: "缺少查询所需的信息。")
            }
            let id = RandomText.hex(12)
            // The envelope is the proof, its payload what checks read: both are kept, sealed to their place.
            let kept = answer.payload ?? "null"
            let sealed = try office.cipher.seal(kept, context: CaseOffice.evidenceContext(file.id, id))
            let envelope = try office.cipher.seal(String(decoding: answer.envelope, as: UTF8.self), context: CaseOffice.envelopeContext(file.id, id))
            let evidence = Evidence(
                id: id, caseID: file.id, material: wish.kind, source: wish.source.name, digest: answer.digest, keyID: answer.keyID,
                signature: answer.signature, at: answer.at, sealed: sealed, envelope: envelope)
            return result(
                answer.payload == nil ? .notFound : .fetched, evidence, payload: answer.payload.flatMap { try? JSONValue(parsing: Array($0.utf8)) })
        } catch let error as ExchangeError {
            return result(.unavailable, note: error.message)
        } catch {
            return result(.unavailable, note: "\(wish.source.department.chinese)的答复没有取到，系统会自动重试。")
        }
    }
}

extension ApplicantKind {
    /// As service files call a kind of party.
    package init(_ kind: PartyKind) {
        switch kind {
        case .person: self = .person
        case .enterprise: self = .enterprise
        case .institution: self = .institution
        case .stateOrgan: self = .stateOrgan
        case .other: self = .other
        }
    }
}
