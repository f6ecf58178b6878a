import Catalogue
import Register
import Storage

/// Who applies is known: signed in through unified identity, or identified at the counter.
package struct IdentifyStep: Step {
    package static let name = "identify"
    package init() {}

    package func run(_ file: CaseFile, in office: CaseOffice) async throws -> StepOutcome {
        guard file.state.applicants.allSatisfy({ $0.identifiedBy != nil }) else {
            return .waiting(Waiting(step: Self.name, on: .applicant, whom: nil, reason: "等待申请人完成身份核验"), [], retryAt: nil)
        }
        return .done([])
    }
}

/// Every applicant has signed the application and the service's declarations (电子签名法 13, 14), and it was submitted.
package struct SignStep: Step {
    package static let name = "sign"
    package init() {}

    package func run(_ file: CaseFile, in office: CaseOffice) async throws -> StepOutcome {
        let state = file.state
        let signed = Set(state.signatures.map(\.party))
        let outstanding = state.applicants.filter { !signed.contains($0.party.id) }
        guard outstanding.isEmpty else {
            return .waiting(Waiting(step: Self.name, on: .applicant, whom: outstanding.first?.role, reason: "等待申请人签署"), [], retryAt: nil)
        }
        guard state.submittedAt != nil else {
            return .waiting(Waiting(step: Self.name, on: .applicant, whom: nil, reason: "等待申请人提交申请"), [], retryAt: nil)
        }
        return .done([])
    }
}

/// 受理: the case gets its place in line and the legal clock starts (条例 17, 20).
package struct AcceptStep: Step {
    package static let name = "accept"
    package init() {}

    package func run(_ file: CaseFile, in office: CaseOffice) async throws -> StepOutcome {
        let service = try office.service(of: file.state)
        let now = office.now()
        let days = service.within.legalWorkingDays
        let due = office.catalogue.calendar.add(workingDays: days, to: now.date)
        let region = office.region
        // A service that lists the check waits in line; an objection waits for nobody (实施细则 67; 民法典 220).
        let holds = service.registers && service.check(NotAlreadyInProgress.name) != nil
        let restsOnPledge = service.check(PledgeInForce.name) != nil
        do {
            let actions = try await office.database.write { connection in
                // From acceptance on the letter is relied on, whatever becomes of it; so it is looked at in the same transaction.
                if restsOnPledge, let unit = file.state.units.first, let end = try PledgeRecords.end(of: unit, on: now.date, region: region, in: connection) {
                    throw PledgeEnded(end: end)
                }
                let sequence = try NumberSeries.take("acceptance", region: region, in: connection)
                if holds { try CaseRecords.hold(file.state.units, for: file.id, sequence: sequence, region: region, in: connection) }
                let events: [CaseEvent] = [
                    .accepted(Accepted(sequence: sequence, workingDays: days, dueOn: due)), .stepDone(StepDone(step: Self.name)),
                ]
                let actions = events.map { CaseAction(at: now, actor: .system, event: $0) }
                try CaseRecords.append(actions, to: file, runAt: office.handover(now), region: region, in: connection)
                return actions
            }
            office.feed.moved(file.id)
            return .stored(actions)
        } catch let ended as PledgeEnded {
            let finding = ended.end.finding
            return .waiting(
                Waiting(step: Self.name, on: .applicant, whom: nil, reason: finding.message),
                [.judged(Judged(findings: [finding])), .returned(Returned(findings: [finding]))], retryAt: nil)
        } catch let CaseError.unitBusy(unit, other) {
            // First come, first accepted. The second applicant is told at once and may come back when the first case has ended.
            let finding = Finding(
                check: "not-already-in-progress", consequence: .mend, message: CaseError.unitBusy(unit: unit, caseID: other).message,
                statute: "《不动产登记暂行条例实施细则》第六十七条", remedy: "待先受理的办件办结或撤回后重新提交；如对先受理的办件有异议，请向登记机构提出。")
            return .waiting(
                Waiting(step: Self.name, on: .earlierCase, whom: other, reason: finding.message), [.judged(Judged(findings: [finding]))],
                retryAt: now.adding(seconds: 30))
        }
    }
}

/// Between the signature and the acceptance the developer's letter came to its end.
private struct PledgeEnded: Error {
    let end: PledgeEnd
}
