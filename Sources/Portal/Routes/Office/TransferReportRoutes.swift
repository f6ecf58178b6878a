import Casework
import Hummingbird
import Identity
import Register

/// What the reform reports of mortgaged transfers. Not for the public: where a month has one transfer of a kind, its sum is that home's price
/// (个人信息保护法 4, 6).
///
/// | method | path                                    | role                                                     | what         |
/// | ------ | --------------------------------------- | -------------------------------------------------------- | ------------ |
/// | GET    | /office/statistics/mortgaged-transfers  | examiner, registrar, system and audit administrators     | the counters |
struct TransferReportRoutes: RouteGroup {
    let desk: Desk

    func addRoutes(to table: inout RouteTable) {
        table.signedIn(
            .page(
                "office.transferReport", .get, TransferReportMarkup.path.template, .viewStatistics, "带押过户统计",
                query: [QueryParameter("from", .string, "起始年月"), QueryParameter("until", .string, "截止年月")]), show)
    }

    @Sendable func show(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let query = try request.query()
        let today = context.now.date
        let presets = [
            ("本月", TransferReport.Period(months: 1, until: today)), ("近三个月", TransferReport.Period(months: 3, until: today)),
            ("今年以来", TransferReport.Period(months: today.parts.month, until: today)), ("近十二个月", TransferReport.Period(months: 12, until: today)),
        ]
        let usual = TransferReport.Period(months: 12, until: today)
        let (from, until) = (query["from"] ?? usual.from, query["until"] ?? usual.until)
        func page(_ fault: TransferReport.Period.Fault?, _ body: Markup) -> Response {
            desk.page(
                "带押过户统计", context, status: fault == nil ? .ok : .unprocessableContent,
                """
                \(Parts.errors(fault.map { [FieldError("from", $0.message)] } ?? []))<h1>带押过户统计</h1><p class="soft">有抵押的房屋、厂房不还清贷款直接过户的登记。登簿的同时计入；过桥资金是指出卖人原本须先借来还清贷款的金额。</p>
                \(TransferReportMarkup.form(from: from, until: until, presets: presets, error: fault?.message))\(body)
                """)
        }
        let period: TransferReport.Period
        do throws(TransferReport.Period.Fault) { period = try TransferReport.Period(from: from, until: until) } catch { return page(error, .empty) }
        return page(nil, TransferReportMarkup(report: try await desk.office.transferReport(over: period), catalogue: desk.office.catalogue).body)
    }
}
