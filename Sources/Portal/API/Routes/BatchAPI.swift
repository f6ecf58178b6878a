import Casework
import Catalogue
import Hummingbird
import Identity
import Register
import Storage

/// Many applications by table.
///
/// | method | path                                     | what                                                    |
/// | ------ | ---------------------------------------- | ------------------------------------------------------- |
/// | POST   | /api/v1/institution/batches              | takes a table wholly, or names every fault and its cell |
/// | GET    | /api/v1/institution/batches              | what was handed over, the newest first                  |
/// | GET    | /api/v1/institution/batches/{id}         | how far it is                                           |
/// | GET    | /api/v1/institution/batches/{id}/rows    | what became of each row                                 |
struct BatchAPI: RouteGroup {
    let desk: Desk

    private static let form = Schema.object(
        "BatchForm", "批量申请", [
            .required("service", .text(1...80), "服务编号"), .required("number", .text(2...60), "贵单位的批次编号；同一编号、同一表格只办理一次"),
            .optional("name", .text(1...100), "单位全称，作为每一项申请的电子签名；由本单位单独申请的服务必填"),
            .optional("accept", .array(.string), "同意的声明；可以出现多次"),
            .required("table", .formatted(.binary), "CSV 表格，UTF-8 或 GBK，首行为标题：业务编号、不动产单元号，其余各列为该服务申请表的栏目名称"),
        ])
    static let batch = Schema.object(
        "Batch", "一批申请", [
            .required("id", .string, "编号"), .required("number", .string, "批次编号"), .required("service", NamedJSON.schema("ServiceName"), "事项"),
            .required("rows", .integer, "行数"), .optional("waiting", .integer, "还没有处理完的行数"), .optional("done", .integer, "已开办件的行数"),
            .optional("failed", .integer, "没有受理的行数"), .required("created_at", .dateTime, "提交时间"), .optional("ended_at", .dateTime, "处理完毕的时间"),
        ])
    private static let row = Schema.object(
        "BatchRow", "一行", [
            .required("row", .integer, "表格中的行号"), .required("reference", .string, "业务编号"), .required("unit", .unitCode, "不动产单元号"),
            .required("state", .cases(BatchRow.State.self), "waiting 等待、opened 正在处理、done 已开办件、failed 没有受理"), .optional("case", .string, "受理编号"),
            .optional("phase", .cases(CaseState.Phase.self), "办件状态"), .optional("field", .string, "有问题的列"), .optional("message", .string, "说明"),
        ])

    func addRoutes(to table: inout RouteTable) {
        let all = PathTemplate("/api/v1/institution/batches")
        table.party(
            Endpoint(
                "api.batch.take", .post, all, .applyAsBank, .api, "提交一批申请", body: .upload, request: Self.form, response: Self.batch, success: .created,
                bodyLimit: BatchRoutes.bodyLimit, rate: RateLimit(burst: 20, perMinute: 10), timeout: .seconds(120)), take)
        table.party(.api("api.batches", .get, all, .applyAsBank, "我的批量申请", response: .page(of: Self.batch, named: "BatchPage")), list)
        table.party(.api("api.batch", .get, PathTemplate("/api/v1/institution/batches/{id}"), .applyAsBank, "一批申请", response: Self.batch), show)
        table.party(
            .api(
                "api.batch.rows", .get, PathTemplate("/api/v1/institution/batches/{id}/rows"), .applyAsBank, "各行的结果",
                query: Cursor.parameters + [QueryParameter("state", .cases(BatchRow.State.self), "只要这一种")],
                response: .page(of: Self.row, named: "BatchRowPage")), rows)
    }

    @Sendable func take(_ request: Request, _ context: PartyContext) async throws -> Response {
        let upload = try await request.upload(.table, to: desk.office.uploads, in: context)
        do {
            let made = try await BatchRoutes(desk: desk).store(
                upload, upload.fields["service"] ?? "", through: context.signedIn.isClient ? .machine : .bank, context)
            var response = try await answer(made.id, context)
            response.status = .created
            response.headers[.location] = "/api/v1/institution/batches/\(made.id)"
            return response
        } catch let refused as TableRefused {
            throw PortalError.invalid(refused.faults.map { FieldError($0.cell, $0.message) })
        }
    }

    @Sendable func list(_ request: Request, _ context: PartyContext) async throws -> Response {
        let found = try await desk.office.batches(of: context.party.id)
        let catalogue = desk.office.catalogue
        return .json { json in
            ListPage(found, limit: found.count) { Cursor([$0.id]) }.write(to: &json) { Self.write($1, catalogue, to: &$0) }
        }
    }

    @Sendable func show(_ request: Request, _ context: PartyContext) async throws -> Response { try await answer(context.part("id"), context) }

    @Sendable func rows(_ request: Request, _ context: PartyContext) async throws -> Response {
        let query = try request.checkedQuery(in: context)
        let limit = Cursor.limit(query)
        let after = try Cursor.read(query["cursor"], parts: 1).map { cursor in
            guard let number = Int(cursor.parts[0]) else { throw Cursor.wrong }
            return number
        }
        let (batch, _) = try await desk.office.batch(context.part("id"), of: context.party.id)
        let found = try await desk.office.rows(of: batch, state: query["state"].flatMap(BatchRow.State.init), after: after ?? 0, limit: limit + 1)
        return .json { json in
            ListPage(found, limit: limit) { Cursor([String($0.number)]) }.write(to: &json) { json, row in
                json.field("row", row.number)
                json.field("reference", row.reference)
                json.field("unit", row.unit.text)
                json.field("state", row.state.rawValue)
                json.optional("case", row.caseID)
                json.optional("phase", row.phase?.rawValue)
                json.optional("field", row.field)
                json.optional("message", row.message)
            }
        }
    }

    private func answer(_ id: String, _ context: PartyContext) async throws -> Response {
        let (batch, tally) = try await desk.office.batch(id, of: context.party.id)
        let catalogue = desk.office.catalogue
        return .json { json in
            Self.write(batch, catalogue, to: &json)
            json.field("waiting", (tally[.waiting] ?? 0) + (tally[.opened] ?? 0))
            json.field("done", tally[.done] ?? 0)
            json.field("failed", tally[.failed] ?? 0)
        }
    }

    private static func write(_ batch: ApplicationBatch, _ catalogue: ServiceCatalogue, to json: inout JSONWriter) {
        json.field("id", batch.id)
        json.field("number", batch.number)
        NamedJSON.write("service", batch.service, catalogue.service(batch.service)?.shortName ?? batch.service, to: &json)
        json.field("rows", batch.rows)
        json.field("created_at", batch.createdAt.rfc3339)
        json.optional("ended_at", batch.endedAt)
    }
}
