/// What has to fit together in a service's tests: they may only speak of what the service has.
extension ServiceRules {
    func checkTests() {
        let tests = service["tests"]?.items ?? []
        let names = tests.compactMap { $0["name"]?.text }
        for (index, test) in tests.enumerated() {
            // Only an earlier test can be built upon, so that no two can rest on each other.
            if let like = test["like"], !names.prefix(index).contains(like.text ?? "") {
                unknown("在前的测试", like, among: names.filter { $0 != test["name"]?.text })
            }
            if let given = test["given"] { check(given: given) }
            if let expect = test["expect"] { check(expectation: expect) }
        }
    }

    private func check(given: Tree) {
        for applicant in given["applicants"]?.items ?? [] where isSound("applicants") {
            guard let role = applicant["role"] else { continue }
            if !roles.contains(role.text ?? "") { unknown("申请人身份", role, among: roles) }
        }
        for key in ["materials", "missing"] where isSound("materials") {
            for pair in given[key]?.pairs ?? [] where !isMaterial(pair.key) { unknown("材料", pair, among: materials) }
        }
        let fields = fields.compactMap { $0["name"]?.text }
        for pair in given["answers"]?.pairs ?? [] where !fields.contains(pair.key) && isSound("form") { unknown("表单项", pair, among: fields) }
        for text in given["signed"]?.items ?? [] where !declarations.contains(text.text ?? "") && isSound("declarations") {
            unknown("声明", text, among: declarations)
        }
        if let unit = given["unit"], let owner = unit["owner"], !owner.isNull, let owners = unit["owners"], !owners.isNull {
            conflict("“owner”和“owners”只能写一个。", at: owner)
        }
        if let project = given["project"], let listed = project["listed"], let state = project["state"], !listed.isNull, !state.isNull {
            conflict("“listed”和“state”只能写一个。", at: listed)
        }
    }

    /// The second applicant's own material of a kind, or that of the second mortgagee or owner, is `kind/2`, and so on; the first one's is `kind`.
    private func isMaterial(_ key: String) -> Bool {
        if materials.contains(key) { return true }
        let parts = key.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2, let number = Int(parts[1]), number >= 2, parts[1] == String(number) else { return false }
        return (service["materials"]?.items ?? []).contains {
            $0["kind"]?.text == parts[0] && ($0["per-applicant"]?.flag == true || $0["per-mortgage"]?.flag == true || $0["per-owner"] != nil)
        }
    }

    private func check(expectation: Tree) {
        for finding in expectation["findings"]?.items ?? [] where !checks.contains(finding.text ?? "") && isSound("checks") {
            unknown("本服务的核验项", finding, among: checks)
        }
        for act in expectation["acts"]?.items ?? [] where !acts.contains(act.text ?? "") && isSound("acts") { unknown("本服务的登记行为", act, among: acts) }
        guard isSound("review"), let outcome = expectation["outcome"], let word = outcome.text.flatMap(CaseOutcome.init(rawValue:)) else { return }
        let findings = expectation["findings"]?.items ?? []
        switch word {
        case .automatic:
            if service["review"]?.text != ReviewMode.automatic.rawValue { conflict("本服务不自动审核。", at: outcome) }
            if !findings.isEmpty { conflict("有核验发现时不能自动通过。", at: outcome) }
        case .returned, .refused, .waiting:
            if findings.isEmpty { conflict("没有核验发现，却不是通过。", at: outcome) }
            if let acts = expectation["acts"], !acts.items.isEmpty { conflict("没有通过，不会有登记行为。", at: acts) }
        case .clerk:
            if findings.isEmpty, service["review"]?.text == ReviewMode.automatic.rawValue {
                conflict("自动审核的服务没有核验发现时应为automatic。", at: outcome)
            }
        }
    }

    private func unknown(_ what: String, _ pair: Tree.Pair, among known: [String]) {
        unknown(what, Tree(content: .scalar(pair.key, plain: false), place: pair.keyPlace), among: known)
    }
}
