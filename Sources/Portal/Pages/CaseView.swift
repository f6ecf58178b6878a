import Casework
import Catalogue
import Contracts
import Exchange
import Identity
import Register

/// The moving part of a case's page: steps, what is waited for, what was issued. Sent whole and again by the events' fragment.
struct CaseView {
    let file: CaseFile
    let service: ServiceDefinition
    let office: CaseOffice
    let certificates: [IssuedCertificate]
    /// Who reads it.
    let reader: CaseReader
    let isOfficial: Bool
    /// The result of a query, once it is made.
    var extract: IssuedExtract?
    /// The register's own sources of materials that have nothing yet.
    var lacking: Set<String> = []

    private var names: SourceNames { SourceNames(office) }

    private static let stages: [(title: String, steps: [String])] = [
        ("身份核验", ["identify"]), ("获取材料", ["gather"]), ("智能核验", ["check"]), ("签署提交", ["sign"]), ("受理", ["accept"]), ("缴费", ["fee"]),
        ("资金到账", ["secure"]), ("审核", ["decide"]), ("公告", ["notice"]), ("登簿", ["register"]), ("制证用印", ["certify"]), ("资金划付", ["settle"]), ("信息推送与归档", ["push", "archive"]),
    ]

    var progress: Markup {
        let state = file.state
        var plan = Set(service.steps)
        // A notice that this case doesn't need is no stage of it.
        if let when = service.publicNotice?.when, !when.holds(answers: state.answers, applicants: state.standings) {
            plan.remove("notice")
        }
        let stages = Self.stages.filter { !plan.isDisjoint(with: $0.steps) }
        var reached = false
        let items = stages.map { stage -> Markup in
            let done = stage.steps.filter(plan.contains).allSatisfy(state.done.contains)
            if done { return "<li class=\"done\">\(stage.title)</li>" }
            if !reached, state.phase.isOpen {
                reached = true
                return "<li class=\"now\" aria-current=\"step\">\(stage.title)\(state.waiting.markup { "<br><span class=\"small soft\">\($0.reason)</span>" })</li>"
            }
            return "<li>\(stage.title)</li>"
        }
        return "<ol class=\"steps\">\(items)</ol>"
    }

    /// What the applicant should know or do now.
    var banner: Markup {
        let state = file.state
        switch state.phase {
        case .completed where extract?.document != nil: return answered
        case .completed where !certificates.isEmpty: return issued
        case .registered where !certificates.isEmpty && certificates.allSatisfy({ $0.document != nil }): return issued
        case .completed: return "<div class=\"note good\" role=\"status\"><b>已办结</b><p>登记已经完成。</p></div>"
        case .registered: return "<div class=\"note good\" role=\"status\"><b>已登簿</b><p>正在制作并用印电子证书，通常不到一秒。</p></div>"
        case .waitingPayment:
            guard let fee = state.fee, let url = fee.payURL else { return .empty }
            let lines = fee.lines.map { line -> Markup in "<li><span><b>\(line.name)</b><span class=\"small\">\(line.basis)</span></span><span class=\"num\">¥ \(line.amount.description)</span></li>" }
            return """
                <section class="card" aria-label="缴费"><h2>请缴纳登记费</h2><ul class="tasks">\(lines)<li><b>合计</b><b class="num">¥ \(fee.total.description)</b></li></ul>
                <p class="small soft">费用由非税收入缴款平台收取，本平台不经手资金。缴费后自动继续办理。</p><p class="actions"><a class="button" href="\(url)">去缴费</a></p></section>
                """
        case .waitingDepartment:
            return "<div class=\"note warn\" role=\"status\"><b>正在等待</b><p>\(state.waiting?.reason ?? "")</p><p class=\"small\">您的申请已经保存，无需重新提交；收到答复后会自动继续办理。</p></div>"
        case .waitingOfficer:
            return "<div class=\"note\" role=\"status\"><b>已转工作人员审核</b><p>\(state.waiting?.reason ?? "")</p><p class=\"small\">自动审核不会直接作出不予登记的决定，有疑点的由工作人员审核。</p></div>\(findings(state.findings))"
        case .waitingApplicant where state.returned != nil:
            return "<div class=\"note warn\" role=\"status\"><b>请补正以下内容</b><p>已一次性列明需要补正的全部内容。补正期间不计入办理时限。</p></div>\(findings(state.returned?.findings ?? []))"
        case .refused:
            return "<div class=\"note bad\" role=\"status\"><b>不予登记</b><p>\(state.refusal?.opinion ?? "")</p><p class=\"small\">如不服本决定，可以自收到之日起六十日内申请行政复议，或者六个月内提起行政诉讼。</p>\((state.payment != nil).markup("<p class=\"small\">已缴纳的登记费将原路退回。</p>"))</div>\(findings(state.refusal?.findings ?? []))"
        case .withdrawn: return "<div class=\"note\" role=\"status\"><b>已撤回</b><p>已缴纳的登记费将原路退回。</p></div>"
        case .publicNotice: return "<div class=\"note\" role=\"status\"><b>正在公告</b><p>\(state.waiting?.reason ?? "")，公告期间不计入办理时限。期满没有异议的，自动登簿。</p><p><a href=\"/notices/\(state.notice?.notice ?? "")\">查看公告</a></p></div>"
        case .suspended: return "<div class=\"note warn\" role=\"status\"><b>已中止</b><p>中止期间不计入办理时限。</p></div>"
        case .inProgress: return "<div class=\"note\" role=\"status\"><b>正在办理</b><p>本页会自动更新。</p></div>"
        case .draft, .waitingApplicant: return .empty
        }
    }

    private var answered: Markup {
        guard let extract else { return .empty }
        let qr = CheckLink.qr(extract, office)
        return """
            <div class="note good" role="status"><b>查询完成</b></div><section class="certificate"><h2>查询结果证明</h2><p class="number">\(extract.number)</p><p>加盖登记机构电子印章，与窗口出具的具有同等效力。使用单位可以扫描二维码核验真伪。</p>
            <div class="actions"><a class="button" href="/extracts/\(extract.token).pdf">下载查询结果证明</a><a class="button quiet" href="/x/\(extract.token)">核验页面</a></div><div class="qr">\(qr)</div></section>
            """
    }

    private var issued: Markup {
        let cards = certificates.map { certificate -> Markup in
            let facts = try? office.certificateFacts(certificate)
            let qr = isOfficial ? .empty : CheckLink.qr(certificate, office)
            return """
                <section class="certificate"><h2>\(facts?.title ?? "证书")</h2><p class="number">\(certificate.number)</p>
                \(Parts.facts([("权利人", "\(facts?.holders ?? "")"), ("坐落", "\(facts?.location ?? "")"), ("不动产单元号", "<span class=\"mono\">\(certificate.unit.grouped)</span>"), ("登簿时间", "\(certificate.issuedAt.description)")]))
                <div class="actions"><a class="button" href="/certificates/\(certificate.token).pdf">下载电子证书</a><a class="button quiet" href="/c/\(certificate.token)">查验并核对存证</a></div><div class="qr">\(qr)</div></section>
                """
        }
        return "<div class=\"note good\" role=\"status\"><b>已办结，证书已经颁发</b>\(seconds.markup { "<p>从提交到登簿用时\($0)。</p>" })</div>\(afterNotice)\(cards)"
    }

    /// A notice keeps a place for ninety days after the right itself can be registered (民法典 221): what comes then, and where it begins.
    private var afterNotice: Markup {
        guard service.kinds.contains(.advanceNotice), !isOfficial else { return .empty }
        let unit = service.suits.isEmpty ? nil : file.state.units.first
        return """
            <div class="note"><b>预告登记之后</b><p>自能够进行不动产登记之日起九十日内没有申请登记的，预告登记失效（《民法典》第二百二十一条）。</p>\(unit.markup { "<p><a href=\"\(Paths.ways([("unit", $0.text)]))\">由预告登记转为正式登记</a></p>" })</div>
            """
    }

    private var seconds: String? {
        guard let from = file.state.payment == nil ? file.state.submittedAt : file.actions.last(where: { $0.event.kind == "feePaid" })?.at,
            let to = file.state.registeredAt
        else { return nil }
        let tenths = Int(to.seconds(since: from) * 10)
        guard tenths >= 0, tenths < 36_000 else { return nil }
        let time = tenths == 0 ? "不到 0.1 秒" : " \(tenths / 10).\(tenths % 10) 秒"
        return "\(time)\(file.state.payment == nil ? "" : "（缴费后）")"
    }

    /// - Parameter below: whether it stands under a heading of its own, as in a task.
    func findings(_ findings: [Finding], below: Bool = false) -> Markup {
        // Two checks may miss the same thing: it is said once.
        var said: Set<String> = []
        let open = findings.filter { $0.consequence != .note && said.insert($0.message).inserted }
        guard !open.isEmpty else { return .empty }
        let items = open.map { finding -> Markup in
            """
            <li><span><b>\(reader.told(finding))</b><span class="small">怎么办：\(finding.remedy)\(way(finding))</span><span class="small">依据：\(finding.statute)</span></span>\(Self.tag(finding.consequence))</li>
            """
        }
        return "<section class=\"card\">\(below ? "<h3>核验发现</h3>" as Markup : "<h2>核验发现</h2>")<ul class=\"tasks\">\(items)</ul></section>"
    }

    /// To the page of the department whose word is missing or not yet what it has to be, for whoever can mend that there.
    private func way(_ finding: Finding) -> Markup {
        guard !isOfficial, finding.consequence == .mend, let unit = file.state.units.first else { return .empty }
        let departments = finding.materials.lazy.compactMap { kind in service.materials.first { $0.kind == kind }?.from }.compactMap(Department.init(contract:))
        let directory = office.departments.directory
        let pages = departments.compactMap { department in
            directory.page(of: Peer(department), unit: unit, caseID: file.id).map { (department, $0) }
        }
        return pages.first.markup { "<a href=\"\($0.1)\">去\($0.0.chinese)办理</a>" }
    }

    static func tag(_ consequence: Finding.Consequence) -> Markup {
        switch consequence {
        case .note: "<span class=\"tag\">提示</span>"
        case .wait: "<span class=\"tag warn\">等待部门</span>"
        case .mend: "<span class=\"tag warn\">可以补正</span>"
        case .judge: "<span class=\"tag bad\">需人工审核</span>"
        }
    }

    /// The task list of materials: each with its source, its state, when and by whom it was signed.
    var materials: Markup {
        "<section class=\"card\"><h2>材料</h2><p class=\"small soft\">以下材料由系统直接向有关部门获取，带有部门签名，您无需提交。</p>\(materialRows)</section>"
    }

    /// The same below a task, folded once everything is there.
    var materialList: Markup {
        let open: Markup = file.state.done.contains("check") && !file.state.findings.contains { $0.consequence != .note } ? .empty : " open"
        return "<details id=\"materials\"\(open)><summary>材料清单</summary>\(materialRows)</details>"
    }

    private var materialRows: Markup {
        let state = file.state
        let items = service.materials.filter { !$0.isUploaded }.flatMap { need -> [Markup] in
            let name = office.catalogue.material(need.kind)?.name ?? need.kind
            if MaterialSource.own.contains(need.from) {
                if lacking.contains(need.from) {
                    return ["<li><span><b>\(name)</b><span class=\"small\">\(office.catalogue.material(need.kind)?.about ?? "")</span></span><span class=\"tag warn\">尚未送达</span></li>"]
                }
                return ["<li><span><b>\(name)</b><span class=\"small\">登记机构已存档</span></span><span class=\"tag good\">已获取</span></li>"]
            }
            let all = state.gathered(need)
            guard !all.isEmpty else {
                // What nobody has to be asked for isn't on its way.
                if need.when?.holds(answers: state.answers, applicants: state.standings) == false { return [] }
                return ["<li><span><b>\(name)</b><span class=\"small\">\(MaterialNames.issuer(need.from))</span></span><span class=\"tag\">获取中</span></li>"]
            }
            return all.map { row($0, MaterialNames.of($0.material, name, service, state)) }
        }
        return "<ul class=\"tasks\">\(items)</ul>"
    }

    private func row(_ gathered: Gathered, _ name: String) -> Markup {
        let at = file.actions.last { if case .gathered(let g) = $0.event { g.material == gathered.material } else { false } }?.at
        let tag: Markup =
            switch gathered.state {
            case .fetched, .uploaded: "<span class=\"tag good\">已获取</span>"
            case .notFound: "<span class=\"tag bad\">没有记录</span>"
            case .unavailable: "<span class=\"tag warn\">等待答复</span>"
            }
        return "<li><span><b>\(name)</b><span class=\"small\">来源：\(names.issuer(gathered.source, gathered.institution))\(at.markup { "，\($0.description)" })\(gathered.note.markup { "。\($0)" })</span></span>\(tag)</li>"
    }

    var clock: Markup {
        guard let acceptance = file.state.acceptance else { return .empty }
        let reading = LegalClock(limit: acceptance.workingDays, calendar: office.catalogue.calendar).reading(file.state.clock, on: office.now().date)
        let stands = service.within.notCounted.first { reading.state == .stopped($0.stop) }
        return """
            <p class="small soft">法定时限\(reading.limit)个工作日，已用\(reading.used)个\(reading.dueOn.markup { "，届满日\($0.chinese)\((stands != nil).markup("（从今天起恢复计时的话）"))" })。</p>\(stands.markup { "<div class=\"note\" role=\"status\"><b>\($0.chinese)，期间不计入办理时限</b><p class=\"small\">\($0.statute)。资金到齐后恢复计时；登记机构、贷款机构和监管机构办理的时间照常计入。</p></div>" })
            """
    }

    var history: Markup {
        let items = History.told(file.actions, toApplicant: !isOfficial).compactMap { action -> Markup? in
            History.sentence(action, names, for: reader).map { "<li><time>\(action.at.description)</time>\($0)<span class=\"small soft\">（\(names.actor(action.actor))）</span></li>" }
        }
        guard !isOfficial else { return "<section class=\"card\"><h2>办理记录</h2><ul class=\"timeline\">\(items)</ul></section>" }
        return "<details class=\"card\" id=\"history\"><summary>办理记录</summary><ul class=\"timeline\">\(items)</ul></details>"
    }
}

/// The sentences of a case's history.
enum History {
    /// Officials see every action. Applicants see what matters to them: while they fill in a form, every answer is judged anew, and only
    /// the last of these rounds says anything.
    static func told(_ actions: [CaseAction], toApplicant: Bool) -> [CaseAction] {
        guard toApplicant else { return actions }
        var seen: Set<String> = []
        return actions.reversed().filter { action in
            switch action.event {
            case .rechecked: return false
            case .waiting(let wait) where wait.on == .applicant: return false
            case .submitted, .returned: seen = []
            case .answered, .judged, .signed: return seen.insert("\(action.event.kind) \(action.actor)").inserted
            case .gathered(let gathered): return seen.insert("gathered \(gathered.material) \(gathered.state)").inserted
            default: break
            }
            return true
        }
    }

    /// - Parameter reader: what has moved of the money stands in the picture of the order, to each their own.
    static func sentence(_ action: CaseAction, _ names: SourceNames, for reader: CaseReader) -> String? {
        switch action.event {
        case .opened: "创建办件"
        case .answered: "填写申请信息"
        case .gathered(let gathered):
            switch gathered.state {
            case .fetched: "取得材料：\(names.issuer(gathered.source, gathered.institution))"
            case .notFound: "没有记录：\(names.issuer(gathered.source, gathered.institution))"
            case .unavailable: "暂未取得：\(names.issuer(gathered.source, gathered.institution))"
            case .uploaded: "上传材料"
            }
        case .judged(let judged): judged.findings.isEmpty ? "智能核验：全部通过" : "智能核验：发现\(judged.findings.count)项"
        case .signed(let signed): signed.drawing == nil ? "签署申请书和声明" : "签署申请书和声明，附手写签名"
        case .submitted: "提交申请"
        case .accepted(let accepted): "受理，受理顺序号\(accepted.sequence)，时限\(accepted.workingDays)个工作日"
        case .feeAssessed(let fee): "核定登记费\(fee.total)元"
        case .feePaid(let paid): "已缴费\(paid.amount)元，票据\(paid.receipt)"
        case .approved(let approved): approved.automatic ? "自动审核通过" : "审核通过\(approved.opinion.map { "：\($0)" } ?? "")"
        case .returned(let returned): "一次性告知补正\(returned.findings.count)项"
        case .corrected: "补正完成"
        case .refused: "决定不予登记"
        case .withdrawn(let withdrawn): "撤回申请\(withdrawn.reason.isEmpty ? "" : "：\(withdrawn.reason)")"
        case .registered(let registered): "登簿\(registered.numbers.isEmpty ? "" : "，\(registered.numbers.joined(separator: "、"))")"
        case .certified: "电子证书已用印"
        case .told(let told): told.messages.isEmpty ? nil : "向\(told.messages.count)个部门推送登记结果"
        case .archived: "归档，办件办结"
        case .waiting(let waiting): waiting.reason.hasPrefix("等待") ? waiting.reason : "等待：\(waiting.reason)"
        case .suspended(let suspended): "中止：\(suspended.reason)"
        case .resumed: "恢复办理"
        case .escalated(let escalated) where escalated.money != nil: "监管资金需要核对，已提请登簿人员处理"
        case .escalated(let escalated): escalated.level >= 3 ? "超过办理时限，已督办" : "临近办理时限，已提醒"
        case .rechecked: "重新核验"
        case .joined: "其他申请人加入"
        case .published(let published): "发布公告：\(published.title)\(published.until.map { "，至\($0.chinese)" } ?? "")"
        case .askedToWithdraw: "申请人请求撤回"
        case .uploaded: "上传材料"
        case .uploadRemoved: "移除上传的材料"
        case .reviewed(let review): "初审通过：\(review.opinion)"
        case .claimed: "领取办件"
        case .released(let released): "释放办件\(released.reason.isEmpty ? "" : "：\(released.reason)")"
        case .sourceChanged(let change): "\(MaterialNames.issuer(change.source))的信息有变化，重新取得材料"
        case .moneyMoved(let moved): "\(moved.stage.chinese)\(reader.seesAll && moved.amount > .zero ? "，\(moved.amount)元" : "")"
        case .custodianProposed(let proposed): "提议改由\(names.institution(proposed.custodian) ?? proposed.custodian)监管资金"
        case .custodianChanged(let changed): "各方同意改由\(names.institution(changed.custodian) ?? changed.custodian)监管资金"
        case .stepDone: nil
        }
    }
}
