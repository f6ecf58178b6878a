package import Catalogue
import Register

/// How one test of a service file went.
package struct ServiceTestResult: Sendable {
    package let service: String
    package let test: String
    /// What came out otherwise than expected; empty when the test passed.
    package let failures: [String]
}

/// Runs the tests that service files carry: facts in, findings and acts out, through the same checks and the same law as a real case.
package struct ServiceTestRunner: Sendable {
    private let catalogue: ServiceCatalogue

    package init(catalogue: ServiceCatalogue) { self.catalogue = catalogue }

    package func run(_ service: ServiceDefinition) -> [ServiceTestResult] { service.tests.map { run($0, of: service) } }

    private func run(_ test: ServiceTest, of service: ServiceDefinition) -> ServiceTestResult {
        var failures: [String] = []
        let facts: CaseFacts
        do {
            facts = try TestFacts(test.given, service: service).facts()
        } catch {
            return ServiceTestResult(service: service.id, test: test.name, failures: ["the facts can't be read: \(error)"])
        }
        let findings = CheckList.judge(service, facts).filter { $0.consequence != .note }
        let found = Set(findings.map(\.check))
        let expected = Set(test.expect.findings)
        if found != expected {
            failures.append("findings \(found.sorted()) where \(expected.sorted()) were expected")
        }
        let refused = Set(facts.refusals.map(\.code))
        let wanted = Set(test.expect.refusals)
        if refused != wanted {
            failures.append("refusals \(refused.map(\.rawValue).sorted()) where \(wanted.map(\.rawValue).sorted()) were expected")
        }
        let outcome = service.outcome(of: findings.compactMap(\.consequence.severity))
        if outcome != test.expect.outcome { failures.append("outcome \(outcome.rawValue) where \(test.expect.outcome.rawValue) was expected") }
        if let acts = test.expect.acts {
            do {
                let plan = try ActPlan.acts(of: service, facts: facts)
                if Set(acts) != Set(service.acts) || (plan.acts.isEmpty != acts.isEmpty) { failures.append("acts \(service.acts) where \(acts) were expected") }
            } catch {
                failures.append("the acts can't be written: \(error)")
            }
        }
        return ServiceTestResult(service: service.id, test: test.name, failures: failures)
    }
}
