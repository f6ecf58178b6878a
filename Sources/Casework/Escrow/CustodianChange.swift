import Catalogue
import Contracts
import Escrow
package import Exchange
package import Register
import Storage

/// 更换监管机构: buyer and seller may have their money held by another custodian until the money is on its way to whom it is owed. What the former one has
/// goes back whole first, what comes to it late goes back whole whenever it comes.
package struct CustodianChoice: Sendable {
    /// Who holds the money now, by credit code.
    package let present: String
    /// Who else is connected and wasn't chosen before.
    package let others: [DepartmentDirectory.Institution]
    /// What the reader wants, and what the other side does.
    package let mine: String?
    package let proposed: Set<String>
    /// The custodian has said that it takes nothing on.
    package let isDeclined: Bool
    /// Whether money lies with the present one that would go back first.
    package let isFilled: Bool
    /// How much it is; nil where that isn't the reader's to know: before the register changes it is the buyer's.
    package let goesBack: Money?
}

extension CaseOffice {
    /// What a party may choose; nil for whoever has no say, and while nothing can be changed.
    package func custodianChoice(_ file: CaseFile, for party: PartyID) async throws -> CustodianChoice? {
        guard let money = try service(of: file.state).money, file.state.applicants.contains(where: { $0.party.id == party && money.decides($0.role) }) else { return nil }
        let books = try await escrows(of: file.id)
        guard obstacle(to: file.state, books.last?.book) == nil else { return nil }
        let present = money.custodian(of: file.state)
        let former = Set(books.map(\.book.terms.custodian)).union([present])
        let others = custodians.filter { !former.contains($0.code) }
        guard !others.isEmpty else { return nil }
        let inCustody = books.last?.book.inCustody ?? .zero
        let reader = CaseReader(party, of: file.state, try service(of: file.state))
        return CustodianChoice(
            present: present, others: others, mine: file.state.proposals[party], proposed: Set(file.state.proposals.filter { $0.key != party }.values),
            isDeclined: file.state.findings.contains { $0.check == SecureStep.declined }, isFilled: inCustody > .zero,
            goesBack: reader.isBuyer || reader.seesAll ? inCustody : nil)
    }

    /// Why the custodian can't be changed now; nil if it can.
    func obstacle(to state: CaseState, _ book: EscrowBook?) -> String? {
        guard state.phase.isOpen, state.acceptance != nil, state.registration == nil else { return "受理之后、登簿之前才能更换资金监管机构。" }
        guard let book, book.returning == nil else { return nil }
        guard book.release == nil else { return "已经登簿，监管资金正在划付，不能更换监管机构。" }
        // It may be paid to the former account any moment, and must not be ordered a second time meanwhile.
        return book.liveOrders.contains { $0.purpose == .disburse } ? "贷款机构正在向现在的监管账户放款，到账后再更换；已到账的全部原路退回。" : nil
    }

    /// One of those whose money it is wants it held by another custodian. When all of them want the same one, it is so: in one transaction the old book
    /// begins to give back and the case goes back to securing its money. Saying it twice changes nothing.
    /// - Parameter code: a connected custodian; the present one takes the wish back.
    /// - Throws: `CaseError.notYours` for anybody else, `.invalid` for a custodian that can't be chosen, `.notPossible` when it is too late.
    @discardableResult
    package func chooseCustodian(_ caseID: String, _ code: String, by party: PartyID) async throws -> CaseState {
        for _ in 0..<8 {
            let file = try await load(caseID, for: party)
            let state = file.state
            guard let money = try service(of: state).money else { throw CaseError.invalid(field: "custodian", message: "这项业务不监管资金。") }
            let deciding = Set(state.applicants.filter { money.decides($0.role) }.map(\.party.id))
            guard deciding.contains(party) else { throw CaseError.notYours }
            let books = try await escrows(of: caseID)
            let present = money.custodian(of: state)
            // Whoever is the second to say it finds it done.
            if code == present, state.proposals[party] == nil { return state }
            guard state.phase.isOpen, state.registration == nil else { throw CaseError.notPossible(action: "更换监管机构", phase: state.phase.chinese, possible: []) }
            // A wish can be taken back at any time.
            if code != present {
                if let why = obstacle(to: state, books.last?.book) { throw CaseError.invalid(field: "custodian", message: why) }
                guard custodians.contains(where: { $0.code == code }) else { throw CaseError.invalid(field: "custodian", message: "请选择已联通的资金监管机构。") }
                guard !books.contains(where: { $0.book.terms.custodian == code }) else {
                    throw CaseError.invalid(field: "custodian", message: "本件已经由这家机构监管过，请选择另一家。")
                }
                guard books.count < EscrowTerms.rounds else { throw CaseError.invalid(field: "custodian", message: "本件更换监管机构的次数已满，请撤回申请后重新办理。") }
            }
            if state.proposals[party] == code { return state }
            let now = now()
            let proposed = CaseAction(at: now, actor: .party(party), event: .custodianProposed(CustodianProposed(custodian: code)))
            let agreed = code != present && deciding.allSatisfy { $0 == party || state.proposals[$0] == code }
            do {
                guard agreed else { return try await storeKeepingTime([proposed], on: file) }
                let changed = CaseAction(at: now, actor: .system, event: .custodianChanged(CustodianChanged(from: present, custodian: code)))
                let next = try await replace(file, books.last, [proposed, changed], at: now)
                moneyBells.rang()
                return next
            } catch CaseError.changedMeanwhile {
                // The money moved, or the case did: it is looked at anew.
                continue
            }
        }
        throw CaseError.changedMeanwhile
    }

    private func replace(_ file: CaseFile, _ book: EscrowFile?, _ actions: [CaseAction], at now: Moment) async throws -> CaseState {
        guard let book, book.book.returning == nil else { return try await store(actions, on: file, runAt: now) }
        let region = region
        let entry = EscrowEntry(at: now, event: .returning(EscrowReturn(ground: .replaced, on: now.date)))
        let next = try book.adding([entry])
        let noted = CaseAction(at: now, actor: .system, event: next.moved(.returning, amount: next.book.inCustody))
        return try await store(actions + [noted], on: file, runAt: now) { connection in
            try EscrowRecords.append([entry], to: book, runAt: now, region: region, in: connection)
        }
    }
}

extension MoneyTerms {
    /// Who holds the money, by credit code: whom the parties chose since, else whom the application names.
    func custodian(of state: CaseState) -> String { state.custodian ?? state.answers[custodian] ?? "" }

    /// Whether somebody in this role says who holds the money: those whose money it is.
    func decides(_ role: String) -> Bool { role == paidBy || role == restTo }
}
