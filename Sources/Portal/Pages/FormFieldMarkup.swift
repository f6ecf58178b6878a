import Casework
import Catalogue
import Register

/// A field of a service's form as HTML.
enum FormFieldMarkup {
    static func field(_ field: FormField, value: String?, file: CaseFile) -> Markup {
        let id = "f-\(field.name)"
        let help = field.help.markup { "<p class=\"hint\" id=\"\(id)-help\">\($0)</p>" }
        let value = value ?? ""
        switch field.type {
        case .choice, .flag:
            let options = field.type == .flag ? [("yes", "是", nil), ("no", "否", nil)] : field.options.map { ($0.value, $0.label, $0.help) }
            let choices = options.enumerated().map { index, option -> Markup in
                """
                <label class="choice"><input type="radio"\(index == 0 ? " id=\"\(id)\"" : "") name="\(field.name)" value="\(option.0)"\((option.0 == value).markup(" checked"))><span>\(option.1)\(option.2.markup { "<br><span class=\"small soft\">\($0)</span>" })</span></label>
                """
            }
            return "<fieldset class=\"field\"><legend>\(field.label)</legend>\(help)\(choices)</fieldset>"
        case .paragraph:
            return "<div class=\"field\"><label for=\"\(id)\">\(field.label)</label>\(help)<textarea id=\"\(id)\" name=\"\(field.name)\" maxlength=\"\(field.limits.maxLength ?? 2000)\">\(value)</textarea></div>"
        case .date:
            return "<div class=\"field\"><label for=\"\(id)\">\(field.label)</label>\(help)<input type=\"date\" id=\"\(id)\" name=\"\(field.name)\" value=\"\(value)\"></div>"
        default:
            return "<div class=\"field\"><label for=\"\(id)\">\(field.label)</label>\(help)<input type=\"text\" id=\"\(id)\" name=\"\(field.name)\" value=\"\(value)\" maxlength=\"\(field.limits.maxLength ?? 200)\"></div>"
        }
    }
}

/// The rows of the page on which everything is checked before signing.
enum SummaryRows {
    static func rows(_ facts: CaseFacts, _ service: ServiceDefinition) -> [(String, Markup)] {
        var rows: [(String, Markup)] = [("办理事项", "\(service.name)")]
        for applicant in facts.applicants {
            rows.append((service.role(applicant.role)?.label ?? "申请人", "\(applicant.party.name)"))
        }
        for unit in facts.units.prefix(5) {
            rows.append(("坐落", "\(unit.folio.description.location)"))
            rows.append(("不动产单元号", "<span class=\"mono\">\(unit.folio.unit.grouped)</span>"))
            if unit.folio.description.buildingArea > .zero { rows.append(("建筑面积", "\(unit.folio.description.buildingArea.description) 平方米")) }
            rows.append(("用途", "\(CodeLists.uses[unit.folio.description.use] ?? unit.folio.description.use)"))
        }
        if facts.units.count > 5 { rows.append(("房屋", "共 \(facts.units.count) 套")) }
        if let price = facts.contractPrice { rows.append(("合同价款", "¥ \(price.description)")) }
        for field in service.form {
            guard let value = facts.answers[field.name], !value.isEmpty else { continue }
            let label = field.options.first { $0.value == value }?.label ?? (value == "yes" ? "是" : value == "no" ? "否" : value)
            rows.append((field.label, "\(label)"))
        }
        return rows
    }
}
