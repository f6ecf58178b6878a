import Casework
import Contracts
import HTTPTypes
import Hummingbird
import Identity
import Register
import Storage

/// 涉法专窗: a court's own page, wherever the court is (案例十二: 多点办、跨地域、跨省份). What it orders here and over the exchange is the same order.
///
/// | method | path                 | who   | what                                                          |
/// | ------ | -------------------- | ----- | ------------------------------------------------------------- |
/// | GET    | /court               | court | its orders and what came of them                              |
/// | GET    | /court/orders/{kind} | court | the form: seize, renew, lift, review, ruling, withdraw        |
/// | POST   | /court/orders/{kind} | court | carries it out at once                                        |
struct CourtRoutes: RouteGroup {
    let desk: Desk

    func addRoutes(to table: inout RouteTable) {
        table.party(.page("court", .get, Paths.court.template, .orderAsCourt, "法院专窗"), home)
        table.party(.page("court.form", .get, Paths.courtOrder.template, .orderAsCourt, "填写协助执行事项"), form)
        table.party(.page("court.order", .post, Paths.courtOrder.template, .orderAsCourt, "送达协助执行文书", bodyLimit: 64 * 1024), order)
    }

    @Sendable func home(_ request: Request, _ context: PartyContext) async throws -> Response {
        let office = desk.office
        let court = try await office.courtName(of: context.party.id)
        let (orders, sheets) = try await office.database.read { connection -> ([CourtOrder], [String: String]) in
            let orders = try CourtOrderRecords.of(court: court, before: office.now().adding(seconds: 1), limit: 50, region: office.region, in: connection)
            return (orders, try AuctionReviewRecords.tokens(of: orders.filter { $0.kind == .review }.map(\.id), region: office.region, in: connection))
        }
        let standing = try await office.standing(orders)
        let arrears = try await office.arrears(orders)
        let today = office.now().date
        let links = CourtOrder.Kind.allCases.map { kind -> Markup in
            "<a class=\"button\((kind != .seize).markup(" quiet"))\" href=\"\(Paths.courtOrder(kind.rawValue))\">\(kind.chinese)</a> "
        }
        let rows = orders.map { order -> RowTable.Row in
            let sheet: Markup = sheets[order.id].markup { " <a href=\"\(Paths.auction($0))\">联审情况表</a>" }
            let open: Markup = arrears[order.id].markup { arrears in
                if order.state == .open, arrears.isOpen { return .empty }
                return " <details><summary>\(arrears.isOpen ? "裁定未列明支付的欠费" : "尚未查明的欠费")</summary><p class=\"small\">\(arrears.said)</p></details>"
            }
            let told: Markup = standing[order.id].map { Self.line($0, today) } ?? "\(order.note)"
            return ["\(order.receivedAt.description)", "\(order.kind.chinese)", "\(order.document)", "\(order.unit.grouped)", Self.tag(order.state), "\(told)\(open)\(sheet)"]
        }
        // While the winner hasn't applied the proceeds are likely still with the court: said above everything else.
        let owed = orders.filter { $0.state == .open && arrears[$0.id]?.isOpen == true }.compactMap { order in
            arrears[order.id].map { "<div class=\"note warn\"><b>\(order.document)：裁定未列明支付的欠费</b><p>\($0.said)</p></div>" as Markup }
        }
        let list: Markup = rows.isEmpty
            ? Parts.empty("还没有送达过文书", "查封、续封、解封、拍前联审和成交裁定都在这里送达，即时办理。")
            : "<h2>已送达的文书</h2>\(RowTable(columns: Self.columns, rows: rows).markup)"
        return desk.page(
            "法院专窗", context,
            "<h1>法院专窗</h1><p class=\"lead\">\(court)。送达即办，登记机构不对裁定作实体审查；不能协助的，当场告知原因和依据。</p><p class=\"actions\">\(links)</p>\(owed)\(list)")
    }

    private static let columns: [RowTable.Column] = [.init("送达时间"), .init("事项"), .init("文号"), .init("不动产单元", "mono small"), .init("结果"), .init("说明")]

    /// What the page says of a seizure now.
    private static func line(_ seizure: StandingSeizure, _ today: LegalDate) -> Markup {
        if let first = seizure.before { return "轮候第\(seizure.place)位；在先查封：\(first.authority)\(first.document)，至\(first.until.chinese)" }
        let soon: Markup = seizure.endsSoon(on: today) ? " <span class=\"tag warn\">即将届满，请及时续封</span>" : .empty
        return "生效中，至\(seizure.until?.chinese ?? "")\(soon)"
    }

    private static func tag(_ state: CourtOrder.State) -> Markup {
        switch state {
        case .entered, .done: "<span class=\"tag good\">\(state.chinese)</span>"
        case .refused: "<span class=\"tag bad\">\(state.chinese)</span>"
        case .ended, .withdrawn: "<span class=\"tag\">\(state.chinese)</span>"
        case .open: "<span class=\"tag warn\">\(state.chinese)</span>"
        }
    }

    private func kind(_ context: PartyContext) throws -> CourtOrder.Kind {
        guard let kind = CourtOrder.Kind(rawValue: try context.part("kind")) else { throw PortalError.notFound }
        return kind
    }

    @Sendable func form(_ request: Request, _ context: PartyContext) async throws -> Response { try page(kind(context), [], nil, context) }

    private func page(_ kind: CourtOrder.Kind, _ errors: [FieldError], _ refused: String?, _ context: PartyContext) throws -> Response {
        let markup = CourtFormMarkup(kind: kind, form: context.form, errors: errors)
        let why: Markup = refused.markup { "<div class=\"errors\" role=\"alert\" tabindex=\"-1\" autofocus><h2>未能协助</h2><p>\($0)</p></div>" }
        return desk.page(
            kind.chinese, context, width: .narrow, status: errors.isEmpty && refused == nil ? .ok : .unprocessableContent,
            """
            \(Parts.crumbs([("法院专窗", Paths.court())]))\(Parts.errors(errors))\(why)<h1>\(kind.chinese)</h1>
            <form method="post" action="\(Paths.courtOrder(kind.rawValue))" class="card" novalidate>\(desk.token(context))\(markup.fields)<button class="button" type="submit">送达并办理</button></form>
            """)
    }

    @Sendable func order(_ request: Request, _ context: PartyContext) async throws -> Response {
        let kind = try kind(context)
        var order = CourtOrderReader(context.form, court: try await desk.office.courtName(of: context.party.id))
        guard let reply = try await order.carryOut(kind, in: desk.office, via: context.signedIn.orderedVia) else { return try page(kind, order.reader.errors, nil, context) }
        desk.goOn(reply.cases)
        guard reply.outcome.status == .ok else { return try page(kind, [], reply.outcome.message ?? "", context) }
        return .see(Paths.court())
    }
}

extension SignedIn {
    /// Who gave an order, as its row keeps it: the person who acts for the court where that is known.
    var orderedVia: String {
        switch subject {
        case .client(let id): "client:\(id)"
        case .account(let id): "account:\(id.text)"
        case .party: "party:\((actingPerson ?? party?.id)?.text ?? "")"
        }
    }
}

extension Desk {
    /// Cases that a court's order touched go on by themselves; its answer doesn't wait for them.
    func goOn(_ cases: [String]) {
        for id in cases { Task { [engine] in try? await engine.advance(id) } }
    }
}

extension Paths {
    static let court = Path("/court")
    static let courtOrder = Path1("/court/orders/{kind}")
}
