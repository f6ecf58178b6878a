package import Contracts
import Escrow
import Exchange
import Register
import Storage

/// What officials do where the money of a case is stopped or can't be paid: a machine neither goes on over a difference nor gives it up.
extension CaseOffice {
    /// The difference is cleared up: orders are given again.
    /// - Parameter accepting: the custodian's receipts that are left aside from now on.
    /// - Throws: `EscrowRefusal` if nothing is stopped.
    @discardableResult
    package func resumeMoney(_ caseID: String, accepting receipts: [String], reason: String, by official: Actor) async throws -> EscrowFile {
        guard !reason.isEmpty else { throw CaseError.invalid(field: "reason", message: "请写明核对的结果。") }
        return try await change(caseID, by: official) { _ in .resumed(EscrowResumed(accepting: receipts, ground: reason)) }
    }

    /// An account takes no money: another one of the same holder does. What pays a loan off goes where its lender's statement says, and nowhere else.
    @discardableResult
    package func redirectMoney(_ caseID: String, item: String, to account: MoneyAccount, reason: String, by official: Actor) async throws -> EscrowFile {
        guard !reason.isEmpty else { throw CaseError.invalid(field: "reason", message: "请写明核对的结果。") }
        return try await change(caseID, by: official) { accounts in
            .redirected(Redirected(item: item, account: accounts.name(of: account, kind: "redirected"), ground: reason))
        }
    }

    /// The event and who saw to it, in one transaction.
    private func change(_ caseID: String, by official: Actor, _ event: (inout EscrowAccounts) -> EscrowEvent) async throws -> EscrowFile {
        let region = region
        let cipher = cipher
        for _ in 0..<8 {
            let file = try await load(caseID)
            guard let money = try await escrow(of: caseID) else { throw EscrowRefusal.notOpened }
            var accounts = try await escrowAccounts(of: caseID)
            let now = now()
            let entry = EscrowEntry(at: now, event: event(&accounts))
            let next = try money.adding([entry])
            let named = try accounts.statements(caseID, region: region, cipher: cipher)
            let action = CaseAction(at: now, actor: official, event: next.moved(.resumed, amount: next.book.inCustody))
            do {
                try await database.write { connection in
                    let runAt = try connection.row("SELECT run_at FROM case_file WHERE region = \(region) AND case_id = \(caseID)")?.intIfPresent("run_at")
                    try CaseRecords.append([action], to: file, runAt: (runAt ?? nil).map(Moment.init(microseconds:)), region: region, in: connection)
                    try EscrowRecords.append([entry], to: money, runAt: now, region: region, in: connection)
                    for statement in named { try connection.execute(statement) }
                }
                feed.moved(caseID)
                moneyBell.ring()
                return next
            } catch CaseError.changedMeanwhile {
                continue
            }
        }
        throw CaseError.changedMeanwhile
    }
}
