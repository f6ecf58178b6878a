package import Catalogue
import Contracts

/// Everything that a service file may name, because this program implements it.
package enum CaseworkPrimitives {
    package static let all = Primitives(
        checks: CheckList.names, steps: Set(CaseEngine.allSteps.map { type(of: $0).name }), acts: ActPlan.names, documents: CaseOffice.documentNames,
        departments: Set(Department.allCases.map(\.rawValue)), sources: Set(MaterialSource.all.keys).union(MaterialSource.own),
        feeRules: FeeAssessment.rules, requirements: CheckList.names)
}
