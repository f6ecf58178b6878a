import Casework
import Catalogue
import Identity
import Register

/// A draft at the counter on one page: what was found, what is filled in, who has signed.
struct CounterDraftPage {
    let file: CaseFile
    let service: ServiceDefinition
    let office: CaseOffice
    let facts: CaseFacts
    let revealed: [PartyID: RevealedParty]
    let token: Markup
    let form: FormFields
    /// Pages of the case's units, for questions that choose an entry of them.
    let units: [Folio]
    let errors: [FieldError]

    private var path: String { CounterRoutes.draft(file.id) }

    var body: Markup {
        let view = CaseView(file: file, service: service, office: office, certificates: [], reader: .official, isOfficial: true, lacking: MaterialNames.lacking(service, facts.ruling))
        return """
            \(Parts.crumbs([("窗口收件", CounterRoutes.path())]))\(Parts.errors(errors))
            <header class="casehead"><h1>\(service.name)</h1><p><span class="tag">窗口收件</span> <span class="mono">\(file.id)</span>\(file.state.waiting.markup { " · \($0.reason)" })</p></header>
            <div class="two wide-aside"><div>\(applicants)\(view.findings(file.state.findings))\(recheck)\(questions)\(view.materials)</div><aside>\(signatures)\(more)</aside></div>
            """
    }

    private var applicants: Markup {
        let rows = file.state.applicants.map { applicant -> (String, Markup) in
            let party = revealed[applicant.party.id]
            return (service.role(applicant.role)?.label ?? applicant.role, "\(party?.name ?? "") <span class=\"mono small\">\(party?.identifier ?? "")</span>")
        }
        let unit = file.state.units.first.map { unit -> [(String, Markup)] in [("不动产单元", "<span class=\"mono\">\(unit.grouped)</span>")] } ?? []
        return "<section class=\"card\"><h2>申请人</h2>\(Parts.facts(rows + unit + (facts.ruling.map(SaleRows.rows) ?? [])))</section>"
    }

    private var recheck: Markup {
        guard file.state.findings.contains(where: { $0.consequence != .note }) || !file.state.done.contains("check") else { return .empty }
        return "<form method=\"post\" action=\"\(path)/recheck\">\(token)<button class=\"button small quiet\" type=\"submit\">重新获取并核验</button></form>"
    }

    private var questions: Markup {
        let asked = CaseForm(service, file.state).asked
        guard !asked.isEmpty else { return .empty }
        let fields = asked.map { CounterMarkup.field($0, value: form[$0.name] ?? file.state.answers[$0.name] ?? "", units: units, custodians: office.custodians, hasTariff: service.money?.hasTariff($0.name) ?? false) }
        return "<section class=\"card\"><h2>补充信息</h2><form method=\"post\" action=\"\(path)/answers\">\(token)\(fields)<button class=\"button small quiet\" type=\"submit\">保存</button></form></section>"
    }

    /// Each applicant reads the declarations and signs in front of the clerk; the last signature hands the application in.
    private var signatures: Markup {
        guard file.state.done.contains("check") else {
            return "<section class=\"card\"><h2>签署提交</h2><p class=\"soft\">正在获取材料并核验，完成后即可签署。</p></section>"
        }
        guard !file.state.findings.contains(where: { $0.consequence == .mend }) else {
            return "<section class=\"card\"><h2>签署提交</h2><p class=\"soft\">请先处理上面可以补正的问题，再重新核验。</p></section>"
        }
        let signed = Set(file.state.signatures.map(\.party))
        let forms = file.state.applicants.map { applicant -> Markup in
            let name = revealed[applicant.party.id]?.name ?? ""
            if signed.contains(applicant.party.id) { return "<p><span class=\"tag good\">已签署</span> \(name)</p>" }
            let declarations = office.declarations(of: file, for: applicant.party.id).map { declaration -> Markup in
                "<label class=\"choice\"><input type=\"checkbox\" name=\"accept\" value=\"\(declaration.name)\"><span><b>\(declaration.title)</b><br><span class=\"small\">\(office.text(of: declaration, facts: facts))</span></span></label>"
            }
            return """
                <form method="post" action="\(path)/sign">\(token)<input type="hidden" name="party" value="\(applicant.party.id.text)"><h3>\(name)</h3>\(declarations)<label class="choice"><input type="checkbox" name="signed" value="yes"><span>申请人已当面阅读以上内容并在申请书上签字</span></label><button class="button" type="submit">确认\(name)已签署</button></form>
                """
        }
        return "<section class=\"card\"><h2>签署提交</h2>\(forms)<p class=\"small soft\">全部申请人签署后自动提交。</p></section>"
    }

    private var more: Markup {
        guard service.applicants.contains(where: \.several) || service.applicants.count > 1 else { return .empty }
        return """
            <section class="card"><details\((!errors.isEmpty && form["role"] != nil).markup(" open"))><summary>增加申请人</summary><form method="post" action="\(path)/applicants">\(token)\(CounterMarkup.person(service, form))<button class="button small quiet" type="submit">增加</button></form></details></section>
            """
    }
}
