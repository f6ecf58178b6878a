import Register

/// What the facts of a service's test may say. A key that is mistyped would make a test pass for the wrong reason, so keys are checked;
/// the departments' answers under `materials` are theirs and stay free.
enum FactsShape {
    static let applicant: [Field] = [
        .required("role", .identifier, "one of the service's roles"),
        .required("name", .text(max: 60), "as departments write it"),
        .required("identifier", .text(max: 60), "kind and number: `identity-card:…`, `credit-code:…`"),
        .optional("verified", .flag, "identified by a means that the service accepts; `true` if not given"),
        .optional("kind", .word(of: ApplicantKind.self), "`person` for identity cards and passports, else `enterprise`"),
    ]

    /// A holder: the name of a role means its applicants, `developer` the project's developer, `stranger` somebody else.
    static let holder: Shape = .short(
        .identifier,
        [
            .required("name", .text(max: 60), "as departments write it"),
            .required("identifier", .text(max: 60), "kind and number"),
            .optional("share", .text(max: 20), "`1/2`"),
        ])

    static let unit: [Field] = page + [
        .optional("land", .object(page), "the page of the parcel it stands on"),
        .optional("house", .object(page), "the page of a house that stands on it, where it is land"),
    ]

    /// A page of the register.
    private static let page: [Field] = [
        .optional("code", .text(max: 28), "its 28 characters"),
        .optional("owner", .identifier, "a role, `developer` or `stranger`"),
        .optional("owners", .list(holder, atLeast: 0, by: "identifier"), "instead of `owner`: several holders, or none"),
        .optional("co-ownership", .word(coOwnerships), "how several hold"),
        .optional("standing", .word(standings), "of the building; `built` if not given"),
        .optional("area", .text(max: 20), "building area in m²"),
        .optional("right", .word(rights), "the main right; that of state-owned construction land if not given"),
        .optional("land-until", .date, "last day of the land's term"),
        .optional("land-nature", .text(max: 3), "code of QLXZ; `102`, land granted for money, if not given"),
        .optional("use", .text(max: 4), "code of GHYT; `11` if not given"),
        .optional("location", .text(max: 100), "address"),
        .optional(
            "seizures",
            .list(
                .object([
                    .optional("id", .identifier, "for answers that point at it"),
                    .optional("authority", .text(max: 60), "the court"),
                    .optional("kind", .word(seizures), "`seizure` if not given"),
                    .optional("against", .identifier, "a role, for a pre-seizure"),
                    .optional("until", .date, "when it expires"),
                ]), atLeast: 0, by: nil), "in line"),
        .optional(
            "mortgages",
            .list(
                .object([
                    .optional("id", .identifier, "for answers that point at it"),
                    .required("mortgagee", .identifier, "a role, whose applicants hold it together; `bank` or `stranger`"),
                    .optional("held-by", .list(.text(max: 60), atLeast: 1, by: nil), "instead of everybody in that role: kind and number of each who holds it"),
                    .optional("ban", .flag, "transfer is banned (民法典 406); `false` if not given"),
                    .optional("kind", .word(mortgages), "`ordinary` if not given"),
                    .optional("under-construction", .flag, "on a building under construction"),
                    .optional("amount", .text(max: 20), "yuan"),
                    .optional("joint-debt", .text(max: 60), "what the debt is called that it secures with others; their `id`s differ in what follows the last hyphen"),
                    .optional("determined", .flag, "what a maximum-amount mortgage secures is determined (民法典 423); `false` if not given"),
                    .optional("until", .date, "when the term, or the period of a maximum-amount mortgage, ends; ten years after `today` if not given"),
                    .optional("registered-on", .date, "a year before `today` if not given; before 2021 transfers need consent"),
                    .optional("proof", .text(max: 60), "number of its proof (不动产登记证明)"),
                ]), atLeast: 0, by: "id"), "in rank order"),
        .optional(
            "notices",
            .list(
                .object([
                    .optional("id", .identifier, "for answers that point at it"),
                    .required("kind", .word(notices), "of the advance notice"),
                    .required("holder", .identifier, "a role, `bank` or `stranger`"),
                    .optional("registrable-since", .date, "when the final registration became possible; 40 days before `today` if built"),
                ]), atLeast: 0, by: nil), "advance notices"),
        .optional(
            "objections",
            .list(
                .object([
                    .optional("id", .identifier, "for answers that point at it"),
                    .optional("by", .identifier, "a role or `stranger`"),
                    .optional("matter", .text(max: 200), "what it is about"),
                    .optional("registered-on", .date, "three days before `today` if not given"),
                    .optional("suit", .date, "when a suit was filed"),
                ]), atLeast: 0, by: nil), "objections"),
        .optional(
            "lapsed-objections",
            .list(
                .object([
                    .required("by", .identifier, "a role or `stranger`"),
                    .required("matter", .text(max: 200), "what it was about"),
                ]), atLeast: 0, by: nil), "objections that lapsed without a suit"),
        .optional(
            "residences",
            .list(
                .object([
                    .optional("id", .identifier, "for answers that point at it"),
                    .required("holder", .identifier, "a role or `stranger`"),
                    .optional("until", .date, "its last day; for life if not given"),
                ]), atLeast: 0, by: nil), "rights of residence"),
        .optional(
            "easements",
            .list(
                .object([
                    .optional("id", .identifier, "for answers that point at it"),
                    .required("holder", .identifier, "a role or `stranger`"),
                    .optional("until", .date, "its last day"),
                ]), atLeast: 0, by: nil), "easements"),
        .optional(
            "locks",
            .list(
                .object([
                    .optional("authority", .text(max: 60), "who ordered it"),
                    .optional("reason", .text(max: 100), "why"),
                ]), atLeast: 0, by: nil), "administrative locks"),
    ]

    static let project: [Field] = [
        .optional("name", .text(max: 60), "of the project"),
        .optional("listed", .flag, "on the public list of self-service projects"),
        .optional("state", .word(projectStates), "instead of `listed`"),
        .optional("pledge", .word(pledges), "the developer's promise letter"),
        .optional("parcel", .text(max: 19), "its 19 characters"),
        .optional("land-owner", .identifier, "a role, `developer` or `stranger`; `nobody` if the land isn't registered"),
        .optional("developer", .identifier, "the role that is the developer, if one applies"),
        .optional(
            "units",
            .list(
                .object([
                    .required("code", .text(max: 28), "its 28 characters"),
                    .optional("self-service", .flag, "on the developer's list; `true` if not given"),
                    .optional("surveyed", .flag, "its survey report is on file; `true` if not given"),
                    .optional("registered", .flag, "has an owner already; `false` if not given"),
                    .optional("area", .text(max: 20), "building area in m²"),
                    .optional("inner-area", .text(max: 20), "inner area in m²"),
                    .optional("shared-area", .text(max: 20), "shared area in m²"),
                ]), atLeast: 0, by: "code"), "the developer's list; the unit of the case if not given"),
    ]

    static let feeAccount: [Field] = [
        .required("holder", .text(max: 60), "in whose name it is"),
        .required("bank", .text(max: 60), "at which bank"),
        .required("number", .text(max: 40), "its number"),
    ]

    /// A court's ruling that waits to be entered.
    static let ruling: [Field] = [
        .optional("winner", .identifier, "a role; `stranger` if not given"),
        .optional("debtors", .list(.text(max: 60), atLeast: 0, by: nil), "whose right was sold, by kind and number; all owners if not given"),
        .optional("court", .text(max: 60), "the disposing court; 南昌市东湖区人民法院 if not given"),
        .optional("served-on", .date, "when it was served; a week before `today` if not given"),
        .optional("price", .text(max: 20), "yuan; a million if not given"),
        .optional("manner", .identifier, "`auction`, `sale` (变卖) or `debt` (以物抵债); an auction if not given"),
        .optional("ends-others", .flag, "the court confirms that other seizures lose their effect; `true` if not given"),
        .optional("keeps", .list(.identifier, atLeast: 0, by: nil), "mortgages that stay"),
        .optional("share-of", .text(max: 60), "whose share was sold alone, by kind and number; the whole if not given"),
        .optional("ends-rights", .list(.identifier, atLeast: 0, by: nil), "notices, residences and easements that it ends"),
        .optional("handed-over", .flag, "another court had seized first and left it the sale; `false` if not given"),
        .optional("names-unknown", .flag, "it keeps or ends something that the register doesn't have; `false` if not given"),
    ]

    static let facts: [Field] = [
        .optional("today", .date, "the day on which it is judged"),
        .optional("applicants", .list(.object(applicant), atLeast: 0, by: nil), "who applies"),
        .optional("unit", .object(unit), "the unit as the register has it"),
        .optional("more-units", .list(.object(unit), atLeast: 1, by: nil), "further units of the same case, in a service that takes several"),
        .optional("project", .object(project), "the developer's project"),
        .optional("ruling", .object(ruling), "a court's ruling on the sale of the unit"),
        .optional("materials", .map(.anything), "what departments answered, by kind; `null` takes one away"),
        .optional("missing", .map(.word(missing)), "kinds of materials that are not there, and why"),
        .optional("answers", .map(.anything), "the form"),
        .optional("fee-account", .object(feeAccount), "the account that was typed for the custodian's fee"),
        .optional("signed", .list(.name(.texts), atLeast: 0, by: nil), "declarations signed; all required ones if not given"),
        .optional("unconnected", .list(.identifier, atLeast: 0, by: nil), "roles of lenders with whom the registry can't talk; `bank`: the mortgagee of that name. With a person it never can"),
        .optional("unknown-borrowers", .list(.text(max: 60), atLeast: 1, by: nil), "borrowers, by kind and number, whom the registry doesn't know"),
        .optional("units-of-debt", .list(.text(max: 28), atLeast: 0, by: nil), "other units that secure the same debt as the mortgage that is picked"),
        .optional("other-cases", .list(.text(max: 30), atLeast: 0, by: nil), "numbers of earlier open cases on the unit"),
    ]

    private static func words(_ pairs: KeyValuePairs<String, String>) -> [Shape.Word] { pairs.map { Shape.Word(value: $0, meaning: $1) } }

    /// Burdens are entered by their own acts, never as a unit's main right.
    static let rights = RightKind.allCases.filter { ![.easement, .mortgage, .residence].contains($0) }
        .map { Shape.Word(value: $0.rawValue, meaning: $0.chinese) }
    static let missing = words(["not-found": "the department answered that there is none", "unavailable": "the department did not answer"])
    static let standings = words([
        "planned": "planned", "under-construction": "under construction", "built": "built", "cancelled": "its page is closed",
    ])
    static let coOwnerships = words(["sole": "单独所有", "joint": "共同共有", "by-shares": "按份共有"])
    static let seizures = words(["seizure": "查封", "pre-seizure": "预查封"])
    static let mortgages = words(["ordinary": "一般抵押", "maximum-amount": "最高额抵押"])
    static let notices = words([
        "presale-purchase": "预购商品房预告", "transfer": "转移预告", "presale-mortgage": "预购商品房抵押预告", "mortgage": "抵押预告",
    ])
    static let projectStates = words([
        "preparing": "units may still change", "applied": "first registration applied for", "registered": "first registration entered",
        "listed": "on the public list", "suspended": "taken off the list for now",
    ])
    static let pledges = words(["in-force": "in force", "expired": "past its last day", "revoked": "withdrawn", "none": "never filed"])
}
