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

    /// How one kind of act is written from the facts. Whatever the law may refuse is written all the same: the register says why it
    /// refuses better than a plan could. Only what can't be written at all is an error.
    typealias Writer = @Sendable (CaseFacts) throws -> ActPlan

    private static let writers: [String: Writer] = [
        "first-registration-of-units": firstRegistration, "transfer-by-contract": transferByContract,
        "transfer-by-application": transferByApplication, "transfer-without-sale": transferWithoutSale, "transfer-share": transferShare,
        "change-holder": changeHolder, "change-description": changeDescription, "change-co-ownership": changeCoOwnership,
        "change-land-term": changeLandTerm, "cancel-ownership": cancelOwnership, "correct": correct, "reissue": reissue,
        "create-mortgage": createMortgage, "create-construction-mortgage": createConstructionMortgage, "change-mortgage": changeMortgage,
        "transfer-mortgage": transferMortgage, "determine-mortgage": determineMortgage, "transfer-part-of-maximum": transferPartOfMaximum, "change-ranks": changeRanks, "end-mortgage": endMortgage,
        "give-purchase-notice": givePurchaseNotice, "give-transfer-notice": giveTransferNotice, "give-mortgage-notice": giveMortgageNotice,
        "end-notice": endNotice, "object": object, "record-suit": recordSuit, "end-objection": endObjection,
        "grant-residence": grantResidence, "end-residence": endResidence, "grant-easement": grantEasement, "end-easement": endEasement,
        "end-expired-seizure": endExpiredSeizure, "end-seizures-by-ruling": endSeizuresByRuling, "end-mortgages-by-ruling": endMortgagesByRuling,
        "end-rights-by-ruling": endRightsByRuling,
        "transfer-by-ruling": transferByRuling, "turn-construction-mortgage": turnConstructionMortgage,
        "mortgage-for-loans": mortgageForLoans, "mortgage-for-further-loans": mortgageForFurtherLoans, "change-mortgage-to-loan": changeMortgageToLoan,
        "transfer-mortgage-to-loan": transferMortgageToLoan, "end-standing-mortgages": endStandingMortgages,
        "end-repaid-mortgages": endRepaidMortgages,
        "change-mortgage-to-owners": changeMortgageToOwners, "change-mortgage-to-buyers": changeMortgageToBuyers, "give-sale-notice": giveSaleNotice, "give-loan-notices": giveLoanNotices,
    ]

    /// Names a service file may use under `acts`.
    package static let names: Set<String> = Set(writers.map(\.key))

    /// - Throws: `CaseError.notEligible` when the facts don't allow the acts to be written at all; the law itself is the register's.
    package static func acts(of service: ServiceDefinition, facts: CaseFacts) throws -> ActPlan {
        var plan = ActPlan(basis: .application(by: facts.applying, pledged: []), acts: [])
        for name in service.acts {
            guard let write = writers[name] else { throw CaseError.notEligible("目录中的登记行为“\(name)”尚未实现。") }
            try plan.add(write(facts))
        }
        plan.consents += facts.consentsGiven
        return plan
    }

    private mutating func add(_ other: ActPlan) {
        acts += other.acts
        consents += other.consents
        if case .application(let by, let pledged) = basis, case .application(_, let more) = other.basis {
            basis = .application(by: by, pledged: pledged + more)
        }
        // What an authority orders is entered on its order, whoever has brought it in (实施细则 19).
        if case .order = other.basis { basis = other.basis }
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

    /// One act on the case's unit, asked for by everybody who applies.
    static func one(_ facts: CaseFacts, _ act: (CaseFacts.UnitFacts, FormAnswers) throws -> Act) throws -> ActPlan {
        let unit = try onlyUnit(facts)
        return ActPlan(
            basis: .application(by: facts.applying, pledged: []),
            acts: [UnitAct(unit: unit.folio.unit, act: try act(unit, FormAnswers(facts.answers)))])
    }

    static func refs(_ role: String, _ facts: CaseFacts) -> [PartyRef] { facts.applicants.filter { $0.role == role }.map(\.party.ref) }
}
