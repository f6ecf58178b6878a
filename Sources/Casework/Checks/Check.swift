package import Catalogue
import Register

/// One rule that a case is judged by: pure, named, with its statute. Same facts, same findings, today and in twenty years.
package protocol Check: Sendable {
    /// The name that service files use.
    static var name: String { get }
    /// The rule it rests on.
    static var statute: String { get }
    func findings(_ facts: CaseFacts) -> [Finding]
}

extension Check {
    func finding(
        _ message: String, _ consequence: Finding.Consequence = .mend, figures: [Figures]? = nil, remedy: String, materials: [String] = [], statute: String? = nil
    ) -> Finding {
        Finding(
            check: Self.name, consequence: consequence, message: message, figures: figures, statute: statute ?? Self.statute, remedy: remedy, materials: materials)
    }

    /// What to say when the material that a check needs isn't there: wait for a silent department, or tell that there is none.
    func absent(_ material: String, _ title: String, _ facts: CaseFacts, remedy: String) -> [Finding] {
        switch facts.missing[material] {
        case .unavailable(let department):
            [finding("\(department)暂时没有回应，\(title)尚未取得。", .wait, remedy: "无需操作，系统会自动重试。", materials: [material])]
        case .notFound, nil: [finding("没有查询到\(title)。", .mend, remedy: remedy, materials: [material])]
        }
    }
}

/// The checks that this program implements, by name, and how a service's list of them is judged.
package enum CheckList {
    package static let all: [any Check] = [
        IdentityVerified(), ApplicantAlive(), ApplicantOfAge(), HolderApplies(), LossDeclared(),
        ContractFiled(), ContractInForce(), ContractNamesUnit(), ContractSellerIsOwner(), ContractPaidInFull(), ContractSharesComplete(),
        BuyerIsContractBuyer(), AllContractBuyersApply(), BuyerNotSeller(), AreaMatchesRegister(),
        MaintenanceFundPaid(), DeedTaxPaid(), SellerTaxesSettled(), TaxNamesContract(), TaxNamesBuyers(), TaxNamesTakers(), PriceMatchesTax(),
        ProjectListed(), PledgeInForce(), UnitOnPledgeList(),
        UnitFirstRegistered(), NotAlreadyInProgress(), SellerIsOwner(), AllOwnersApply(), RegisterAdmits(),
        MortgageTermsComplete(), MortgageeIsLender(), MortgagorIsOwner(), MortgageExists(), MortgageeApplies(), DeterminationGrounded(), JointDebtTogether(),
        DeveloperHoldsLand(), PlanningVerified(), CompletionVerified(), UnitsOnParcel(), UnitsNotRegistered(), SurveyComplete(), AreasAddUp(),
        PledgeSigned(), UploadsComplete(), EveryRoleApplies(), DecedentsConfirmed(), JudgmentNamesLosers(), DebtorLives(), SpousesMarried(), PresalePermitted(),
        LenderConnected(), LoanApproved(), ApprovalNamesCase(), LoanContractSealed(), LoansWithinPrice(), LoanOrderStated(), MortgageKindKept(), StandingLoansPlaced(),
        PayoffCurrent(), PriceCoversPayoff(), PayoffGoesToLender(), StandingLendersApply(), JointDebtJudged(), ResidenceDisclosed(), AllocatedLandCleared(), DebtSettled(),
        CustodyFeeAsStated(),
        RulingServed(), TakersAreWinners(), TaxFollowsRuling(),
    ]

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { (type(of: $0).name, $0) })
    package static let names = Set(byName.keys)

    /// Everything that the service's checks find, in the order in which the service lists them.
    package static func judge(_ service: ServiceDefinition, _ facts: CaseFacts) -> [Finding] {
        var findings: [Finding] = []
        for use in service.checks {
            guard let check = byName[use.name] else { continue }
            for var finding in check.findings(facts) {
                // A service may send what the applicant could mend to a person instead, or the other way round; never wave it through.
                if finding.consequence == .mend || finding.consequence == .judge, let wanted = use.onFinding {
                    finding.consequence = Finding.Consequence(wanted)
                }
                findings.append(finding)
            }
        }
        // What a service wants uploaded is wanted whether or not its file also lists the check.
        if service.check(UploadsComplete.name) == nil { findings += UploadsComplete().findings(facts) }
        return findings
    }
}

extension Finding.Consequence {
    /// 不予登记 is only ever proposed: a person decides it.
    init(_ severity: FindingSeverity) {
        switch severity {
        case .clerk, .refuse: self = .judge
        case .return: self = .mend
        case .wait: self = .wait
        }
    }

    /// What the catalogue's tests call it.
    var severity: FindingSeverity? {
        switch self {
        case .note: nil
        case .wait: .wait
        case .mend: .return
        case .judge: .clerk
        }
    }
}
