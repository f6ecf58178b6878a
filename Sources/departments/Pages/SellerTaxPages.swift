import Contracts
import Hummingbird
import NIOCore
import Register

/// Where whoever sells declares what they owe of the filed sale, and pays it: assessed at once, exempt at once where the law exempts.
///
/// | method | path                     | what                                                                   |
/// | ------ | ------------------------ | ---------------------------------------------------------------------- |
/// | GET    | /declare-sale/{unit}     | the declaration                                                        |
/// | POST   | /declare-sale/{unit}     | assesses: home, bought, cost, only; then `/pay-seller-tax/{unit}`       |
/// | GET    | /pay-seller-tax/{unit}   | what is due, and what is settled                                        |
/// | POST   | /pay-seller-tax/{unit}   | pays all of it                                                          |
struct SellerTaxPages: Sendable {
    let town: Town
    let counter: Counter

    func addRoutes(to router: Router<BasicRequestContext>) {
        router.get("/declare-sale/:unit") { request, context in form(try unit(context), CaseWay(request), error: nil) }
        router.post("/declare-sale/:unit") { request, context in
            declare(try unit(context), CaseWay(request), HTML.fields(try await request.body.collect(upTo: 4_096)))
        }
        router.get("/pay-seller-tax/:unit") { request, context in show(try unit(context), CaseWay(request)) }
        router.post("/pay-seller-tax/:unit") { request, context in pay(try unit(context), CaseWay(request)) }
    }

    /// What a sale whose deed tax is settled still wants of the seller: the page for it, nil where nothing.
    static func next(_ unit: UnitCode, in town: Town) -> String? {
        let (receipt, contract) = town.read { ($0.receipts[unit], $0.contracts[unit]) }
        guard let receipt, let contract, receipt.contract == contract.number else { return nil }
        guard let taxes = receipt.sellerTaxes else { return "/declare-sale/\(unit.text)" }
        return taxes.contains { $0.status == .unpaid } ? "/pay-seller-tax/\(unit.text)" : nil
    }

    private func unit(_ context: BasicRequestContext) throws -> UnitCode {
        guard let unit = try? UnitCode(context.parameters.get("unit") ?? "") else { throw HTTPError(.notFound) }
        return unit
    }

    private func form(_ unit: UnitCode, _ way: CaseWay, error: String?) -> Response {
        guard town.read({ $0.contracts[unit] != nil && $0.receipts[unit] != nil }) else { return missing() }
        return HTML.page(
            "申报出卖人的税款", department: "税务局",
            """
            \(error.map { "<p class=\"error\" role=\"alert\">\(HTML.escape($0))</p>" } ?? "")
            <p class="hint">不动产单元 \(HTML.escape(unit.text))</p>
            <form method="post" action="/declare-sale/\(unit.text)\(way.query)"><fieldset><legend>出卖的是什么？</legend>
            <label><input type="radio" name="home" value="yes" checked>住房</label><label><input type="radio" name="home" value="no">其他房屋</label></fieldset>
            <label for="bought">取得日期（契税完税凭证和产权证上较早的一个，年-月-日）</label><input id="bought" name="bought" required>
            <label for="cost">原值和合理费用（元，没有完整凭证的不填）</label><input id="cost" name="cost" inputmode="decimal">
            <fieldset><legend>是家庭唯一生活用房吗？</legend><label><input type="radio" name="only" value="yes">是</label>
            <label><input type="radio" name="only" value="no" checked>不是</label></fieldset>
            <button type="submit">提交申报</button></form>
            """, status: error == nil ? .ok : .unprocessableContent)
    }

    private func declare(_ unit: UnitCode, _ way: CaseWay, _ fields: [String: String]) -> Response {
        guard let contract = town.read({ $0.contracts[unit] }), var receipt = town.read({ $0.receipts[unit] }) else { return missing() }
        guard let bought = LegalDate(fields["bought"] ?? ""), bought <= contract.filedOn else { return form(unit, way, error: "请填写取得日期，不能晚于合同备案的日期。") }
        let typed = (fields["cost"] ?? "").filter { !$0.isWhitespace }
        let cost = typed.isEmpty ? nil : HTML.money(typed)
        if !typed.isEmpty, cost == nil { return form(unit, way, error: "请填写正确的金额。") }
        let parts = Int64(contract.sellers.count)
        let declared = SellerTaxRules.Declared(isHome: fields["home"] != "no", boughtOn: bought, cost: cost.map { Money(fen: $0.fen / parts) }, isOnlyHome: fields["only"] == "yes")
        receipt.sellerTaxes = contract.sellers.enumerated().flatMap { index, seller in
            // Equal parts; what doesn't divide is the first seller's.
            let price = Money(fen: contract.price.fen / parts + (index == 0 ? contract.price.fen % parts : 0))
            return SellerTaxRules.assess(seller.identifier, price: price, on: contract.filedOn, declared)
        }
        keep(receipt, settling: .exempt)
        return .redirect(to: "/pay-seller-tax/\(unit.text)\(way.query)", type: .normal)
    }

    private func show(_ unit: UnitCode, _ way: CaseWay) -> Response {
        guard let taxes = town.read({ $0.receipts[unit]?.sellerTaxes }) else { return missing() }
        let lines = taxes.map { tax in
            let state =
                switch tax.status {
                case .unpaid: "未缴"
                case .paid: "已缴清，凭证号 \(HTML.escape(tax.number ?? ""))"
                case .exempt: "免征或者不征，证明号 \(HTML.escape(tax.number ?? ""))"
                }
            return "<p>\(HTML.escape(town.holder(tax.taxpayer)))　\(tax.kind.chinese)　¥ \(tax.amount)　\(state)</p>"
        }.joined()
        let isOpen = taxes.contains { $0.status == .unpaid }
        let button = isOpen ? "<form method=\"post\" action=\"/pay-seller-tax/\(unit.text)\(way.query)\"><button type=\"submit\">确认缴税</button></form>" : way.back(town)
        return HTML.page(isOpen ? "缴纳出卖人的税款" : "出卖人的税款已办结", department: "税务局", "<div class=\"card\">\(lines)</div>\(button)")
    }

    private func pay(_ unit: UnitCode, _ way: CaseWay) -> Response {
        guard var receipt = town.read({ $0.receipts[unit] }), let taxes = receipt.sellerTaxes else { return missing() }
        if taxes.contains(where: { $0.status == .unpaid }) {
            receipt.sellerTaxes = taxes.map { tax in
                var tax = tax
                if tax.status == .unpaid { tax.status = .paid }
                return tax
            }
            keep(receipt, settling: .paid)
        }
        return show(unit, way)
    }

    /// Whatever is settled has its own number, and the registry is told.
    private func keep(_ receipt: Tax.DeedTaxReceipt.Answer, settling status: Tax.Status) {
        var receipt = receipt
        let stem = "3360101\(Town.now.date.year)\(String(Town.now.microseconds).suffix(6))"
        receipt.sellerTaxes = receipt.sellerTaxes?.enumerated().map { index, tax in
            var tax = tax
            if tax.status == status, tax.number == nil { tax.number = "\(stem)\(index % 10)" }
            return tax
        }
        town.record(.receipt(receipt))
        EventPages(town: town, counter: counter).tell(receipt)
    }

    private func missing() -> Response {
        HTML.page("没有这项申报", department: "税务局", "<p>这处房屋没有已备案的买卖合同，请从办理页面重新进入。</p>", status: .notFound)
    }
}
