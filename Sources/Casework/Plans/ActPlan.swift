package import Catalogue
package import Register
package import Storage

/// What a service's acts are in this case: the catalogue names kinds of acts, the facts fill them.
package struct ActPlan: Sendable {
    package var basis: Filing.Basis
    package var acts: [UnitAct]
    package var consents: [Consent]
    /// What else of ours changes with the registration, in its transaction: a project becomes listed.
    package var alsoStores: @Sendable (Registration, _ region: String, any Connection) throws -> Void

    package init(
        basis: Filing.Basis, acts: [UnitAct], consents: [Consent] = [],
        alsoStores: @escaping @Sendable (Registration, String, any Connection) throws -> Void = { _, _, _ in }
    ) {
        self.basis = basis
        self.acts = acts
        self.consents = consents
        self.alsoStores = alsoStores
    }

    /// Names a service file may use under `acts`.
    package static let names: Set<String> = [
        "first-registration-of-units", "transfer-by-contract", "transfer-by-application", "create-mortgage", "end-mortgage", "reissue",
    ]

    /// - Throws: `CaseError.notEligible` when the facts don't allow the acts to be written at all; the law itself is the register's.
    package static func acts(of service: ServiceDefinition, facts: CaseFacts) throws -> ActPlan {
        var plan = ActPlan(basis: .application(by: facts.applicants.map(\.party.ref), pledged: []), acts: [])
        for name in service.acts {
            switch name {
            case "first-registration-of-units": try plan.add(firstRegistration(facts))
            case "transfer-by-contract": try plan.add(transferByContract(facts))
            case "transfer-by-application": try plan.add(transferByApplication(facts))
            case "create-mortgage": try plan.add(createMortgage(facts))
            case "end-mortgage": try plan.add(endMortgage(facts))
            case "reissue": try plan.add(reissue(facts))
            default: throw CaseError.notEligible("目录中的登记行为“\(name)”尚未实现。")
            }
        }
        return plan
    }

    private mutating func add(_ other: ActPlan) {
        acts += other.acts
        consents += other.consents
        if case .application(let by, let pledged) = basis, case .application(_, let more) = other.basis {
            basis = .application(by: by, pledged: pledged + more)
        }
        let first = alsoStores
        let second = other.alsoStores
        alsoStores = { registration, region, connection in
            try first(registration, region, connection)
            try second(registration, region, connection)
        }
    }

    static func onlyUnit(_ facts: CaseFacts) throws -> CaseFacts.UnitFacts {
        guard let unit = facts.units.first, facts.units.count == 1 else { throw CaseError.notEligible("这项服务一次办理一个不动产单元。") }
        return unit
    }

    static func refs(_ role: String, _ facts: CaseFacts) -> [PartyRef] { facts.applicants.filter { $0.role == role }.map(\.party.ref) }
}
