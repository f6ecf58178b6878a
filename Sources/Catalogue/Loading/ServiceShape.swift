import Register

/// The shape of the catalogue's files, key by key.
enum ServiceShape {
    static let condition: [Field] = [
        .optional("answer", .identifier, "name of a field of the form"),
        .optional("is", .list(.text(max: 60), atLeast: 1, by: nil), "the answers for which it holds"),
        .optional("applicant", .word(of: ApplicantKind.self), "holds if somebody of that kind applies"),
        .optional("in", .list(.identifier, atLeast: 1, by: nil), "for `applicant`: in one of these roles"),
        .optional("charged", .identifier, "name of a field of type `charge`: holds if that is to be paid out of custody"),
    ]

    static let role: [Field] = [
        .required("role", .identifier, "name of the role, used by declarations and tests"),
        .required("label", .text(max: 20), "what citizens call it"),
        .required("kinds", .words(of: ApplicantKind.self), "who may stand in it"),
        .required("alone", .flag, "nobody else has to apply with them (条例 14)"),
        .optional("several", .flag, "several people may stand in it together; otherwise one"),
        .optional("optional", .flag, "takes part only where their consent is needed; `false` if not given"),
        .optional("known-as", .words(of: RoleStanding.self), "by what the register or a department knows them; anybody if not given"),
        .required("identify", .words(of: IdentificationWay.self), "how they may be identified"),
    ]

    static let requirement: [Field] = [
        .required("name", .name(.requirements), "what has to hold before anybody may start"),
        .required("says", .text(max: 120), "how the service's page says it"),
    ]

    static let option: [Field] = [
        .required("value", .text(max: 60), "what is stored"),
        .required("label", .text(max: 60), "what is read"),
        .optional("help", .text(max: 200), "a hint below it"),
    ]

    static let field: [Field] = [
        .required("name", .identifier, "name under which the answer is kept"),
        .required("label", .text(max: 60), "the question"),
        .required("type", .word(of: FieldType.self), "kind of answer"),
        .optional("help", .text(max: 300), "a hint below the question"),
        .required("required", .flag, "whether it must be answered when it is asked"),
        .optional("entries", .word(of: EntryKind.self), "for `entry` alone: what is picked from"),
        .optional("options", .list(.object(option), atLeast: 2, by: "value"), "for `choice` alone"),
        .optional("max-length", .integer(1...5000), "characters, for texts alone"),
        .optional("min", .integer(0...1_000_000_000_000), "lowest value, for numbers, areas (m²) and money (yuan)"),
        .optional("max", .integer(0...1_000_000_000_000), "highest value, likewise"),
        .optional("not-before", .identifier, "name of the date field that this date may not lie before"),
        .optional("required-when", .object(condition), "asked only when this holds"),
        .optional("by", .list(.identifier, atLeast: 1, by: nil), "roles that answer it, and nobody else; every one that applies if not given"),
    ]

    static let material: [Field] = [
        .required("kind", .name(.materials), "what it is"),
        .required("from", .name(.sources), "where it comes from: shared data first"),
        .optional("otherwise", .word(of: MaterialFallback.self), "what happens when the source has none; not for uploads"),
        .optional("required-when", .object(condition), "wanted only when this holds"),
        .optional("per-applicant", .flag, "each applicant has one"),
        .optional("of", .list(.identifier, atLeast: 1, by: nil), "for `per-applicant`: only those in these roles, organisations too"),
        .optional("per-mortgage", .flag, "there is one for each mortgage that stands on the unit, of each who holds it"),
        .optional("per-owner", .identifier, "name of a field of type `owners`: there is one for each owner who is named there"),
    ]

    static let declaration: [Field] = [
        .required("text", .name(.texts), "what is signed"),
        .optional("by", .list(.identifier, atLeast: 1, by: nil), "roles that sign it; otherwise all"),
        .optional("required", .flag, "nobody can apply without it; `true` if not given"),
        .optional("required-when", .object(condition), "shown only when this holds"),
    ]

    static let check: [Field] = [
        .required("check", .name(.checks), "what is checked"),
        .optional("on-finding", .word(of: FindingSeverity.self), "what a finding leads to here; otherwise the check says"),
    ]

    static let charge: [Field] = [
        .required("field", .identifier, "the field of type `charge` that states it"),
        .required("kind", .word(of: ChargeKind.self), "what it is for; taxes are paid before the registration, never out of custody"),
        .required("borne-by", .identifier, "the role that owes it: `rest-to` out of the rest, `paid-by` on top of the price"),
    ]

    static let suit: [Field] = [
        .required("fact", .word(of: SuitFact.self), "what it depends on"),
        .required("is", .list(.identifier, atLeast: 1, by: nil), "the values for which it is right"),
        .required("otherwise", .text(max: 120), "why it isn't right for the others, for citizens"),
    ]

    static let expectation: [Field] = [
        .required("findings", .names(.checks), "checks that find something"),
        .optional("acts", .names(.acts), "acts that would enter the register"),
        .required("outcome", .word(of: CaseOutcome.self), "how the case then stands"),
        .optional(
            "refusals", .list(.word(RefusalCode.allCases.map { Shape.Word(value: $0.rawValue, meaning: $0.chinese) }), atLeast: 1, by: nil),
            "what the register's law would refuse, each code once; nothing if not given"),
    ]

    static let test: [Field] = [
        .required("name", .text(max: 80), "what it shows"),
        .optional("like", .text(max: 80), "name of the test whose facts these are laid over"),
        .required("given", .overlay(FactsShape.facts), "the facts"),
        .required("expect", .object(expectation), "what must come of them"),
    ]

    static let service: [Field] = [
        .required("id", .identifier, "also the name of the file"),
        .required("name", .text(max: 40), "for citizens"),
        .required("short-name", .text(max: 14), "for buttons and columns"),
        .required("summary", .text(max: 200), "what it is, for citizens"),
        .required("category", .word(of: ServiceCategory.self), "where it stands in the list"),
        .required("audience", .words(of: Audience.self), "whom it is for"),
        .required("keywords", .list(.text(max: 20), atLeast: 1, by: nil), "what people search for"),
        .required("law", .list(.statute, atLeast: 1, by: nil), "what it rests on"),
        .required("kinds", .list(.word(of: RegistrationWord.self), atLeast: 0, by: nil), "kinds of registration it enters"),
        .required("subject", .word(of: ServiceSubject.self), "what a case is about"),
        .optional("several-units", .flag, "one case may be about several units; `false` if not given"),
        .required("applicants", .list(.object(role), atLeast: 1, by: "role"), "who applies"),
        .required("channels", .words(of: Channel.self), "where it can be applied for"),
        .optional("requires", .list(.object(requirement), atLeast: 1, by: "name"), "what must hold before anybody may start"),
        .optional("form", .list(.object(field), atLeast: 1, by: "name"), "questions, in order"),
        .required("materials", .list(.object(material), atLeast: 1, by: "kind"), "what is wanted, and from whom"),
        .optional("declarations", .list(.object(declaration), atLeast: 1, by: "text"), "what is signed"),
        .required("checks", .list(.short(.name(.checks), check), atLeast: 1, by: "check"), "what is checked, in order"),
        .required("steps", .names(.steps, atLeast: 1), "the way of a case, in order"),
        .required("review", .word(of: ReviewMode.self), "who decides"),
        .optional("automatic-falls-to", .word(of: ReviewFallback.self), "who decides when the program may not"),
        .required("acts", .names(.acts), "what enters the register; empty for a query"),
        .required("issues", .names(.documents), "documents that are made"),
        .required(
            "fee",
            .object([
                .optional("rule", .name(.feeRules), "how it is reckoned; free without"),
                .required("says", .text(max: 200), "how the service's page says it"),
            ]), "what it costs"),
        .required("tells", .names(.departments), "who is told afterwards"),
        .required(
            "within",
            .object([
                .required("target", .promise, "what citizens are promised"),
                .required("legal", .term, "what the law allows"),
                .optional("not-counted", .words(of: UncountedWait.self), "waits of the applicants' own making that don't count"),
            ]), "how long it may take"),
        .optional(
            "public-notice",
            .object([
                .required("working-days", .integer(0...90), "how long objections are waited for; 0: it is published and the case goes on"),
                .optional("required-when", .object(condition), "published only when this holds"),
            ]),
            "a public notice after the decision, not counted in the term (实施细则 17, 22)"),
        .optional(
            "money",
            .object([
                .required("custodian", .identifier, "the field of type `custodian` that chooses who holds it"),
                .required("price", .name(.materials), "the material that states what is paid in all"),
                .required("paid-by", .identifier, "the role that pays what no loan covers"),
                .optional("loans", .name(.materials), "the material of new loans, each of which its lender pays in"),
                .optional("pays-off", .name(.materials), "the material of what pays standing loans off on a day"),
                .required("rest-to", .identifier, "the role that gets the rest"),
                .required("rest-account", .identifier, "the field of type `account` that says where"),
                .optional("charges", .list(.object(charge), atLeast: 1, by: "field"), "fees that may be agreed on to be paid out of custody afterwards"),
                .required("working-days", .integer(1...90), "after the acceptance; then it goes back, if nothing was registered"),
            ]), "money that is held until the register has changed (民法典 571)"),
        .required("archive", .word(of: ArchiveRetention.self), "how long the file is kept"),
        .optional("suits", .list(.object(suit), atLeast: 1, by: "fact"), "for which facts this is the right one of several ways to the same end"),
        .optional("opened-by", .name(.sources), "the registry opens it by itself when an institution says so"),
        .required("tests", .list(.object(test), atLeast: 1, by: "name"), "what the service must do, run with every check"),
    ]

    static let materialsFile: [Field] = [
        .required(
            "materials",
            .list(
                .object([
                    .required("kind", .identifier, "name that services use"),
                    .required("name", .text(max: 40), "for citizens"),
                    .required("about", .text(max: 200), "what it is, for citizens"),
                    .required("issuer", .text(max: 30), "who has it"),
                    .optional("formats", .words(of: UploadFormat.self), "taken when it is uploaded; never uploaded without"),
                    .optional("max-megabytes", .integer(1...200), "of an upload; 20 if not given"),
                    .required("personal", .flag, "holds personal data"),
                ]), atLeast: 1, by: "kind"), "all kinds of materials")
    ]

    static let lawsFile: [Field] = [
        .required(
            "laws",
            .list(
                .object([
                    .required("name", .text(max: 30), "as services cite it, without spaces"),
                    .required("title", .text(max: 80), "in full"),
                    .required("issued", .text(max: 80), "by whom and when"),
                ]), atLeast: 1, by: "name"), "what services may cite")
    ]

    static let textsFile: [Field] = [
        .required(
            "texts",
            .list(
                .object([
                    .required("id", .identifier, "name that services use"),
                    .required("title", .text(max: 40), "its heading"),
                    .required("body", .text(max: 5000), "paragraphs; `{{applicants}}` and the like are filled in"),
                    .optional("law", .list(.statute, atLeast: 1, by: nil), "what it rests on"),
                ]), atLeast: 1, by: "id"), "texts that are signed or sent")
    ]

    static let calendarFile: [Field] = [
        .required("year", .integer(2000...2200), "also the name of the file"),
        .required("source", .text(max: 120), "the published arrangement"),
        .required(
            "holidays",
            .list(
                .object([
                    .required("name", .text(max: 20), "of the holiday"),
                    .required("from", .date, "first day off"),
                    .required("until", .date, "last day off"),
                ]), atLeast: 1, by: "name"), "days off, weekends in between included"),
        .required("working", .list(.date, atLeast: 0, by: nil), "Saturdays and Sundays that are worked"),
    ]
}
