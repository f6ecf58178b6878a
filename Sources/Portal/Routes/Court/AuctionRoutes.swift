import Casework
import Contracts
import Hummingbird
import Identity
import Register
import Storage

/// 司法拍卖联审公示 (案例十二; 网络司法拍卖规定 13): what is known of homes that courts are about to sell, for whoever may want to bid.
///
/// | method | path                    | who     | what                                              |
/// | ------ | ----------------------- | ------- | ------------------------------------------------- |
/// | GET    | /auctions               | anybody | the newest first                                  |
/// | GET    | /auctions/{token}       | anybody | one sheet, department by department               |
/// | GET    | /auctions/{token}/file  | anybody | the same as a sealed PDF                          |
struct AuctionRoutes: RouteGroup {
    let desk: Desk
    private static let pageSize = 30

    func addRoutes(to table: inout RouteTable) {
        let before = QueryParameter("before", .string, "早于这一时刻的（微秒）")
        table.anyone(.page("auctions", .get, Paths.auctions.template, .viewPublicPages, "司法拍卖联审公示", query: [before]), list)
        table.anyone(.page("auction", .get, Paths.auction.template, .viewPublicPages, "联审情况表"), show)
        table.anyone(Endpoint("auction.file", .get, Paths.auctionFile.template, .viewPublicPages, .file, "联审情况表，PDF", fileType: "application/pdf"), file)
    }

    /// A review whose sheet is out.
    static func find(_ token: String, _ office: CaseOffice) async throws -> (review: AuctionReview, sheet: AuctionSheet) {
        guard token.count == 32, token.allSatisfy(\.isHexDigit),
            let review = try await office.database.read({ try AuctionReviewRecords.find(token: token, in: $0) })
        else { throw PortalError.notFound }
        guard let sheet = review.facts else { throw PortalError.unavailable("各部门正在答复，请稍后再看。") }
        return (review, sheet)
    }

    @Sendable func list(_ request: Request, _ context: AppContext) async throws -> Response {
        let before = (try request.query()["before"]).flatMap { Int64($0) }.map(Moment.init(microseconds:))
        let office = desk.office
        let found = try await office.database.read {
            try AuctionReviewRecords.newest(before: before ?? office.now().adding(seconds: 1), limit: Self.pageSize + 1, region: office.region, in: $0)
        }
        let items = found.prefix(Self.pageSize).compactMap { review -> Markup? in
            guard let sheet = review.facts else { return nil }
            return "<li><span><b><a href=\"\(Paths.auction(review.token))\">\(sheet.location)</a></b><span class=\"small\">\(sheet.court)委托，\(sheet.askedAt.date.chinese)</span></span>\(Self.tag(sheet))</li>"
        }
        let next: Markup = found.count > Self.pageSize
            ? "<a class=\"button small quiet\" href=\"\(Paths.auctions())?before=\(String(found[Self.pageSize - 1].askedAt.microseconds))\">更早的</a>" : .empty
        return desk.page(
            "司法拍卖联审公示", context, width: .narrow,
            """
            \(Parts.crumbs([("首页", "/")]))<h1>司法拍卖联审公示</h1><p class="lead">人民法院拍卖前，登记、税务、住建和水电气部门同时核查的结果。竞买前请逐项阅读；竞得后只需缴纳买方税费，在线办理过户。</p>
            \(items.isEmpty ? Parts.empty("还没有公示", "人民法院委托联审后在这里查看。") : "<div class=\"card\"><ul class=\"tasks\">\(items)</ul></div>")<p class="actions">\(next)</p>
            """)
    }

    private static func tag(_ sheet: AuctionSheet) -> Markup {
        sheet.isComplete ? "<span class=\"tag good\">各部门均已答复</span>" : "<span class=\"tag warn\">\(sheet.silent.count)个部门尚未答复</span>"
    }

    @Sendable func show(_ request: Request, _ context: AppContext) async throws -> Response {
        let (review, sheet) = try await Self.find(context.part("token"), desk.office)
        let sections = sheet.sections.map { section -> Markup in
            let facts = section.lines.map { ($0.name, "\($0.value)" as Markup) }
            let state: Markup =
                switch section.state {
                case .answered: "<span class=\"soft small\">\(section.at?.description ?? "")</span>"
                case .noRecord: "<span class=\"tag warn\">\(section.state.chinese)</span>"
                case .silent: "<span class=\"tag bad\">\(section.state.chinese)</span>"
                }
            return "<section class=\"card\"><h2>\(section.title)</h2><p>\(section.department) \(state)</p>\(Parts.facts(facts))</section>"
        }
        let silent: Markup = sheet.isComplete
            ? .empty : "<div class=\"card\"><p><b>尚未答复：\(sheet.silent.joined(separator: "、"))。</b>系统仍在询问，答复后本页自动更新为新的版次；在此之前不表示没有欠费。</p></div>"
        return desk.page(
            "联审情况表", context, width: .narrow,
            """
            \(Parts.crumbs([("首页", "/"), ("司法拍卖联审公示", Paths.auctions())]))<h1>\(sheet.location)</h1><p>\(Self.tag(sheet)) <span class="soft small">第\(sheet.edition)版，\(sheet.issuedAt.description)</span></p>
            \(silent)\(Parts.facts([("委托法院", "\(sheet.court)"), ("委托函号", "\(sheet.document)"), ("不动产单元号", "<span class=\"mono\">\(sheet.unit.grouped)</span>")]))\(sections)
            <p class="actions"><a class="button" href="\(Paths.auctionFile(review.token))">下载加盖电子印章的PDF</a> <a class="button quiet" href="/apply/transfer.auction">竞得后办理过户</a></p>
            <p class="small soft">本表由登记机构签名（密钥\(review.keyID ?? "")），不含个人信息。以最新版次和人民法院公告为准。</p>
            """)
    }

    @Sendable func file(_ request: Request, _ context: AppContext) async throws -> Response {
        let (review, sheet) = try await Self.find(context.part("token"), desk.office)
        guard let bytes = try await desk.office.sheetFile(review) else { throw PortalError.unavailable("文件正在制作，请稍后再试。") }
        return .file(bytes, type: "application/pdf", name: "联审情况表-\(sheet.unit.text)-\(sheet.edition).pdf", inline: true, eTag: review.file)
    }
}

extension Paths {
    static let auctions = Path("/auctions")
    static let auction = Path1("/auctions/{token}")
    static let auctionFile = Path1("/auctions/{token}/file")
}
