import Casework
import Catalogue
import Hummingbird
import Identity
import Register

/// The counters of mortgaged transfers for programs.
///
/// | method | path                                     | role                                                 | what         |
/// | ------ | ---------------------------------------- | ---------------------------------------------------- | ------------ |
/// | GET    | /api/v1/statistics/mortgaged-transfers   | examiner, registrar, system and audit administrators | the counters |
struct TransferReportAPI: RouteGroup {
    let desk: Desk

    private static let month = Schema.pattern("^[0-9]{4}-[0-9]{2}$", example: "2026-01")
    private static let sum: [Schema.Property] = [
        .required("number", .integer, "登簿件数"), .required("between_enterprises", .integer, "其中买卖双方都不是自然人的"), .required("price", .money, "成交金额（分）"),
        .required("lent", .money, "新发放贷款（分）"), .required("bridge", .money, "节省的过桥资金（分）"), .required("arrears", .money, "法院从拍卖款中划付的历史欠费（分）"), .required("taxed", .integer, "计算用时的件数"),
        .required("within_hour", .integer, "完税后一小时内登簿的件数"), .optional("mean_seconds", .integer, "完税到登簿的平均用时（秒）"),
        .optional("longest_seconds", .integer, "其中最长（秒）"),
    ]
    private static let response = Schema.object(
        "MortgagedTransfers", "带押过户统计", [
            .required("from", month, "起始年月"), .required("until", month, "截止年月"), .required("total", .object("TransferSum", "合计", sum), "带押过户合计"),
            .required("enterprises", .object("TransferSum", "合计", sum), "其中企业之间买卖的"),
            .required("across_lenders", .object("TransferSum", "合计", sum), "其中换了贷款机构（跨行、跨机构）的"),
            .required("provident_fund", .object("TransferSum", "合计", sum), "其中有公积金贷款的"),
            .required("auctions", .object("TransferSum", "合计", sum), "司法拍卖过户，不计入带押过户"),
            .required("months", .array(.object("TransferMonth", "一个月", [.required("month", month, "年月")] + sum)), "各月，没有登记的也列出"),
            .required("ways", .array(.object("TransferWaySum", "一种办理方式", [.required("service", NamedJSON.schema("CountedService"), "服务")] + sum)), "各办理方式"),
        ])

    func addRoutes(to table: inout RouteTable) {
        table.signedIn(
            .api(
                "api.mortgagedTransfers", .get, PathTemplate("/api/v1/statistics/mortgaged-transfers"), .viewStatistics, "带押过户统计",
                query: [QueryParameter("from", Self.month, "起始年月，默认十一个月以前"), QueryParameter("until", Self.month, "截止年月，默认本月")],
                response: Self.response), show)
    }

    @Sendable func show(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let query = try request.checkedQuery(in: context)
        let usual = TransferReport.Period(months: 12, until: context.now.date)
        let period: TransferReport.Period
        do throws(TransferReport.Period.Fault) {
            period = try TransferReport.Period(from: query["from"] ?? usual.from, until: query["until"] ?? usual.until)
        } catch {
            throw FieldError("from", error.message)
        }
        let report = try await desk.office.transferReport(over: period)
        let catalogue = desk.office.catalogue
        return .json { json in
            json.field("from", period.from)
            json.field("until", period.until)
            json.object("total") { Self.write(report.total, to: &$0) }
            json.object("enterprises") { Self.write(report.enterprises, to: &$0) }
            json.object("across_lenders") { Self.write(report.acrossLenders, to: &$0) }
            json.object("provident_fund") { Self.write(report.providentFund, to: &$0) }
            json.object("auctions") { Self.write(report.auctions, to: &$0) }
            json.array("months", report.months) { json, month in
                json.object { json in
                    json.field("month", "\(month.month / 100)-\(month.month % 100 < 10 ? "0" : "")\(month.month % 100)")
                    Self.write(month.sum, to: &json)
                }
            }
            json.array("ways", report.modes) { json, mode in
                json.object { json in
                    NamedJSON.write("service", mode.service, catalogue.service(mode.service)?.shortName ?? mode.service, to: &json)
                    Self.write(mode.sum, to: &json)
                }
            }
        }
    }

    private static func write(_ sum: TransferReport.Sum, to json: inout JSONWriter) {
        json.field("number", sum.number)
        json.field("between_enterprises", sum.betweenEnterprises)
        json.field("price", sum.price.fen)
        json.field("lent", sum.lent.fen)
        json.field("bridge", sum.bridge.fen)
        json.field("arrears", sum.arrears.fen)
        json.field("taxed", sum.taxed)
        json.field("within_hour", sum.withinHour)
        json.optional("mean_seconds", sum.meanSeconds.map { Int64($0.rounded()) })
        json.optional("longest_seconds", sum.longestSeconds.map { Int64($0.rounded()) })
    }
}
