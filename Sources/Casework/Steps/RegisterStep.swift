import Catalogue
import Contracts
import Escrow
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
        let told = Mutex<(messages: [OutgoingMessage], money: CaseEvent?, orders: [OutgoingMessage])>(([], nil, []))
        do {
            let registration = try await office.registrar.file(filing, seen: facts.judgedOn, caseID: file.id, issuing: orders) { connection, registration in
                // Nothing is entered on money that isn't all there.
                let money = service.money == nil ? nil : try office.releaseMoney(file.id, ground: filing.id, at: now, in: connection)
                try CaseRecords.append(Self.actions(registration, money?.event, at: now), to: file, runAt: office.handover(now), region: region, in: connection)
                try plan.alsoStores(registration, region, connection)
                if let passed = CountedTransfer(facts, file, service, registeredAt: registration.registeredAt) {
                    try TransferRecords.insert(passed, region: region, in: connection)
                }
                let written = try office.enqueue(messages, registration: registration, in: connection)
                told.withLock { $0 = (written, money?.event, money?.orders ?? []) }
            }
            let stored = told.withLock { $0 }
            office.registered(registration, caseID: file.id, telling: stored.messages)
            office.moneyBells.ordered(stored.orders)
            return .stored(Self.actions(registration, stored.money, at: now))
        } catch is EscrowRefusal {
            // Since it was secured: a night, a withdrawal, a difference between the books.
            return try await Self.securing(file, at: office.now(), in: office) ?? .waiting(
                Waiting(step: Self.name, on: .department, whom: nil, reason: "等待核对监管资金"), [], retryAt: office.now().adding(seconds: 1))
        } catch let refusal as Refusal {
            // The law said no at the last moment: a seizure arrived, another right was entered. A person judges; nobody is turned away
            // by a machine (个人信息保护法 24).
            let finding = RegisterAdmits.finding(refusal)
            return .waiting(
                Waiting(step: "decide", on: .officer, whom: "examiner", reason: finding.message),
                [.judged(Judged(findings: file.state.findings.filter { $0.consequence == .note } + [finding]))], retryAt: nil)
        }
    }

    /// Nothing is registered on money that isn't all there, isn't enough for what the old loans cost today, or of which there are news that nobody has looked
    /// at: then the case goes back to securing it, and on from there by itself.
    /// - Returns: nil where it may go on.
    private static func securing(_ file: CaseFile, at now: Moment, in office: CaseOffice) async throws -> StepOutcome? {
        guard let (money, turn) = try await office.database.read({ try office.escrowTurn(of: file.id, in: $0) }) else { return nil }
        do throws(EscrowRefusal) {
            try money.book.requireSecured(on: now.date)
            guard !turn.isCompared(with: money, at: now) else { return nil }
            throw .unreconciled
        } catch {
            let region = office.region
            return .waiting(
                Waiting(step: SecureStep.name, on: .department, whom: SecureStep.peer(money.book.terms.custodian), reason: error.chinese),
                [money.moved(.again, amount: money.book.inCustody)], retryAt: now,
                keeping: { try $0.execute(EscrowRecords.ring(file.id, .heard, region: region)) }, stored: office.moneyBells.rang)
        }
    }

    private static func actions(_ registration: Registration, _ money: CaseEvent?, at now: Moment) -> [CaseAction] {
        let registered = Registered(
            filing: registration.filingID, entries: registration.entries, numbers: registration.numbers, tokens: registration.tokens)
        return ([.registered(registered)] + (money.map { [$0] } ?? []) + [.stepDone(StepDone(step: name))]).map { CaseAction(at: now, actor: .system, event: $0) }
    }
}
