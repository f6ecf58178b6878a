package import Identity
package import Register
import Storage

/// Everything of a case for the official who works on it. That they saw who the parties are has been written down.
package struct CaseReading: Sendable {
    package let facts: CaseFacts
    package let preview: FilingPreview
    package let evidence: [Evidence]
    package let certificates: [IssuedCertificate]
    package let revealed: [PartyID: RevealedParty]

    /// Units of which the page is shown in full; a project has hundreds.
    package static let unitsShown = 3
}

extension CaseOffice {
    /// Opens a case on an official's screen. Seeing who they are is a look: recorded with its purpose, shown to them.
    package func read(_ file: CaseFile, by viewer: Viewer, at now: Moment) async throws -> CaseReading {
        let region = region
        let service = try service(of: file.state)
        var facts = try await facts(for: file)
        let purpose = try Purpose.caseWork(file.id)
        let (evidence, certificates, entered) = try await database.read { connection in
            (
                try EvidenceRecords.of(caseID: file.id, region: region, in: connection),
                try CertificateRecords.of(caseID: file.id, region: region, in: connection),
                try file.state.registration.map {
                    try EnteredPages.of(entries: $0.entries, limit: CaseReading.unitsShown, region: region, in: connection)
                }
            )
        }
        // What was entered is shown as it was entered; what is planned as it would be now.
        let preview = entered.map { FilingPreview(pages: $0, refusals: [], obstacle: nil) }
            ?? FilingPreview(of: file, service: service, facts: facts, at: now)
        // The ruling that a plan is made on is carried out with the registration; the sale that the case was about stays on its screen.
        if service.takesWinners { facts.ruling = try await sale(of: file, service) }
        var ids = Set(file.state.applicants.map(\.party.id))
        for page in preview.pages.prefix(CaseReading.unitsShown) { ids.formUnion(page.before.everybody.union(page.after.everybody)) }
        let seen = ids
        let parties = parties
        // What came in after a look was not looked at: materials, answers, applicants, what was entered.
        let shownSince = max(file.actions.last { $0.event.showsMore }?.at ?? file.state.openedAt, evidence.map(\.at).max() ?? file.state.openedAt)
        let revealed = try await database.write { connection in
            try parties.reveal(
                seen, fields: [.name, .identifier], for: purpose, by: viewer, about: LookSubject(unit: file.state.units.first, caseID: file.id),
                during: LookSitting(shownSince: shownSince), at: now, in: connection)
        }
        return CaseReading(facts: facts, preview: preview, evidence: evidence, certificates: certificates, revealed: revealed)
    }

    /// 一次性告知: what the checks found and the official ticked, and what else is missing in the official's own words (条例 17).
    package func notice(of file: CaseFile, ticked: Set<String>, items: [String]) -> [Finding] {
        let found = file.state.findings.filter { $0.consequence != .note && ticked.contains($0.check) }
        return found + items.map { $0.trimmingBlanks }.filter { !$0.isEmpty }.prefix(50).map {
            Finding(check: "notice", consequence: .mend, message: $0, statute: "《不动产登记暂行条例》第十七条", remedy: "请补正后重新提交。")
        }
    }
}

extension String {
    /// Without blanks at its ends.
    package var trimmingBlanks: String { String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()) }
}

extension CaseEvent {
    /// Whether a case shows more of somebody after it than before.
    fileprivate var showsMore: Bool {
        switch self {
        case .opened, .answered, .gathered, .signed, .uploaded, .joined, .registered, .certified, .sourceChanged, .corrected: true
        case .judged, .submitted, .accepted, .feeAssessed, .feePaid, .approved, .returned, .refused, .withdrawn, .told, .archived, .waiting, .stepDone,
            .suspended, .resumed, .reviewed, .claimed, .released, .published, .askedToWithdraw, .uploadRemoved, .rechecked, .escalated, .moneyMoved, .custodianProposed, .custodianChanged: false
        }
    }
}
