/// The rules about money that is held: it names roles, materials and fields that there are.
extension ServiceRules {
    func checkMoney() {
        guard isSound("money", "form", "applicants", "materials") else { return }
        guard let money = service["money"] else {
            for field in fields where field["type"]?.text == FieldType.charge.rawValue { conflict("没有监管的资金，无从支付费用。", at: field["type"]) }
            return
        }
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
        checkCharges(money)
    }

    /// Each charge has a field that states it, is agreed on and never imposed, and is owed by one of the two whose money it is.
    private func checkCharges(_ money: Tree) {
        let known = fields.filter { $0["type"]?.text == FieldType.charge.rawValue }
        let charges = money["charges"]?.items ?? []
        for charge in charges {
            if let name = charge["field"] {
                if let field = known.first(where: { $0["name"]?.text == name.text }) {
                    if field["required"]?.flag == true { conflict("费用由各方约定，不约定的不支付，“required”应为false。", at: field["required"]) }
                } else {
                    unknown("从监管资金中支付的费用一项", name, among: known.compactMap { $0["name"]?.text })
                }
            }
            let sides = [money["rest-to"]?.text, money["paid-by"]?.text].compactMap { $0 }
            if let role = charge["borne-by"], !sides.contains(role.text ?? "") { unknown("承担费用的申请人身份", role, among: sides) }
        }
        let paid = Set(charges.compactMap { $0["field"]?.text })
        // A name that is wrong above is missed here as well, and was told already.
        guard paid.isSubset(of: known.compactMap { $0["name"]?.text }) else { return }
        for field in known where !paid.contains(field["name"]?.text ?? "") {
            conflict("“money”的“charges”中没有写明这项费用由谁承担。", at: field["type"])
        }
    }
}
