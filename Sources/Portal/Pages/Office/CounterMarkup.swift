import Casework
import Catalogue
import Exchange
import Identity
import Register

/// The fields by which a clerk says who stands at the counter.
enum CounterMarkup {
    struct Person: Sendable {
        let role: String
        let claim: PartyClaim
    }

    /// Documents that people bring; an organisation brings its licence with the credit code.
    private static let documents: [PartyIdentifierKind] = [.identityCard, .hongKongMacaoTaiwan, .passport, .householdRegister, .officerCard, .creditCode]

    static func person(_ service: ServiceDefinition, _ form: FormFields) -> Markup {
        func options(_ list: [(String, String)], _ name: String) -> Markup {
            let items = list.map { "<option value=\"\($0.0)\"\((form[name] == $0.0).markup(" selected"))>\($0.1)</option>" as Markup }
            return "\(items)"
        }
        let roles = service.applicants.filter { $0.identify.contains(.counter) }.map { ($0.role, $0.label) }
        let kinds = [PartyKind.person, .enterprise, .institution, .stateOrgan, .other].map { ($0.rawValue, $0.chinese) }
        return """
            <div class="field"><label for="f-role">申请人身份</label><select id="f-role" name="role">\(options(roles, "role"))</select></div>
            <div class="field"><label for="f-kind">主体类型</label><select id="f-kind" name="kind">\(options(kinds, "kind"))</select></div>
            <div class="field"><label for="f-name">姓名或名称</label><input id="f-name" name="name" type="text" value="\(form["name"] ?? "")" maxlength="100" autocomplete="off" required></div>
            <div class="field"><label for="f-document">证件种类</label><select id="f-document" name="document">\(options(documents.map { ($0.rawValue, $0.chinese) }, "document"))</select></div>
            <div class="field"><label for="f-number">证件号码</label><input id="f-number" name="number" type="text" value="\(form["number"] ?? "")" maxlength="40" autocomplete="off" required></div>
            <div class="field"><label for="f-phone">手机号码（可不填）</label><input id="f-phone" name="phone" type="tel" value="\(form["phone"] ?? "")" maxlength="16" autocomplete="off"></div>
            <label class="choice" id="f-checked"><input type="checkbox" name="checked" value="yes"\((form["checked"] == "yes").markup(" checked"))><span>我已核验身份证件原件，人与证件相符</span></label>
            """
    }

    /// - Returns: nil where something is wrong; the reader has the errors.
    static func read(_ reader: inout FormReader) -> Person? {
        let role = reader.text("role", "申请人身份", length: 1...60)
        let kind = reader.choice("kind", "主体类型", PartyKind.self)
        let name = reader.personName("name")
        let document = reader.choice("document", "证件种类", among: documents.map(\.rawValue)).flatMap(PartyIdentifierKind.init)
        let identifier = document.flatMap { reader.identifier("number", kind: $0) }
        let phone = reader.optionalText("phone", "手机号码", maximum: 16)
        if reader.fields["checked"] != "yes" { reader.fail("checked", "请先核验身份证件原件。") }
        guard let role, let kind, let name, let identifier else { return nil }
        do {
            return Person(role: role, claim: try PartyClaim(name: name, identifier: identifier, kind: kind, phone: phone, source: .stated))
        } catch {
            reader.fail(error == .badPhone ? "phone" : "name", error.message)
            return nil
        }
    }

    /// A question of the service's form, short: the clerk asks it aloud.
    static func field(_ field: FormField, value: String, units: [Folio], custodians: [DepartmentDirectory.Institution], hasTariff: Bool = false) -> Markup {
        let id = "f-\(field.name)"
        let kept = QuestionMarkup.kept(value)
        let value = kept == nil ? value : ""
        let help = [field.help, kept.map { "已填写：\($0)；不修改请留空。" }].compactMap { $0 }.joined(separator: " ")
        let label: Markup = "<label for=\"\(id)\">\(field.label)\(field.required ? "" : "（可不填）")</label>\((!help.isEmpty).markup("<p class=\"hint\">\(help)</p>"))"
        let options = QuestionMarkup.options(field, units: units, custodians: custodians)
        if !options.isEmpty {
            let items = options.map { "<option value=\"\($0.value)\"\(($0.value == value).markup(" selected"))>\($0.label)</option>" as Markup }
            return "<div class=\"field\">\(label)<select id=\"\(id)\" name=\"\(field.name)\"><option value=\"\">请选择</option>\(items)</select></div>"
        }
        if field.type == .charge {
            return "<fieldset class=\"field\" id=\"\(id)\"><legend>\(field.label)（可不填）</legend>\((!help.isEmpty).markup("<p class=\"hint\">\(help)</p>"))\(ChargeMarkup.choices(field.name, id, value: value, isKept: kept != nil, hasTariff: hasTariff))</fieldset>"
        }
        let limit = field.limits.maxLength ?? (field.type == .paragraph ? 2000 : 200)
        let input: Markup =
            field.type == .paragraph
            ? "<textarea id=\"\(id)\" name=\"\(field.name)\" maxlength=\"\(limit)\" rows=\"2\">\(value)</textarea>"
            : "<input id=\"\(id)\" name=\"\(field.name)\" type=\"\(field.type == .date ? "date" : "text")\" value=\"\(value)\" maxlength=\"\(limit)\" autocomplete=\"off\">"
        return "<div class=\"field\">\(label)\(input)</div>"
    }

    /// The field that an error of opening a case is about; nil for errors that aren't the form's.
    static func fieldError(_ error: any Error) -> FieldError? {
        switch error {
        case let CaseError.invalid(field, message): FieldError(field, message)
        case let error as CaseError: if case .notEligible = error { FieldError("role", error.message) } else { nil }
        case let error as IdentityError: FieldError(error == .nameDiffers ? "name" : "number", error.message)
        default: nil
        }
    }
}
