import Casework
import Contracts
import Escrow
import Hummingbird
import Identity
import Register

/// What an official does about money in custody that stopped or can't be paid out. Where it stands is on the case's own screen.
///
/// | method | path                               | role      | what                                                                |
/// | ------ | ---------------------------------- | --------- | ------------------------------------------------------------------- |
/// | POST   | /office/cases/{id}/money/resume    | registrar | a difference is cleared up: orders are given again                   |
/// | POST   | /office/cases/{id}/money/redirect  | registrar | a payment goes to another account of the same holder                |
struct MoneyRoutes: RouteGroup {
    let desk: Desk

    func addRoutes(to table: inout RouteTable) {
        let limit = 32 * 1024
        table.official(.page("office.money.resume", .post, MoneyMarkup.resumePath.template, .clearMoney, "恢复资金划付", bodyLimit: limit), resume)
        table.official(.page("office.money.redirect", .post, MoneyMarkup.redirectPath.template, .clearMoney, "改付到其他账户", bodyLimit: limit), redirect)
    }

    @Sendable func resume(_ request: Request, _ context: OfficialContext) async throws -> Response {
        try await act(context) { id, seen, actor in
            try await desk.office.resumeMoney(
                id, round: Self.round(context), accepting: context.form.all("receipt"), reason: Self.text(context, "reason"), seen: seen, by: actor)
        }
    }

    @Sendable func redirect(_ request: Request, _ context: OfficialContext) async throws -> Response {
        try await act(context) { id, seen, actor in
            let account = MoneyAccount(holder: Self.text(context, "holder"), bank: Self.text(context, "bank"), number: Self.text(context, "number"))
            try await desk.office.redirectMoney(
                id, round: Self.round(context), item: context.form["item"] ?? "", to: account, reason: Self.text(context, "reason"), seen: seen, by: actor)
        }
    }

    private static func round(_ context: OfficialContext) -> Int? { context.form["money_round"].flatMap { Int($0) } }
    private static func text(_ context: OfficialContext, _ name: String) -> String { String((context.form[name] ?? "").trimmingBlanks.prefix(500)) }

    /// What is wrong with the fields stands on the case's screen again, with what was typed.
    private func act(_ context: OfficialContext, _ work: (_ id: String, _ seen: Int, Actor) async throws -> Void) async throws -> Response {
        let (file, service) = try await OfficeRoutes(desk: desk).load(context)
        guard let seen = context.form["money_version"].flatMap({ Int($0) }) else { throw PortalError.malformed("请从办件页面操作。") }
        do {
            try await work(file.id, seen, .official(account: context.account.text, name: context.signedIn.name))
        } catch let CaseError.invalid(field, message) {
            let field = field == "reason" ? (context.form["what"] == "resume" ? "money-reason" : "redirect-reason") : field
            return try await OfficeRoutes(desk: desk).casePage(file, service, errors: [FieldError(field, message)], context)
        }
        try await desk.engine.advance(file.id)
        return .see("/office/cases/\(file.id)#money")
    }
}
