/// The names that the program implements. The upper layer hands them in; a service file may use no others.
package struct Primitives: Hashable, Sendable {
    package var checks: Set<String>
    package var steps: Set<String>
    package var acts: Set<String>
    package var documents: Set<String>
    package var departments: Set<String>
    /// Where materials come from: contracts of departments and parts of our own register. `applicant` need not be named.
    package var sources: Set<String>
    package var feeRules: Set<String>
    package var requirements: Set<String>

    package init(
        checks: Set<String>, steps: Set<String>, acts: Set<String>, documents: Set<String>, departments: Set<String>,
        sources: Set<String>, feeRules: Set<String>, requirements: Set<String>
    ) {
        self.checks = checks
        self.steps = steps
        self.acts = acts
        self.documents = documents
        self.departments = departments
        self.sources = sources
        self.feeRules = feeRules
        self.requirements = requirements
    }
}
