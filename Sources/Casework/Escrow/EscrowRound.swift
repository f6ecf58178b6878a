import Contracts
import Escrow
import Exchange
import Register
import Storage

/// One look at one book of the money of one case: what is known is read and stored, what follows is ordered, until nothing more follows by itself.
struct EscrowRound: Sendable {
    let office: CaseOffice
    let book: String
    /// Until when nobody else looks.
    let lease: Moment

    var caseID: String { EscrowTerms.caseID(ofBook: book) }

    struct Moved: Sendable {
        /// Somebody is told of an order once more.
        var reminds = false
        /// The case may go on.
        var wakes = false
    }

    /// More in one go would be a loop.
    private static let limit = 24

    /// What a round knows of its book: as it was read, or as it has stored it itself.
    private struct Look: Sendable {
        let file: EscrowFile
        let turn: EscrowRecords.Turn
        let accounts: EscrowAccounts
        /// What lay in the outbox to orders that are under way. Whoever puts something there later rings, and the book is looked at once more.
        let answers: [OutboxReceipt]
    }

    private enum Next {
        /// As it was stored.
        case goOn(Look)
        case lookAgain
        case rest
    }

    func run() async throws -> Moved {
        var moved = Moved()
        var known: Look?
        for _ in 0..<Self.limit {
            do {
                guard let look = if let known { known } else { try await look() } else { return moved }
                known = nil
                switch try await step(look, &moved) {
                case .goOn(let stored): known = stored
                case .lookAgain: continue
                case .rest: return moved
                }
            } catch CaseError.changedMeanwhile {
                continue
            } catch StorageError.unique {
                // Another process named the same account at the same time.
                continue
            }
        }
        return moved
    }

    /// Reads the book and all that has come for it in one snapshot.
    private func look() async throws -> Look? {
        let region = office.region
        let cipher = office.cipher
        let id = book
        let caseID = caseID
        let known = office.recentMoney.book(id)
        let accounts = office.recentAccounts.file(caseID)
        let found = try await office.database.read { connection -> Look? in
            guard let file = try EscrowRecords.book(id, since: known, region: region, in: connection),
                let turn = try EscrowRecords.turn(id, region: region, in: connection)
            else { return nil }
            return Look(
                file: file, turn: turn, accounts: try EscrowAccounts.load(caseID, since: accounts, region: region, cipher: cipher, in: connection),
                answers: try OutboxReceipt.answers(to: file, region: region, in: connection))
        }
        guard let found else { return nil }
        if found.file.entries.count != known?.entries.count { office.recentMoney.keep(found.file) }
        office.recentAccounts.keep(found.accounts)
        return found
    }

    private func step(_ look: Look, _ moved: inout Moved) async throws -> Next {
        let file = look.file
        let turn = look.turn
        var accounts = look.accounts
        let now = office.now()
        if file.book.release == nil, file.book.returning == nil, now.date > file.book.terms.until {
            if try await office.expire(caseID) { return .lookAgain }
        }
        var news = try office.moneyNews(look.answers, file, &accounts)
        var next = try file.adding(news.entries)
        // What was heard may have to be asked about: it lies in the outbox until both are stored together.
        if asks(next, turn, at: now) {
            let asked = await office.askAboutMoney(next, statement: wantsStatement(next, turn, at: now), anew: turn.rung.isRestated, &accounts)
            next = try next.adding(asked.entries)
            news.add(asked)
        }
        if file.book.phase == .collecting, next.book.phase == .secured {
            // All has come, and the register may change on it: what pays the old loans off is asked for once more, a penalty may have come meanwhile.
            let restated = await office.askAboutMoney(next, statement: false, anew: true, &accounts)
            next = try next.adding(restated.entries)
            news.add(restated)
        }
        // After each payment the two books are compared before anything more is paid: a difference stops the rest.
        let compared = news.reconciled || !next.isUncompared(since: turn.statementVersion)
        let orders = try office.givingOrders(next, at: now, accounts: accounts) { compared && isDue($0, in: next, at: now) }
        if news.entries.isEmpty, orders.entries.isEmpty {
            try await rest(file, turn, news, at: now, &moved)
            return .rest
        }
        next = try next.adding(orders.entries)
        return try await store(next, after: file, news, orders.messages, turn, accounts, at: now, &moved)
    }

    private func isDue(_ order: EscrowOrder, in file: EscrowFile, at now: Moment) -> Bool { order.attempt == 1 || isTime(for: order, in: file, at: now) }

    /// Whether anybody is to be asked anything.
    private func asks(_ file: EscrowFile, _ turn: EscrowRecords.Turn, at now: Moment) -> Bool {
        wantsStatement(file, turn, at: now) || !file.book.quotesWanted(on: now.date, anew: turn.rung.isRestated).isEmpty || !file.book.confirmationsWanted.isEmpty
    }

    /// Whether nothing follows by itself from a book as it is about to be stored, so that when it is looked at next can be stored with it.
    /// - Parameter isUnanswered: somebody didn't answer just now, and isn't asked again at once.
    private func isQuiet(_ file: EscrowFile, _ turn: EscrowRecords.Turn, isUnanswered: Bool, at now: Moment) -> Bool {
        guard !mayNote(file), reminders(file, at: now).isEmpty, isUnanswered || !asks(file, turn, at: now) else { return false }
        return file.isUncompared(since: turn.statementVersion) || !file.book.due(on: now.date).contains { isDue($0, in: file, at: now) }
    }

    private func wantsStatement(_ file: EscrowFile, _ turn: EscrowRecords.Turn, at now: Moment) -> Bool {
        guard let opened = file.custodyAt else { return !turn.rung.isSilent }
        if turn.rung.hasMoved || turn.rung.isRestated || file.isUncompared(since: turn.statementVersion) { return true }
        // An account that was opened a moment ago is as good as a statement of it.
        let quiet = now.seconds(since: max(turn.statementAt, opened))
        // What is on its way is news while it hasn't come: its custodian rings when it has, but a ring may get lost.
        if Self.isOnItsWay(file, turn), quiet >= Self.journey { return true }
        if file.book.phase.isFinal { return turn.statementVersion != file.book.version || quiet > 86_000 }
        // While something is awaited a lost bell is noticed within a minute.
        return quiet >= (file.book.phase == .secured ? 600 : 60)
    }

    /// Whether a lender has said of a loan that isn't there yet that it is paid out.
    private static func isOnItsWay(_ file: EscrowFile, _ turn: EscrowRecords.Turn) -> Bool {
        turn.rung.isOnItsWay && file.book.liveOrders.contains { $0.purpose == .disburse }
    }

    /// Seconds that a custodian has for ringing that a loan has come, before it is asked.
    static let journey = 2.0

    /// A failed order's next attempt waits a little longer each time: what failed at once would fail at once again.
    private func isTime(for order: EscrowOrder, in file: EscrowFile, at now: Moment) -> Bool {
        let failed = file.entries.last { entry in
            if case .failed(let failed) = entry.event { file.book.order(failed.order)?.order.item == order.item } else { false }
        }
        return failed.map { now.seconds(since: $0.at) >= Self.pause(before: order.attempt) } ?? true
    }

    static func pause(before attempt: Int) -> Double { min(3_600, 5 * Double(1 << min(attempt, 12))) }

    /// Stores what was heard and what is ordered, with what the case waits for now, and where nothing follows by itself, when to look again.
    private func store(
        _ next: EscrowFile, after file: EscrowFile, _ news: EscrowNews, _ orders: [OutgoingMessage], _ turn: EscrowRecords.Turn,
        _ accounts: EscrowAccounts, at now: Moment, _ moved: inout Moved
    ) async throws -> Next {
        let region = office.region
        let cipher = office.cipher
        let lease = lease
        let id = caseID
        let book = book
        let office = office
        let named = try accounts.statements(id, region: region, cipher: cipher)
        let known = accounts.stored
        let tries = news.unanswered ? turn.tries + 1 : 0
        let after = news.reconciled
            ? EscrowRecords.Turn(rung: turn.rung.left(after: news), tries: tries, statementAt: now, statementVersion: next.book.version)
            : EscrowRecords.Turn(rung: turn.rung, tries: tries, statementAt: turn.statementAt, statementVersion: turn.statementVersion)
        let isQuiet = isQuiet(next, after, isUnanswered: news.unanswered, at: now)
        let runAt = isQuiet ? now.adding(seconds: wait(next, after, at: now)) : lease
        let wakes = next.book.waitsFor(on: now.date) != file.book.waitsFor(on: now.date) || next.book.phase != file.book.phase || turn.isFreed(next, by: news, at: now)
        let waits = wakes ? office.moneyWait(next, after, at: now) : nil
        let (stored, isTold) = try await office.database.write(.rowLocks) { connection -> (Look?, Bool) in
            // Whoever rang since the book was read has left that there, and it is looked at once more.
            try EscrowRecords.store(
                next, after: file, runAt: runAt, unlessRungSince: lease, tries: isQuiet ? tries : 0, region: region, in: connection)
            for item in news.evidence { try EvidenceRecords.insert(item, region: region, in: connection) }
            for statement in named { try connection.execute(statement) }
            try office.moneyBells.enqueue(orders, at: now, region: region, cipher: cipher, in: connection)
            if news.reconciled {
                try connection.execute(EscrowRecords.reconciled(book, version: next.book.version, rung: turn.rung, left: turn.rung.left(after: news), at: now, region: region))
            }
            let isTold = try waits?.tell(in: connection) ?? false
            if wakes, !isTold { try Self.finds(id, soon: now, region: region, in: connection) }
            if isQuiet { return (nil, isTold) }
            guard let turn = try EscrowRecords.turn(book, region: region, in: connection) else { throw CaseError.changedMeanwhile }
            return (Look(file: next, turn: turn, accounts: known, answers: []), isTold)
        }
        office.moneyBells.ordered(orders)
        office.recentMoney.keep(next)
        office.recentAccounts.keep(known)
        if isTold { waits?.keep() }
        office.feed.moved(id)
        if wakes { moved.wakes = !isTold }
        return stored.map(Next.goOn) ?? .rest
    }

    /// Should this process die, the engine finds the case.
    private static func finds(_ id: String, soon now: Moment, region: String, in connection: any Connection) throws {
        let soon = now.adding(seconds: 2).microseconds
        let code = ValueCodes.case(id, region: region, in: connection).of(.runAt, soon)
        try connection.execute(
            """
            UPDATE case_file SET run_at = \(soon), run_code = \(code) WHERE region = \(region) AND case_id = \(id)
            AND phase NOT IN ('draft', 'completed', 'refused', 'withdrawn') AND (run_at IS NULL OR run_at > \(soon))
            """)
    }

    /// Nothing follows by itself: says in the case what has to be said, and when to look again.
    private func rest(_ file: EscrowFile, _ turn: EscrowRecords.Turn, _ news: EscrowNews, at now: Moment, _ moved: inout Moved) async throws {
        let region = office.region
        let id = book
        // A former custodian's is of no more concern to the case once it is empty.
        if news.reconciled, file.book.phase.isFinal { moved.wakes = file.book.phase == .cleared || file.book.returning?.ground == .replaced }
        if turn.isFreed(file, by: news, at: now) { moved.wakes = true }
        try await note(file, reconciled: news.reconciled || turn.statementVersion == file.book.version)
        moved.reminds = try await remind(file, at: now)
        let tries = news.unanswered ? turn.tries + 1 : 0
        let after = EscrowRecords.Turn(rung: turn.rung, tries: tries, statementAt: turn.statementAt, statementVersion: turn.statementVersion)
        let wait = wait(file, after, at: now)
        let lease = lease
        // A book from before this was kept has it from now on.
        let need = file.need(comparedAt: news.reconciled ? file.book.version : turn.statementVersion)
        try await office.database.write { connection in
            if news.reconciled {
                try connection.execute(EscrowRecords.reconciled(id, version: file.book.version, rung: turn.rung, left: turn.rung.left(after: news), at: now, region: region))
            }
            // Whoever rang meanwhile has set another time.
            try connection.execute(
                """
                UPDATE escrow SET run_at = \(now.adding(seconds: wait).microseconds), tries = \(Int64(tries)),
                    needs = \(need?.kind.rawValue), needs_at = \(need?.at.microseconds)
                WHERE region = \(region) AND case_id = \(id) AND run_at = \(lease.microseconds)
                """)
        }
    }

    /// Whoever took an order and hasn't carried it out is told again under the same number: it may have forgotten it. What was answered so far moved
    /// nothing, and no event rests on it.
    private func remind(_ file: EscrowFile, at now: Moment) async throws -> Bool {
        let numbers = reminders(file, at: now)
        guard !numbers.isEmpty else { return false }
        let region = office.region
        let before = now.adding(seconds: -Self.patience).microseconds
        return try await office.database.write(.rowLocks) { connection in
            try connection.execute(
                """
                UPDATE outbox_message SET state = 'waiting', next_at = \(now.microseconds)
                WHERE region = \(region) AND message_id IN \(list: numbers) AND state = 'done' AND done_at <= \(before)
                """) > 0
        }
    }

    /// Orders that were given so long ago that whoever took them may have forgotten them.
    private func reminders(_ file: EscrowFile, at now: Moment) -> [String] {
        guard file.book.stop == nil else { return [] }
        let patient = now.adding(seconds: -Self.patience)
        // Nobody lends for a case that has ended (民法典 671: a loan is paid out as was agreed, and that was for this purchase).
        let live = Set(file.book.liveOrders.filter { $0.purpose != .disburse || file.book.returning == nil }.map(\.number))
        return file.entries.compactMap { entry -> String? in
            guard entry.at <= patient, case .ordered(let order) = entry.event, live.contains(order.number) else { return nil }
            return order.number
        }
    }

    /// Seconds after which an order is told again.
    private static let patience = 60.0

    /// Seconds until the next look, if nobody rings.
    private func wait(_ file: EscrowFile, _ turn: EscrowRecords.Turn, at now: Moment) -> Double {
        let pause = pause(file, tries: turn.tries, at: now)
        return Self.isOnItsWay(file, turn) ? min(Self.journey, pause) : pause
    }

    private func pause(_ file: EscrowFile, tries: Int, at now: Moment) -> Double {
        if tries > 0 { return min(300, Double(1 << min(tries, 9))) }
        if file.book.phase.isFinal { return 86_400 }
        let later = file.book.due(on: now.date).map { Self.pause(before: $0.attempt) }.min()
        return min(later ?? 60, 60)
    }

    private func mayNote(_ file: EscrowFile) -> Bool { file.book.phase == .returned || file.entries.contains { $0.event.mayStop } }

    /// Stages that nobody else notes: the case may be closed, or somewhere else on its way.
    private func note(_ file: EscrowFile, reconciled: Bool) async throws {
        guard mayNote(file) else { return }
        for _ in 0..<8 {
            let known = try await office.load(caseID)
            let last = known.lastMoney(round: file.book.terms.round)?.stage
            let stage: MoneyMoved.Stage
            if file.book.stop != nil || !file.book.stuck.isEmpty {
                stage = .stopped
            } else if last == .stopped {
                stage = .resumed
            } else if file.book.phase == .returned, reconciled {
                stage = .returned
            } else {
                return
            }
            guard last != stage else { return }
            let action = CaseAction(at: office.now(), actor: .system, event: file.moved(stage, amount: file.book.inCustody))
            do {
                try await office.storeKeepingTime([action], on: known)
                if stage != .resumed { return }
            } catch CaseError.changedMeanwhile {
                continue
            }
        }
    }
}

extension EscrowEvent {
    /// Whether after it a book may stand still, or go on after having stood still.
    fileprivate var mayStop: Bool {
        switch self {
        case .failed, .stopped, .resumed, .redirected, .judged, .agreed: true
        case .opened, .custody, .quoted, .ordered, .deposited, .paid, .released, .returning, .settled, .proposed: false
        }
    }
}
