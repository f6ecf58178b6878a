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
/// | POST   | /office/cases/{id}/money/deposit   | registrar | what came in goes back, or makes a wrong payment good                |
/// | POST   | /office/cases/{id}/money/payoff    | registrar | one proposes another payoff statement, a second one agrees           |
struct MoneyRoutes: RouteGroup {
    let desk: Desk

    func addRoutes(to table: inout RouteTable) {
        let limit = 32 * 1024
        table.official(.page("office.money.resume", .post, MoneyMarkup.resumePath.template, .clearMoney, "恢复资金划付", bodyLimit: limit), resume)
        table.official(.page("office.money.redirect", .post, MoneyMarkup.redirectPath.template, .clearMoney, "改付到其他账户", bodyLimit: limit), redirect)
        table.official(.page("office.money.deposit", .post, MoneyMarkup.depositPath.template, .clearMoney, "认定入账", bodyLimit: limit), deposit)
        table.official(.page("office.money.payoff", .post, MoneyMarkup.payoffPath.template, .clearMoney, "改按新的还款清单清偿", bodyLimit: limit), payoff)
    }

    @Sendable func resume(_ request: Request, _ context: OfficialContext) async throws -> Response {
        // A payment of which nothing was chosen isn't cleared up.
        let ruled = context.form.group("ruling").compactMap { receipt, word in PaymentRuling(rawValue: word).map { (receipt, $0) } }
        return try await act(context) { id, seen, actor in
            try await desk.office.resumeMoney(
                id, round: Self.round(context), accepting: context.form.all("receipt"), rulings: Dictionary(ruled) { first, _ in first },
                reason: Self.text(context, "reason"), seen: seen, by: actor)
        }
    }

    /// What it is is chosen in one go: `refund`, or `correction:` and the receipt of the payment that it makes good.
    @Sendable func deposit(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let chosen = (context.form["judgement"] ?? "").split(separator: ":", maxSplits: 1).map(String.init)
        return try await act(context) { id, seen, actor in
            guard let judgement = chosen.first.flatMap(DepositJudged.Judgement.init) else { throw CaseError.invalid(field: "of", message: "请选择这笔入账是什么款项。") }
            try await desk.office.judgeDeposit(
                id, round: Self.round(context), receipt: context.form["receipt"] ?? "", as: judgement, of: chosen.count > 1 ? chosen[1] : nil,
                reason: Self.text(context, "reason"), seen: seen, by: actor)
        }
    }

    @Sendable func redirect(_ request: Request, _ context: OfficialContext) async throws -> Response {
        try await act(context) { id, seen, actor in
            let account = MoneyAccount(holder: Self.text(context, "holder"), bank: Self.text(context, "bank"), number: Self.text(context, "number"))
            try await desk.office.redirectMoney(
                id, round: Self.round(context), item: context.form["item"] ?? "", to: account, reason: Self.text(context, "reason"), seen: seen, by: actor)
        }
    }

    @Sendable func payoff(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let (item, number, isSecond) = (context.form["item"] ?? "", context.form["number"] ?? "", context.form["step"] == "agree")
        return try await act(context) { id, seen, actor in
            let reason = Self.text(context, "reason")
            if isSecond {
                try await desk.office.agreeToPayoff(id, round: Self.round(context), item: item, number: number, reason: reason, seen: seen, by: actor)
            } else {
                try await desk.office.proposePayoff(id, round: Self.round(context), item: item, number: number, reason: reason, seen: seen, by: actor)
            }
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
            let reasons = ["resume": "money-reason", "deposit": "deposit-reason", "payoff": "payoff-reason"]
            let field = field == "reason" ? reasons[context.form["what"] ?? ""] ?? "redirect-reason" : field == "of" ? "deposit-judgement" : field == "receipts" ? "money-reason" : field == "number" && context.form["what"] == "payoff" ? "payoff-reason" : field
            return try await OfficeRoutes(desk: desk).casePage(file, service, errors: [FieldError(field, message)], context)
        }
        try await desk.engine.advance(file.id)
        return .see("/office/cases/\(file.id)#money")
    }
}
