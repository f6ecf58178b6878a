package import Catalogue
import Synchronization

/// Runs the tests that service files carry, once for each catalogue, in the background: what `dengbu catalogue check` prints, for a page.
package final class CatalogueCheck: Sendable {
    package struct Result: Sendable, Hashable {
        package let tests: Int
        /// A line each: the test and what came out otherwise.
        package let failures: [String]
    }

    private let catalogue: ServiceCatalogue
    private let results = Mutex<(started: Bool, byService: [String: Result])>((false, [:]))

    package init(catalogue: ServiceCatalogue) { self.catalogue = catalogue }

    /// Results as far as there are any yet; the first call starts the work.
    package func results(whole wait: Bool = false) async -> [String: Result] {
        let isFirst = results.withLock { state in
            defer { state.started = true }
            return !state.started
        }
        if isFirst {
            let work = Task.detached(priority: .utility) { [self] in
                for service in catalogue.services {
                    let outcomes = ServiceTestRunner(catalogue: catalogue).run(service)
                    let failures = outcomes.filter { !$0.failures.isEmpty }.map { "\($0.test)：\($0.failures.joined(separator: "；"))" }
                    results.withLock { $0.byService[service.id] = Result(tests: outcomes.count, failures: failures) }
                }
            }
            if wait { await work.value }
        }
        return results.withLock { $0.byService }
    }
}
