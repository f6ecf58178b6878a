import Catalogue

extension Primitives {
    /// The names that the case engine implements.
    static let house = Primitives(
        checks: [
            "identity-verified", "applicant-alive", "applicant-of-age", "buyer-is-contract-buyer", "all-contract-buyers-apply",
            "contract-filed", "contract-in-force", "contract-names-unit", "contract-seller-is-owner", "contract-paid-in-full",
            "contract-shares-complete", "area-matches-register", "maintenance-fund-paid", "deed-tax-paid", "tax-names-contract",
            "tax-names-buyers", "price-matches-tax", "project-listed", "pledge-in-force", "unit-first-registered", "unit-on-pledge-list",
            "register-admits", "not-already-in-progress", "seller-is-owner", "all-owners-apply", "buyer-not-seller",
            "mortgage-terms-complete", "mortgagee-is-lender", "mortgagor-is-owner", "mortgage-exists", "mortgagee-applies",
            "developer-holds-land", "planning-verified", "completion-verified", "units-on-parcel", "units-not-registered",
            "survey-complete", "areas-add-up", "pledge-signed", "holder-applies", "loss-declared",
        ],
        steps: ["identify", "gather", "check", "sign", "accept", "fee", "decide", "register", "certify", "push", "archive"],
        acts: [
            "first-registration-of-units", "transfer-by-contract", "transfer-by-application", "create-mortgage", "end-mortgage", "reissue",
        ],
        documents: ["ownership-certificate", "mortgage-certificate", "register-extract", "acceptance-notice"],
        departments: ["housing", "tax", "water", "power", "gas", "television", "upper-registry", "sms"],
        sources: [
            "public-security.identity", "civil-affairs.marriage", "housing.filed-contract", "housing.maintenance-fund",
            "housing.completion-record", "planning.verification", "tax.deed-tax-receipt", "credit.record", "register.folio",
            "register.building-survey", "register.pledge",
        ],
        feeRules: ["registration"],
        requirements: [
            "project-listed", "unit-first-registered", "contract-paid-in-full", "maintenance-fund-paid", "deed-tax-paid", "contract-filed",
            "all-owners-apply", "developer-holds-land", "planning-verified", "completion-verified", "survey-complete",
            "mortgagor-is-owner", "mortgagee-applies", "holder-applies",
        ])
}
