/// What has to fit together in a service file. Shapes say what each key may be; these rules say what the keys may be to each other.
///
/// They read the tree, not the definition, so that a file with other errors still hears of these.
struct ServiceRules {
    let service: Tree
    let log: ProblemLog
    /// Lines of this file that are known to be wrong already.
    private let wrongLines: Set<Int>

    init(service: Tree, log: ProblemLog) {
        self.service = service
        self.log = log
        wrongLines = Set(log.problems.filter { $0.place.file == service.place.file }.map(\.place.line))
    }

    /// Whether all of these keys are right by themselves. What is said about a misspelt name must not be said again wherever the name
    /// is missed.
    func isSound(_ keys: String...) -> Bool {
        keys.allSatisfy { key in
            guard let index = service.pairs.firstIndex(where: { $0.key == key }) else { return true }
            let start = service.pairs[index].keyPlace.line
            let end = index + 1 < service.pairs.count ? service.pairs[index + 1].keyPlace.line : Int.max
            return !wrongLines.contains { (start..<max(end, start + 1)).contains($0) }
        }
    }

    func check() {
        checkApplicants()
        checkForm()
        checkMaterials()
        checkDeclarations()
        checkRequirements()
        checkSteps()
        checkReview()
        checkActs()
        checkMoney()
        checkTimes()
        checkSuits()
    }

    var roles: [String] { (service["applicants"]?.items ?? []).compactMap { $0["role"]?.text } }
    var fields: [Tree] { service["form"]?.items ?? [] }
    var materials: [String] { (service["materials"]?.items ?? []).compactMap { $0["kind"]?.text } }
    var checks: [String] { (service["checks"]?.items ?? []).compactMap { $0.isMapping ? $0["check"]?.text : $0.text } }
    var acts: [String] { (service["acts"]?.items ?? []).compactMap(\.text) }
    var declarations: [String] { (service["declarations"]?.items ?? []).compactMap { $0["text"]?.text } }

    func conflict(_ message: String, at tree: Tree?) { log.report(.badCombination, message, at: (tree ?? service).place) }

    private func checkApplicants() {
        let roles = service["applicants"]?.items ?? []
        let needed = roles.filter { $0["optional"]?.flag != true }
        let alone = needed.compactMap { $0["alone"]?.flag }
        if Set(alone).count > 1, let mixed = needed.first(where: { $0["alone"]?.flag == true }) {
            conflict("申请人要么都可以单独申请，要么都须共同申请。", at: mixed["alone"])
        }
        if alone == [false] {
            conflict("只有一种申请人时，“alone”应为true。", at: needed.first?["alone"])
        }
        for role in roles {
            let kinds = (role["kinds"]?.items ?? []).compactMap(\.text)
            let ways = role["identify"]?.items ?? []
            if kinds == [ApplicantKind.person.rawValue] {
                for way in ways where way.text == IdentificationWay.electronicLicence.rawValue {
                    conflict("个人没有电子营业执照。", at: way)
                }
            }
        }
    }

    private func checkForm() {
        let names = fields.compactMap { $0["name"]?.text }
        for field in fields {
            guard let type = field["type"]?.text.flatMap(FieldType.init(rawValue:)) else { continue }
            if type == .choice, field["options"] == nil { conflict("选择题缺少“options”。", at: field) }
            if type == .entry, field["entries"] == nil { conflict("选择登记事项的题缺少“entries”。", at: field) }
            if type != .entry, let entries = field["entries"] { conflict("只有选择登记事项的题有“entries”。", at: entries) }
            if type != .choice, let options = field["options"] { conflict("只有选择题有“options”。", at: options) }
            if !type.takesLength, let limit = field["max-length"] { conflict("只有文字有“max-length”。", at: limit) }
            for key in ["min", "max"] where !type.takesRange {
                if let limit = field[key] { conflict("只有金额、面积和整数有“\(key)”。", at: limit) }
            }
            if let min = field["min"]?.integer, let max = field["max"]?.integer, min > max {
                conflict("“min”大于“max”。", at: field["min"])
            }
            if let other = field["not-before"] {
                let earlier = fields.first { $0["name"]?.text == other.text }
                if type != .date { conflict("只有日期有“not-before”。", at: other) }
                if earlier?["type"]?.text != FieldType.date.rawValue || earlier?["name"]?.text == field["name"]?.text {
                    unknown("日期", other, among: fields.filter { $0["type"]?.text == "date" }.compactMap { $0["name"]?.text })
                }
            }
            check(condition: field["required-when"], among: names.filter { $0 != field["name"]?.text })
            checkAnswerers(of: field)
        }
    }

    /// Who answers is among those who apply; what everybody needs is answered by somebody who has to be there.
    private func checkAnswerers(of field: Tree) {
        guard isSound("applicants"), let by = field["by"] else { return }
        for role in by.items where !roles.contains(role.text ?? "") { unknown("申请人身份", role, among: roles) }
        let optional = (service["applicants"]?.items ?? []).filter { $0["optional"]?.flag == true }.compactMap { $0["role"]?.text }
        if field["required"]?.flag == true, by.items.allSatisfy({ optional.contains($0.text ?? "") }) {
            conflict("必填的表单项不能只由可以不参加的申请人填写。", at: by)
        }
    }

    private func checkMaterials() {
        for material in service["materials"]?.items ?? [] {
            if material["from"]?.text == MaterialNeed.applicant, let fallback = material["otherwise"] {
                conflict("由申请人提交的材料没有“otherwise”。", at: fallback)
            }
            check(condition: material["required-when"], among: fields.compactMap { $0["name"]?.text })
            let each = material["per-applicant"]?.flag == true
            for role in material["of"]?.items ?? [] where isSound("applicants") && !roles.contains(role.text ?? "") {
                unknown("申请人身份", role, among: roles)
            }
            if each, material["from"]?.text == MaterialNeed.applicant, material["of"] == nil { conflict("各自上传的材料须用“of”写明由哪些申请人上传。", at: material) }
            if let of = material["of"], !each { conflict("只有每位申请人各有一份的材料有“of”。", at: of) }
            if each, let other = material["per-mortgage"], other.flag == true { conflict("“per-applicant”和“per-mortgage”只能有一个。", at: other) }
            if let owners = material["per-owner"], isSound("form") {
                let known = fields.filter { $0["type"]?.text == FieldType.owners.rawValue }.compactMap { $0["name"]?.text }
                if !known.contains(owners.text ?? "") { unknown("登记簿权利人表单项", owners, among: known) }
                if each || material["per-mortgage"]?.flag == true { conflict("“per-owner”不与“per-applicant”“per-mortgage”并列。", at: owners) }
            }
        }
    }

    private func checkDeclarations() {
        let list = service["declarations"]?.items ?? []
        for declaration in list {
            for role in declaration["by"]?.items ?? [] where !roles.contains(role.text ?? "") { unknown("申请人身份", role, among: roles) }
            check(condition: declaration["required-when"], among: fields.compactMap { $0["name"]?.text })
        }
        check(condition: service["public-notice"]?["required-when"], among: fields.compactMap { $0["name"]?.text })
        let signs = (service["steps"]?.items ?? []).contains { $0.text == "sign" }
        if !list.isEmpty, !signs { conflict("有需要签署的声明，“steps”中却没有sign。", at: service["declarations"]) }
    }

    private func checkRequirements() {
        guard isSound("checks") else { return }
        for requirement in service["requires"]?.items ?? [] {
            guard let name = requirement["name"], let text = name.text, !checks.contains(text) else { continue }
            conflict("办理条件“\(text)”没有列入“checks”，受理后不会再核验。", at: name)
        }
    }

    /// A field of the form that a condition asks for, and answers that it can have.
    private func check(condition: Tree?, among names: [String]) {
        guard let condition, condition.isMapping else { return }
        for role in condition["in"]?.items ?? [] where isSound("applicants") && !roles.contains(role.text ?? "") {
            unknown("申请人身份", role, among: roles)
        }
        if let within = condition["in"], condition["applicant"] == nil { conflict("只有“applicant”的条件有“in”。", at: within) }
        if let charged = condition["charged"] {
            let charges = fields.filter { $0["type"]?.text == FieldType.charge.rawValue }.compactMap { $0["name"]?.text }
            if !charges.contains(charged.text ?? "") { unknown("费用表单项", charged, among: charges) }
            if condition["answer"] != nil || condition["applicant"] != nil { conflict("“charged”的条件不与其他条件并列。", at: condition) }
            return
        }
        switch (condition["answer"], condition["is"], condition["applicant"]) {
        case (let answer?, let values?, nil):
            guard let field = fields.first(where: { $0["name"]?.text == answer.text }), names.contains(answer.text ?? "") else {
                return unknown("表单项", answer, among: names)
            }
            let options = (field["options"]?.items ?? []).compactMap { $0["value"]?.text }
            let known = field["type"]?.text == FieldType.flag.rawValue ? ["yes", "no"] : options
            for value in values.items where !known.isEmpty && !known.contains(value.text ?? "") { unknown("选项", value, among: known) }
        case (nil, nil, _?): break
        default: conflict("条件应写作{ answer: 表单项, is: [选项] }、{ applicant: 申请人类型 }或{ charged: 费用表单项 }。", at: condition)
        }
    }

    func unknown(_ what: String, _ tree: Tree, among known: [String]) {
        let text = tree.text ?? ""
        let hint = NearestName.of(text, among: known).map { "，是否指“\($0)”？" } ?? "。"
        log.report(.unknownName, "未知的\(what)“\(text)”\(hint)", at: tree.place)
    }
}
