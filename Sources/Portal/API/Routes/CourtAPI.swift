import Casework
import Contracts
import Hummingbird
import Identity
import Register
import Storage

/// A court's own system: the same orders as on its page, by its client assertion.
///
/// | method | path                        | who   | what                                             |
/// | ------ | --------------------------- | ----- | ------------------------------------------------ |
/// | GET    | /api/v1/court/orders        | court | its orders, the newest first                     |
/// | POST   | /api/v1/court/seizures      | court | 查封、预查封、轮候查封                           |
/// | POST   | /api/v1/court/renewals      | court | 续封                                             |
/// | POST   | /api/v1/court/liftings      | court | 解除查封, wholly or in part                      |
/// | POST   | /api/v1/court/reviews       | court | 拍前联审                                         |
/// | POST   | /api/v1/court/rulings       | court | 成交裁定和协助执行通知书                         |
/// | POST   | /api/v1/court/withdrawals   | court | 撤销尚未登簿的成交裁定                           |
struct CourtAPI: RouteGroup {
    let desk: Desk

    private static let number = Schema.text(2...60)
    private static let units = Schema.list(Schema.unitCode, 1...200)
    private static let share = Schema.pattern("^[0-9]+/[0-9]+$", example: "1/2")
    private static let answer = Schema.object(
        "CourtAnswer", "办理结果", [.required("receipt", .string, "回执号；联审的为情况表的编号"), .optional("note", .string, "轮候位次、未能协助的单元和审查建议")])
    private static let order = Schema.object(
        "CourtOrder", "一件协助执行事项", [
            .required("kind", .cases(CourtOrder.Kind.self), "事项"), .required("document", .string, "文号"), .required("unit", Schema.unitCode, "不动产单元号"),
            .required("state", .cases(CourtOrder.State.self), "结果"), .required("note", .string, "说明"), .required("received_at", .dateTime, "送达时间"),
            .optional("place", .integer, "查封在登记簿上的位次：0 为生效中，其余为轮候位次；没有的为不在登记簿上"), .optional("until", .date, "生效中的查封的截止日"),
            ArrearsJSON.property,
        ])

    func addRoutes(to table: inout RouteTable) {
        table.party(
            .api(
                "api.court.orders", .get, PathTemplate("/api/v1/court/orders"), .orderAsCourt, "本院送达的文书", query: Cursor.parameters,
                response: .page(of: Self.order, named: "CourtOrderPage")), list)
        add(
            .seize, "seizures", "查封", [
                .required("document", Self.number, "协助执行通知书文号"), .required("units", Self.units, "不动产单元号"), .optional("from", .date, "起始日，默认当日"),
                .required("until", .date, "截止日，不超过三年"), .optional("against", .text(3...200), "被执行人：姓名 证件号码"),
                .optional("share", Self.share, "查封的份额"), .optional("pre_seizure", .boolean, "预查封"),
            ], to: &table)
        add(
            .renew, "renewals", "续封", [
                .required("document", Self.number, "续封文号"), .required("seizure", Self.number, "原查封文号"), .required("units", Self.units, "不动产单元号"),
                .required("until", .date, "续封截止日"),
            ], to: &table)
        add(
            .lift, "liftings", "解除查封", [
                .required("document", Self.number, "解除查封文号"), .required("seizure", Self.number, "原查封文号"),
                .required("units", Self.units, "解除的单元，未写的继续查封"), .optional("remaining", Self.share, "继续查封的份额"),
            ], to: &table)
        add(
            .review, "reviews", "拍前联审", [
                .required("document", Self.number, "委托函号"), .required("units", .list(Schema.unitCode, 1...1), "不动产单元号"),
            ], to: &table)
        add(
            .ruling, "rulings", "送达成交裁定、以物抵债裁定", [
                .optional("manner", .cases(Court.SaleManner.self), "处置方式：auction 拍卖（默认）、sale 变卖、debt 以物抵债"),
                .required("document", Self.number, "裁定书文号；处分几个单元的，以同一文号逐个送达"), .required("notice", Self.number, "协助执行通知书文号"),
                .required("units", .list(Schema.unitCode, 1...1), "不动产单元号"), .required("served_on", .date, "裁定送达日"),
                .required("debtors", .list(.text(3...200), 1...20), "被执行人：姓名 证件号码；至少一位是登记簿上的权利人，没有写明的共有人由工作人员向法院核实"),
                .required("winners", .list(.text(3...200), 1...20), "买受人（以物抵债的承受人）：姓名 证件号码，按份共有的加份额"), .optional("form", .cases(CoOwnership.self), "共有情况"),
                .required("price", .pattern("^[0-9]{1,13}(\\.[0-9]{1,2})?$", example: "1000000.00"), "成交价或者抵债金额，元"),
                .optional("lifts", .list(.text(3...200), 0...50), "解除的其他法院查封：法院 文号"), .optional("ends_others", .boolean, "本院确认其他查封失去效力"),
                .optional("disposal", Self.number, "移送处置权函号"), .optional("kept_mortgages", .list(.text(2...60), 0...20), "保留的抵押权的登记证明号；以物抵债的不写，抵押权继续存在"),
                .optional("share_of", .text(3...200), "只处分其份额的被执行人：姓名 证件号码；没有的为全部"),
                .optional("ends_rights", .list(.text(2...60), 0...20), "一并注销的预告登记、居住权、地役权的登记证明号；以物抵债的还有抵押权"),
                .optional("paid", .list(.text(3...100), 0...20), "从变价款中支付的欠费：收款单位 金额，可以再写明欠费名称（水费、电费、燃气费、物业费、欠税、维修资金）"),
            ], to: &table)
        add(
            .withdraw, "withdrawals", "撤销成交裁定、以物抵债裁定", [
                .required("document", Self.number, "撤销裁定文号"), .required("ruling", Self.number, "被撤销的裁定书文号，须尚未登簿"),
                .required("units", .list(Schema.unitCode, 1...1), "不动产单元号"),
            ], to: &table)
    }

    private func add(_ kind: CourtOrder.Kind, _ path: String, _ summary: String, _ properties: [Schema.Property], to table: inout RouteTable) {
        table.party(
            .api(
                "api.court.\(kind.rawValue)", .post, PathTemplate("/api/v1/court/\(path)"), .orderAsCourt, summary,
                request: .object("Court\(path.prefix(1).uppercased())\(path.dropFirst())", summary, properties), response: Self.answer, bodyLimit: 64 * 1024,
                isIdempotent: true)
        ) { [self] request, context in
            let court = try await desk.office.courtName(of: context.party.id)
            var order = CourtOrderReader(try await request.checkedBody(in: context), court: court)
            guard let reply = try await order.carryOut(kind, in: desk.office, via: context.signedIn.orderedVia) else { throw PortalError.invalid(order.reader.errors) }
            desk.goOn(reply.cases)
            guard reply.outcome.status == .ok, let done = reply.acknowledged else {
                let message = reply.outcome.message ?? ""
                if reply.outcome.status == .busy { throw CaseError.notPossible(action: message, phase: summary, possible: []) }
                throw CaseError.notEligible(message)
            }
            return .json { json in
                json.field("receipt", done.receipt)
                json.optional("note", done.note)
            }
        }
    }

    @Sendable func list(_ request: Request, _ context: PartyContext) async throws -> Response {
        let query = try request.checkedQuery(in: context)
        let limit = Cursor.limit(query)
        let before = try Cursor.read(query["cursor"], parts: 1).map { cursor in
            guard let at = Int64(cursor.parts[0]) else { throw Cursor.wrong }
            return Moment(microseconds: at)
        }
        let office = desk.office
        let court = try await office.courtName(of: context.party.id)
        let newest = before ?? office.now().adding(seconds: 1)
        let found = try await office.database.read { try CourtOrderRecords.of(court: court, before: newest, limit: limit + 1, region: office.region, in: $0) }
        let standing = try await office.standing(found)
        let arrears = try await office.arrears(found)
        return .json { json in
            ListPage(found, limit: limit) { Cursor([String($0.receivedAt.microseconds)]) }.write(to: &json) { json, order in
                json.field("kind", order.kind.rawValue)
                json.field("document", order.document)
                json.field("unit", order.unit.text)
                json.field("state", order.state.rawValue)
                json.field("note", order.note)
                json.field("received_at", order.receivedAt.rfc3339)
                json.optional("place", standing[order.id]?.place)
                json.optional("until", standing[order.id]?.until)
                if let open = arrears[order.id] { ArrearsJSON.write(open, to: &json) }
            }
        }
    }
}
