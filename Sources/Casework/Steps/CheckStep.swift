import Catalogue
import Register

/// Judges what was gathered, before the applicant signs: whoever will be sent back learns everything at once, and now (条例 17).
package struct CheckStep: Step {
    package static let name = "check"
    package init() {}

    package func run(_ file: CaseFile, in office: CaseOffice) async throws -> StepOutcome {
        let service = try office.service(of: file.state)
        let facts = try await office.facts(for: file)
        let findings = CheckList.judge(service, facts)
        return .done([.judged(Judged(findings: findings))])
    }
}
