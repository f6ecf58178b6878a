import Casework
import Catalogue
import Contracts
import Escrow
import Hummingbird
import Identity
import Register
import Storage

/// The money in custody of a case, for officials' programs: where it stands, what differs, and what a person decides about it.
///
/// | method | path                                      | role                       | what                                           |
/// | ------ | ----------------------------------------- | -------------------------- | ---------------------------------------------- |
/// | GET    | /api/v1/office/money                      | registrar                  | books that a person has to see to              |
/// | GET    | /api/v1/office/cases/{id}/money           | clerk, examiner, registrar | the book, why it stopped, what differs          |
/// | POST   | /api/v1/office/cases/{id}/money/resume    | registrar                  | a difference is cleared up                      |
/// | POST   | /api/v1/office/cases/{id}/money/redirect  | registrar                  | a payment goes to another account of its holder |
/// | POST   | /api/v1/office/cases/{id}/money/deposit   | registrar                  | what came in goes back or makes good            |
/// | POST   | /api/v1/office/cases/{id}/money/payoff    | registrar                  | one proposes a payoff statement, another agrees |
struct OfficeMoneyAPI: RouteGroup {
    let desk: Desk

    private static let base = "/api/v1/office/cases/{id}/money"
    private static let account = Schema.object(
        "MaskedAccount", "一个账户", [.required("holder", .string, "户名"), .required("bank", .string, "开户银行"), .required("last4", .string, "账号末四位")])
    private static let difference = Schema.object(
        "MoneyDifference", "两本账的一处差异", [
            .required("kind", .cases(EscrowDifference.Kind.self), "差异"), .optional("receipt", .string, "监管机构的回执"), .optional("order", .string, "指令"),
            .required("direction", .oneOf(["in", "out"]), "存入或付出"), .optional("expected", .money, "本机构账（分）"), .optional("stated", .money, "监管机构（分）"),
            .optional("countable", .money, "付出的款项可以计入原指令的金额（分）；没有的只能由监管机构追回"), .optional("expected_account", account, "本机构账的对方账户"), .optional("stated_account", .reference("MaskedAccount"), "监管机构的对方账户"),
        ])
    private static let order = Schema.object(
        "MoneyOrder", "一条指令", [
            .required("number", .string, "编号"), .required("item", .string, "款项"), .required("purpose", .cases(EscrowOrder.Purpose.self), "用途"),
            .required("attempt", .integer, "第几次"), .required("amount", .money, "金额（分）"), .required("state", .oneOf(["live", "failed", "done"]), "状态"),
            .optional("reason", .string, "未成的原因"), .optional("receipt", .string, "回执"), .required("redirectable", .boolean, "可以改付到其他账户"),
        ])
    private static let held = Schema.object(
        "MoneyHeld", "一笔待认定的入账", [
            .required("receipt", .string, "监管机构的回执"), .required("amount", .money, "其中尚未处理的金额（分）"), .optional("from", .reference("MaskedAccount"), "付款账户"),
        ])
    private static let astray = Schema.object(
        "MoneyAstray", "一笔付错、尚未追回的款项", [
            .required("receipt", .string, "监管机构的回执"), .required("amount", .money, "尚未追回的金额（分）"), .optional("to", .reference("MaskedAccount"), "收款账户"),
        ])
    private static let payoff = Schema.object(
        "MoneyPayoff", "一笔不能按原来的还款清单清偿的贷款", [
            .required("item", .string, "款项"), .optional("proposed", .string, "已经提出、等待另一名登簿人员确认的还款清单编号"), .optional("number", .string, "原贷款机构此刻的还款清单编号"),
            .optional("on", .date, "还款日"), .optional("amount", .money, "还款金额（分）"), .optional("missing", .money, "监管资金不足的金额（分），由出卖人补足"),
            .optional("account", .reference("MaskedAccount"), "还款账户"),
        ])
    private static let book = Schema.object(
        "OfficeMoney", "监管资金", [
            .required("version", .integer, "账的版本；恢复和改付时填入 version"), .required("round", .integer, "第几家监管机构的账"), .required("rounds", .integer, "共有几家；更换过的，原监管机构的账以 round 查询"), .required("phase", .cases(EscrowPhase.self), "阶段"), .required("custodian", .string, "监管机构"),
            .optional("custody_number", .string, "监管编号"), .required("balance", .money, "账户现有（分）"), .required("until", .date, "最迟登簿日期"),
            .optional(
                "stop", .object("MoneyStop", "暂停划付的原因", [.required("reason", .cases(EscrowStop.Reason.self), "原因代码"), .required("says", .string, "说明"), .required("about", .string, "涉及的回执、指令或款项")]),
                "暂停划付"),
            .required("stuck", .array(.string), "多次未能付出的款项"), .required("orders", .array(order), "指令"),
            .required("payoffs", .array(payoff), "不能按原来的还款清单清偿的贷款"),
            .required("unjudged", .array(held), "待认定的入账：退回付款人、冲抵付错的款项，或者出卖人补足"), .required("astray", .array(astray), "监管机构尚未追回的款项"),
            .optional("differences", .array(difference), "暂停时，两本账的差异；取不到对账单的没有"),
        ])
    private static let version = Schema.Property.required("version", .whole(1...1_000_000_000), "所见的账的版本")
    private static let round = Schema.Property.optional("round", .whole(1...9), "哪一家监管机构的账，默认现在的")
    private static let reason = Schema.Property.required("reason", .lines(1...500), "核对的结果")

    private static let need = Schema.object(
        "MoneyNeed", "需要人员核对的监管资金", [
            .required("case", .string, "受理编号"), .required("round", .integer, "第几家监管机构的账"), .required("service", .reference("ServiceName"), "事项"), .required("case_phase", .cases(CaseState.Phase.self), "办件的状态"),
            .required("unit", .string, "不动产单元"), .required("custodian", .string, "监管机构"), .required("phase", .cases(EscrowPhase.self), "资金的阶段"),
            .required("balance", .money, "账户现有（分）"), .required("why", .cases(MoneyNeed.Kind.self), "为何需要人员处理"), .optional("stop", .cases(EscrowStop.Reason.self), "暂停划付的原因"),
            .required("since", .dateTime, "从何时起"),
        ])

    func addRoutes(to table: inout RouteTable) {
        table.official(
            .api(
                "api.office.money.needs", .get, PathTemplate("/api/v1/office/money"), .clearMoney, "监管资金待处理，等得最久的在前", query: Cursor.parameters,
                response: .page(of: Self.need, named: "MoneyNeedPage")), needs)
        table.official(.api("api.office.money", .get, PathTemplate(Self.base), .viewCase, "监管资金",
                query: [QueryParameter("round", .whole(1...9), "哪一家监管机构的账，默认现在的")], response: Self.book), show)
        table.official(
            .api(
                "api.office.money.resume", .post, PathTemplate("\(Self.base)/resume"), .clearMoney, "恢复资金划付",
                request: .object("MoneyResume", "恢复资金划付", [Self.version, Self.round, Self.reason, .optional("receipts", .list(.text(1...100), 0...100), "已经核实清楚、今后不再比对的存入和余额回执"),
                    .optional("astray", .list(.text(1...100), 0...100), "付错的款项的回执：由监管机构追回，原指令重新发出"), .optional("counted", .list(.text(1...100), 0...100), "收款人已经收到的款项的回执：计入原指令，少付的另行发出，多付的由监管机构追回")]),
                response: .reference("OfficeMoney"), bodyLimit: 32 * 1024, isIdempotent: true), resume)
        table.official(
            .api(
                "api.office.money.redirect", .post, PathTemplate("\(Self.base)/redirect"), .clearMoney, "改付到同一户名的其他账户",
                request: .object(
                    "MoneyRedirect", "改付到同一户名的其他账户", [
                        Self.version, Self.round, Self.reason, .required("item", .text(1...80), "款项"), .required("holder", .text(1...100), "户名，须与原账户相同；出卖人余款可以是任何一位出卖人"),
                        .required("bank", .text(1...60), "开户银行"), .required("number", .text(8...40), "账号"),
                    ]), response: .reference("OfficeMoney"), bodyLimit: 32 * 1024, isIdempotent: true), redirect)
        table.official(
            .api(
                "api.office.money.deposit", .post, PathTemplate("\(Self.base)/deposit"), .clearMoney, "认定入账", request: Self.judgement,
                response: .reference("OfficeMoney"), bodyLimit: 32 * 1024, isIdempotent: true), deposit)
        table.official(
            .api(
                "api.office.money.payoff", .post, PathTemplate("\(Self.base)/payoff"), .clearMoney, "改按新的还款清单清偿", request: Self.restated,
                response: .reference("OfficeMoney"), bodyLimit: 32 * 1024, isIdempotent: true), payoff)
    }

    private static let judgement = Schema.object(
        "MoneyDeposit", "认定一笔入账", [
            version, round, reason, .required("receipt", .text(1...100), "入账的回执"), .required("judgement", .cases(DepositJudged.Judgement.self), "退回付款人、冲抵付错的款项，或者出卖人补足"),
            .optional("of", .text(1...100), "冲抵的是哪一笔付错的款项的回执"),
        ])

    private static let restated = Schema.object(
        "MoneyRestated", "改按新的还款清单清偿", [
            version, round, reason, .required("item", .text(1...80), "款项"), .required("number", .text(1...100), "还款清单编号"),
            .required("step", .oneOf(["propose", "agree"]), "提出，或者由另一名登簿人员确认"),
        ])

    private func load(_ context: OfficialContext) async throws -> CaseFile {
        try await OfficeCaseAnswer(desk: desk, context: context).load(context.part("id"))
    }

    @Sendable func needs(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let query = try request.checkedQuery(in: context)
        let limit = Cursor.limit(query)
        let after = try Cursor.read(query["cursor"], parts: 2).map { cursor in
            guard let since = Int64(cursor.parts[0]) else { throw Cursor.wrong }
            return MoneyNeeds.Place(since: Moment(microseconds: since), book: cursor.parts[1])
        }
        let office = desk.office
        let (now, divisions) = (context.now, context.office.divisions)
        let found = try await office.database.read { connection in
            try MoneyNeeds.list(at: now, divisions: divisions, after: after, limit: limit + 1, region: office.region, in: connection)
        }
        return .json { json in
            ListPage(found, limit: limit) { line in
                let place = MoneyNeeds.Place(line)
                return Cursor([String(place.since.microseconds), place.book])
            }.write(to: &json) { json, line in
                json.field("case", line.caseID)
                json.field("round", line.round)
                NamedJSON.write("service", line.service, office.catalogue.service(line.service)?.shortName ?? line.service, to: &json)
                json.field("case_phase", line.casePhase.rawValue)
                json.field("unit", line.unit.text)
                json.field("custodian", line.custodian)
                json.field("phase", line.phase.rawValue)
                json.field("balance", line.inCustody.fen)
                json.field("why", line.kind.rawValue)
                json.optional("stop", line.stop?.rawValue)
                json.field("since", line.since.rfc3339)
            }
        }
    }

    @Sendable func show(_ request: Request, _ context: OfficialContext) async throws -> Response {
        try await answer(load(context).id, round: request.checkedQuery(in: context)["round"].flatMap { Int($0) })
    }

    @Sendable func resume(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let id = try await load(context).id
        let fields = try await request.checkedBody(in: context)
        let ruled = fields.all("astray").map { ($0, PaymentRuling.astray) } + fields.all("counted").map { ($0, .counts) }
        guard Set(ruled.map(\.0)).count == ruled.count else { throw CaseError.invalid(field: "counted", message: "一笔款项不能既由监管机构追回，又计入指令。") }
        try await desk.office.resumeMoney(
            id, round: Self.round(fields), accepting: fields.all("receipts"), rulings: Dictionary(uniqueKeysWithValues: ruled), reason: fields["reason"] ?? "", seen: Int(fields["version"] ?? ""), by: actor(context))
        return try await moved(id, Self.round(fields))
    }

    @Sendable func deposit(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let id = try await load(context).id
        let fields = try await request.checkedBody(in: context)
        guard let judgement = DepositJudged.Judgement(rawValue: fields["judgement"] ?? "") else { throw CaseError.invalid(field: "judgement", message: "请说明这笔入账是什么款项。") }
        try await desk.office.judgeDeposit(
            id, round: Self.round(fields), receipt: fields["receipt"] ?? "", as: judgement, of: fields["of"], reason: fields["reason"] ?? "",
            seen: Int(fields["version"] ?? ""), by: actor(context))
        return try await moved(id, Self.round(fields))
    }

    @Sendable func payoff(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let id = try await load(context).id
        let fields = try await request.checkedBody(in: context)
        let (item, number, reason, seen) = (fields["item"] ?? "", fields["number"] ?? "", fields["reason"] ?? "", Int(fields["version"] ?? ""))
        if fields["step"] == "agree" {
            try await desk.office.agreeToPayoff(id, round: Self.round(fields), item: item, number: number, reason: reason, seen: seen, by: actor(context))
        } else {
            try await desk.office.proposePayoff(id, round: Self.round(fields), item: item, number: number, reason: reason, seen: seen, by: actor(context))
        }
        return try await moved(id, Self.round(fields))
    }

    @Sendable func redirect(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let id = try await load(context).id
        let fields = try await request.checkedBody(in: context)
        let account = MoneyAccount(holder: fields["holder"] ?? "", bank: fields["bank"] ?? "", number: fields["number"] ?? "")
        try await desk.office.redirectMoney(
            id, round: Self.round(fields), item: fields["item"] ?? "", to: account, reason: fields["reason"] ?? "", seen: Int(fields["version"] ?? ""), by: actor(context))
        return try await moved(id, Self.round(fields))
    }

    private func actor(_ context: OfficialContext) -> Actor { .official(account: context.account.text, name: context.signedIn.name) }

    private static func round(_ fields: FormFields) -> Int? { fields["round"].flatMap { Int($0) } }

    private func moved(_ id: String, _ round: Int?) async throws -> Response {
        try await desk.engine.advance(id)
        return try await answer(id, round: round)
    }

    private func answer(_ id: String, round: Int?) async throws -> Response {
        guard let money = try await desk.office.readMoney(of: id, round: round) else { throw APIProblems.noMoney }
        let rounds = try await desk.office.escrows(of: id).count
        let book = money.book
        let names = SourceNames(desk.office)
        let redirectable = Set(book.redirectable.map(\.order.number))
        return .json { json in
            json.field("version", book.version)
            json.field("round", book.terms.round ?? 1)
            json.field("rounds", rounds)
            json.field("phase", book.phase.rawValue)
            json.field("custodian", names.institution(book.terms.custodian) ?? book.terms.custodian)
            json.optional("custody_number", book.custody?.number)
            json.field("balance", book.inCustody.fen)
            json.field("until", book.terms.until.description)
            if let stop = book.stop {
                json.object("stop") { json in
                    json.field("reason", stop.reason.rawValue)
                    json.field("says", stop.reason.chinese)
                    json.field("about", stop.about)
                }
            }
            json.strings("stuck", book.stuck)
            json.array("orders", book.orders) { json, state in json.object { Self.write(state, redirectable.contains(state.order.number), to: &$0) } }
            json.array("payoffs", book.unpayable) { json, sink in
                json.object { json in
                    json.field("item", sink.name)
                    json.optional("proposed", book.proposals[sink.name]?.quote.number)
                    guard let quote = money.payoffs[sink.name] else { return }
                    json.field("number", quote.number)
                    json.field("on", quote.on.description)
                    json.field("amount", quote.amount.fen)
                    json.field("missing", book.missing(for: quote).fen)
                    Self.write("account", money.accounts[quote.account], to: &json)
                }
            }
            json.array("unjudged", book.unjudged) { json, state in
                json.object { json in
                    json.field("receipt", state.deposit.receipt)
                    json.field("amount", state.left.fen)
                    Self.write("from", money.accounts[state.deposit.from], to: &json)
                }
            }
            json.array("astray", book.astray.sorted { $0.key < $1.key }) { json, item in
                json.object { json in
                    json.field("receipt", item.key)
                    json.field("amount", item.value.fen)
                    Self.write("to", book.rulings[item.key].flatMap { money.accounts[$0.to] }, to: &json)
                }
            }
            guard let differences = money.differences else { return }
            json.array("differences", differences) { json, item in json.object { Self.write(item, money, to: &$0) } }
        }
    }

    private static func write(_ state: EscrowOrderState, _ isRedirectable: Bool, to json: inout JSONWriter) {
        json.field("number", state.order.number)
        json.field("item", state.order.item)
        json.field("purpose", state.order.purpose.rawValue)
        json.field("attempt", state.order.attempt)
        json.field("amount", state.order.amount.fen)
        switch state.state {
        case .live: json.field("state", "live")
        case .failed(let reason):
            json.field("state", "failed")
            json.field("reason", reason)
        case .done(let receipt):
            json.field("state", "done")
            json.field("receipt", receipt)
        }
        json.field("redirectable", isRedirectable)
    }

    private static func write(_ item: EscrowDifference, _ money: MoneyReading, to json: inout JSONWriter) {
        json.field("kind", item.kind.rawValue)
        json.optional("receipt", item.receipt)
        json.optional("order", item.order)
        json.field("direction", item.isIncoming ? "in" : "out")
        json.optional("expected", item.expected?.fen)
        json.optional("stated", item.stated?.fen)
        json.optional("countable", money.book.countable(item)?.fen)
        write("expected_account", item.expectedAccount.flatMap { money.accounts[$0] }, to: &json)
        write("stated_account", item.statedAccount.flatMap { money.accounts[$0] }, to: &json)
    }

    private static func write(_ key: String, _ account: MoneyAccount?, to json: inout JSONWriter) {
        guard let account else { return }
        json.object(key) { json in
            json.field("holder", account.holder)
            json.field("bank", account.bank)
            json.field("last4", String(account.number.suffix(4)))
        }
    }
}
