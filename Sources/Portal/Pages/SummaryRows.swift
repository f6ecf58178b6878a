import Casework
import Catalogue
import Register

/// What an application is about, for the page on which everything is checked before signing and for officials.
enum SummaryRows {
    /// - Parameter answers: with what was filled in.
    static func rows(_ facts: CaseFacts, _ service: ServiceDefinition, for reader: CaseReader, answers: Bool = true) -> [(String, Markup)] {
        var rows: [(String, Markup)] = [("办理事项", "\(service.name)")]
        for applicant in facts.applicants {
            rows.append((service.role(applicant.role)?.label ?? "申请人", "\(applicant.party.name)"))
        }
        // A project is known by its name; its units have a list of their own.
        if facts.units.count > 5, let project = facts.project?.project {
            rows.append(("项目", "\(project.name)"))
            rows.append(("坐落", "\(project.location)"))
        }
        for unit in facts.units.count > 5 ? [] : facts.units {
            rows.append(("坐落", "\(unit.folio.description.location)"))
            rows.append(("不动产单元号", "<span class=\"mono\">\(unit.folio.unit.grouped)</span>"))
            if unit.folio.description.buildingArea > .zero { rows.append(("建筑面积", "\(unit.folio.description.buildingArea.description) 平方米")) }
            rows.append(("用途", "\(CodeLists.uses[unit.folio.description.use] ?? unit.folio.description.use)"))
        }
        if facts.units.count > 5 { rows.append(("房屋", "共 \(facts.units.count) 套")) }
        if reader.seesPrice, let price = facts.contractPrice { rows.append(("合同价款", "¥ \(price.description)")) }
        if let sale = facts.ruling { rows += SaleRows.rows(sale) }
        guard answers else { return rows }
        let standings = facts.standings
        for field in service.form where field.when?.holds(answers: facts.answers, applicants: standings) ?? true {
            guard let value = facts.answers[field.name], !value.isEmpty else { continue }
            rows.append((field.label, "\(reader.shown(value, to: field, of: service, in: facts))"))
        }
        return rows
    }
}
