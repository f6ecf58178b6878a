package import Catalogue
import Levies
import Register

/// What a case costs, line by line, each with its legal basis.
package enum FeeAssessment {
    /// Names that a service may use as its fee's rule.
    package static let rules: Set<String> = ["registration"]

    package static func lines(service: ServiceDefinition, facts: CaseFacts) throws -> [FeeLine] {
        guard service.fee.rule == "registration" else { return [] }
        let plan = try ActPlan.acts(of: service, facts: facts)
        let pages = Dictionary(facts.units.map { ($0.folio.unit, $0.folio) }) { first, _ in first }
        var circumstances = FeeCircumstances()
        if facts.answers["small-enterprise"] == "yes" {
            circumstances.smallEnterprises = Set(facts.applicants.filter { $0.party.ref.kind != .person && !CaseFacts.serving.contains($0.role) }.map(\.party.ref.id))
        }
        return Chargeable.pieces(of: plan.acts, on: pages, circumstances: circumstances)
            .flatMap { RegistrationFee.lines($0, on: facts.today) }.map { FeeLine(name: $0.name, amount: $0.amount, basis: $0.basis) }
    }
}
