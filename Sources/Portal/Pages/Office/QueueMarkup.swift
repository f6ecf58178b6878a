import Casework
import Catalogue
import Register

/// The lines of the work queue.
enum QueueMarkup {
    static func table(_ rows: [RowTable.Row]) -> Markup {
        RowTable(
            columns: [
                .init("受理编号", "mono nowrap"), .init("事项", "nowrap"), .init("不动产单元", "mono nowrap"), .init("受理时间"), .init("时限"), .init("等待"), .init("领取人"),
            ], rows: rows, style: "queue"
        ).markup
    }

    static func row(_ item: CaseSummary, desk: Desk, account: String, today: LegalDate) -> RowTable.Row {
        let isOverdue = (item.dueOn.map { $0 < today } ?? false) && item.phase.isOpen && !isStopped(item)
        let unit = item.unit.map { (try? UnitCode($0))?.grouped ?? $0 } ?? item.subject
        let who: Markup =
            switch item.assignee {
            case nil: "<span class=\"soft\">未领取</span>"
            case account: "<span class=\"tag accent\">我</span>"
            default: "\(item.assigneeName ?? "其他人员")"
            }
        return RowTable.Row(
            [
                "<a href=\"/office/cases/\(item.id)\">\(item.id)</a>", "\(desk.office.catalogue.service(item.service)?.shortName ?? item.service)", "\(unit)",
                "\(item.acceptedAt?.description ?? "未受理")", chip(item, desk.office.catalogue.calendar, today),
                "\(item.waitingFor.map { waiting($0, SourceNames(desk.office)) } ?? "")", who,
            ], attributes: " data-href=\"/office/cases/\(item.id)\"\(isOverdue.markup(" class=\"overdue\""))")
    }

    /// While the applicant mends or the case is suspended no time runs.
    private static func isStopped(_ item: CaseSummary) -> Bool { item.phase == .suspended || item.phase == .waitingApplicant }

    static func chip(_ item: CaseSummary, _ calendar: WorkCalendar, _ today: LegalDate) -> Markup {
        guard let due = item.dueOn else { return "<span class=\"soft\">未起算</span>" }
        guard item.phase.isOpen, item.phase != .registered else { return "<span class=\"soft\">—</span>" }
        if isStopped(item) { return "<span class=\"tag\">计时已停</span>" }
        let days = calendar.workingDays(from: today, to: due)
        if due < today { return "<span class=\"tag bad\">已超期\(calendar.workingDays(from: due, to: today))个工作日</span>" }
        if due == today { return "<span class=\"tag bad\">今日到期</span>" }
        return "<span class=\"tag\((item.escalation > 0).markup(" warn"))\">剩余\(days)个工作日</span> <span class=\"soft small\">\(due.description)</span>"
    }

    private static func waiting(_ whom: String, _ names: SourceNames) -> String {
        switch whom {
        case "examiner": "审核人员"
        case "officer": "审核人员"
        case SettleStep.registrar: "登簿人员"
        case "applicant": "申请人"
        case "payment": "缴费"
        case "earlierCase": "先受理的办件"
        case "court": "司法机关"
        default: names.department(whom)
        }
    }
}
