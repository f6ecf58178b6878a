/// The rules about money that is held: it names roles, materials and fields that there are.
extension ServiceRules {
    func checkMoney() {
        guard let money = service["money"], isSound("money", "form", "applicants", "materials") else { return }
        for key in ["paid-by", "rest-to"] {
            if let role = money[key], !roles.contains(role.text ?? "") { unknown("申请人身份", role, among: roles) }
        }
        for key in ["price", "loans", "pays-off"] {
            if let kind = money[key], !materials.contains(kind.text ?? "") { unknown("本服务的材料", kind, among: materials) }
        }
        for (key, type) in [("custodian", FieldType.custodian), ("rest-account", FieldType.account)] {
            let known = fields.filter { $0["type"]?.text == type.rawValue }
            guard let name = money[key] else { continue }
            guard let field = known.first(where: { $0["name"]?.text == name.text }) else {
                unknown(type == .custodian ? "资金监管机构一项" : "收款账户一项", name, among: known.compactMap { $0["name"]?.text })
                continue
            }
            if field["required"]?.flag != true { conflict("没有“\(name.text ?? "")”就无法监管资金，“required”应为true。", at: field["required"]) }
        }
    }
}
