import Casework
import HTTPTypes
import Hummingbird
import Identity
import Register
import Storage

/// The list of a project's units, as a table.
///
/// | method | path                                | what                                                     |
/// | ------ | ----------------------------------- | -------------------------------------------------------- |
/// | GET    | /developer/projects/{id}/units      | what the table must look like, and the way to send it    |
/// | POST   | /developer/projects/{id}/units      | imports it wholly, or shows every fault with its cell    |
/// | GET    | /developer/projects/{id}/units.csv  | the template, or the list as it is                       |
struct UnitImportRoutes: RouteGroup {
    let desk: Desk

    func addRoutes(to table: inout RouteTable) {
        table.party(.page("developer.units", .get, Paths.developerUnits.template, .importUnits, "导入房屋清单"), form)
        table.party(
            Endpoint(
                "developer.importUnits", .post, Paths.developerUnits.template, .importUnits, .page, "导入房屋清单", body: .upload,
                bodyLimit: Int(UploadRule.table.fileLimit) + 16 * 1024, rate: RateLimit(burst: 20, perMinute: 10), timeout: .seconds(300)), take)
        table.party(Endpoint("developer.unitsFile", .get, Paths.developerTemplate.template, .importUnits, .file, "下载房屋清单或模板"), template)
    }

    @Sendable func form(_ request: Request, _ context: PartyContext) async throws -> Response {
        page(try await desk.office.overview(of: try context.part("id"), for: context.party.id), refused: nil, context)
    }

    private func page(_ overview: ProjectOverview, refused: TableRefused?, _ context: PartyContext) -> Response {
        let project = overview.project
        let rows = UnitTable.Column.allCases.map { column -> RowTable.Row in ["\(column.rawValue)", "\(column.about)"] }
        let warning: Markup =
            overview.units.isEmpty
            ? .empty
            : "<div class=\"note warn\"><b>将替换现有的\(overview.units.count)套</b><p>导入成功后以新表格为准\(overview.pledge == nil ? "" : "，已签署的承诺书随之失效，需要重新签署")。</p></div>"
        let send: Markup =
            overview.isEditable
            ? """
            \(warning)<form class="card" method="post" action="\(Paths.developerUnits(project.id))" enctype="multipart/form-data">\(desk.token(context))<div class="field\((refused != nil).markup(" wrong"))"><label for="f-table">房屋清单（CSV 表格）</label><p class="hint" id="h-table">CSV 格式，UTF-8 或 GBK 编码，不超过8 MB、20000行。有任何一处错误都不会导入，所有错误一次列明。</p><input id="f-table" name="table" type="file" accept=".csv,text/csv" required aria-describedby="h-table"></div><p class="actions"><button class="button" type="submit">导入</button><a class="button quiet" href="\(Paths.developerTemplate(project.id))">\(overview.units.isEmpty ? "下载模板" : "下载现有清单")</a></p></form>
            """
            : "<div class=\"note\"><b>项目\(project.state.chinese)</b><p>清单不能再修改。</p></div>"
        return desk.page(
            "导入房屋清单", context, status: refused == nil ? .ok : .unprocessableContent,
            """
            \(Parts.crumbs([("我的项目", Paths.developerProjects()), (project.name, Paths.developerProject(project.id))]))\(refused.markup { TableFaultMarkup.list($0, title: "没有导入", note: "现有清单没有改变。") })<h1>导入房屋清单</h1>\(send)
            <section class="card"><h2>表格的各列</h2><p>第一行是标题，列的顺序不限。每套房屋一行。</p>\(RowTable(columns: [.init("标题"), .init("怎么填")], rows: rows, isNamed: true).markup)</section>
            """)
    }

    @Sendable func take(_ request: Request, _ context: PartyContext) async throws -> Response {
        // Whose project it is, and whether it may be changed, is known before a byte is stored.
        let overview = try await desk.office.overview(of: try context.part("id"), for: context.party.id)
        do {
            try await store(request, into: overview.project.id, context)
            return .see(Paths.developerProject(overview.project.id))
        } catch let refused as TableRefused {
            return page(overview, refused: refused, context)
        } catch let PortalError.upload(fault) {
            return page(overview, refused: TableRefused([TableFault(fault.message)]), context)
        } catch BlobError.tooLarge(let limit) {
            return page(overview, refused: TableRefused([TableFault(UploadFault.tooLarge(limit: Int(limit)).message)]), context)
        }
    }

    /// Imports the table of a multipart body.
    func store(_ request: Request, into id: String, _ context: PartyContext) async throws {
        _ = try await desk.office.overview(of: id, for: context.party.id)
        let upload = try await request.upload(.table, to: desk.office.uploads, in: context)
        let file = try upload.file("table")
        let bytes = try await desk.office.uploads.read(file.blob.digest)
        // What counts is the list; the table it came in is nobody's evidence, whether it is taken or not.
        await desk.office.forgetUpload(file.blob.digest.hex)
        try await desk.office.importUnits(bytes, into: id, of: context.party.id, by: context.actor)
    }

    @Sendable func template(_ request: Request, _ context: PartyContext) async throws -> Response {
        let overview = try await desk.office.overview(of: try context.part("id"), for: context.party.id)
        let project = overview.project
        let text = UnitTable.template(parcel: project.parcel, location: project.location, units: overview.units)
        return .file(Array(text.utf8), type: "text/csv; charset=utf-8", name: "\(project.name)\(overview.units.isEmpty ? "房屋清单模板" : "房屋清单").csv")
    }
}
