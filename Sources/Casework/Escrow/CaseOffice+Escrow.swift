package import Contracts
import Escrow
package import Exchange
import Register
package import Storage
import Synchronization

/// What a case does to its money. Whatever binds both is stored in one transaction.
extension CaseOffice {
    /// Who can be chosen to hold money: those that are connected.
    package var custodians: [DepartmentDirectory.Institution] { departments.directory.institutions(of: .custodian) }

    /// The money of a case; nil where none is held.
    package func escrow(of caseID: String) async throws -> EscrowFile? {
        try await database.read { try self.escrow(of: caseID, in: $0) }
    }

    /// The same with whatever else is read in the same snapshot. Not inside a `write`: what is read is kept as what is stored.
    package func escrow(of caseID: String, in snapshot: any Connection) throws -> EscrowFile? {
        let known = recentMoney.books(of: caseID).last
        let file = try EscrowRecords.find(caseID, since: known, region: region, in: snapshot)
        if let file, file.entries.count != known?.entries.count || file.bookID != known?.bookID { recentMoney.keep(file) }
        return file
    }

    /// The same with how it stands with its custodian's statements, as of one moment.
    func escrowTurn(of caseID: String, in snapshot: any Connection) throws -> (file: EscrowFile, turn: EscrowRecords.Turn)? {
        guard let file = try escrow(of: caseID, in: snapshot), let turn = try EscrowRecords.turn(file.bookID, region: region, in: snapshot) else { return nil }
        return (file, turn)
    }

    /// Every book of a case's money, the first custodian's first.
    package func escrows(of caseID: String) async throws -> [EscrowFile] {
        let region = region
        return try await database.read { try EscrowRecords.all(caseID, region: region, in: $0) }
    }

    /// The names and accounts of a case's money, for whoever may see them.
    package func escrowAccounts(of caseID: String) async throws -> EscrowAccounts {
        let region = region
        let cipher = cipher
        let known = recentAccounts.file(caseID)
        let accounts = try await database.read { try EscrowAccounts.load(caseID, since: known, region: region, cipher: cipher, in: $0) }
        recentAccounts.keep(accounts)
        return accounts
    }

    /// Some of them, with whatever else is read in the same snapshot: only these are opened.
    package func escrowAccounts(of caseID: String, named names: Set<String>, in snapshot: any Connection) throws -> [String: MoneyAccount] {
        if names.isEmpty { return [:] }
        let former = recentAccounts.file(caseID)
        // What is stored is never changed, only added to.
        if let known = former?.known.filter({ names.contains($0.key) }), known.count == names.count { return known }
        return try EscrowAccounts.load(caseID, since: former, named: names, region: region, cipher: cipher, in: snapshot).known
    }

    /// Gives every order that is due, each as an event and a message, in the caller's transaction.
    func givingOrders(_ file: EscrowFile, at now: Moment, accounts: EscrowAccounts, where wanted: (EscrowOrder) -> Bool = { _ in true }) throws -> (
        entries: [EscrowEntry], messages: [OutgoingMessage]
    ) {
        let orders = file.book.due(on: now.date).filter(wanted)
        return (
            orders.map { EscrowEntry(at: now, event: .ordered($0)) },
            try orders.map { try EscrowMessages.message($0, of: file.book, accounts: accounts) }
        )
    }

    /// Lets the money go with the registration, in its transaction, and gives the first orders. So nothing is registered without the money, and
    /// nothing is paid without the registration.
    /// - Returns: what the case notes, and the orders, which are told of once this is stored (`MoneyBells.ordered`); nil where no money is held.
    /// - Throws: `EscrowRefusal` if the money isn't secured on that day, or there are news of it: then nothing is registered either.
    func releaseMoney(_ caseID: String, ground: String, at now: Moment, in connection: any Connection) throws -> (event: CaseEvent, orders: [OutgoingMessage])? {
        guard let file = try EscrowRecords.find(caseID, since: recentMoney.books(of: caseID).last, locking: true, region: region, in: connection) else { return nil }
        let release = EscrowEntry(at: now, event: .released(EscrowRelease(on: now.date, ground: ground)))
        let released = try file.adding([release])
        // Whoever rings from here on waits for the row, and rings for what is registered.
        guard let turn = try EscrowRecords.turn(file.bookID, region: region, in: connection), turn.isCompared(with: file, at: now) else { throw EscrowRefusal.unreconciled }
        let accounts = try EscrowAccounts.load(caseID, since: recentAccounts.file(caseID), region: region, cipher: cipher, in: connection)
        let orders = try givingOrders(released, at: now, accounts: accounts)
        // Whoever carries the orders out rings.
        let next = try EscrowRecords.append(
            [release] + orders.entries, to: file, runAt: orders.entries.isEmpty ? now : nil, region: region, in: connection)
        try moneyBells.enqueue(orders.messages, at: now, region: region, cipher: cipher, in: connection)
        return (next.moved(.released, amount: file.book.terms.total), orders.messages)
    }

    /// Ends a case that is not registered. What is held for it begins to go back in the same transaction.
    /// - Throws: `CaseError.changedMeanwhile` if the case moved on.
    @discardableResult
    func close(_ file: CaseFile, with action: CaseAction, ground: EscrowReturn.Ground, runAt: Moment?) async throws -> CaseState {
        let region = region
        for _ in 0..<8 {
            guard let money = try await escrow(of: file.id), money.book.release == nil, money.book.returning == nil else {
                return try await store([action], on: file, runAt: runAt)
            }
            let entry = EscrowEntry(at: action.at, event: .returning(EscrowReturn(ground: ground, on: action.at.date)))
            let next = try money.adding([entry])
            let noted = CaseAction(at: action.at, actor: .system, event: next.moved(.returning, amount: next.book.inCustody))
            do {
                let undelivered = money.book.liveOrders.filter { $0.purpose == .disburse }.map(\.number)
                let state = try await store([action, noted], on: file, runAt: runAt) { connection in
                    try EscrowRecords.append([entry], to: money, runAt: action.at, region: region, in: connection)
                    // A lender that hasn't taken its order isn't asked to lend for a case that has ended.
                    try Outbox.withdraw(undelivered, region: region, in: connection)
                }
                moneyBells.rang()
                return state
            } catch CaseError.changedMeanwhile {
                // The money moved, or the case did: only the first is tried again.
                guard try await load(file.id).state.version == file.stored.version else { throw CaseError.changedMeanwhile }
            }
        }
        throw CaseError.changedMeanwhile
    }

    /// 资金监管期限届满: the parties agreed that the application counts as withdrawn if nothing is registered by then.
    /// - Returns: whether it is closed now.
    func expire(_ caseID: String) async throws -> Bool {
        for _ in 0..<8 {
            let file = try await load(caseID)
            guard file.state.phase.isOpen else { return true }
            guard file.state.registration == nil else { return false }
            let reason = "资金监管期限届满仍未登簿，按各方约定视为撤回申请"
            do {
                try await close(file, with: CaseAction(at: now(), actor: .system, event: .withdrawn(Withdrawn(reason: reason))), ground: .expired, runAt: nil)
                await refund(file)
                return true
            } catch CaseError.changedMeanwhile {
                continue
            }
        }
        return false
    }

    /// What becomes of a custodian's word that something moved.
    struct MoneyTidings: Sendable {
        /// What is to be stored; nil where it was no news.
        let effect: InboundEffect?
    }

    /// A custodian says that something moved on a case's account: its statement is asked for.
    /// - Parameter receipt: the movement's own: one that the book has already is no news.
    /// - Returns: nil where it holds none of the case's money: nobody rings for another's account, and a former custodian for its own.
    func moneyMoved(_ caseID: String, receipt: String, by peer: Peer) async throws -> MoneyTidings? {
        let (region, bells) = (region, moneyBells)
        let lease = RungBooks.lease(now())
        func rings(_ book: String) -> MoneyTidings {
            MoneyTidings(
                effect: InboundEffect(
                    write: { try $0.execute(EscrowRecords.ring([book], .moved, until: lease, region: region)) },
                    stored: { bells.rang([ClaimedBook(book: book, lease: lease)]) }))
        }
        // Books are begun and never taken away.
        if let known = recentMoney.books(of: caseID).first(where: { $0.book.terms.custodian == peer.institution }) {
            let isKnown = known.book.payment(receipt: receipt) != nil || known.book.deposit(receipt: receipt) != nil
            return isKnown ? MoneyTidings(effect: nil) : rings(known.bookID)
        }
        let book = try await database.read { connection in
            let ids = EscrowTerms.bookIDs(of: caseID)
            return try connection.rows("SELECT case_id, custodian FROM escrow WHERE region = \(region) AND case_id IN \(list: ids) ORDER BY case_id")
                .first { try $0.text("custodian") == peer.institution }?.text("case_id")
        }
        return book.map(rings)
    }

    /// A lender says that something about its loans on a unit changed: the money of cases on it looks again.
    func lendingChanged(on unit: UnitCode, matter: Lending.Changed.Matter) -> InboundEffect {
        let (region, bells, now) = (region, moneyBells, now())
        let lease = RungBooks.lease(now)
        // What is on its way rings when it has come.
        let expected = matter == .disbursal ? now.adding(seconds: EscrowRound.journey) : nil
        let rang = Mutex<[ClaimedBook]>([])
        return InboundEffect(
            write: { connection in
                let ids = try connection.rows(
                    "SELECT case_id FROM escrow WHERE region = \(region) AND unit = \(unit.text) AND phase NOT IN ('cleared', 'returned') ORDER BY case_id"
                ).map { try $0.text("case_id") }
                guard !ids.isEmpty else { return }
                try connection.execute(
                    expected.map { EscrowRecords.expects(ids, by: $0, region: region) } ?? EscrowRecords.ring(ids, .restated, until: lease, region: region))
                rang.withLock { $0 = expected == nil ? ids.map { ClaimedBook(book: $0, lease: lease) } : [] }
            },
            stored: {
                let books = rang.withLock { $0 }
                if !books.isEmpty { bells.rang(books) }
            })
    }
}
