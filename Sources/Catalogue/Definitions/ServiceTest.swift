package import Register

/// A test that a service file carries: given these facts, these findings, these acts, this outcome. The case engine runs it.
package struct ServiceTest: Hashable, Sendable {
    package let name: String
    /// The facts, with what `like` refers to already laid under them.
    package let given: CatalogueValue
    package let expect: Expectation
    /// Where it stands in its file, for reports.
    package let line: Int

    package struct Expectation: Hashable, Sendable {
        /// Names of the checks that find something, each once; in any order.
        package let findings: [String]
        /// Names of the acts that would enter the register; nil: not asserted.
        package let acts: [String]?
        package let outcome: CaseOutcome
        /// Codes with which the register's law would refuse the filing, in any order; what is refused besides must not be.
        package let refusals: [RefusalCode]
    }
}
