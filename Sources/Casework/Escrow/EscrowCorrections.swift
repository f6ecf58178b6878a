package import Contracts
package import Escrow
import Exchange
import Register
import Storage

/// What officials do where the money of a case is stopped or can't be paid: a machine neither goes on over a difference nor gives it up.
extension CaseOffice {
    /// The difference is cleared up: orders are given again.
    /// - Parameters:
    ///   - accepting: the custodian's receipts that are left aside from now on.
    ///   - rulings: what is to become of payments that weren't made as ordered, by receipt: the custodian's statement of this moment says what they are.
    ///   - round: which of the case's books; nil: the last.
    ///   - seen: the book's version that the official has looked at; nil: whichever it is.
    /// - Throws: `EscrowRefusal` if nothing is stopped, `CaseError.changedMeanwhile` if the money moved since it was looked at.
    @discardableResult
    package func resumeMoney(
        _ caseID: String, round: Int? = nil, accepting receipts: [String], rulings: [String: PaymentRuling] = [:], reason: String, seen: Int? = nil,
        by official: Actor
    ) async throws -> EscrowFile {
        try Self.requireGround(reason)
        guard !receipts.isEmpty || !rulings.isEmpty else {
            return try await change(caseID, round: round, seen: seen, by: official) { _, _ in .resumed(EscrowResumed(accepting: [], ground: reason)) }
        }
        let statement = try await statement(of: caseID, round: round)
        return try await change(caseID, round: round, seen: seen, resting: statement.proof, by: official) { book, accounts in
            let found = book.differences(statement.movements.map { $0.named(&accounts) }, balance: statement.balance)
            let ruled = try rulings.sorted { $0.key < $1.key }.map { receipt, ruling in
                guard let difference = found.first(where: { $0.receipt == receipt && !$0.isIncoming }) else {
                    throw CaseError.invalid(field: "receipts", message: "监管机构此刻的对账单中，付出的款项\(receipt)没有需要认定的差异，请刷新后再核对。")
                }
                let stated = statement.movements.first { $0.receipt == receipt }
                return try book.ruling(ruling, on: difference, at: stated?.at)
            }
            // Left aside, its order would stand for ever: whoever clears a payment up says what has become of it.
            if let bare = receipts.first(where: { receipt in rulings[receipt] == nil && found.contains { $0.receipt == receipt && !$0.isIncoming } }) {
                throw CaseError.invalid(field: "receipts", message: "\(bare)是付出的款项，请认定是由监管机构追回，还是计入原指令。")
            }
            return .resumed(EscrowResumed(accepting: receipts.filter { rulings[$0] == nil }, ground: reason, rulings: ruled.isEmpty ? nil : ruled))
        }
    }

    /// What came in while something was amiss: it goes back, or it is what the custodian brings back of a wrong payment, and goes nowhere.
    /// - Parameter wrong: the receipt of the payment that it makes good.
    /// - Throws: `EscrowRefusal` for a deposit that isn't to be judged.
    @discardableResult
    package func judgeDeposit(
        _ caseID: String, round: Int? = nil, receipt: String, as judgement: DepositJudged.Judgement, of wrong: String? = nil, reason: String, seen: Int? = nil,
        by official: Actor
    ) async throws -> EscrowFile {
        try Self.requireGround(reason)
        return try await change(caseID, round: round, seen: seen, by: official) { book, _ in
            if judgement == .correction, wrong.map({ book.astray[$0] == nil }) ?? true {
                throw CaseError.invalid(field: "of", message: "请选择这笔入账追回的是哪一笔付错的款项。")
            }
            return .judged(DepositJudged(receipt: receipt, judgement: judgement, of: judgement == .correction ? wrong : nil, ground: reason))
        }
    }

    /// An account takes no money: another one of the same holder does, or for the rest one of any seller's: it is owed to all of them. What pays a loan off goes
    /// where its lender's statement says, and nowhere else.
    /// - Throws: `CaseError.invalid` for an account of another holder: the money is the one's it is owed to.
    @discardableResult
    package func redirectMoney(
        _ caseID: String, round: Int? = nil, item: String, to account: MoneyAccount, reason: String, seen: Int? = nil, by official: Actor
    ) async throws -> EscrowFile {
        try Self.requireGround(reason)
        let account = MoneyAccount(holder: account.holder.trimmingBlanks, bank: account.bank.trimmingBlanks, number: account.number.filter { !$0.isWhitespace })
        guard !account.bank.isEmpty else { throw CaseError.invalid(field: "bank", message: "请填写开户银行。") }
        guard (8...34).contains(account.number.count), account.number.allSatisfy({ $0.isASCII && ($0.isNumber || $0.isLetter || $0 == "-") }) else {
            throw CaseError.invalid(field: "number", message: "账号应为8至34位数字。")
        }
        let sellers = Set(try await restHolders(load(caseID)).values)
        return try await change(caseID, round: round, seen: seen, by: official) { book, accounts in
            guard let name = book.account(of: item) else { throw EscrowRefusal.notDue(item) }
            let isSellers = book.terms.sink(item)?.kind == .remainder && sellers.contains(account.holder)
            guard let known = accounts.known[name], known.holder == account.holder || isSellers else {
                throw CaseError.invalid(field: "holder", message: "只能改到同一户名的账户，出卖人余款也可以改到另一位出卖人的账户；款项是谁的，就付给谁。")
            }
            guard known != account else { throw CaseError.invalid(field: "number", message: "这就是现在的收款账户，请填写另一个账户。") }
            return .redirected(Redirected(item: item, account: accounts.name(of: account, kind: "redirected"), ground: reason))
        }
    }

    /// The event and who saw to it, in one transaction.
    /// - Parameter resting: the signed message that it rests on.
    func change(
        _ caseID: String, round: Int?, seen: Int?, resting: (item: Evidence, proof: EscrowEntry.Proof)? = nil, by official: Actor, _ event: (EscrowBook, inout EscrowAccounts) throws -> EscrowEvent
    ) async throws -> EscrowFile {
        let region = region
        let cipher = cipher
        for _ in 0..<8 {
            let file = try await load(caseID)
            let books = try await escrows(of: caseID)
            guard let money = round.map({ round in books.first { $0.round == round } }) ?? books.last else { throw EscrowRefusal.notOpened }
            if let seen, seen != money.book.version { throw CaseError.changedMeanwhile }
            var accounts = try await escrowAccounts(of: caseID)
            let now = now()
            let entry = EscrowEntry(at: now, event: try event(money.book, &accounts), proof: resting?.proof)
            let next = try money.adding([entry])
            let named = try accounts.statements(caseID, region: region, cipher: cipher)
            let action = CaseAction(at: now, actor: official, event: next.moved(next.book.stop == nil && next.book.stuck.isEmpty ? .resumed : .stopped, amount: next.book.inCustody))
            do {
                try await database.write { connection in
                    let runAt = try connection.row("SELECT run_at FROM case_file WHERE region = \(region) AND case_id = \(caseID)")?.intIfPresent("run_at")
                    try CaseRecords.append([action], to: file, runAt: (runAt ?? nil).map(Moment.init(microseconds:)), region: region, in: connection)
                    try EscrowRecords.append([entry], to: money, runAt: now, region: region, in: connection)
                    for statement in named { try connection.execute(statement) }
                    if let item = resting?.item { try EvidenceRecords.insert(item, region: region, in: connection) }
                    // The books are compared before anything is paid on this word.
                    try connection.execute(EscrowRecords.ring([money.bookID], .moved, region: region))
                }
                feed.moved(caseID)
                moneyBells.rang()
                return next
            } catch CaseError.changedMeanwhile {
                continue
            } catch StorageError.unique {
                // The desk named the same account at the same time.
                continue
            }
        }
        throw CaseError.changedMeanwhile
    }

    /// Whoever corrects a book says what was found.
    static func requireGround(_ reason: String) throws {
        guard !reason.trimmingBlanks.isEmpty else { throw CaseError.invalid(field: "reason", message: "请写明核对的结果。") }
    }
}
