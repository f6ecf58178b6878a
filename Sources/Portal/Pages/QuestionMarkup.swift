import Casework
import Catalogue
import Exchange
import Register

/// One question of a service's form, as a page of its own.
enum QuestionMarkup {
    struct Option {
        let value: String
        let label: String
        let help: String?
    }

    /// What can be chosen; empty for what is typed.
    /// - Parameter custodians: who is connected to hold money.
    static func options(_ field: FormField, units: [Folio], custodians: [DepartmentDirectory.Institution]) -> [Option] {
        switch field.type {
        case .choice: field.options.map { Option(value: $0.value, label: $0.label, help: $0.help) }
        case .flag: [Option(value: "yes", label: "是", help: nil), Option(value: "no", label: "否", help: nil)]
        case .entry:
            units.flatMap { $0.options(of: field.entries ?? .mortgage) }.map { Option(value: $0.value, label: $0.label, help: $0.help) }
        case .custodian: custodians.map { Option(value: $0.code, label: $0.name, help: nil) }
        default: []
        }
    }

    /// What stands for an answer that is never written out again, whoever was named and which account and fee; nil for all others.
    static func kept(_ answer: String) -> String? { NamedApplicant.shown(answer) ?? NamedOwner.shown(answer) ?? KeptAccount(answer)?.shown ?? KeptCharge(answer)?.shown }

    /// - Parameter hasTariff: the custodian says itself what this charge comes to.
    static func field(
        _ field: FormField, value: String, error: String?, units: [Folio], custodians: [DepartmentDirectory.Institution], hasTariff: Bool = false
    ) -> Markup {
        let id = "f-\(field.name)"
        var described: [String] = []
        var above: Markup = .empty
        let kept = kept(value)
        let value = kept == nil ? value : ""
        let help = [field.help, kept.map { "已填写：\($0)；不修改请留空。" }, field.required ? nil : "可以不填。"].compactMap { $0 }.joined(separator: " ")
        if !help.isEmpty {
            described.append("\(id)-help")
            above = "<p class=\"hint\" id=\"\(id)-help\">\(help)</p>"
        }
        if let error {
            described.append("\(id)-error")
            above = above + "<p class=\"message\" id=\"\(id)-error\"><span class=\"hidden\">错误：</span>\(error)</p>"
        }
        let about: Markup = described.isEmpty ? .empty : " aria-describedby=\"\(described.joined(separator: " "))\""
        let invalid: Markup = (error != nil).markup(" aria-invalid=\"true\"")
        let wrong: Markup = (error != nil).markup(" wrong")
        let options = options(field, units: units, custodians: custodians)
        if !options.isEmpty {
            let choices = options.enumerated().map { index, option -> Markup in
                """
                <label class="choice"><input type="radio"\((index == 0).markup(" id=\"\(id)\"")) name="\(field.name)" value="\(option.value)"\((option.value == value).markup(" checked"))><span>\(option.label)\(option.help.markup { "<span class=\"small\">\($0)</span>" })</span></label>
                """
            }
            return "<fieldset class=\"field\(wrong)\"\(about)><legend><h1>\(field.label)</h1></legend>\(above)\(choices)</fieldset>"
        }
        if field.type == .charge {
            return "<fieldset class=\"field\(wrong)\"\(about)><legend><h1>\(field.label)</h1></legend>\(above)\(ChargeMarkup.choices(field.name, id, value: value, isKept: kept != nil, hasTariff: hasTariff))</fieldset>"
        }
        if field.type == .entry {
            return "<div class=\"field\"><h1>\(field.label)</h1>\(above)<p role=\"status\">该不动产的登记簿上现在没有\((field.entries ?? .mortgage).chinese)。</p><input type=\"hidden\" name=\"\(field.name)\" value=\"\"></div>"
        }
        if field.type == .custodian {
            return "<div class=\"field\"><h1>\(field.label)</h1>\(above)<p role=\"status\">现在没有联通的资金监管机构，暂时不能办理这项业务。</p><input type=\"hidden\" name=\"\(field.name)\" value=\"\"></div>"
        }
        let input: Markup =
            switch field.type {
            case .paragraph: "<textarea id=\"\(id)\" name=\"\(field.name)\" maxlength=\"\(field.limits.maxLength ?? 2000)\"\(about)\(invalid)>\(value)</textarea>"
            case .date: "<input type=\"date\" id=\"\(id)\" name=\"\(field.name)\" value=\"\(value)\"\(about)\(invalid)>"
            case .money, .area: "<input type=\"text\" inputmode=\"decimal\" id=\"\(id)\" name=\"\(field.name)\" value=\"\(value)\" maxlength=\"30\"\(about)\(invalid)>"
            case .number: "<input type=\"text\" inputmode=\"numeric\" id=\"\(id)\" name=\"\(field.name)\" value=\"\(value)\" maxlength=\"20\"\(about)\(invalid)>"
            case .account: "<input type=\"text\" id=\"\(id)\" name=\"\(field.name)\" value=\"\(value)\" maxlength=\"\(AccountText.longest)\" autocomplete=\"off\" spellcheck=\"false\"\(about)\(invalid)>"
            default: "<input type=\"text\" id=\"\(id)\" name=\"\(field.name)\" value=\"\(value)\" maxlength=\"\(field.limits.maxLength ?? 200)\"\(about)\(invalid)>"
            }
        let short: Markup = [.date, .money, .area, .number].contains(field.type) ? " short" : .empty
        return "<div class=\"field\(short)\(wrong)\"><label class=\"big\" for=\"\(id)\"><h1>\(field.label)</h1></label>\(above)\(input)</div>"
    }
}

/// What of a form is asked in a case: fields whose condition doesn't hold are not.
struct CaseForm {
    let service: ServiceDefinition
    let answers: [String: String]
    let standings: Set<ApplicantStanding>
    /// As what whoever reads it takes part; nil: everybody's questions, as at a counter.
    let reader: Set<ApplicantStanding>?

    /// - Parameter party: whose questions are asked; nil: everybody's.
    init(_ service: ServiceDefinition, _ state: CaseState, of party: PartyID? = nil) {
        self.init(service, answers: state.answers, standings: state.standings, reader: party.map(state.standings))
    }

    init(_ service: ServiceDefinition, answers: [String: String], standings: Set<ApplicantStanding>, reader: Set<ApplicantStanding>? = nil) {
        self.service = service
        self.answers = answers
        self.standings = standings
        self.reader = reader
    }

    var asked: [FormField] { service.form.filter { $0.when?.holds(answers: answers, applicants: standings) ?? true } }
    /// What of it is for the reader to answer.
    var own: [FormField] { asked.filter(isOwn) }
    func isOwn(_ field: FormField) -> Bool { reader.map { service.asks(field, of: $0) } ?? true }
    func isAnswered(_ field: FormField) -> Bool { !(answers[field.name] ?? "").isEmpty }
    /// By field, in the form's order.
    var problems: [(field: FormField, message: String)] {
        let problems = service.problems(with: answers, applicants: standings)
        return asked.compactMap { field in problems[field.name].map { (field, $0) } }
    }
    /// Those that the reader can mend.
    var ownProblems: [(field: FormField, message: String)] { problems.filter { isOwn($0.field) } }
    /// Nothing that is asked and needed is open.
    var isComplete: Bool { problems.isEmpty }
    func next(after name: String) -> FormField? {
        let own = own
        guard let place = own.firstIndex(where: { $0.name == name }), place + 1 < own.count else { return nil }
        return own[place + 1]
    }
    /// From the first where nothing is answered yet, or what may be left open would never be asked; then what is needed.
    var firstOpen: FormField? { own.contains(where: isAnswered) ? ownProblems.first?.field ?? own.first { !isAnswered($0) } ?? own.first : own.first }
}
