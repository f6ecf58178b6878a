import Register

/// The fields without which a mortgage isn't entered (民法典 400; 自然资发〔2021〕54号).
struct MortgageTermsComplete: Check {
    static let name = "mortgage-terms-complete"
    static let statute = "《民法典》第四百条；自然资发〔2021〕54号"
    func findings(_ facts: CaseFacts) -> [Finding] {
        let answers = MortgageAnswers(facts.answers)
        var found: [Finding] = []
        func attempt(_ read: () throws -> Void) {
            do { try read() } catch { found.append(finding((error as? CaseError)?.message ?? "填写不完整。", remedy: "请补充填写。")) }
        }
        attempt { _ = try answers.kind }
        attempt { _ = try answers.amount }
        attempt { _ = try answers.scope }
        attempt { _ = try answers.transferBan }
        attempt {
            let from = try answers.date("from")
            let until = try answers.date("until")
            if until < from { throw CaseError.invalid(field: "until", message: "债务履行期限的截止日期早于起始日期。") }
        }
        return found
    }
}

struct MortgageeIsLender: Check {
    static let name = "mortgagee-is-lender"
    static let statute = "《民法典》第三百九十四条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        facts.applicants.contains { $0.role == "mortgagee" } ? [] : [finding("抵押权人没有参加申请。", remedy: "请由贷款机构发起或加入申请。")]
    }
}

struct MortgagorIsOwner: Check {
    static let name = "mortgagor-is-owner"
    static let statute = "《民法典》第三百九十四条、第三百九十五条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        let owners = Set(facts.units.flatMap { $0.folio.ownership?.holders.map(\.party.id) ?? [] })
        let mortgagors = Set(facts.applicants.filter { $0.role == "mortgagor" }.map(\.party.ref.id))
        return !owners.isEmpty && mortgagors == owners
            ? [] : [finding("抵押人与登记簿记载的权利人不一致。", remedy: "请由登记簿上的全体权利人作为抵押人申请。")]
    }
}

struct MortgageExists: Check {
    static let name = "mortgage-exists"
    static let statute = "《民法典》第三百九十三条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        let entries = facts.units.flatMap { $0.folio.mortgages.map(\.entry.id.text) }
        return entries.contains(facts.answers["mortgage"] ?? "") ? [] : [finding("该单元上没有这一抵押权。", remedy: "请重新选择要注销的抵押权。")]
    }
}

/// The mortgagee of that mortgage says that it is gone.
struct MortgageeApplies: Check {
    static let name = "mortgagee-applies"
    static let statute = "《民法典》第三百九十三条；《不动产登记暂行条例实施细则》第七十条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let mortgage = facts.units.flatMap(\.folio.mortgages).first(where: { $0.entry.id.text == facts.answers["mortgage"] }) else { return [] }
        let applying = Set(facts.applicants.map(\.party.ref.id))
        return mortgage.mortgagees.allSatisfy { applying.contains($0.id) } ? [] : [finding("抵押权人没有参加申请。", remedy: "请由抵押权人申请，或提交其出具的债权消灭证明到窗口办理。")]
    }
}
