import Exchange
import Register
import Storage
import Synchronization

/// Enters the case's acts into the register: the one step that can't be taken back.
package struct RegisterStep: Step {
    package static let name = "register"
    package init() {}

    package func run(_ file: CaseFile, in office: CaseOffice) async throws -> StepOutcome {
        let service = try office.service(of: file.state)
        // What was decided upon a moment ago in the same go; a department's word that it no longer stands would have moved the case on.
        let facts = if let decided = file.facts { decided } else { try await office.facts(for: file) }
        let plan = try ActPlan.acts(of: service, facts: facts)
        let now = office.now()
        guard let acceptance = file.state.acceptance, let acceptedAt = file.state.acceptedAt else {
            throw CaseError.notPossible(action: "登簿", phase: file.state.phase.chinese, possible: [])
        }
        let filing = Filing(
            id: file.id, acceptedAt: acceptedAt, sequence: acceptance.sequence, registeredAt: now, basis: plan.basis, acts: plan.acts,
            consents: plan.consents)
        let orders = try office.certificateOrders(for: filing, service: service, facts: facts)
        let messages = try office.completionMessages(for: filing, service: service, file: file, facts: facts)
        let region = office.region
        // The transaction may be run again; what the last run wrote is what was stored.
        let told = Mutex<[OutgoingMessage]>([])
        do {
            let registration = try await office.registrar.file(filing, caseID: file.id, issuing: orders) { connection, registration in
                try CaseRecords.append(Self.actions(registration, at: now), to: file, runAt: office.handover(now), region: region, in: connection)
                try plan.alsoStores(registration, region, connection)
                let written = try office.enqueue(messages, registration: registration, in: connection)
                told.withLock { $0 = written }
            }
            office.registered(registration, caseID: file.id, telling: told.withLock { $0 })
            return .stored(Self.actions(registration, at: now))
        } catch let refusal as Refusal {
            // The law said no at the last moment: a seizure arrived, another right was entered. A person judges; nobody is turned away
            // by a machine (个人信息保护法 24).
            let finding = RegisterAdmits.finding(refusal)
            return .waiting(
                Waiting(step: "decide", on: .officer, whom: "examiner", reason: finding.message),
                [.judged(Judged(findings: file.state.findings.filter { $0.consequence == .note } + [finding]))], retryAt: nil)
        }
    }

    private static func actions(_ registration: Registration, at now: Moment) -> [CaseAction] {
        let registered = Registered(
            filing: registration.filingID, entries: registration.entries, numbers: registration.numbers, tokens: registration.tokens)
        return [CaseEvent.registered(registered), .stepDone(StepDone(step: name))].map { CaseAction(at: now, actor: .system, event: $0) }
    }
}
