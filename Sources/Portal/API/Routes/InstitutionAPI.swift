import Casework
import Catalogue
import Hummingbird
import Identity
import Register

/// A lender's desk for its own system.
///
/// | method | path                            | what                                                              |
/// | ------ | ------------------------------- | ----------------------------------------------------------------- |
/// | GET    | /api/v1/institution/cases       | cases to act on, to join, open or ended, with what is to be done   |
/// | GET    | /api/v1/institution/mortgages   | the mortgages it holds                                            |
struct InstitutionAPI: RouteGroup {
    let desk: Desk

    private static let item = Schema.object(
        "InstitutionCase", "本机构的一个办件", CaseJSON.summaryProperties + [
            .required("roles", .array(.string), "本机构的身份；受邀的，可以取得的身份"), .optional("task", .cases(PartyTask.self), "现在等本机构做的事"),
        ])
    private static let mortgage = Schema.object(
        "LentMortgage", "本机构的一项抵押权", [
            .required("unit", .unitCode, "不动产单元号"), .required("entry", .string, "业务号"), .required("location", .string, "坐落"),
            .optional("proof", .string, "不动产登记证明号"), .required("kind", .string, "抵押方式"), .required("amount", .money, "债权数额（分）"),
            .required("from", .date, "起"), .required("until", .date, "止"), .required("rank", .integer, "顺位"),
            .optional("transfer_ban", .boolean, "约定禁止或限制转让"), .required("seized", .boolean, "不动产已被查封"),
        ])

    func addRoutes(to table: inout RouteTable) {
        let text = QueryParameter("q", .text(1...60), "受理编号、不动产单元号的开头，或登记证明号")
        table.party(
            .api(
                "api.institution.cases", .get, PathTemplate("/api/v1/institution/cases"), .useInstitutionDesk, "本机构的办件",
                query: Cursor.parameters + [
                    QueryParameter("view", .cases(InstitutionFilter.View.self), "todo 待我方办理（默认）、invited 邀请我方参加、open 办理中、ended 已结束"),
                    QueryParameter("service", .text(1...80), "事项"), text,
                ], response: .page(of: Self.item, named: "InstitutionCasePage")), cases)
        table.party(
            .api(
                "api.institution.mortgages", .get, PathTemplate("/api/v1/institution/mortgages"), .useInstitutionDesk, "本机构的抵押权",
                query: Cursor.parameters + [text], response: .page(of: Self.mortgage, named: "LentMortgagePage")), mortgages)
    }

    @Sendable func cases(_ request: Request, _ context: PartyContext) async throws -> Response {
        let query = try request.checkedQuery(in: context)
        let office = desk.office
        if let service = query["service"] { _ = try office.service(service) }
        var filter = InstitutionRoutes.filter(query, office.catalogue, limit: Cursor.limit(query))
        filter.after = try Cursor.read(query["cursor"], parts: 1)?.parts[0]
        let found = try await office.institutionCases(of: context.party.id, filter)
        return .json { json in
            ListPage(found, limit: filter.limit) { Cursor([$0.summary.id]) }.write(to: &json) { json, item in
                CaseJSON.summary(item.summary, office.catalogue, to: &json)
                json.strings("roles", item.roles)
                json.optional("task", item.task?.rawValue)
            }
        }
    }

    @Sendable func mortgages(_ request: Request, _ context: PartyContext) async throws -> Response {
        let query = try request.checkedQuery(in: context)
        let limit = Cursor.limit(query)
        let after = try Cursor.read(query["cursor"], parts: 2).map { cursor in
            guard let unit = try? UnitCode(cursor.parts[0]) else { throw Cursor.wrong }
            return Holding(party: context.party.id, unit: unit, role: .mortgagee, entry: EntryID(cursor.parts[1]))
        }
        let found = try await desk.office.mortgages(heldBy: context.party.id, matching: query["q"], after: after, limit: limit + 1)
        return .json { json in
            ListPage(found, limit: limit) { Cursor([$0.holding.unit.text, $0.holding.entry.text]) }.write(to: &json) { json, item in
                json.field("unit", item.folio.unit.text)
                json.field("entry", item.holding.entry.text)
                json.field("location", item.folio.description.location)
                json.optional("proof", item.proof?.number)
                json.field("kind", item.mortgage.kind.rawValue)
                json.field("amount", item.mortgage.amount.fen)
                json.field("from", item.mortgage.from.description)
                json.field("until", item.mortgage.until.description)
                json.field("rank", item.mortgage.rank)
                if let ban = item.mortgage.transferBan { json.field("transfer_ban", ban) }
                json.field("seized", !item.folio.seizures.isEmpty)
            }
        }
    }
}
