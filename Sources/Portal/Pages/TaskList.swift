import Casework
import Catalogue
import Register

/// What is to do before an application is handed in: one task after the other, each with its state.
struct TaskList {
    struct Task {
        enum State { case done, now, later, waiting, blocked }
        let title: String
        let state: State
        /// What the state is called.
        let word: String
        let body: Markup
    }

    let file: CaseFile
    let service: ServiceDefinition
    let party: PartyID
    let token: Markup
    let view: CaseView
    let subject: Markup
    let names: [PartyID: String]
    /// What only the applicants have; nil where the service asks for nothing.
    let uploads: Task?
    /// The way in for somebody who still has to join, to be scanned at a lender's desk; empty elsewhere.
    let invitation: @Sendable (ApplicantRole) -> Markup

    private var state: CaseState { file.state }
    private var form: CaseForm { CaseForm(service, state, of: party) }
    private var isGathered: Bool { state.done.contains("check") }
    private var faults: [Finding] { state.findings.filter { $0.consequence == .mend } }
    /// What is wrong with what was fetched; files that are still missing are a task of their own.
    private var isUpload: (Finding) -> Bool { { uploads != nil && $0.check == UploadMarkup.check } }
    private var iSigned: Bool { state.signatures.contains { $0.party == party } }

    /// In their order; further kinds of tasks go in where they belong.
    var tasks: [Task] { [chosen, materials] + (uploads.map { [$0] } ?? []) + questions + applicants + [signing] }

    var markup: Markup {
        let items = tasks.map { task -> Markup in
            let mark: Markup =
                switch task.state {
                case .done: "<span class=\"tag good\">\(task.word)</span>"
                case .now: "<span class=\"tag accent\">\(task.word)</span>"
                case .blocked: "<span class=\"tag bad\">\(task.word)</span>"
                case .waiting: "<span class=\"tag warn\">\(task.word)</span>"
                case .later: "<span class=\"tag\">\(task.word)</span>"
                }
            let kind: Markup = task.state == .done ? " class=\"done\"" : task.state == .now ? " class=\"now\"" : .empty
            return "<li\(kind)><h2>\(task.title)</h2>\(mark)<div class=\"body\">\(task.body)</div></li>"
        }
        return "<ol class=\"todo\" aria-label=\"办理步骤\">\(items)</ol>"
    }

    private var chosen: Task { Task(title: "选择办理对象", state: .done, word: "已完成", body: subject) }

    private var materials: Task {
        let findings = view.findings(state.findings.filter { !isUpload($0) }, below: true)
        if !isGathered {
            return Task(
                title: "获取材料并核验", state: .waiting, word: "正在获取",
                body: "<p role=\"status\">\(state.waiting?.reason ?? "正在向有关部门获取材料，请稍候。")</p>\(view.materialList)")
        }
        if !faults.allSatisfy(isUpload) {
            return Task(
                title: "获取材料并核验", state: .blocked, word: "需要处理",
                body: """
                    <p>下面的问题解决之前不能提交。处理后请重新核验，系统会再次向有关部门获取。</p>\(findings)<form method="post" action="/cases/\(file.id)/correct">\(token)<button class="button quiet" type="submit">我已处理，重新核验</button></form>\(view.materialList)
                    """)
        }
        return Task(title: "获取材料并核验", state: .done, word: "已完成", body: "\(findings)\(view.materialList)")
    }

    private var questions: [Task] {
        let title = "回答几个问题"
        let form = form
        // What others have to say first is told with who that is.
        let others = form.problems.map(\.field).filter { !form.isOwn($0) }
        let waits: Markup = others.isEmpty ? .empty : "<p role=\"status\">\(others.map(service.awaited).joined())</p>"
        guard let first = form.own.first else {
            return others.isEmpty ? [] : [Task(title: title, state: .waiting, word: "等待其他申请人", body: waits)]
        }
        let answered = form.own.count(where: form.isAnswered)
        let isDone = form.ownProblems.isEmpty
        let body: Markup =
            isDone && answered > 0
            ? "<p><a href=\"\(QuestionRoutes.link(file.id, first.name))\">查看或修改</a></p>"
            : "<p>共\(form.own.count)题，已答\(answered)题。</p><p class=\"actions\"><a class=\"button\(isDone ? " quiet" : "")\" href=\"\(QuestionRoutes.link(file.id, (form.firstOpen ?? first).name))\">\(answered == 0 ? "回答问题" : "继续回答")</a></p>"
        if isDone, !others.isEmpty { return [Task(title: title, state: .waiting, word: "等待其他申请人", body: body + waits)] }
        let state: Task.State = isDone ? (answered > 0 ? .done : .later) : .now
        return [Task(title: title, state: state, word: isDone ? (answered > 0 ? "已完成" : "可以不填") : "需要填写", body: body + waits)]
    }

    /// Only where more than one has to sign.
    private var applicants: [Task] {
        let missing = service.missingRoles(Set(state.applicants.map(\.role)))
        guard state.applicants.count > 1 || !missing.isEmpty else { return [] }
        let here = state.applicants.map { applicant -> Markup in
            let signed = state.signatures.contains { $0.party == applicant.party.id }
            let own = applicant.party.id == party ? "（您）" : ""
            return "<li><span><b>\(service.role(applicant.role)?.label ?? applicant.role)</b><span class=\"small\">\(names[applicant.party.id] ?? "")\(own)</span></span><span class=\"tag\(signed ? " good" : "")\">\(signed ? "已签署" : "尚未签署")</span></li>"
        }
        let absent = missing.map { role -> Markup in
            "<li><span><b>\(role.label)</b><span class=\"small\">登录后在“\(service.shortName)”中选择同一套房屋，即可加入本次申请。</span>\(invitation(role))</span><span class=\"tag warn\">尚未加入</span></li>"
        }
        return [
            Task(
                title: "各方申请人", state: missing.isEmpty ? .done : .waiting, word: missing.isEmpty ? "已到齐" : "等待加入",
                body: "<ul class=\"tasks\">\(here)\(absent)</ul>")
        ]
    }

    private var signing: Task {
        let title = "核对并签署"
        let left = state.applicants.count { applicant in !state.signatures.contains { $0.party == applicant.party.id } }
        // All have signed and nothing was handed in: what stood in the way has been mended meanwhile.
        if iSigned, left > 0 { return Task(title: title, state: .waiting, word: "您已签署", body: "<p role=\"status\">等待其他\(left)位申请人签署。全部签署后自动提交，不用您再操作。</p>") }
        guard isGathered, faults.isEmpty, form.isComplete else {
            return Task(title: title, state: .later, word: "暂不能开始", body: "<p>完成上面的步骤后，在这里核对全部内容并签名提交。</p>")
        }
        return Task(
            title: title, state: .now, word: "可以开始",
            body: "<p>\(iSigned ? "申请还没有提交。请再次核对并签名，随即提交。" : "核对全部内容，阅读声明，签名后提交。")</p><p class=\"actions\"><a class=\"button\" href=\"/cases/\(file.id)/sign\">下一步：核对并签署</a></p>")
    }
}
