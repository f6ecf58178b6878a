import Catalogue
import Register

/// Judges the case once more against the register as it is now, and decides by itself only where nothing at all was found.
package struct DecideStep: Step {
    package static let name = "decide"
    package init() {}

    package func run(_ file: CaseFile, in office: CaseOffice) async throws -> StepOutcome {
        if file.state.approval != nil { return .done([]) }
        let service = try office.service(of: file.state)
        let facts = if let known = file.facts { known } else { try await office.facts(for: file) }
        let findings = CheckList.judge(service, facts)
        let open = findings.filter { $0.consequence != .note }
        let judged = CaseEvent.judged(Judged(findings: findings))
        if service.review == .automatic, open.isEmpty {
            return .done([judged, .approved(Approved(automatic: true, opinion: nil))], facts: facts)
        }
        if let wait = open.first(where: { $0.consequence == .wait }) {
            // What is there but no longer of today is asked for anew, and the case judged again on what comes.
            if let old = wait.materials.first(where: { facts.materials[$0] != nil }), let source = file.state.materials[old]?.source {
                return .waiting(
                    Waiting(step: Self.name, on: .department, whom: source, reason: wait.message), [judged, .sourceChanged(SourceChanged(source: source))],
                    retryAt: office.now())
            }
            return .waiting(
                Waiting(step: Self.name, on: .department, whom: wait.materials.first, reason: wait.message), [judged],
                retryAt: office.now().adding(seconds: 15))
        }
        let reason = open.isEmpty ? "等待审核" : open.map { $0.message.hasSuffix("。") ? $0.message : "\($0.message)。" }.joined()
        return .waiting(Waiting(step: Self.name, on: .officer, whom: "examiner", reason: reason), [judged], retryAt: nil)
    }
}
