import Casework
import Catalogue
import Register

/// Parts of the pages about applications by table.
enum BatchMarkup {
    static func begin(_ sheets: [BatchSheet]) -> Markup {
        let cards = sheets.map { sheet -> Markup in
            "<li><a class=\"card\" href=\"\(Paths.newBatch([("service", sheet.service.id)]))\"><h3>批量\(sheet.service.shortName)</h3><p>\(sheet.isOwn ? "由贵单位单独申请，随表格一并签署。" : "开办件并填写；其他申请人分别签署。")</p></a></li>"
        }
        return "<h2>提交一批</h2><ul class=\"grid\">\(cards)</ul>"
    }

    static func list(_ batches: [ApplicationBatch], _ catalogue: ServiceCatalogue) -> Markup {
        guard !batches.isEmpty else { return .empty }
        let items = batches.map { batch -> Markup in
            let name = catalogue.service(batch.service)?.shortName ?? batch.service
            let tag: Markup = batch.endedAt == nil ? "<span class=\"tag warn\">正在处理</span>" : "<span class=\"tag good\">处理完毕</span>"
            return "<li><span><b><a href=\"\(Paths.batch(batch.id))\">\(batch.number)</a></b><span class=\"small\">\(name)，\(batch.rows)行，\(batch.createdAt.description)</span></span>\(tag)</li>"
        }
        return "<h2>已经提交的</h2><div class=\"card\"><ul class=\"tasks\">\(items)</ul></div>"
    }

    static func form(_ sheet: BatchSheet, _ declarations: [Declaration], fields: FormFields, errors: [FieldError], name: String, token: Markup) -> Markup {
        let service = sheet.service
        let columns = sheet.columns.map { column -> RowTable.Row in ["\(column.heading)", "\(column.about)"] }
        func message(_ field: String) -> Markup {
            errors.first { $0.name == field }.markup { "<p class=\"message\" id=\"e-\(field)\"><span class=\"hidden\">错误：</span>\($0.message)</p>" }
        }
        func mark(_ field: String) -> Markup { errors.contains { $0.name == field }.markup(" aria-invalid=\"true\"") }
        func wrong(_ field: String) -> Markup { errors.contains { $0.name == field }.markup(" wrong") }
        let accepted = Set(fields.all("accept"))
        let signing: Markup =
            sheet.isOwn
            ? """
            <h2 id="f-accept">声明</h2>\(message("accept"))\(declarations.map { SigningMarkup.declaration($0, filled: general($0), isAccepted: accepted.contains($0.name)) })
            <div class="card"><div class="field\(wrong("name"))"><label for="f-name">键入单位全称</label><p class="hint" id="h-name">作为对表格中每一项申请的电子签名（《电子签名法》第十四条）。</p>\(message("name"))<input id="f-name" name="name" type="text" maxlength="100" autocomplete="organization" value="\(fields["name"] ?? "")" aria-describedby="h-name"\(mark("name"))></div></div>
            """
            : "<p>提交后每一行开一个办件。其他申请人登录后在同一办件中核对并签署；合同等文件在各办件中上传。</p>"
        return """
            <form method="post" action="\(Paths.newBatch([("service", service.id)]))" enctype="multipart/form-data" novalidate>\(token)<div class="card"><div class="field\(wrong("number"))"><label for="f-number">批次编号</label><p class="hint" id="h-number">贵单位自己的编号。同一编号、同一表格重复提交的，只办理一次。</p>\(message("number"))<input id="f-number" name="number" type="text" maxlength="60" autocomplete="off" value="\(fields["number"] ?? "")" aria-describedby="h-number"\(mark("number"))></div>
            <div class="field\(wrong("table"))"><label for="f-table">申请表格（CSV）</label><p class="hint" id="h-table">UTF-8 或 GBK 编码，不超过8 MB、\(BatchSheet.limits.rows - 1)行。有任何一处错误都不会受理，所有错误一次列明。<a href="\(Paths.batchTemplate([("service", service.id)]))">下载模板</a></p>\(message("table"))<input id="f-table" name="table" type="file" accept=".csv,text/csv" aria-describedby="h-table"\(mark("table"))></div></div>
            \(signing)<p class="actions"><button class="button" type="submit">\(sheet.isOwn ? "签署并提交" : "提交")</button></p></form>
            <section class="card"><h2>表格的各列</h2><p>第一行是标题，列的顺序不限。</p>\(RowTable(columns: [.init("标题"), .init("怎么填")], rows: columns, isNamed: true).markup)</section>
            """
    }

    /// A declaration over many applications at once: its places are those of the table.
    private static func general(_ declaration: Declaration) -> String {
        declaration.text.replacing(/\{\{[^{}]*\}\}/, with: "表格所列")
    }

    static func summary(_ batch: ApplicationBatch, _ tally: [BatchRow.State: Int], _ catalogue: ServiceCatalogue) -> Markup {
        let name = catalogue.service(batch.service)?.name ?? batch.service
        let open = (tally[.waiting] ?? 0) + (tally[.opened] ?? 0)
        let note: Markup =
            open > 0
            ? "<div class=\"note\" role=\"status\"><b>正在处理</b><p>还有\(open)行。可以关闭本页，处理不会中断。</p></div>"
            : (tally[.failed] ?? 0) > 0
                ? "<div class=\"note warn\" role=\"status\"><b>处理完毕，有\(tally[.failed] ?? 0)行没有受理</b><p>改正后可以用原来的业务编号在新的批次中提交。</p></div>"
                : "<div class=\"note good\" role=\"status\"><b>处理完毕</b></div>"
        return """
            \(note)<div class="card">\(Parts.facts([("事项", "\(name)"), ("提交时间", "\(batch.createdAt.description)"), ("共", "\(batch.rows)行"), ("已开办件", "\(tally[.done] ?? 0)行"), ("没有受理", "\(tally[.failed] ?? 0)行")]))<p class="actions"><a class="button small quiet" href="\(Paths.batchResults(batch.id))">下载结果</a></p></div>
            """
    }

    static func rows(_ found: [BatchRow], _ batch: ApplicationBatch, state: BatchRow.State?, limit: Int) -> Markup {
        let shown = found.prefix(limit)
        let tabs = ([nil] + BatchRow.State.allCases.map(Optional.some)).map { one -> Markup in
            "<a class=\"button small\((one != state).markup(" quiet"))\" href=\"\(Percent.link(Paths.batch(batch.id), one.map { [("state", $0.rawValue)] } ?? []))\"\((one == state).markup(" aria-current=\"page\""))>\(one?.chinese ?? "全部")</a>"
        }
        let rows = shown.map { row -> RowTable.Row in
            let tag: Markup =
                switch row.state {
                case .done: row.phase.map(CaseTag.tag) ?? "<span class=\"tag good\">\(row.state.chinese)</span>"
                case .failed: "<span class=\"tag bad\">\(row.state.chinese)</span>"
                case .waiting, .opened: "<span class=\"tag\">\(row.state.chinese)</span>"
                }
            let link: Markup = row.caseID.markup { "<a class=\"mono\" href=\"/cases/\($0)\">\($0)</a>" }
            return ["\(row.number)", "\(row.reference)", "\(row.unit.grouped)", link, tag, "\(row.field.markup { "\($0)：" })\(row.message ?? "")"]
        }
        let query = state.map { [("state", $0.rawValue)] } ?? []
        let more: Markup = found.count > limit
            ? "<nav class=\"pager\" aria-label=\"翻页\"><a class=\"button small quiet\" rel=\"next\" href=\"\(Percent.link(Paths.batch(batch.id), query + [("after", String(shown.last?.number ?? 0))]))\">下一页</a></nav>" : .empty
        let table: Markup = rows.isEmpty
            ? Parts.empty("没有行", "没有处于这种状态的行。")
            : RowTable(
                columns: [.init("行", "num"), .init("业务编号"), .init("不动产单元号", "mono"), .init("受理编号"), .init("状态"), .init("说明")], rows: rows
            ).markup
        return "<h2>各行</h2><nav class=\"tabs\" aria-label=\"处理状态\">\(tabs)</nav>\(table)\(more)"
    }
}
