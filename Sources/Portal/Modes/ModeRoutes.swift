import Casework
import Catalogue
import Hummingbird
import Identity
import Register

/// The wizard (过户方式向导): a home is chosen, what the register doesn't say is asked, and one service comes out, with the reason why, and why not the
/// others (案例十六).
///
/// | method | path            | role      | what                                                        |
/// | ------ | --------------- | --------- | ----------------------------------------------------------- |
/// | GET    | /transfer-ways  | everybody | choose a home; then one question after the other; the answer |
struct ModeRoutes: RouteGroup {
    let desk: Desk
    /// Looking up one unit after another would copy the register; a way is found in at most six questions.
    private static let rate = RateLimit(burst: 90, perMinute: 60)

    func addRoutes(to table: inout RouteTable) {
        table.anyone(
            .page(
                "transferWays", .get, Paths.ways.template, .viewPublicPages, "过户方式向导", query: [ModeRequest.unitParameter] + ModeRequest.parameters,
                rate: Self.rate), show)
    }

    @Sendable func show(_ request: Request, _ context: AppContext) async throws -> Response {
        let query = try request.query()
        let typed = query["unit"]
        guard let typed else { return try await choose(nil, context) }
        let wish: ModeRequest
        let modes: UnitModes
        do {
            wish = try ModeRequest(query)
            modes = try await desk.modes(wish, for: context.signedIn?.party?.id)
        } catch let error as UnitCodeError {
            return try await choose((error.message, typed), context)
        } catch BookError.unknownUnit {
            return try await choose(("登记簿中没有这个不动产单元，请核对不动产权证书上的单元号。", typed), context)
        }
        let markup = ModeMarkup(wish: wish, modes: modes, desk: desk, token: desk.token(context), visitor: context.signedIn)
        if let question = modes.advice.questions.first { return desk.page("\(question.chinese)？", context, width: .narrow, markup.question(question)) }
        return desk.page("过户方式", context, markup.answer)
    }

    /// The first page: which home.
    private func choose(_ error: (message: String, typed: String)?, _ context: AppContext) async throws -> Response {
        let party = context.signedIn.flatMap { $0.may(.viewOwnCases) ? $0.party : nil }
        var homes: Markup
        if let party {
            let found = try await Choices(office: desk.office, party: party).homes()
            homes = ModeMarkup.homes(found.list, isComplete: found.isComplete)
        } else if context.signedIn == nil {
            let link = Percent.link("/sign-in", [("next", Paths.ways())])
            homes = "<section class=\"card\"><h2>选择自己的房屋</h2><p>登录后，可以直接选择您名下的和您已签约购买的房屋。</p><p class=\"actions\"><a class=\"button\" href=\"\(link)\">登录后选择</a></p></section>"
        } else {
            homes = .empty
        }
        return desk.page(
            "过户方式向导", context, width: .narrow, status: error == nil ? .ok : .unprocessableContent,
            """
            \(Parts.crumbs([("首页", "/"), ("服务目录", "/services")]))\(Parts.errors(error.map { [FieldError("unit", $0.message)] } ?? []))<h1>房屋怎样过户？</h1>
            <p class="lead">房屋还有贷款的，不用先还清再过户。选好房屋，回答几个问题，就知道适合哪一种办理方式，以及其他方式为什么不适合。</p>
            \(homes)\(ModeMarkup.byCode(error))
            <p><a href="\(Paths.ways([("unit", "")]))">不选房屋，直接回答问题</a></p>
            """)
    }
}
