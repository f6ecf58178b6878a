import Catalogue
package import Register
import Storage

extension CaseOffice {
    /// Executes the legal clock: cases near or beyond their limit are escalated, each level once.
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
                event: .escalated(Escalated(level: level.number, dueOn: level.dueOn, to: level.number >= 3 ? "registrar" : "examiner")))
            do {
                try await storeKeepingTime([action], on: file)
                risen += 1
            } catch CaseError.changedMeanwhile {
                continue
            }
        }
        return risen
    }

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
    func storeKeepingTime(_ actions: [CaseAction], on file: CaseFile) async throws -> CaseState {
        let region = region
        let state = try await database.write { connection in
            let runAt = try connection.row("SELECT run_at FROM case_file WHERE region = \(region) AND case_id = \(file.id)")?.intIfPresent("run_at")
            return try CaseRecords.append(
                actions, to: file, runAt: (runAt ?? nil).map(Moment.init(microseconds:)), region: region, in: connection)
        }
        feed.moved(file.id)
        return state
    }
}
