import Casework
import Catalogue
import Identity
import Register

/// A case on one screen: what is applied for, what was found, what the register says before and after, on what evidence, and by when.
struct OfficeCasePage {
    let file: CaseFile
    let service: ServiceDefinition
    let office: CaseOffice
    let facts: CaseFacts
    let preview: FilingPreview
    let evidence: [Evidence]
    let certificates: [IssuedCertificate]
    let revealed: [PartyID: RevealedParty]
    let actions: OfficeActions
    /// The money in custody for it; empty where none is held.
    let money: Markup
    /// What a developer filed for its project; empty for every case about one unit.
    let project: Markup
    /// What the evidence says of the applicants' files, by its id.
    let uploads: [String: UploadNote]
    let errors: [FieldError]
    let today: LegalDate

    static let unitsShown = CaseReading.unitsShown

    var body: Markup {
        let view = CaseView(file: file, service: service, office: office, certificates: certificates, reader: .official, isOfficial: true)
        let state = file.state
        return """
            \(Parts.crumbs([("待办", "/office/queue")]))\(Parts.errors(errors))
            <header class="casehead"><h1>\(service.name)</h1><p>\(CaseTag.tag(state.phase)) <span class="mono">\(file.id)</span>\(state.channel.flatMap(Channel.init).markup { " · \($0.chinese)" }) · \(state.openedAt.description)申请\(state.waiting.markup { " · \($0.reason)" })</p></header>
            <div class="two wide-aside"><div>\(application)\(findings)\(money)\(project)\(register)\(materials)\(view.history)</div>
            <aside>\(payment)\(actions.claim)\(actions.decisions)\(ClockMarkup.card(state, office.catalogue.calendar, today: today))<section class="card"><h2>进度</h2>\(view.progress)</section></aside></div>
            \(Keyboard.overlay(Keyboard.office))
            """
    }

    /// Whoever applied at a counter pays there, or takes the link home.
    private var payment: Markup {
        guard file.state.phase == .waitingPayment, file.state.channel == Channel.counter.rawValue, let fee = file.state.fee, let url = fee.payURL else {
            return .empty
        }
        return "<section class=\"card\"><h2>待缴登记费</h2><p>¥ \(fee.total.description)</p><div class=\"qr\">\(CheckLink.qr(payment: url))</div><p class=\"small\">请申请人用手机扫码缴费，缴费后自动继续办理。<a href=\"\(url)\">缴费链接</a></p></section>"
    }

    private var application: Markup {
        let applicants = file.state.applicants.map { applicant -> (String, Markup) in
            let party = revealed[applicant.party.id]
            let signed = file.state.signatures.first { $0.party == applicant.party.id }
            return (
                service.role(applicant.role)?.label ?? applicant.role,
                "\(party?.name ?? "") <span class=\"mono small\">\(party?.identifier ?? "")</span> <span class=\"small soft\">\(Self.identified(applicant.identifiedBy))\(signed.markup { _ in "，已签署" })</span>"
            )
        }
        let labels = Set(applicants.map(\.0))
        let rows = SummaryRows.rows(facts, service, for: .official).filter { $0.0 != "办理事项" && !labels.contains($0.0) }
        return "<section class=\"card\"><h2>申请</h2>\(Parts.facts(applicants + rows))</section>"
    }

    private static func identified(_ way: String?) -> String {
        switch way {
        case "unified-identity": "统一身份认证"
        case "counter": "窗口核验身份证件"
        case "kiosk": "自助终端核验"
        case "api": "系统直连"
        case nil: "未核验身份"
        default: way ?? ""
        }
    }

    /// Everything that was found, notes too; each with its law and a link to the evidence it rests on.
    private var findings: Markup {
        let findings = file.state.findings
        guard !findings.isEmpty else {
            return file.state.done.contains("check") ? "<section class=\"card\"><h2>核验发现</h2><p><span class=\"tag good\">全部通过</span> 共核验\(service.checks.count)项，没有发现问题。</p></section>" : .empty
        }
        let items = findings.map { finding -> Markup in
            let links = finding.materials.map { kind -> Markup in "<a href=\"#m-\(anchor(kind))\">\(name(kind))</a> " }
            return """
                <li><span><b>\(CaseReader.official.told(finding))</b><span class="small">怎么办：\(finding.remedy)</span><span class="small">依据：\(finding.statute)</span>\(links.isEmpty ? .empty : "<span class=\"small\">证据：\(links)</span>")</span>\(CaseView.tag(finding.consequence))</li>
                """
        }
        return "<section class=\"card\"><h2>核验发现（\(findings.count)）</h2><ul class=\"tasks\">\(items)</ul></section>"
    }

    private var register: Markup {
        let names = revealed.mapValues(\.name)
        let entered = file.state.registration != nil
        let pages = preview.pages.prefix(Self.unitsShown).map { page -> Markup in
            FolioDiff(page, names: names).markup(title: "\(page.before.description.location)(\(page.before.unit.grouped))", entered: entered)
        }
        guard !pages.isEmpty else { return .empty }
        let more: Markup = preview.pages.count > Self.unitsShown ? "<p class=\"soft\">共\(preview.pages.count)个单元，以上为前\(Self.unitsShown)个。</p>" : .empty
        let refusals = preview.refusals.map { "<li>\($0.code.chinese)<span class=\"small soft\">\($0.code.statute)</span></li>" as Markup }
        let blocked: Markup =
            entered || refusals.isEmpty ? .empty : "<div class=\"note bad\"><b>按登记簿现状，这项登记不能记载</b><ul>\(refusals)</ul></div>"
        return """
            <section class="card"><h2>登记簿：登簿前后对照</h2>\(blocked)\(preview.obstacle.markup { "<div class=\"note warn\"><b>登记内容还不能生成</b><p>\($0)</p></div>" })\(Array(pages))\(more)</section>
            """
    }

    private var materials: Markup {
        // Asked twice, answered twice: the newest counts, the older ones stay on file.
        var older: [String: Int] = [:]
        let evidence = evidence.filter { uploads[$0.id] == nil }
        for item in evidence { older[item.material, default: -1] += 1 }
        let newest = evidence.enumerated().filter { index, item in !evidence[(index + 1)...].contains { $0.material == item.material } }.map(\.element)
        let rows = newest.map { item -> RowTable.Row in
            let state = file.state.materials[item.material]
            let signed: Markup = item.keyID.markup { "<span class=\"tag good\">部门签名，收到时已验证</span><br><span class=\"small soft\">密钥 <span class=\"mono\">\($0)</span></span>" }
            let content = (facts.materials[item.material]?.value).markup {
                "<details><summary>查看内容</summary>\(MaterialContent.markup($0))<p class=\"small soft\">SHA-256 <span class=\"mono\">\(item.digest)</span></p>\((older[item.material] ?? 0) > 0 ? "<p class=\"small soft\">此前还有\(older[item.material] ?? 0)份答复，均已存档。</p>" : .empty)</details>"
            }
            return RowTable.Row(
                [
                    "\(name(item.material))\(content)", "\(sources.issuer(item.source, state?.institution))", "\(item.at.description)",
                    item.keyID == nil ? "<span class=\"tag\">无签名</span>" : signed, state.markup { Self.tag($0.state) },
                ], attributes: place(item.material))
        }
        let handedIn = file.state.uploads.map { upload -> RowTable.Row in
            let note = uploads[upload.id]
            return [
                "\(name(upload.material))<br><a href=\"\(CaseUploadRoutes.officeLink(file.id, upload.id))\">\(note?.name ?? "文件")</a> <span class=\"small soft\">\(UploadMarkup.size(upload.size))</span><p class=\"small soft\">SHA-256 <span class=\"mono\">\(upload.digest)</span></p>",
                "申请人上传", "—", "<span class=\"tag\">无签名</span>", "<span class=\"tag good\">已上传</span>",
            ]
        }
        let known = Set(evidence.map(\.material))
        let missing = file.state.materials.values.filter { !known.contains($0.material) }.sorted { $0.material < $1.material }.map { item in
            RowTable.Row(
                [
                    "\(name(item.material))\(item.note.markup { "<br><span class=\"small soft\">\($0)</span>" })", "\(sources.issuer(item.source, item.institution))",
                    "—", "—", Self.tag(item.state),
                ], attributes: place(item.material))
        }
        let own = service.materials.filter { MaterialSource.own.contains($0.from) }.map { need in
            RowTable.Row(
                ["\(name(need.kind))", "不动产登记机构", "—", "<span class=\"tag\">本机构登记资料</span>", "<span class=\"tag good\">已存档</span>"],
                attributes: place(need.kind))
        }
        let table = RowTable(
            columns: [.init("材料"), .init("来源"), .init("签发时间"), .init("签名"), .init("状态")], rows: rows + handedIn + missing + own)
        return "<section class=\"card\"><h2>材料与证据</h2>\(table.markup)</section>"
    }

    private func name(_ kind: String) -> String {
        let parts = kind.split(separator: "/", maxSplits: 1).map(String.init)
        if let applicant = file.state.applicants.first(where: { CaseOffice.signatureMaterial($0.party.id) == kind }) {
            return "手写签名（\(service.role(applicant.role)?.label ?? applicant.role)）"
        }
        if let money = MaterialNames.money(kind) { return money }
        let base = office.catalogue.material(parts[0])?.name ?? parts[0]
        return MaterialNames.of(kind, base, service, file.state)
    }

    private var sources: SourceNames { SourceNames(office) }

    private func anchor(_ kind: String) -> String { kind.split(separator: "/").joined(separator: "-") }

    /// By which a finding's link comes to the material's row.
    private func place(_ kind: String) -> Markup { " id=\"m-\(anchor(kind))\"" }

    private static func tag(_ state: Gathered.State) -> Markup {
        switch state {
        case .fetched, .uploaded: "<span class=\"tag good\">已获取</span>"
        case .notFound: "<span class=\"tag bad\">没有记录</span>"
        case .unavailable: "<span class=\"tag warn\">等待答复</span>"
        }
    }
}
