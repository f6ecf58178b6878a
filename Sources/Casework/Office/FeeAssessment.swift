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
        var lines: [FeeLine] = []
        for item in plan.acts {
            let use = facts.units.first { $0.folio.unit == item.unit }?.folio.description.use ?? item.act.statedUse
            let kind = item.act.registration
            let mortgage = if case .mortgage = item.act { true } else { false }
            let reissue = if case .reissue = item.act { true } else { false }
            let fee = RegistrationFee.Item(
                registration: kind, use: use, smallEnterprise: facts.answers["small-enterprise"] == "yes",
                homestead: item.unit.use == .homestead, reissue: reissue, mortgage: mortgage)
            for line in RegistrationFee.lines(fee, on: facts.today) {
                lines.append(FeeLine(name: line.name, amount: line.amount, basis: line.basis))
            }
        }
        return lines
    }
}

extension Act {
    /// The use that a first registration states itself.
    fileprivate var statedUse: String? { if case .firstRegistration(let first) = self { first.description.use } else { nil } }
}
