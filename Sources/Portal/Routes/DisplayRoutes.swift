import Hummingbird
import Identity

/// How pages look, for whoever asks: no account is needed.
///
/// | method | path     | what                                        |
/// | ------ | -------- | ------------------------------------------- |
/// | POST   | /display | 大字版 on or off; back to where it was asked |
struct DisplayRoutes: RouteGroup {
    func addRoutes(to table: inout RouteTable) {
        table.anyone(.page("display", .post, Paths.display.template, .viewPublicPages, "大字版开关", bodyLimit: 4 * 1024), choose)
    }

    @Sendable func choose(_ request: Request, _ context: AppContext) async throws -> Response {
        var response = Response.see(LocalPath.safe(context.form["next"]))
        DisplayCookie.set(large: context.form["size"] == "large", on: &response)
        return response
    }
}

extension Paths {
    static let display = Path("/display")
}
