import Exchange
import Contracts
import Logging
import Register
import ServiceLifecycle
import Storage

/// Carries the money of cases on: reads what came of orders, asks lenders and custodians, gives the orders that are due, and wakes the case. A case may
/// be closed long before its money is back. Any number of these in any number of processes may run: a book takes an event only as it was when
/// that was decided on, and an order's number is carried out once.
package final class EscrowDesk: Service {
    private let office: CaseOffice
    private let engine: CaseEngine
    private let workers: [OutboxWorker]
    private let logger: Logger

    package init(office: CaseOffice) {
        self.office = office
        engine = CaseEngine(office: office)
        logger = office.logger
        workers = [Department.custodian, .lender].map { department in
            OutboxWorker(
                database: office.database, client: office.departments, cipher: office.cipher,
                keeper: EscrowKeeper(department: department, region: office.region, bell: office.moneyBell), region: office.region, logger: office.logger,
                now: office.now)
        }
    }

    package func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            for worker in workers { group.addTask { try? await worker.run() } }
            group.addTask { await self.look() }
        }
    }

    private func look() async {
        await cancelWhenGracefulShutdown { [self] in
            while !Task.isCancelled {
                if await tick() == 0 { await office.moneyBell.wait(atMost: .milliseconds(500)) }
            }
        }
    }

    /// Looks once at every book that is due.
    /// - Returns: how many were looked at.
    @discardableResult
    package func tick() async -> Int {
        do {
            let region = office.region
            let now = office.now()
            // As long as a round of questions may take that nobody answers.
            let lease = now.adding(seconds: 30)
            let due = try await office.database.write(.rowLocks) {
                try EscrowRecords.claimDue(at: now, lease: lease, limit: 32, region: region, in: $0)
            }
            await withTaskGroup(of: Void.self) { group in
                for id in due { group.addTask { await self.carryOn(id, lease: lease) } }
            }
            return due.count
        } catch {
            if !(error is CancellationError) { logger.error("money in custody could not be looked at", metadata: ["error": "\(type(of: error))"]) }
            return 0
        }
    }

    /// Delivers orders that wait, once: `run` does so by itself.
    package func deliverDue() async throws {
        for worker in workers { try await worker.deliverDue() }
    }

    private func carryOn(_ id: String, lease: Moment) async {
        do {
            let round = EscrowRound(office: office, book: id, lease: lease)
            let moved = try await round.run()
            for worker in workers where moved.ordered { worker.nudge() }
            if moved.wakes { _ = try await engine.advance(round.caseID) }
        } catch {
            // Its time has been moved on, so it is looked at again; personal data never reaches the log.
            logger.error("money in custody could not go on", metadata: ["case": "\(id)", "error": "\(type(of: error))"])
        }
    }
}
