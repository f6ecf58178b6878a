import Register

/// What happens to a debt happens to all that secures it (民法典 395 ¶2, 407): an act on one of several units is an act on all, unless only a part is meant to be let go.
struct JointDebtTogether: Check {
    static let name = "joint-debt-together"
    static let statute = "《民法典》第三百九十五条、第四百零七条"

    func findings(_ facts: CaseFacts) -> [Finding] {
        // A lender's own word that the debt is settled is given mortgage by mortgage, and each ends by its own case.
        guard !facts.unitsOfDebt.isEmpty, facts.answers["partial"] != "yes", facts.answers["confirmed"] != "yes" else { return [] }
        let units = facts.unitsOfDebt.map(\.text).joined(separator: "、")
        return [
            finding(
                "这项抵押权与其他不动产共同担保同一债权，本次申请没有包括：\(units)。",
                remedy: "请撤回后一并填写这些不动产单元重新申请；服务中可以选择只办理其中一部分的，也可以这样选择。")
        ]
    }
}
