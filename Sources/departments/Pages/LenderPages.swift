import Contracts
import Hummingbird
import NIOCore
import Register

/// A lender's counter: what it was asked for, what it approved and paid out, and what pays a loan off.
///
/// | method | path                                        | what                                                     |
/// | ------ | ------------------------------------------- | -------------------------------------------------------- |
/// | GET    | /lenders/{code}                             | approvals, loans that are being paid off, money           |
/// | POST   | /lenders/{code}/approvals                   | a new application: unit, borrowers, amount, years         |
/// | POST   | /lenders/{code}/approvals/{number}/{word}   | `approve`, `reject`, `seal` or `withdraw` it              |
/// | GET    | /lenders/{code}/approvals/{number}/contract | the contract that is sealed                               |
/// | GET    | /lenders/{code}/payoff                      | what pays a loan off: unit, proof                         |
/// | POST   | /lenders/{code}/loans                       | a loan of before: unit, proof, amount, from, years        |
struct LenderPages: Sendable {
    let town: Town
    let counter: Counter

    func addRoutes(to router: Router<BasicRequestContext>) {
        router.get("/lenders/:code") { _, context in overview(try lender(context)) }
        router.post("/lenders/:code/approvals") { request, context in
            try apply(try lender(context), HTML.fields(try await request.body.collect(upTo: 8_192)))
        }
        router.post("/lenders/:code/approvals/:number/:word") { _, context in
            try decide(try lender(context), context.parameters.get("number") ?? "", context.parameters.get("word") ?? "")
        }
        router.get("/lenders/:code/approvals/:number/contract") { _, context -> Response in
            let lender = try lender(context)
            guard let approval = approval(lender, context.parameters.get("number") ?? "") else { throw HTTPError(.notFound) }
            return Response(
                status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
                body: .init(byteBuffer: ByteBuffer(string: approval.contractText(by: lender.name))))
        }
        router.get("/lenders/:code/payoff") { request, context in payoff(try lender(context), HTML.fields(request.uri.query ?? "")) }
        router.post("/lenders/:code/loans") { request, context in
            try lend(try lender(context), HTML.fields(try await request.body.collect(upTo: 8_192)))
        }
    }

    private func lender(_ context: BasicRequestContext) throws -> CityInstitution {
        guard let found = town.read({ $0.institutions.institution(context.parameters.get("code") ?? "", as: .lender) }) else { throw HTTPError(.notFound) }
        return found
    }

    private func approval(_ lender: CityInstitution, _ number: String) -> Approval? {
        town.read { $0.institutions.approvals[InstitutionBook.key(lender.creditCode, number)] }
    }

    private func back(_ lender: CityInstitution) -> Response { .redirect(to: "/lenders/\(lender.creditCode)", type: .normal) }

    // MARK: the counter

    private func overview(_ lender: CityInstitution) -> Response {
        let code = lender.creditCode
        let (approvals, loans, balance, today) = town.read { state in
            let book = state.institutions
            return (
                book.approvals.values.filter { $0.lender == code }.sorted { $0.said.number > $1.said.number },
                book.loans.values.filter { $0.lender == code }.sorted { $0.account < $1.account },
                book.ledger.balance(InstitutionBook.pool(of: lender).number), book.today(of: code, at: Town.now)
            )
        }
        let cards = approvals.prefix(60).map { card($0, code) }.joined()
        let rows = loans.prefix(60).map { loan in
            let due = loan.due(on: today)
            let state = loan.isReturned ? "已退回" : loan.settled.map { "已结清 \($0.on)" } ?? "待还 ¥ \(due.total)"
            return "<tr><td>\(HTML.escape(loan.unit.text))</td><td>\(HTML.escape(loan.proof ?? "未办抵押"))</td><td>¥ \(loan.amount)</td><td>\(state)</td></tr>"
        }.joined()
        return HTML.page(
            "信贷柜台", department: lender.name,
            """
            <div class="card"><p class="hint">可用贷款资金</p><p class="big">¥ \(balance)</p><p class="hint">账务日期 \(today)</p></div>
            <h2>贷款审批</h2>\(cards.isEmpty ? "<div class=\"card\"><p>还没有贷款申请。</p></div>" : cards)
            <h2>新的贷款申请</h2>\(form(code, provident: lender.provident))
            <h2>查询还款清单</h2>\(question(code))
            <h2>正在清偿的贷款</h2><div class="card"><table><tr><th>不动产单元</th><th>抵押证明</th><th>贷款</th><th>状态</th></tr>\(rows)</table></div>
            <h2>补录既有贷款</h2>\(older(code))
            """)
    }

    private func card(_ approval: Approval, _ code: String) -> String {
        let said = approval.said
        let path = "/lenders/\(code)/approvals/\(HTML.encode(said.number))"
        let words: [(String, String)] =
            switch said.status {
            case .pending: [("approve", "同意贷款"), ("reject", "不同意")]
            case .approved: (approval.isSealed ? [] : [("seal", "合同签章")]) + (approval.disbursed == .zero ? [("withdraw", "撤回审批")] : [])
            case .rejected, .withdrawn: []
            }
        let buttons = words.map { "<form method=\"post\" action=\"\(path)/\($0.0)\"><button class=\"quiet\" type=\"submit\">\($0.1)</button></form>" }.joined()
        return """
            <div class="card"><p><b>\(HTML.escape(said.number))</b> \(said.status.chinese)\(approval.isSealed ? "，合同已签章" : "")</p>
            <p>¥ \(said.amount)，\(said.from)至\(said.until)\(said.provident ? "，公积金贷款" : "")\(said.transferBan ? "，约定禁止转让" : "")</p>
            <p class="hint">不动产单元 \(HTML.escape(said.unit.text))<br>借款人 \(HTML.escape(said.borrowers.joined(separator: "、")))<br>有效期至 \(said.validUntil)，已放款 ¥ \(approval.disbursed)</p>
            <p><a href="\(path)/contract">查看合同</a></p>\(buttons)</div>
            """
    }

    private func form(_ code: String, provident: Bool) -> String {
        """
        <div class="card"><form method="post" action="/lenders/\(code)/approvals">
        <label for="unit">不动产单元号</label><input id="unit" name="unit" required>
        <label for="borrowers">借款人证件（如 identity-card:3601…，多人用逗号分隔）</label><input id="borrowers" name="borrowers" required>
        <label for="amount">贷款金额（元）</label><input id="amount" name="amount" inputmode="decimal" required>
        <label for="years">年限</label><input id="years" name="years" inputmode="numeric" value="20" required>
        <label><input type="checkbox" name="ban" value="1">约定禁止转让</label>
        <button type="submit">\(provident ? "提交公积金贷款申请" : "提交贷款申请")</button></form></div>
        """
    }

    private func question(_ code: String) -> String {
        """
        <div class="card"><form method="get" action="/lenders/\(code)/payoff"><label for="q-unit">不动产单元号</label><input id="q-unit" name="unit" required>
        <label for="q-proof">不动产证明号</label><input id="q-proof" name="proof" required><button class="quiet" type="submit">查询</button></form></div>
        """
    }

    private func older(_ code: String) -> String {
        """
        <div class="card"><form method="post" action="/lenders/\(code)/loans"><label for="o-unit">不动产单元号</label><input id="o-unit" name="unit" required>
        <label for="o-proof">不动产证明号</label><input id="o-proof" name="proof" required>
        <label for="o-amount">贷款金额（元）</label><input id="o-amount" name="amount" inputmode="decimal" required>
        <label for="o-from">放款日期</label><input id="o-from" name="from" placeholder="2020-01-15" required>
        <label for="o-years">年限</label><input id="o-years" name="years" inputmode="numeric" value="20" required><button class="quiet" type="submit">补录</button></form></div>
        """
    }

    // MARK: acts

    private func apply(_ lender: CityInstitution, _ fields: [String: String]) throws -> Response {
        let unit = try HTML.unit(fields)
        let borrowers = (fields["borrowers"] ?? "").split { ",，、 ".contains($0) }.map(String.init)
        guard !borrowers.isEmpty, borrowers.allSatisfy({ (try? PartyIdentifier(wire: $0)) != nil }) else { throw HTTPError(.badRequest, message: "borrowers") }
        let years = try HTML.years(fields)
        let amount = try HTML.money(fields)
        let code = lender.creditCode
        let added = town.settle { state -> ([InstitutionBook.Change], Approval) in
            let today = state.institutions.today(of: code, at: Town.now)
            let serial = state.institutions.approvals.values.filter { $0.lender == code }.count + 1
            let number = "SP\(today.year)\(code.suffix(6))\(serial)"
            let approval = Approval(
                lender: code,
                said: .init(
                    number: number, unit: unit, borrowers: borrowers, status: .pending, amount: amount, kind: "ordinary", from: today, until: today.adding(years: years),
                    scope: "主债权及其利息、违约金、损害赔偿金和实现抵押权的费用", transferBan: fields["ban"] == "1", provident: lender.provident, contract: "JK\(number.dropFirst(2))",
                    contractDigest: nil, validUntil: today.adding(days: 90)), isSealed: false)
            return ([.approval(approval)], approval)
        }
        tell(added)
        return back(lender)
    }

    /// Every step from where it may be taken; another click on the same changes nothing.
    private func decide(_ lender: CityInstitution, _ number: String, _ word: String) throws -> Response {
        guard ["approve", "reject", "seal", "withdraw"].contains(word), approval(lender, number) != nil else { throw HTTPError(.notFound) }
        let changed = town.settle { state -> ([InstitutionBook.Change], Approval?) in
            guard var approval = state.institutions.approvals[InstitutionBook.key(lender.creditCode, number)] else { return ([], nil) }
            switch (word, approval.said.status) {
            case ("approve", .pending): approval.said.status = .approved
            case ("reject", .pending): approval.said.status = .rejected
            case ("seal", .approved) where !approval.isSealed: approval.isSealed = true
            case ("withdraw", .approved) where approval.disbursed == .zero: approval.said.status = .withdrawn
            default: return ([], nil)
            }
            return ([.approval(approval)], approval)
        }
        if let changed { tell(changed) }
        return back(lender)
    }

    private func tell(_ approval: Approval) {
        counter.ring(
            .changed(lender: approval.lender, .init(unit: approval.said.unit, matter: .approval, number: "\(approval.said.number)-\(approval.said.status.rawValue)\(approval.isSealed ? "-sealed" : "")")))
    }

    private func lend(_ lender: CityInstitution, _ fields: [String: String]) throws -> Response {
        let unit = try HTML.unit(fields)
        guard let proof = fields["proof"], !proof.isEmpty, proof.count <= 60, let from = LegalDate(fields["from"] ?? "") else {
            throw HTTPError(.badRequest, message: "proof, from")
        }
        let amount = try HTML.money(fields)
        let months = try HTML.years(fields) * 12
        let key = InstitutionBook.key(lender.creditCode, unit.text, proof)
        town.settle { state -> ([InstitutionBook.Change], Void) in
            guard state.institutions.loan(lender: lender.creditCode, unit: unit, proof: proof) == nil else { return ([], ()) }
            let loan = Loan(
                account: MoneyLedger.number("3002", key), lender: lender.creditCode, unit: unit, proof: proof, borrowers: [], amount: amount, from: from,
                months: months, rate: Loan.rate(provident: lender.provident))
            let account = MoneyAccount(holder: lender.name, bank: lender.name, number: loan.account)
            return ([.loan(loan), .opened(.init(account: account, opening: .zero))], ())
        }
        return back(lender)
    }

    private func payoff(_ lender: CityInstitution, _ fields: [String: String]) -> Response {
        guard let unit = try? UnitCode(fields["unit"] ?? ""), let proof = fields["proof"] else {
            return HTML.page("没有查到", department: lender.name, "<p class=\"error\">请填写不动产单元号和证明号。</p>", status: .badRequest)
        }
        let (found, today) = town.read { state in
            (state.institutions.loan(lender: lender.creditCode, unit: unit, proof: proof), state.institutions.today(of: lender.creditCode, at: Town.now))
        }
        guard let loan = found else {
            return HTML.page("没有查到", department: lender.name, "<p>本机构没有这笔抵押贷款。</p>", status: .notFound)
        }
        if let settled = loan.settled {
            return HTML.page("结清证明", department: lender.name, "<div class=\"card\"><p>\(settled.on) 已结清，编号 \(HTML.escape(settled.number))</p></div>")
        }
        let due = loan.due(on: today)
        return HTML.page(
            "还款清单", department: lender.name,
            """
            <div class="card"><p class="hint">\(today) 还清需要</p><p class="big">¥ \(due.total)</p><table><tr><th>本金</th><td>¥ \(due.principal)</td></tr>
            <tr><th>利息</th><td>¥ \(due.interest)</td></tr><tr><th>罚息、违约金</th><td>¥ \(due.penalty)</td></tr><tr><th>每多一天</th><td>¥ \(due.perDay)</td></tr>
            <tr><th>还款账户</th><td>\(HTML.escape(loan.account))</td></tr></table></div>
            """)
    }
}

extension Lending.ApprovalStatus {
    var chinese: String {
        switch self {
        case .pending: "待审批"
        case .approved: "已同意"
        case .rejected: "未同意"
        case .withdrawn: "已撤回"
        }
    }
}
