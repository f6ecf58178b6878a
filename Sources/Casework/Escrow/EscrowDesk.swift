import Exchange
import Contracts
import Logging
import Register
import ServiceLifecycle
import Storage
import Synchronization

/// Carries the money of cases on: reads what came of orders, asks lenders and custodians, gives the orders that are due, and wakes the case. A case may
/// be closed long before its money is back. Any number of these in any number of processes may run: a book takes an event only as it was when
/// that was decided on, and an order's number is carried out once.
package final class EscrowDesk: Service {
    private let office: CaseOffice
    private let engine: CaseEngine
    private let workers: [OutboxWorker]
    private let logger: Logger
    /// When the tables were looked at last.
    private let lookedAt = Mutex(Moment(microseconds: 0))

    package init(office: CaseOffice) {
        self.office = office
        engine = CaseEngine(office: office)
        logger = office.logger
        workers = MoneyBells.departments.map { department in
            OutboxWorker(
                database: office.database, client: office.departments, cipher: office.cipher,
                keeper: EscrowKeeper(
                    department: department, region: office.region, bells: office.moneyBells, books: { office.recentMoney.books(of: $0).map(\.bookID) }, now: office.now),
                region: office.region,
                hands: office.moneyBells.orders(to: department), logger: office.logger, now: office.now)
        }
    }

    package func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            for worker in workers { group.addTask { try? await worker.run() } }
            group.addTask { await self.look() }
        }
    }

    /// Books that are carried on at once. One that waits for a slow lender holds none of the others up, and while a round mostly waits, for a commit that
    /// many share or for another's answer, fewer would leave the processors idle under load.
    private static let atOnce = 128

    private func look() async {
        let bell = office.moneyBells.books
        await cancelWhenGracefulShutdown { [self] in
            let hands = EscrowHands(atMost: Self.atOnce)
            await withDiscardingTaskGroup { group in
                while !Task.isCancelled {
                    let free = hands.free()
                    let due = await due(atMost: free)
                    for book in due where hands.take(book) {
                        group.addTask {
                            var next: ClaimedBook? = book
                            while let book = next {
                                await self.carryOn(book)
                                let done = hands.finish(book)
                                if done.isAwaited { self.office.moneyBells.rang() }
                                next = done.again
                            }
                        }
                    }
                    // Fewer than there are hands for: they were all that was due, and whoever has more rings.
                    if due.count < max(1, free) { await bell.wait(atMost: .seconds(Self.pause)) }
                }
            }
        }
    }

    /// Looks once at every book that is due.
    /// - Returns: how many were looked at.
    @discardableResult
    package func tick() async -> Int {
        office.moneyBells.rung.look()
        let due = await due(atMost: Self.atOnce)
        await withTaskGroup(of: Void.self) { group in
            for book in due { group.addTask { await self.carryOn(book) } }
        }
        return due.count
    }

    /// Seconds after which the tables are looked at, even if nobody rang.
    private static let pause = 0.5

    /// What was handed over, and if somebody has left news in the tables, or from time to time, what is due there.
    private func due(atMost limit: Int) async -> [ClaimedBook] {
        let (handed, looks) = office.moneyBells.rung.take(atMost: limit)
        let now = office.now()
        let isTime = lookedAt.withLock { looked in
            guard looks || now.seconds(since: looked) >= Self.pause || now < looked else { return false }
            looked = now
            return true
        }
        guard isTime else { return handed }
        let known = Set(handed.map(\.book))
        return handed + (await claim(atMost: limit - handed.count)).filter { !known.contains($0.book) }
    }

    private func claim(atMost limit: Int) async -> [ClaimedBook] {
        guard limit > 0 else { return [] }
        do {
            let region = office.region
            let now = office.now()
            // As long as a round of questions may take that nobody answers.
            let lease = now.adding(seconds: 30)
            return try await office.database.write(.rowLocks) {
                try EscrowRecords.claimDue(at: now, lease: lease, limit: limit, region: region, in: $0)
            }.map { ClaimedBook(book: $0, lease: lease) }
        } catch {
            if !(error is CancellationError) { logger.error("money in custody could not be looked at", metadata: ["error": "\(type(of: error))"]) }
            return []
        }
    }

    /// Delivers orders that wait, once: `run` does so by itself.
    package func deliverDue() async throws {
        for worker in workers { try await worker.deliverDue() }
    }

    private func carryOn(_ claimed: ClaimedBook) async {
        do {
            let round = EscrowRound(office: office, book: claimed.book, lease: claimed.lease)
            let moved = try await round.run()
            if moved.reminds { office.moneyBells.reminds() }
            if moved.wakes { try await engine.wake(round.caseID) }
        } catch {
            // Its time has been moved on, so it is looked at again; personal data never reaches the log.
            logger.error("money in custody could not go on", metadata: ["case": "\(claimed.book)", "error": "\(type(of: error))"])
        }
    }
}
