import Contracts
import Hummingbird
import Register
import Seals

/// The pages on which citizens pay: the registration fee and the deed tax.
struct PayPages: Sendable {
    let town: Town
    let counter: Counter
    let base: Base

    func addRoutes(to router: Router<BasicRequestContext>) {
        router.get("/style.css") { _, _ in
            Response(status: .ok, headers: [.contentType: "text/css; charset=utf-8"], body: .init(byteBuffer: .init(string: HTML.style)))
        }
        router.get("/pay/:order") { _, context in show(context.parameters.get("order") ?? "") }
        router.post("/pay/:order") { _, context in pay(context.parameters.get("order") ?? "") }
        router.get("/pay-tax/:unit") { request, context in showTax(context.parameters.get("unit") ?? "", CaseWay(request)) }
        router.post("/pay-tax/:unit") { request, context in payTax(context.parameters.get("unit") ?? "", CaseWay(request)) }
    }

    private func show(_ number: String) -> Response {
        guard let order = town.read({ $0.orders[number] }) else { return missing() }
        guard order.status == .open else { return done(order) }
        return HTML.page(
            "缴纳不动产登记费", department: "非税收入缴款平台",
            """
            <div class="card"><p class="hint">应缴金额</p><p class="big">¥ \(order.amount)</p><p class="hint">缴款单 \(HTML.escape(order.number))</p>
            <p class="hint">执收单位：南昌市不动产登记中心</p></div>
            <form method="post" action="/pay/\(HTML.encode(order.number))"><fieldset><legend>支付方式</legend>
            <label><input type="radio" name="way" value="unionpay" checked>银联云闪付</label>
            <label><input type="radio" name="way" value="wechat">微信支付</label><label><input type="radio" name="way" value="alipay">支付宝</label></fieldset>
            <button type="submit">确认支付</button></form>
            """)
    }

    private func pay(_ number: String) -> Response {
        // Two clicks are one payment: the state is changed in one step, and only the first finds the order open.
        let paid: (order: Payment.Order, back: String)? = town.change { state in
            guard var order = state.orders[number], order.status == .open else { return nil }
            order.status = .paid
            order.receipt = "赣财票\(String(number.dropFirst(2)))"
            state.orders[number] = order
            return (order, state.returnURLs[number] ?? "")
        }
        guard let paid else { return town.read { $0.orders[number] }.map(done) ?? missing() }
        town.record(.order(paid.order, returnURL: paid.back))
        counter.call(Payment.Paid.self, paid.order, id: "paid-\(number)", caseID: paid.order.caseID)
        return paid.back.hasPrefix("http") ? .redirect(to: paid.back, type: .normal) : done(paid.order)
    }

    private func done(_ order: Payment.Order) -> Response {
        let back = town.read { $0.returnURLs[order.number] } ?? ""
        return HTML.page(
            order.status == .refunded ? "已退款" : "已缴款", department: "非税收入缴款平台",
            """
            <div class="card"><p class="big">¥ \(order.amount)</p><p class="hint">票据号 \(HTML.escape(order.receipt ?? ""))</p></div>
            \(back.hasPrefix("http") ? "<a class=\"button\" href=\"\(HTML.escape(back))\">返回办理页面</a>" : "")
            """)
    }

    private func showTax(_ unit: String, _ way: CaseWay) -> Response {
        guard let receipt = receipt(unit) else { return missing() }
        guard receipt.status == .unpaid else {
            return HTML.page("契税已缴清", department: "税务局", "<div class=\"card\"><p>凭证号 \(HTML.escape(receipt.number))</p></div>\(way.back(town))")
        }
        return HTML.page(
            "缴纳契税", department: "税务局",
            """
            <div class="card"><p class="hint">应纳税额</p><p class="big">¥ \(receipt.tax)</p><p class="hint">计税依据 \(receipt.base) 元</p></div>
            <form method="post" action="/pay-tax/\(HTML.encode(unit))\(way.query)"><button type="submit">确认缴税</button></form>
            """)
    }

    private func payTax(_ unit: String, _ way: CaseWay) -> Response {
        guard var receipt = receipt(unit) else { return missing() }
        if receipt.status == .unpaid {
            receipt.status = .paid
            receipt.paidOn = Town.now.date
            town.record(.receipt(receipt))
            EventPages(town: town, counter: counter).tell(receipt)
        }
        return showTax(unit, way)
    }

    private func receipt(_ unit: String) -> Tax.DeedTaxReceipt.Answer? {
        guard let code = try? UnitCode(unit) else { return nil }
        return town.read { $0.receipts[code] }
    }

    private func missing() -> Response {
        HTML.page("没有这张缴款单", department: "缴款平台", "<p>请从办理页面重新进入。</p>", status: .notFound)
    }
}
