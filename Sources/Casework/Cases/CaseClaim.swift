package import Register

/// Who works on a case, and since when.
package struct CaseClaim: Hashable, Sendable {
    package let account: String
    package let name: String
    package let at: Moment
}

extension CaseState {
    /// Phases in which officials have work with a case: it may be claimed.
    package var isClaimable: Bool {
        guard registration == nil else { return false }
        switch phase {
        case .inProgress, .waitingOfficer, .waitingDepartment, .waitingPayment, .waitingApplicant, .publicNotice, .suspended: return true
        // A draft belongs to its applicants; one that was opened at a counter to the clerk who opened it.
        case .draft: return channel == "counter"
        case .registered, .completed, .refused, .withdrawn: return false
        }
    }

    /// - Throws: `CaseError.claimedByAnother` if an official other than this one works on the case.
    package func requireFree(for official: Actor) throws {
        guard let claim else { return }
        if case .official(let account, _) = official, account == claim.account { return }
        throw CaseError.claimedByAnother(name: claim.name)
    }
}

extension CaseOffice {
    /// An official takes a case to work on, so that two don't work on the same. Taking it twice changes nothing.
    /// - Throws: `CaseError.claimedByAnother`, `.notPossible` for a case that officials have nothing to do with, `.changedMeanwhile`.
    @discardableResult
    package func claim(_ id: String, by official: Actor, expecting version: Int?) async throws -> CaseState {
        let file = try await load(id)
        if case .official(let account, _) = official, file.state.claim?.account == account { return file.state }
        if let version, version != file.state.version { throw CaseError.changedMeanwhile }
        try file.state.requireFree(for: official)
        guard file.state.isClaimable else {
            throw CaseError.notPossible(action: "领取", phase: file.state.phase.chinese, possible: file.state.available.map(\.chinese))
        }
        return try await storeKeepingTime([CaseAction(at: now(), actor: official, event: .claimed(Claimed()))], on: file)
    }

    /// Gives a case back. Somebody else's can only be taken away by who may (`overruling`), with a reason that stays in the history.
    @discardableResult
    package func release(_ id: String, reason: String, overruling: Bool, by official: Actor, expecting version: Int?) async throws -> CaseState {
        let file = try await load(id)
        guard let claim = file.state.claim else { return file.state }
        if let version, version != file.state.version { throw CaseError.changedMeanwhile }
        let isOwn = if case .official(let account, _) = official { account == claim.account } else { false }
        if !isOwn {
            guard overruling else { throw CaseError.claimedByAnother(name: claim.name) }
            guard reason.count >= 2 else { throw CaseError.invalid(field: "reason", message: "收回他人领取的办件，请写明原因。") }
        }
        return try await storeKeepingTime([CaseAction(at: now(), actor: official, event: .released(Released(reason: reason)))], on: file)
    }
}
