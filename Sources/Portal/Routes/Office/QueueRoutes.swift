import Casework
import Catalogue
import Hummingbird
import Identity
import Register
import Storage

/// The work queue of an office.
///
/// | method | path          | role                       | what                                                          |
/// | ------ | ------------- | -------------------------- | ------------------------------------------------------------- |
/// | GET    | /office/queue | clerk, examiner, registrar | cases of the office's divisions by state, service, deadline   |
/// | POST   | /office/queue | the same                   | the same filters from the form; a name never gets into a link |
struct QueueRoutes: RouteGroup {
    let desk: Desk

    func addRoutes(to table: inout RouteTable) {
        let query = [
            QueryParameter("phase", .string, "办件状态"), QueryParameter("service", .string, "事项"), QueryParameter("deadline", .string, "期限：overdue、today、week"),
            QueryParameter("whose", .string, "领取情况：mine、free"), QueryParameter("text", .string, "受理编号或不动产单元号的开头"), QueryParameter("page", .string, "页码"),
        ]
        table.official(.page("office.queue", .get, Self.path.template, .viewWorkQueue, "待办", query: query), queue)
        table.official(.page("office.find", .post, Self.path.template, .viewWorkQueue, "查找办件", bodyLimit: 8 * 1024), find)
    }

    static let path = Path("/office/queue")
    private static let size = 50
    private static let tabs: [CaseState.Phase] = [
        .waitingOfficer, .inProgress, .waitingDepartment, .waitingApplicant, .waitingPayment, .suspended, .draft, .completed, .refused, .withdrawn,
    ]

    /// Case numbers have 14 digits and unit codes 28 characters; identity numbers have 15 or 18, names aren't ASCII.
    static func isPersonal(_ text: String) -> Bool { text.contains { !$0.isASCII } || [15, 18].contains(text.count) }

    /// The filters as they stand in the form and in links.
    struct Wish: Sendable {
        var phase = CaseState.Phase.waitingOfficer
        var service: String?
        var deadline: QueueFilter.Deadline?
        var whose: String?
        var text: String?

        init(_ fields: FormFields, catalogue: ServiceCatalogue) {
            phase = CaseState.Phase(rawValue: fields["phase"] ?? "") ?? .waitingOfficer
            service = fields["service"].flatMap { catalogue.service($0)?.id }
            deadline = fields["deadline"].flatMap(QueueFilter.Deadline.init)
            whose = fields["whose"].flatMap { ["mine", "free"].contains($0) ? $0 : nil }
            let typed = (fields["text"] ?? "").filter { !$0.isWhitespace }
            text = typed.isEmpty ? nil : String(typed.prefix(60))
        }

        /// A name or an identity number: it may stand on a page, but not in an address that logs and histories keep.
        var isPersonal: Bool { text.map(QueueRoutes.isPersonal) ?? false }

        func link(phase: CaseState.Phase? = nil, page: Int = 1) -> String {
            var query = [("phase", (phase ?? self.phase).rawValue)]
            if let service { query.append(("service", service)) }
            if let deadline { query.append(("deadline", deadline.rawValue)) }
            if let whose { query.append(("whose", whose)) }
            if let text, !isPersonal { query.append(("text", text)) }
            if page > 1 { query.append(("page", String(page))) }
            return QueueRoutes.path(query)
        }
    }

    @Sendable func queue(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let query = try request.query()
        return try await page(Wish(query, catalogue: desk.office.catalogue), page: Pager.page(query["page"]), context)
    }

    @Sendable func find(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let wish = Wish(context.form, catalogue: desk.office.catalogue)
        return wish.isPersonal ? try await page(wish, page: 1, context) : .see(wish.link())
    }

    private func page(_ wish: Wish, page: Int, _ context: OfficialContext) async throws -> Response {
        let office = desk.office
        let region = office.region
        let today = context.now.date
        let account = context.account.text
        let divisions = context.office.divisions
        let seesMoney = context.signedIn.may(.clearMoney)
        let now = context.now
        let (list, total, counts, needs) = try await office.database.read { connection in
            var filter = QueueFilter(
                phases: [wish.phase], service: wish.service, assignee: wish.whose == "mine" ? account : nil, unclaimedOnly: wish.whose == "free",
                deadline: wish.deadline, today: today, divisions: divisions, text: wish.text,
                order: wish.phase.isOpen ? .due : .newest, offset: (page - 1) * Self.size, limit: Self.size)
            if wish.isPersonal, let text = wish.text { filter.parties = try Self.parties(text, book: office.parties, in: connection) }
            // One's own drafts only: somebody else's counter is none of mine.
            if wish.phase == .draft { filter.assignee = account }
            let found = try CaseSearch.queue(filter, region: region, in: connection)
            var tabs = filter
            tabs.assignee = wish.whose == "mine" ? account : nil
            var counts = try CaseSearch.counts(tabs, phases: Self.tabs.filter { $0 != .draft }, region: region, in: connection)
            tabs.assignee = account
            counts.merge(try CaseSearch.counts(tabs, phases: [.draft], region: region, in: connection)) { $1 }
            let needs = seesMoney ? try MoneyNeeds.count(at: now, divisions: divisions, region: region, in: connection) : nil
            return (found.cases, found.total, counts, needs)
        }
        let rows = list.map { QueueMarkup.row($0, desk: desk, account: account, today: today) }
        let shown = total > CaseSearch.countLimit ? "超过\(CaseSearch.countLimit)件" : "共\(total)件"
        return desk.page(
            "待办", context, scripts: ["office.js"],
            """
            <h1>待办</h1>\(tabs(wish, counts, needs))\(form(wish, context))
            \(rows.isEmpty ? Parts.empty("没有办件", "没有符合条件的办件。") : QueueMarkup.table(rows))
            \(Pager.links(page: page, isMore: !wish.isPersonal && page * Self.size < total, total: shown) { wish.link(page: $0) })
            \(Keyboard.overlay(Keyboard.queue))
            """)
    }

    /// Parties by their exact name or number, through the blind index. Nothing about them is shown, so it is no look.
    private static func parties(_ text: String, book: PartyBook, in connection: any Connection) throws -> [PartyID] {
        for kind in [PartyIdentifierKind.identityCard, .creditCode] {
            if let identifier = try? PartyIdentifier(kind: kind, number: text), let party = try book.find(identifier, in: connection) { return [party.id] }
        }
        guard (try? PartyName.normalised(text)) != nil else { return [] }
        return try book.find(name: text, in: connection).map(\.id)
    }

    /// - Parameter needs: books of money that a person has to see to, for whoever may: their cases are in any phase, so they have a page of their own.
    private func tabs(_ wish: Wish, _ counts: [CaseState.Phase: Int], _ needs: Int?) -> Markup {
        let links = Self.tabs.map { tab -> Markup in
            let count = counts[tab] ?? 0
            return """
                <a href="\(wish.link(phase: tab))"\((tab == wish.phase).markup(" aria-current=\"page\""))>\(tab == .draft ? "我的窗口收件" : tab.chinese) <span class="num">\(count > CaseSearch.countLimit ? "\(CaseSearch.countLimit)+" : String(count))</span></a>
                """
        }
        let money = needs.markup { count -> Markup in
            "<a href=\"\(MoneyNeedRoutes.path())\">监管资金待处理 <span class=\"num\">\(count > CaseSearch.countLimit ? "\(CaseSearch.countLimit)+" : String(count))</span></a>"
        }
        return "<nav class=\"tabs\" aria-label=\"办件状态\">\(links)\(money)</nav>"
    }

    private func form(_ wish: Wish, _ context: OfficialContext) -> Markup {
        func option(_ value: String, _ label: String, _ current: String?) -> Markup {
            "<option value=\"\(value)\"\((current == value).markup(" selected"))>\(label)</option>"
        }
        let services = desk.office.catalogue.services.map { option($0.id, $0.shortName, wish.service) }
        let deadlines = QueueFilter.Deadline.allCases.map { option($0.rawValue, $0.chinese, wish.deadline?.rawValue) }
        return """
            <form method="post" action="\(Self.path())" class="filters" role="search">\(desk.token(context))<input type="hidden" name="phase" value="\(wish.phase.rawValue)">
            <div class="field"><label for="f-service">事项</label><select id="f-service" name="service"><option value="">全部</option>\(services)</select></div>
            <div class="field"><label for="f-deadline">期限</label><select id="f-deadline" name="deadline"><option value="">全部</option>\(deadlines)</select></div>
            <div class="field"><label for="f-whose">领取</label><select id="f-whose" name="whose"><option value="">全部</option>\(option("mine", "我领取的", wish.whose))\(option("free", "未领取的", wish.whose))</select></div>
            <div class="field wide"><label for="f-text">受理编号、单元号、姓名或证件号</label><input id="f-text" name="text" type="search" value="\(wish.text ?? "")" maxlength="60" autocomplete="off" data-key="/"></div>
            <button class="button small" type="submit">筛选</button><a class="button small quiet" href="\(Self.path([("phase", wish.phase.rawValue)]))">清除</a></form>
            """
    }
}
