import Catalogue

extension Primitives {
    private static let checks: Set<String> = [
        "identity-verified", "applicant-alive", "applicant-of-age", "buyer-is-contract-buyer", "all-contract-buyers-apply",
        "contract-filed", "contract-in-force", "contract-names-unit", "contract-seller-is-owner", "contract-paid-in-full",
        "contract-shares-complete", "area-matches-register", "maintenance-fund-paid", "deed-tax-paid", "seller-taxes-settled", "tax-names-contract",
        "tax-names-buyers", "tax-names-takers", "price-matches-tax", "project-listed", "pledge-in-force", "unit-first-registered", "unit-on-pledge-list",
        "register-admits", "not-already-in-progress", "seller-is-owner", "all-owners-apply", "buyer-not-seller",
        "mortgage-terms-complete", "mortgagee-is-lender", "mortgagor-is-owner", "mortgage-exists", "determination-grounded", "joint-debt-together", "mortgagee-applies",
        "developer-holds-land", "planning-verified", "completion-verified", "units-on-parcel", "units-not-registered",
        "survey-complete", "areas-add-up", "pledge-signed", "uploads-complete", "holder-applies", "loss-declared", "every-role-applies",
        "decedents-confirmed", "judgment-names-losers", "debtor-lives", "spouses-married", "presale-permitted", "lender-connected", "loan-approved", "approval-names-case", "loan-contract-sealed", "loans-within-price",
        "loan-order-stated", "mortgage-kind-kept", "standing-loans-placed", "payoff-current", "price-covers-payoff", "custody-fee-as-stated", "payoff-goes-to-lender", "standing-lenders-apply",
        "residence-disclosed", "allocated-land-cleared", "debt-settled", "joint-debt-judged", "ruling-served", "takers-are-winners", "tax-follows-ruling",
    ]

    /// The names that the case engine implements.
    static let house = Primitives(
        checks: checks,
        steps: ["identify", "gather", "check", "sign", "accept", "fee", "secure", "decide", "notice", "register", "certify", "settle", "push", "archive"],
        acts: [
            "first-registration-of-units", "transfer-by-contract", "transfer-by-application", "transfer-without-sale", "transfer-share",
            "change-holder", "change-description", "change-co-ownership", "change-land-term", "cancel-ownership", "correct", "reissue",
            "create-mortgage", "create-construction-mortgage", "change-mortgage", "transfer-mortgage", "determine-mortgage", "transfer-part-of-maximum", "change-ranks",
            "end-mortgage", "give-purchase-notice", "give-transfer-notice", "give-mortgage-notice", "end-notice", "object", "record-suit",
            "end-objection", "grant-residence", "end-residence", "grant-easement", "end-easement", "end-expired-seizure",
            "turn-construction-mortgage", "mortgage-for-loans", "mortgage-for-further-loans", "change-mortgage-to-loan", "transfer-mortgage-to-loan",
            "end-standing-mortgages", "end-repaid-mortgages", "change-mortgage-to-owners", "change-mortgage-to-buyers", "give-sale-notice", "give-loan-notices", "end-seizures-by-ruling",
            "end-mortgages-by-ruling", "end-rights-by-ruling", "transfer-by-ruling",
        ],
        documents: ["ownership-certificate", "mortgage-certificate", "registration-proof", "register-extract", "acceptance-notice"],
        departments: [
            "unified-identity", "public-security", "civil-affairs", "housing", "planning", "tax", "payment", "credit", "financial-regulator", "water", "power", "gas",
            "television", "sms", "post", "upper-registry", "court",
        ],
        sources: [
            "public-security.identity", "civil-affairs.marriage", "housing.filed-contract", "housing.maintenance-fund",
            "housing.completion-record", "housing.presale-permit", "planning.verification", "tax.deed-tax-receipt", "credit.record", "register.folio",
            "register.building-survey", "register.pledge", "register.court-ruling", "lending.loan-approval", "lending.payoff-statement", "custody.tariff", "lending.settlement",
        ],
        feeRules: ["registration"],
        requirements: checks)
}
