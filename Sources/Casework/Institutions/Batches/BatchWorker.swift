import Catalogue
import Exchange
package import Logging
import Register
import Storage

/// Opens the cases of batches, row by row. A row's case and the row's word that it has one are one transaction, so a crash at any point
/// opens none twice and loses none.
package struct BatchWorker: DueWorker {
    private let engine: CaseEngine
    private let logger: Logger
    package let idle: Duration
    private var office: CaseOffice { engine.office }

    package init(engine: CaseEngine, logger: Logger, idle: Duration = .milliseconds(500)) {
        self.engine = engine
        self.logger = logger
        self.idle = idle
    }

    private static let page = 32
    private static let atOnce = 4

    /// Looks once.
    /// - Returns: how many rows were worked on.
    @discardableResult
    package func tick() async -> Int {
        do {
            let (region, now) = (office.region, office.now())
            let isDue = try await office.database.read { connection in
                try connection.row(
                    """
                    SELECT 1 AS one FROM application_batch_row
                    WHERE region = \(region) AND run_at <= \(now.microseconds) AND state IN ('waiting', 'opened') LIMIT 1
                    """) != nil
            }
            guard isDue else { return 0 }
            let rows = try await office.database.write(.rowLocks) { try BatchRecords.claim(at: now, limit: Self.page, region: region, in: $0) }
            await withTaskGroup(of: Void.self) { group in
                for (index, row) in rows.enumerated() {
                    if index >= Self.atOnce { _ = await group.next() }
                    group.addTask { await work(row) }
                }
            }
            for id in Set(rows.map(\.batch)) { try await close(id) }
            return rows.count
        } catch {
            logger.error("batches could not be worked on", metadata: ["error": "\(type(of: error))"])
            return 0
        }
    }

    private func work(_ row: BatchRow) async {
        do {
            let region = office.region
            guard let batch = try await office.database.read({ try BatchRecords.find(row.batch, region: region, in: $0) }) else { return }
            let answers = try await resolved(office.answers(of: row), row, batch)
            let caseID: String
            if let known = row.caseID { caseID = known } else { caseID = try await open(row, batch) }
            let message = try await fill(caseID, answers, batch)
            try await move(row, to: .done, caseID: caseID, message: message)
        } catch let fault as RowFault {
            await refuse(row, field: fault.field, message: fault.message)
        } catch let error as CaseError where error != .changedMeanwhile {
            if case .invalid(let field, let message) = error {
                await refuse(row, field: field, message: message)
            } else {
                await refuse(row, field: nil, message: error.message)
            }
        } catch {
            // Nothing is wrong with the row: it is taken up again when its lease is over.
            logger.warning("a row of a batch waits", metadata: ["batch": "\(row.batch)", "row": "\(row.number)", "error": "\(type(of: error))"])
        }
    }

    /// What is wrong with one row, by its column.
    private struct RowFault: Error {
        let field: String
        let message: String
    }

    /// Opens the row's case, and says so in the row, in one transaction.
    private func open(_ row: BatchRow, _ batch: ApplicationBatch) async throws -> String {
        let approach = Approach(
            identifiedBy: batch.channel == Channel.api.rawValue ? Approach.machine.identifiedBy : Approach.web.identifiedBy,
            channel: Channel(rawValue: batch.channel) ?? .api)
        let (region, now) = (office.region, office.now())
        return try await office.apply(service: batch.service, as: batch.role, subject: row.unit.text, by: batch.party, through: approach) { caseID, connection in
            try BatchRecords.move(row, to: .opened, caseID: caseID, runAt: now.adding(seconds: 60), at: now, region: region, in: connection)
        }
    }

    /// Fills the case in and, where it is the lender's alone, signs it and hands it in.
    /// - Returns: what keeps it from being handed in; nil if nothing does.
    private func fill(_ id: String, _ answers: [String: String], _ batch: ApplicationBatch) async throws -> String? {
        var state = try await office.load(id, for: batch.party.id).state
        if state.submittedAt != nil { return nil }
        if !answers.allSatisfy({ state.answers[$0.key] == $0.value || $0.value.isEmpty }) { try await office.fillIn(id, answers, by: batch.party.id) }
        try await engine.advance(id)
        guard let name = batch.signature else { return nil }
        state = try await office.load(id, for: batch.party.id).state
        guard state.awaitsSignature(of: batch.party.id) else { return nil }
        do {
            try await office.signAndHandIn(id, name: name, accepted: Set(batch.accepted), by: batch.party.id)
        } catch let refused as SubmissionRefused {
            return "已开办件，尚不能提交：\(refused.findings.map(\.message).joined(separator: " "))"
        } catch let incomplete as AnswersIncomplete {
            return "已开办件，尚不能提交：\(incomplete.problems.map(\.message).joined(separator: " "))"
        }
        try await engine.advance(id)
        return nil
    }

    /// Proofs' numbers as the entries that they prove; everything else as it is.
    private func resolved(_ answers: [String: String], _ row: BatchRow, _ batch: ApplicationBatch) async throws -> [String: String] {
        guard let service = office.catalogue.service(batch.service) else { return answers }
        var resolved = answers
        let region = office.region
        for field in service.form where field.type == .entry {
            guard let text = answers[field.name], !text.isEmpty else { continue }
            let entry = try await office.database.read { connection -> String? in
                let folio = try FolioRecords.find(row.unit, region: region, in: connection)?.folio
                let entries = Set((folio?.options(of: field.entries ?? .mortgage) ?? []).map(\.value))
                if entries.contains(text) { return text }
                guard let proof = try CertificateRecords.find(number: text, region: region, in: connection), proof.unit == row.unit,
                    entries.contains(proof.entry.text)
                else { return nil }
                return proof.entry.text
            }
            guard let entry else { throw RowFault(field: field.label, message: "登记簿上这个不动产单元没有“\(text.prefix(40))”这一项。") }
            resolved[field.name] = entry
        }
        return resolved
    }

    private func move(_ row: BatchRow, to state: BatchRow.State, caseID: String?, field: String? = nil, message: String?) async throws {
        let (region, now) = (office.region, office.now())
        try await office.database.write(.rowLocks) { connection in
            try BatchRecords.move(row, to: state, caseID: caseID, field: field, message: message, runAt: now, at: now, region: region, in: connection)
        }
    }

    private func refuse(_ row: BatchRow, field: String?, message: String) async {
        do {
            let (region, batch, number) = (office.region, row.batch, row.number)
            let opened = try await office.database.read { connection in
                try connection.row(
                    "SELECT case_id FROM application_batch_row WHERE region = \(region) AND batch_id = \(batch) AND row_number = \(number)"
                )?.textIfPresent("case_id")
            }
            // A case that is there stays: what is wrong is mended in it.
            try await move(row, to: opened == nil ? .failed : .done, caseID: opened, field: field, message: message)
        } catch {
            logger.error("a row of a batch could not be stored", metadata: ["batch": "\(row.batch)", "row": "\(row.number)"])
        }
    }

    private func close(_ id: String) async throws {
        let (region, now) = (office.region, office.now())
        try await office.database.write { connection in
            guard try BatchRecords.close(id, at: now, region: region, in: connection),
                let batch = try BatchRecords.find(id, region: region, in: connection)
            else { return }
            let tally = try BatchRecords.tally(of: id, region: region, in: connection)
            let data = "{\"batch\":\"\(id)\",\"done\":\(tally[.done] ?? 0),\"failed\":\(tally[.failed] ?? 0),\"rows\":\(batch.rows)}"
            try CallbackDeliveries.put(to: [batch.party.id], at: now, region: region, in: connection) { _ in
                CallbackEvent(id: "\(id)-ended", kind: "batch.ended", caseID: nil, data: data)
            }
        }
    }
}
