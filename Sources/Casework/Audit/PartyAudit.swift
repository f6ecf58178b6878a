import Identity
import Storage

/// The rows of people: each opens in its place alone, and is found by what is in it.
extension BookVerifier {
    func verifyParties(_ report: inout Report, _ progress: (Int) -> Void) async throws {
        guard let parties else { return }
        var next: String? = ""
        while let start = next, report.divergences.count < Self.enough {
            let page = try await database.read { try parties.audit(after: start, in: $0) }
            report.parties += page.read
            for defect in page.defects { report.add("party \(defect.party)", defect.problem) }
            next = page.next
            progress(report.parties)
        }
        for stray in try await database.read({ try parties.auditStrays(in: $0) }) { report.add("party \(stray.party)", stray.problem) }
    }
}
