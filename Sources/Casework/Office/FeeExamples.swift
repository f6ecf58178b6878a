package import Catalogue
import Levies
package import Register

/// What a service costs in a usual situation, reckoned by the same price list as a case's fee.
package struct FeeExample: Hashable, Sendable {
    /// For whom: 住宅.
    package let title: String
    package let lines: [FeeLine]
    package var total: Money { lines.reduce(.zero) { $0 + $1.amount } }
}

extension FeeAssessment {
    /// Dwelling, other building, small enterprise: what the service's acts cost each of them on a day. Situations that cost the same
    /// are one; empty if the service charges nothing.
    package static func examples(of service: ServiceDefinition, on date: LegalDate) -> [FeeExample] {
        guard service.fee.rule == "registration", let act = service.acts.first else { return [] }
        let kind = service.kinds.first ?? .other
        let reissue = act == "reissue"
        func example(_ title: String, use: String, small: Bool = false) -> FeeExample {
            let item = RegistrationFee.Item(
                registration: kind, use: use, smallEnterprise: small, reissue: reissue, mortgage: act.hasSuffix("mortgage"))
            return FeeExample(
                title: title, lines: RegistrationFee.lines(item, on: date).map { FeeLine(name: $0.name, amount: $0.amount, basis: $0.basis) })
        }
        let dwelling = example("住宅", use: "11")
        let other = example("非住宅（商业、办公等）", use: "31")
        guard dwelling.lines != other.lines else { return [FeeExample(title: "每件", lines: dwelling.lines)] }
        return [dwelling, other] + (service.audience.contains(.enterprise) ? [example("小微企业、个体工商户", use: "31", small: true)] : [])
    }
}
