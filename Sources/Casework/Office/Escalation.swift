import Catalogue
import Escrow
package import Register
import Storage

extension CaseOffice {
    /// Executes the legal clock: cases near or beyond their limit are escalated, each level once; and cases whose money somebody has to see to.
    ///
    /// Which level a case has reached follows from its actions and the calendar alone; this only looks, and writes down what it sees.
    /// - Returns: how many cases rose a level.
    package func escalateDue() async throws -> Int {
        let today = now().date
        let region = region
        // A case can only rise when its nominal due day is at most three calendar weeks off: a cheap cut before folding.
        let horizon = Int64(today.adding(days: 21).dayNumber)
        let ids = try await database.read { connection in
            try connection.rows(
                """
                SELECT case_id FROM case_file WHERE region = \(region) AND due_on <= \(horizon) AND escalation < 9
                AND phase IN ('inProgress', 'waitingApplicant', 'waitingPayment', 'waitingOfficer', 'waitingDepartment')
                ORDER BY due_on LIMIT 200
                """
            ).map { try $0.text("case_id") }
        }
        var risen = 0
        for id in ids {
            let file = try await load(id)
            guard let level = level(of: file.state, today: today), level.number > file.state.escalation else { continue }
            let action = CaseAction(
                at: now(), actor: .system,
                event: .escalated(Escalated(level: level.number, dueOn: level.dueOn, to: level.number >= Self.brokenLimit ? "registrar" : "examiner")))
            do {
                try await storeKeepingTime([action], on: file)
                risen += 1
            } catch CaseError.changedMeanwhile {
                continue
            }
        }
        return try await risen + escalateMoney()
    }

    /// Cases whose money in custody a person has to see to rise to the registrars, each time anew and once. The legal clock has stopped for most of them:
    /// they are registered, or have ended.
    /// - Returns: how many rose.
    private func escalateMoney() async throws -> Int {
        let region = region
        let now = now()
        let found = try await database.read { try MoneyNeeds.unrisen(at: now, limit: 200, region: region, in: $0) }
        var risen = 0
        for need in found {
            let file = try await load(EscrowTerms.caseID(ofBook: need.book))
            let action = CaseAction(
                at: now, actor: .system, event: .escalated(Escalated(level: Self.brokenLimit, dueOn: need.at.date, to: SettleStep.registrar, money: need.kind)))
            do {
                try await storeKeepingTime([action], on: file) { try MoneyNeeds.rises(need.book, at: need.at, region: region, in: $0) }
                risen += 1
            } catch CaseError.changedMeanwhile {
                continue
            }
        }
        return risen
    }

    /// The level at which a matter is the registrars'.
    private static let brokenLimit = 3

    /// The level a case stands at on a day, and its due day as the clock has it now.
    package func level(of state: CaseState, today: LegalDate) -> (number: Int, dueOn: LegalDate)? {
        guard let acceptance = state.acceptance else { return nil }
        let clock = LegalClock(limit: acceptance.workingDays, calendar: catalogue.calendar)
        let reading = clock.reading(state.clock, on: today)
        guard reading.isRunning else { return nil }
        guard reading.escalation > 0, let due = reading.dueOn else { return nil }
        return (reading.escalation, due)
    }

    /// Stores what doesn't move a case on, without touching the time at which the engine looks again.
    @discardableResult
    func storeKeepingTime(
        _ actions: [CaseAction], on file: CaseFile, along: @escaping @Sendable (any Connection) throws -> Void = { _ in }
    ) async throws -> CaseState {
        let region = region
        let state = try await database.write { connection in
            try along(connection)
            let runAt = try connection.row("SELECT run_at FROM case_file WHERE region = \(region) AND case_id = \(file.id)")?.intIfPresent("run_at")
            return try CaseRecords.append(
                actions, to: file, runAt: (runAt ?? nil).map(Moment.init(microseconds:)), region: region, in: connection)
        }
        feed.moved(file.id)
        return state
    }
}
