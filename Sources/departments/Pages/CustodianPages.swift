import Contracts
import Hummingbird
import NIOCore
import Register

/// A custodian's ledger, and the page on which a buyer pays into a case's account.
///
/// | method | path                                     | what                                            |
/// | ------ | ---------------------------------------- | ----------------------------------------------- |
/// | GET    | /custodians/{code}                       | cases with what is in their accounts             |
/// | GET    | /custodians/{code}/cases/{case}          | what moved, what was ordered                     |
/// | GET    | /custodians/{code}/cases/{case}/deposit  | what a payer still has to bring                  |
/// | POST   | /custodians/{code}/cases/{case}/deposit  | pays: source, amount; `back` is where it leads   |
struct CustodianPages: Sendable {
    let town: Town
    let counter: Counter

    /// What a person, and what anybody else, had at the bank before this program began.
    private static let ofPerson = Money(yuan: 20_000_000)
    private static let ofOther = Money(yuan: 2_000_000_000)

    func addRoutes(to router: Router<BasicRequestContext>) {
        router.get("/custodians/:code") { _, context in overview(try custodian(context)) }
        router.get("/custodians/:code/cases/:case") { _, context in
            let custodian = try custodian(context)
            return account(custodian, try found(custodian, context))
        }
        router.get("/custodians/:code/cases/:case/deposit") { request, context in
            let custodian = try custodian(context)
            let found = try found(custodian, context)
            // Whoever comes without saying from where came from the case.
            let back = HTML.fields(request.uri.query ?? "")["back"] ?? "\(town.registryURL)/cases/\(HTML.encode(found.caseID))"
            return desk(custodian, found, back: back, error: nil)
        }
        router.post("/custodians/:code/cases/:case/deposit") { request, context in
            let custodian = try custodian(context)
            return try deposit(custodian, try found(custodian, context), HTML.fields(try await request.body.collect(upTo: 4_096)))
        }
    }

    private func custodian(_ context: BasicRequestContext) throws -> CityInstitution {
        guard let found = town.read({ $0.institutions.institution(context.parameters.get("code") ?? "", as: .custodian) }) else { throw HTTPError(.notFound) }
        return found
    }

    private func found(_ custodian: CityInstitution, _ context: BasicRequestContext) throws -> CustodyCase {
        let key = InstitutionBook.key(custodian.creditCode, context.parameters.get("case") ?? "")
        guard let found = town.read({ $0.institutions.custody[key] }) else { throw HTTPError(.notFound) }
        return found
    }

    private func path(_ found: CustodyCase) -> String { "/custodians/\(found.custodian)/cases/\(HTML.encode(found.caseID))" }

    private func overview(_ custodian: CityInstitution) -> Response {
        let cases = town.read { state in
            state.institutions.custody.values.filter { $0.custodian == custodian.creditCode }.sorted { $0.caseID > $1.caseID }
        }
        let rows = cases.prefix(100).map {
            "<tr><td><a href=\"\(path($0))\">\(HTML.escape($0.number))</a></td><td>\(HTML.escape($0.caseID))</td><td>¥ \($0.balance)</td><td>\($0.said.until)</td></tr>"
        }.joined()
        let total = cases.reduce(Money.zero) { $0 + $1.balance }
        return HTML.page(
            "监管资金总账", department: custodian.name,
            """
            <div class="card"><p class="hint">各专户余额合计</p><p class="big">¥ \(total)</p><p class="hint">收费账户：\(HTML.escape(custodian.name)) \(CustodianAnswers.feeAccount(of: custodian).number)；收费标准：\(HTML.escape(FeeSchedule.of(custodian).name))</p></div>
            <div class="card"><table><tr><th>专户</th><th>业务</th><th>余额</th><th>期限</th></tr>\(rows)</table></div>
            """)
    }

    private func account(_ custodian: CityInstitution, _ found: CustodyCase) -> Response {
        let orders = town.read { $0.institutions.orders(of: found.caseID, at: found.custodian) }
        let expected = found.said.expected.map {
            "<tr><td>\(HTML.escape($0.source))</td><td>¥ \($0.amount)</td><td>¥ \(found.arrived($0.source))</td></tr>"
        }.joined()
        let movements = found.movements.map {
            "<tr><td>\($0.at)</td><td>\($0.direction == .incoming ? "收" : "付")</td><td>¥ \($0.amount)</td><td>\(HTML.escape($0.other.holder))</td><td>\(HTML.escape($0.receipt))</td></tr>"
        }.joined()
        let told = orders.map {
            "<tr><td>\(HTML.escape($0.said.order))</td><td>\($0.said.purpose.chinese)</td><td>¥ \($0.said.amount)</td><td>\($0.status.chinese)\($0.reason.map { "：\(HTML.escape($0))" } ?? "")</td></tr>"
        }.joined()
        return HTML.page(
            found.number, department: custodian.name,
            """
            <div class="card"><p class="hint">专户余额</p><p class="big">¥ \(found.balance)</p><p class="hint">\(HTML.escape(found.account.holder)) \(HTML.escape(found.account.number))</p>
            <p class="hint">领取条件：\(HTML.escape(found.said.conditions))</p><p><a href="\(path(found))/deposit">交存资金</a></p></div>
            <h2>应交存</h2><div class="card"><table><tr><th>来源</th><th>应交</th><th>已到</th></tr>\(expected)</table></div>
            <h2>收付明细</h2><div class="card"><table><tr><th>时间</th><th></th><th>金额</th><th>对方</th><th>回单</th></tr>\(movements)</table></div>
            <h2>付款指令</h2><div class="card"><table><tr><th>指令</th><th>用途</th><th>金额</th><th>状态</th></tr>\(told)</table></div>
            """)
    }

    // MARK: paying in

    /// Sources that no played lender brings: people pay them here.
    private func payable(_ found: CustodyCase) -> [Custody.Open.Expected] {
        found.said.expected.filter { expected in
            let code = String(expected.payer.split(separator: ":").last ?? "")
            return town.read { $0.institutions.institution(code, as: .lender) } == nil
        }
    }

    private func desk(_ custodian: CityInstitution, _ found: CustodyCase, back: String?, error: String?) -> Response {
        let way = back.flatMap { $0.hasPrefix(town.registryURL + "/") ? $0 : nil }
        let forms = payable(found).map { expected -> String in
            let missing = expected.amount - found.arrived(expected.source)
            guard missing > .zero else { return "<div class=\"card\"><p>¥ \(expected.amount) 已经到账。</p></div>" }
            return """
                <div class="card"><p class="hint">还应交存</p><p class="big">¥ \(missing)</p><form method="post" action="\(path(found))/deposit">
                <input type="hidden" name="source" value="\(HTML.escape(expected.source))">\(way.map { "<input type=\"hidden\" name=\"back\" value=\"\(HTML.escape($0))\">" } ?? "")
                <input type="hidden" name="seen" value="\(found.arrived(expected.source).fen)">
                <label for="a-\(HTML.escape(expected.source))">交存金额（元）</label>
                <input id="a-\(HTML.escape(expected.source))" name="amount" inputmode="decimal" value="\(missing.description.filter { $0 != "," })" required>
                <button type="submit">从本人账户交存</button></form></div>
                """
        }.joined()
        return HTML.page(
            "交存购房款", department: custodian.name,
            """
            \(error.map { "<p class=\"error\" role=\"alert\">\(HTML.escape($0))</p>" } ?? "")
            <div class="card"><p>资金存入专户 \(HTML.escape(found.account.number))，登记完成后才会付给出卖人；没有办成的，全额退回您的账户。</p></div>
            \(forms.isEmpty ? "<div class=\"card\"><p>没有需要个人交存的资金。</p></div>" : forms)
            \(way.map { "<a class=\"button\" href=\"\(HTML.escape($0))\">返回办理页面</a>" } ?? "")
            """, status: error == nil ? .ok : .unprocessableContent)
    }

    private func deposit(_ custodian: CityInstitution, _ found: CustodyCase, _ fields: [String: String]) throws -> Response {
        guard let expected = payable(found).first(where: { $0.source == fields["source"] }) else { throw HTTPError(.badRequest, message: "source") }
        guard let amount = HTML.money(fields["amount"] ?? ""), amount > .zero else {
            return desk(custodian, found, back: fields["back"], error: "请填写正确的金额。")
        }
        let own = MoneyAccount(
            holder: town.holder(expected.payer), bank: custodian.name, number: MoneyLedger.number("6217", expected.payer))
        let opening = expected.payer.hasPrefix("identity-card:") ? Self.ofPerson : Self.ofOther
        let key = InstitutionBook.key(found.custodian, found.caseID)
        let now = Town.now
        let result = town.settle { state -> ([InstitutionBook.Change], Deposit) in
            guard let current = state.institutions.custody[key] else { return ([], .failed) }
            // Two clicks are one payment: the second was made on a page that is out of date.
            if let seen = Int64(fields["seen"] ?? ""), seen != current.arrived(expected.source).fen { return ([], .known) }
            let payer = MoneyLedger.Account(account: own, opening: opening)
            let receipt = "\(current.number)-\(current.movements.count + 1)"
            guard let made = state.institutions.transfer(
                amount, from: own.number, opening: payer, to: current.account, receipt: receipt, caseID: current.caseID, memo: "交存", at: now)
            else {
                return ([], .failed)
            }
            let movement = Custody.Movement(
                receipt: receipt, direction: .incoming, amount: amount, at: now, source: expected.source, order: nil, other: own)
            return (made.changes + [.moved(custodian: current.custodian, caseID: current.caseID, movement)], .paid(receipt))
        }
        switch result {
        case .failed: return desk(custodian, found, back: fields["back"], error: "账户余额不足，没有扣款。")
        case .known: break
        case .paid(let receipt): counter.ring(.moved(custodian: found.custodian, caseID: found.caseID, receipt: receipt))
        }
        let way = fields["back"].flatMap { $0.hasPrefix(town.registryURL + "/") ? "?back=\(HTML.encode($0))" : nil } ?? ""
        return .redirect(to: "\(path(found))/deposit\(way)", type: .normal)
    }

    private enum Deposit { case paid(String), known, failed }
}

extension Custody.Pay.Purpose {
    var chinese: String {
        switch self {
        case .payoff: "清偿原贷款"
        case .charge: "约定费用"
        case .remainder: "付出卖人余款"
        case .refund: "退回付款人"
        }
    }
}

extension Custody.Pay.Status {
    var chinese: String {
        switch self {
        case .pending: "待付款"
        case .paid: "已付款"
        case .failed: "付款失败"
        }
    }
}
