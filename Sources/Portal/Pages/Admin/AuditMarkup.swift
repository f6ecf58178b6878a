import Casework
import Identity
import Register

/// One entry of the audit trail in words: for the page and for the exported file alike.
struct AuditLine {
    static let columns = ["时间", "类别", "人员", "岗位", "事项", "对象", "用途或说明"]
    let cells: [String]

    /// - Parameter masked: how parties are called for an auditor, who sees that somebody was looked at, not who it is.
    init(_ entry: AuditEntry, names: [AccountID: String], masked: [PartyID: String], sources: SourceNames) {
        let at = entry.at.description
        switch entry {
        case .action(let caseID, let action):
            var who = sources.actor(action.actor)
            if case .official(let account, let name) = action.actor { who = names[AccountID(account)] ?? name }
            cells = [at, AuditEntry.Kind.action.chinese, who, "", History.sentence(action, sources, for: .official) ?? action.event.kind, "办件\(caseID)", ""]
        case .look(let look):
            let subject = [look.subject.caseID.map { "办件\($0)" }, look.subject.unit.map { "单元\($0.text)" }].compactMap { $0 }.joined(separator: " ")
            cells = [
                at, AuditEntry.Kind.look.chinese, names[look.viewer.account] ?? look.viewer.name, "\(look.viewer.office)\(look.viewer.role.chinese)",
                "查看\(look.fields.map(\.chinese).joined(separator: "、"))", "\(masked[look.party] ?? "—")\(subject.isEmpty ? "" : " \(subject)")",
                "\(look.purpose.code.chinese)：\(look.purpose.text)",
            ]
        case .account(let event):
            cells = [
                at, AuditEntry.Kind.account.chinese, names[AccountID(event.by)] ?? "运维人员", "", event.kind.chinese,
                event.by == event.account.text ? "" : names[event.account] ?? event.account.text, AccountMarkup.detail(event),
            ]
        }
    }

    var row: RowTable.Row { RowTable.Row(cells.map { "\($0)" }) }
}

enum AuditMarkup {
    static func parties(_ entries: [AuditEntry]) -> Set<PartyID> {
        Set(entries.compactMap { if case .look(let look) = $0 { look.party } else { nil } })
    }

    static func table(_ rows: [RowTable.Row]) -> Markup { RowTable(columns: AuditLine.columns.map { .init($0) }, rows: rows, style: "audit").markup }

    static func filters(_ wish: AuditRoutes.Wish, accounts: [Account], token: Markup) -> Markup {
        let kinds = AuditEntry.Kind.allCases.map { "<option value=\"\($0.rawValue)\"\((wish.kind == $0).markup(" selected"))>\($0.chinese)</option>" as Markup }
        let people = accounts.map { "<option value=\"\($0.id.text)\"\((wish.account == $0.id).markup(" selected"))>\($0.displayName)（\($0.userName)）</option>" as Markup }
        let hidden = wish.fields.map { "<input type=\"hidden\" name=\"\($0.0)\" value=\"\($0.1)\">" as Markup }
        return """
            <form method="get" action="\(AuditRoutes.path())" class="filters"><div class="field"><label for="f-kind">类别</label><select id="f-kind" name="kind"><option value="">全部</option>\(kinds)</select></div><div class="field"><label for="f-account">人员</label><select id="f-account" name="account"><option value="">全部</option>\(people)</select></div><div class="field"><label for="f-from">自</label><input id="f-from" name="from" type="date" value="\(wish.from.description)"></div><div class="field"><label for="f-to">至</label><input id="f-to" name="to" type="date" value="\(wish.to.description)"></div><button class="button small" type="submit">筛选</button></form>
            <form method="post" action="/audit/export" class="pager">\(token)\(hidden)<button class="button small quiet" type="submit">导出为 CSV</button><span class="small soft">导出本身也会记入审计记录。</span></form>
            """
    }
}
