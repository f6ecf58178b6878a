import Catalogue
import Escrow
import Exchange
import Logging
import Register
import Storage

extension CaseOffice {
    /// What an official does with a case that waits for a decision.
    package enum Verdict: Sendable {
        case approve(opinion: String)
        /// 一次性告知 everything that is missing.
        case giveBack(findings: [Finding])
        /// 不予登记, in writing, with its grounds (条例 22).
        case refuse(findings: [Finding], opinion: String)
    }

    /// - Throws: `CaseError.notPossible` if the case doesn't wait for one, `.invalid` if the verdict says nothing.
    @discardableResult
    package func decide(_ id: String, _ verdict: Verdict, by official: Actor, expecting version: Int?) async throws -> CaseState {
        let file = try await load(id)
        if let version, version != file.state.version { throw CaseError.changedMeanwhile }
        try file.state.requireFree(for: official)
        let event: CaseEvent
        switch verdict {
        case .approve(let opinion):
            try file.state.require(.approve)
            let service = try service(of: file.state)
            if service.review == .twoPersons {
                guard let first = file.state.firstReview else {
                    // 初审: the case stays where it is and waits for somebody else.
                    return try await store([CaseAction(at: now(), actor: official, event: .reviewed(Reviewed(opinion: opinion)))], on: file, runAt: nil)
                }
                guard first != official else { throw CaseError.invalid(field: "opinion", message: "复审须由另一位审核人员进行。") }
            }
            event = .approved(Approved(automatic: false, opinion: opinion))
        case .giveBack(let findings):
            try file.state.require(.giveBack)
            guard !findings.isEmpty else { throw CaseError.invalid(field: "findings", message: "请一次性写明需要补正的全部内容。") }
            event = .returned(Returned(findings: findings))
        case .refuse(let findings, let opinion):
            try file.state.require(.refuse)
            guard !opinion.isEmpty else { throw CaseError.invalid(field: "opinion", message: "不予登记须书面说明理由和依据。") }
            event = .refused(Refused(findings: findings, opinion: opinion))
        }
        let now = now()
        let action = CaseAction(at: now, actor: official, event: event)
        guard case .refuse = verdict else { return try await store([action], on: file, runAt: now) }
        let state = try await close(file, with: action, ground: .refused, runAt: now)
        await refund(file)
        return state
    }

    /// Applicants may withdraw before the entry is made (条例 15). A fee already paid goes back. The first of several who wants it only
    /// asks; the case goes on until the last agrees.
    @discardableResult
    package func withdraw(_ id: String, reason: String, by actor: Actor) async throws -> CaseState {
        let file = try await load(id)
        try file.state.require(.withdraw)
        // What several applied for together, they withdraw together; a draft that nobody handed in belongs to each of them. Whoever only holds the money is asked
        // by nobody whether they may.
        if case .party(let party) = actor, file.state.submittedAt != nil {
            let others = file.state.withdrawers.subtracting([party]).subtracting(file.state.withdrawing)
            if !others.isEmpty {
                guard !file.state.withdrawing.contains(party) else { return file.state }
                let asked = CaseAction(at: now(), actor: actor, event: .askedToWithdraw(AskedToWithdraw(reason: reason)))
                return try await storeKeepingTime([asked], on: file)
            }
        }
        let withdrawn = CaseAction(at: now(), actor: actor, event: .withdrawn(Withdrawn(reason: reason)))
        let state = try await close(file, with: withdrawn, ground: .withdrawn, runAt: nil)
        await refund(file)
        return state
    }

    /// 中止: a court or the registry itself stops the case for a while; the legal clock stops with it.
    /// - Throws: `CaseError.changedMeanwhile` unless the case still has the version that the official saw.
    @discardableResult
    package func suspend(_ id: String, reason: String, ground: String, by actor: Actor, expecting version: Int?) async throws -> CaseState {
        let file = try await load(id)
        if let version, version != file.state.version { throw CaseError.changedMeanwhile }
        try file.state.requireFree(for: actor)
        try file.state.require(.suspend)
        guard !reason.isEmpty else { throw CaseError.invalid(field: "reason", message: "请写明中止的原因。") }
        return try await store(
            [CaseAction(at: now(), actor: actor, event: .suspended(Suspended(reason: reason, ground: ground)))], on: file, runAt: nil)
    }

    /// - Throws: `CaseError.changedMeanwhile` unless the case still has the version that the official saw.
    @discardableResult
    package func resume(_ id: String, reason: String, by actor: Actor, expecting version: Int?) async throws -> CaseState {
        let file = try await load(id)
        if let version, version != file.state.version { throw CaseError.changedMeanwhile }
        try file.state.requireFree(for: actor)
        try file.state.require(.resume)
        let now = now()
        return try await store([CaseAction(at: now, actor: actor, event: .resumed(Resumed(reason: reason)))], on: file, runAt: now)
    }

    /// A refund order leaves through the outbox, so that it happens once whatever crashes.
    func refund(_ file: CaseFile) async {
        guard let payment = file.state.payment else { return }
        do {
            try await cashier.refund(payment, caseID: file.id, region: region, in: database)
            outbox.nudge()
        } catch {
            logger.error("refund could not be ordered", metadata: ["case": "\(file.id)"])
        }
    }
}
