import Storage

/// Rows that nothing but a seal answers for. Without the key to the seals nothing can be said of them, which the report says.
extension BookVerifier {
    func verifySealedRows(_ report: inout Report, _ progress: (Int) -> Void) async throws {
        guard let sealer else {
            report.unchecked.append("the seals of rows that are in no log (accounts, messages, surveys, projects …): the key to them isn't here")
            return
        }
        for table in sealer.tables where report.divergences.count < Self.enough {
            let before = report.sealedRows
            var read = 0
            let found = try await sealer.audit(table, region: region, enough: Self.enough, in: database) {
                read += $0
                progress(before + read)
            }
            report.sealedRows += found.rows
            for defect in found.defects { report.add(defect.place, defect.problem) }
            if found.unsealed > 0 {
                report.unchecked.append("\(found.unsealed) rows of \(table.name), which have no seal yet: dengbu serve gives them theirs")
            }
        }
        for defect in try await sealer.auditStrangers(in: database).defects { report.add(defect.place, defect.problem) }
    }
}
