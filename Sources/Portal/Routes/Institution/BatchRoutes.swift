import Casework
import Catalogue
import HTTPTypes
import Hummingbird
import Identity
import Register
import Storage

/// Many applications by table, at a lender's own desk (批量申请).
///
/// | method | path                                  | what                                               |
/// | ------ | ------------------------------------- | -------------------------------------------------- |
/// | GET    | /institution/batches                  | what was handed over, and what can be              |
/// | GET    | /institution/new-batch                | what the table must look like, and the way to send |
/// | POST   | /institution/new-batch                | takes it wholly, or shows every fault and its cell |
/// | GET    | /institution/new-batch.csv            | the template                                       |
/// | GET    | /institution/batches/{id}             | what became of each row                            |
/// | GET    | /institution/batches/{id}/results.csv | the same as a table                                |
struct BatchRoutes: RouteGroup {
    let desk: Desk

    static let bodyLimit = Int(UploadRule.table.fileLimit) + 64 * 1024

    func addRoutes(to table: inout RouteTable) {
        let service = QueryParameter("service", .string, "事项")
        table.party(.page("batches", .get, Paths.batches.template, .applyAsBank, "批量申请"), list)
        table.party(.page("batch.form", .get, Paths.newBatch.template, .applyAsBank, "提交批量申请", query: [service]), form)
        table.party(
            Endpoint(
                "batch.take", .post, Paths.newBatch.template, .applyAsBank, .page, "提交批量申请", query: [service], body: .upload, bodyLimit: Self.bodyLimit,
                rate: RateLimit(burst: 20, perMinute: 10), timeout: .seconds(120)), take)
        table.party(Endpoint("batch.template", .get, Paths.batchTemplate.template, .applyAsBank, .file, "批量申请模板", query: [service], fileType: "text/csv"), template)
        table.party(
            .page(
                "batch", .get, Paths.batch.template, .applyAsBank, "批量申请结果",
                query: [QueryParameter("state", .string, "处理状态"), QueryParameter("after", .string, "上一页的最后一行")]), show)
        table.party(Endpoint("batch.results", .get, Paths.batchResults.template, .applyAsBank, .file, "批量申请结果表", fileType: "text/csv"), results)
    }

    private var office: CaseOffice { desk.office }

    private func sheet(_ id: String?) throws -> BatchSheet {
        guard let sheet = office.batchSheets.first(where: { $0.service.id == id }) else { throw PortalError.notFound }
        return sheet
    }

    @Sendable func list(_ request: Request, _ context: PartyContext) async throws -> Response {
        let batches = try await office.batches(of: context.party.id)
        return desk.page(
            "批量申请", context, width: .narrow,
            """
            \(Parts.crumbs([("机构工作台", Paths.institution())]))<h1>批量申请</h1><p class="lead">一张表格，一次提交多项登记；每一行成为一个单独的办件。</p>
            \(BatchMarkup.begin(office.batchSheets))\(BatchMarkup.list(batches, office.catalogue))
            """)
    }

    @Sendable func form(_ request: Request, _ context: PartyContext) async throws -> Response {
        page(try sheet(request.query()["service"]), context)
    }

    private func page(
        _ sheet: BatchSheet, _ context: PartyContext, refused: TableRefused? = nil, errors: [FieldError] = [], fields: FormFields = FormFields()
    ) -> Response {
        let declarations = sheet.isOwn ? sheet.service.declarations(for: sheet.role.role) : []
        let markup = BatchMarkup.form(sheet, declarations, fields: fields, errors: errors, name: context.signedIn.name, token: desk.token(context))
        let faults: Markup = refused.markup { TableFaultMarkup.list($0, title: "没有提交", note: "一行也没有受理。") }
        return desk.page(
            "批量\(sheet.service.shortName)", context, width: .narrow, status: refused == nil && errors.isEmpty ? .ok : .unprocessableContent,
            """
            \(Parts.crumbs([("机构工作台", Paths.institution()), ("批量申请", Paths.batches())]))\(faults)\(Parts.errors(errors))<h1>批量\(sheet.service.shortName)</h1>\(markup)
            """)
    }

    @Sendable func take(_ request: Request, _ context: PartyContext) async throws -> Response {
        let sheet = try sheet(request.query()["service"])
        let upload: Upload
        do { upload = try await request.upload(.table, to: office.uploads, in: context) } catch let PortalError.upload(fault) {
            return page(sheet, context, errors: [FieldError("table", fault.message)])
        } catch BlobError.tooLarge(let limit) {
            return page(sheet, context, errors: [FieldError("table", UploadFault.tooLarge(limit: Int(limit)).message)])
        }
        do {
            return .see(Paths.batch(try await store(upload, sheet.service.id, through: .bank, context).id))
        } catch let refused as TableRefused {
            return page(sheet, context, refused: refused, fields: upload.fields)
        } catch let CaseError.invalid(field, message) {
            return page(sheet, context, errors: [FieldError(field, message)], fields: upload.fields)
        } catch let PortalError.upload(fault) {
            return page(sheet, context, errors: [FieldError("table", fault.message)], fields: upload.fields)
        } catch let refusal as BatchRefusal {
            return page(sheet, context, errors: [FieldError("number", refusal.message)], fields: upload.fields)
        }
    }

    /// Takes an uploaded table over; the table itself is kept by nobody: what counts are its rows.
    func store(_ upload: Upload, _ service: String, through approach: Approach, _ context: PartyContext) async throws -> ApplicationBatch {
        let file = try upload.file("table")
        let bytes = try await office.uploads.read(file.blob.digest)
        await office.forgetUpload(file.blob.digest.hex)
        let order = BatchOrder(
            number: (upload.fields["number"] ?? "").trimmingBlanks, service: service, name: upload.fields["name"], accepted: Set(upload.fields.all("accept")),
            approach: approach)
        return try await office.takeBatch(bytes, order, of: context.party)
    }

    @Sendable func template(_ request: Request, _ context: PartyContext) async throws -> Response {
        let sheet = try sheet(request.query()["service"])
        return .file(Array(sheet.template.utf8), type: "text/csv; charset=utf-8", name: "批量\(sheet.service.shortName)模板.csv")
    }

    @Sendable func show(_ request: Request, _ context: PartyContext) async throws -> Response {
        let query = try request.query()
        let (batch, tally) = try await office.batch(context.part("id"), of: context.party.id)
        let state = query["state"].flatMap(BatchRow.State.init)
        let rows = try await office.rows(of: batch, state: state, after: Int(query["after"] ?? "") ?? 0, limit: 101)
        let isRunning = batch.endedAt == nil
        return desk.page(
            "批量申请\(batch.number)", context, scripts: isRunning ? ["refresh.js"] : [],
            """
            \(Parts.crumbs([("机构工作台", Paths.institution()), ("批量申请", Paths.batches())]))<h1>批量申请 \(batch.number)</h1><div data-refresh="\(Paths.batch(batch.id))" data-every="\(isRunning ? 2 : 0)">\(BatchMarkup.summary(batch, tally, office.catalogue))\(BatchMarkup.rows(rows, batch, state: state, limit: 100))</div>
            """)
    }

    @Sendable func results(_ request: Request, _ context: PartyContext) async throws -> Response {
        let (batch, _) = try await office.batch(context.part("id"), of: context.party.id)
        let rows = try await office.rows(of: batch, limit: BatchSheet.limits.rows)
        let lines = rows.map { row in
            [
                String(row.number), row.reference, row.unit.text, row.state.chinese, row.caseID ?? "", row.phase?.chinese ?? "", row.field ?? "", row.message ?? "",
            ]
        }
        let text = TableWriter.text([["行", BatchSheet.reference, BatchSheet.unit, "处理", "受理编号", "办件状态", "有问题的列", "说明"]] + lines)
        return .file(Array(text.utf8), type: "text/csv; charset=utf-8", name: "批量申请\(batch.number)结果.csv")
    }
}

extension BatchRefusal {
    var message: String {
        switch self {
        case .unknown: "没有这一批申请。"
        case .numberReused: "这个批次编号已用于另一张表格，请换一个编号。"
        case .tooMany: "贵单位已有\(CaseOffice.batchesAtOnce)批申请正在处理，请等其中一批处理完毕。"
        case .notForBatches: "这项服务不能批量申请。"
        }
    }

    var problem: Problem {
        switch self {
        case .unknown: Problem(.notFound, code: "unknown-batch", title: "没有找到", detail: message)
        case .numberReused: Problem(.conflict, code: "batch-number-reused", title: "批次编号重复使用", detail: message, fields: [FieldError("number", message)])
        case .tooMany: Problem(.conflict, code: "too-many-batches", title: "批次过多", detail: message, retryAfter: 60)
        case .notForBatches: Problem(.unprocessableContent, code: "not-for-batches", title: "不能批量申请", detail: message, fields: [FieldError("service", message)])
        }
    }
}
