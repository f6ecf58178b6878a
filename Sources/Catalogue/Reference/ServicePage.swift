import Register

/// One service on the reference page.
struct ServicePage {
    let service: ServiceDefinition
    let catalogue: ServiceCatalogue

    func write(to page: inout MarkdownPage) {
        page.heading(3, service.id)
        page.text("**\(service.name)** (\(service.shortName)). \(service.summary)")
        page.table(
            ["", ""],
            [
                ["For", service.audience.map(\.chinese).joined(separator: "、")],
                ["About", service.subject.chinese + (service.severalUnits ? "，可以一并办理多个单元" : "")],
                ["Applicants", service.applicants.map(applicant).joined(separator: "; ")],
                ["Channels", service.channels.map(\.chinese).joined(separator: "、")],
                ["Registration", service.kinds.isEmpty ? "none" : service.kinds.map(\.chinese).joined(separator: "、")],
                ["Law", service.law.map(\.chinese).joined(separator: "; ")],
                ["Steps", service.steps.map(code).joined(separator: " → ")],
                ["Decision", service.review.chinese + (service.fallsTo.map { ", otherwise \($0.chinese)" } ?? "")],
                ["Acts", names(service.acts)],
                ["Issues", names(service.issues)],
                ["Fee", service.fee.says],
                ["Tells", names(service.tells)],
                ["Time", "\(service.within.target.chinese) promised, \(service.within.legalChinese) by law" + (service.within.notCounted.isEmpty ? "" : "; not counted: \(names(service.within.notCounted.map(\.rawValue)))")],
                ["Public notice", service.publicNotice.map { "\($0.workingDays)个工作日" + ($0.when == nil ? "" : ", only when its condition holds") } ?? "none"],
                ["Money", service.money.map(money) ?? "none"],
                ["Kept", service.retention.chinese],
            ])
        if !service.requires.isEmpty {
            page.text("Before anybody may start:")
            page.list(service.requires.map { "\(code($0.name)): \($0.says)" })
        }
        if !service.suits.isEmpty {
            page.text("Right where:")
            page.list(service.suits.map { suit in
                "\(suit.fact.chinese) (\(code(suit.fact.rawValue))): \(suit.values.map(code).joined(separator: " or ")); otherwise: \(suit.otherwise)"
            })
        }
        if let source = service.openedBy { page.text("Opened by the registry itself upon \(code(source)).") }
        if !service.form.isEmpty {
            page.text("Form:")
            page.list(service.form.map(field))
        }
        page.text("Materials:")
        page.list(service.materials.map(material))
        if !service.declarations.isEmpty {
            page.text("Declarations:")
            page.list(service.declarations.map(declaration))
        }
        page.text("Checks: " + service.checks.map(check).joined(separator: ", ") + ".")
        page.text("Tests:")
        page.table(
            ["Test", "Findings", "Refused by law", "Outcome"],
            service.tests.map { [$0.name, names($0.expect.findings), names($0.expect.refusals.map(\.rawValue)), $0.expect.outcome.chinese] })
    }

    private func code(_ name: String) -> String { "`\(name)`" }
    private func names(_ names: [String]) -> String { names.isEmpty ? "none" : names.map(code).joined(separator: ", ") }

    private func applicant(_ role: ApplicantRole) -> String {
        "\(code(role.role)) \(role.label) (\(role.kinds.map(\.chinese).joined(separator: "、")))"
            + (role.several ? ", several" : "") + (role.optional ? ", only where their consent is needed" : role.alone ? ", alone" : ", jointly")
            + (role.knownAs.isEmpty ? "" : ", known as " + role.knownAs.map(\.chinese).joined(separator: " or "))
    }

    private func money(_ money: MoneyTerms) -> String {
        "held by \(code(money.custodian)); \(code(money.price)) in all, of \(code(money.paidBy))" + (money.loans.map { " and by \(code($0))" } ?? "")
            + (money.paysOff.map { "; pays off \(code($0))" } ?? "") + money.charges.map { "; \($0.kind.chinese) \(code($0.field)) of \(code($0.borneBy))" }.joined() + "; the rest to \(code(money.restTo)) on \(code(money.restAccount)); goes back after \(money.workingDays)个工作日"
    }

    private func field(_ field: FormField) -> String {
        "\(code(field.name)) \(field.label): \(field.type.chinese)" + (field.required ? ", required" : "") + (field.by.isEmpty ? "" : ", by \(names(field.by))") + when(field.when)
    }

    private func material(_ need: MaterialNeed) -> String {
        let name = catalogue.material(need.kind)?.name ?? need.kind
        return "\(code(need.kind)) \(name), from \(code(need.from))" + (need.perApplicant ? ", of each \(need.of.isEmpty ? "applicant" : need.of.map(code).joined(separator: " and "))" : "")
            + (need.perMortgage ? ", one for each mortgage and who holds it" : "") + (need.perOwner.map { ", one for each owner in \(code($0))" } ?? "")
            + (need.otherwise.map { ", otherwise \($0.chinese)" } ?? "") + when(need.when)
    }

    private func declaration(_ declaration: Declaration) -> String {
        "\(code(declaration.name)) \(declaration.title)"
            + (declaration.signers.isEmpty ? "" : ", by \(names(declaration.signers))") + (declaration.required ? "" : ", optional")
            + when(declaration.when)
    }

    private func check(_ use: CheckUse) -> String { code(use.name) + (use.onFinding.map { " (\($0.chinese))" } ?? "") }

    private func when(_ condition: Condition?) -> String {
        switch condition {
        case .answer(let field, let values): ", when \(code(field)) is \(values.map(code).joined(separator: " or "))"
        case .applicant(let kind, let roles):
            ", when one of the applicants\(roles.isEmpty ? "" : " in \(roles.map(code).joined(separator: " or "))") is \(kind.chinese)"
        case .charged(let field): ", when \(code(field)) is paid out of custody"
        case nil: ""
        }
    }
}
