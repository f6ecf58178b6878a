/// The rules about how a case goes on: steps, decision, acts and time.
extension ServiceRules {
    /// The only order that steps may have: nobody decides before checking, nothing is entered before it is decided.
    static let order = ["identify", "gather", "check", "sign", "accept", "fee", "secure", "decide", "notice", "register", "certify", "settle", "push", "archive"]
    /// 条例 20.
    static let longestTerm = 30

    private var steps: [Tree] { service["steps"]?.items ?? [] }
    private func hasStep(_ name: String) -> Bool { steps.contains { $0.text == name } }

    func checkSteps() {
        guard isSound("steps", "acts", "fee") else { return }
        var last = -1
        for step in steps {
            guard let text = step.text, let place = Self.order.firstIndex(of: text) else { continue }
            if place < last { conflict("步骤“\(text)”应在“\(Self.order[last])”之前。", at: step) }
            last = max(last, place)
        }
        func needs(_ step: String, because reason: String, at tree: Tree?) {
            if !hasStep(step) { conflict("\(reason)，“steps”中却没有\(step)。", at: tree ?? service["steps"]) }
        }
        if !acts.isEmpty {
            for step in ["identify", "check", "accept", "decide", "register"] {
                needs(step, because: "要写入登记簿", at: service["steps"])
            }
        } else if let register = steps.first(where: { $0.text == "register" }) {
            conflict("“acts”为空，没有可登簿的内容。", at: register)
        }
        if service["fee"]?["rule"] != nil { needs("fee", because: "要收费", at: service["fee"]) }
        if service["fee"]?.isMapping == true, service["fee"]?["rule"] == nil, let fee = steps.first(where: { $0.text == "fee" }) {
            conflict("没有收费规则，不需要fee步骤。", at: fee)
        }
        if !(service["issues"]?.items ?? []).isEmpty { needs("certify", because: "要制发证书文书", at: service["issues"]) }
        if !(service["tells"]?.items ?? []).isEmpty { needs("push", because: "要告知其他部门", at: service["tells"]) }
        if let notice = service["public-notice"], service["review"]?.text != ReviewMode.automatic.rawValue { needs("notice", because: "要公告", at: notice) }
        if service["public-notice"] == nil, let step = steps.first(where: { $0.text == "notice" }) {
            conflict("没有写明“public-notice”，不需要notice步骤。", at: step)
        }
        if let money = service["money"] {
            for step in ["sign", "accept", "secure", "register", "settle"] { needs(step, because: "要监管资金", at: money) }
        } else if let step = steps.first(where: { $0.text == "secure" || $0.text == "settle" }) {
            conflict("没有写明“money”，不需要\(step.text ?? "")步骤。", at: step)
        }
        if !materials.isEmpty { needs("gather", because: "要收集材料", at: service["materials"]) }
    }

    func checkReview() {
        guard isSound("review") else { return }
        let automatic = service["review"]?.text == ReviewMode.automatic.rawValue
        let fallback = service["automatic-falls-to"]
        if automatic, fallback == nil { conflict("自动审核须写明“automatic-falls-to”：不能自动通过时由谁审核。", at: service["review"]) }
        if !automatic, let fallback, service["review"] != nil { conflict("只有自动审核有“automatic-falls-to”。", at: fallback) }
        if automatic, let notice = service["public-notice"] { conflict("需要公告的服务不能自动审核。", at: notice) }
    }

    func checkActs() {
        guard isSound("acts", "kinds") else { return }
        let kinds = service["kinds"]?.items ?? []
        if acts.isEmpty, let kind = kinds.first { conflict("没有登记行为，就没有登记类型。", at: kind) }
        if !acts.isEmpty, kinds.isEmpty { conflict("有登记行为，须写明登记类型。", at: service["kinds"]) }
        if !acts.isEmpty, let archive = service["archive"], let kept = archive.text, kept != ArchiveRetention.permanent.rawValue {
            conflict("登记资料须永久保存。", at: archive)
        }
    }

    func checkTimes() {
        if service["money"] == nil, let wait = service["within"]?["not-counted"]?.items.first(where: { $0.text == UncountedWait.deposits.rawValue }) {
            conflict("没有监管的资金，不会等待交存。", at: wait)
        }
        guard let within = service["within"], let term = within["legal"], let legal = term.text.flatMap(TermText.workingDays) else { return }
        if legal > Self.longestTerm { conflict("法定办理时限最长\(Self.longestTerm)个工作日（《不动产登记暂行条例》第二十条）。", at: term) }
        if let target = within["target"], let promise = target.text.flatMap(Promise.init), promise.workingDays > legal {
            conflict("承诺时限长于法定时限。", at: target)
        }
    }
}
