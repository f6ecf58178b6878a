import Contracts
import Hummingbird
import NIOCore
import Register

/// Where deed tax on a gift, an inheritance or a partition is declared (契税法 10): the bureau assesses it at once, and tells the registry.
///
/// | method | path                 | what                                                          |
/// | ------ | -------------------- | ------------------------------------------------------------- |
/// | GET    | /declare-tax         | asks for the unit                                              |
/// | GET    | /declare-tax/{unit}  | the declaration, or where a sale's tax is due already, or the seller's isn't settled, the page for that |
/// | POST   | /declare-tax/{unit}  | assesses: taxpayers, matter, value; then `/pay-tax/{unit}`      |
///
/// `?case=` says from which case somebody comes: it leads back there in the end.
struct TaxDeclarationPages: Sendable {
    let town: Town
    let counter: Counter

    func addRoutes(to router: Router<BasicRequestContext>) {
        router.get("/declare-tax") { request, _ in ask(HTML.fields(request.uri.query ?? "")) }
        router.get("/declare-tax/:unit") { request, context -> Response in
            let code = try unit(context)
            let way = CaseWay(request)
            // A sale was declared with its contract.
            if town.read({ $0.receipts[code]?.status == .unpaid }) { return .redirect(to: "/pay-tax/\(code.text)\(way.query)", type: .normal) }
            if let next = SellerTaxPages.next(code, in: town) { return .redirect(to: "\(next)\(way.query)", type: .normal) }
            return form(code, way, error: nil)
        }
        router.post("/declare-tax/:unit") { request, context in
            declare(try unit(context), CaseWay(request), HTML.fields(try await request.body.collect(upTo: 4_096)))
        }
    }

    private func unit(_ context: BasicRequestContext) throws -> UnitCode {
        guard let unit = try? UnitCode(context.parameters.get("unit") ?? "") else { throw HTTPError(.notFound) }
        return unit
    }

    private func ask(_ fields: [String: String]) -> Response {
        if let unit = try? HTML.unit(fields) { return .redirect(to: "/declare-tax/\(unit.text)", type: .normal) }
        return HTML.page(
            "申报契税", department: "税务局",
            """
            \(fields["unit"] == nil ? "" : "<p class=\"error\" role=\"alert\">不动产单元号有误，请核对28位编号。</p>")
            <form method="get" action="/declare-tax"><label for="unit">不动产单元号</label><input id="unit" name="unit" required>
            <button type="submit">下一步</button></form>
            """)
    }

    private func form(_ unit: UnitCode, _ way: CaseWay, error: String?) -> Response {
        let matters = DeedTaxRules.Matter.allCases.enumerated().map { index, matter in
            "<label><input type=\"radio\" name=\"matter\" value=\"\(matter.rawValue)\"\(index == 0 ? " checked" : "")>\(matter.chinese)</label><p class=\"hint\">\(matter.asksFor)</p>"
        }.joined()
        return HTML.page(
            "申报契税", department: "税务局",
            """
            \(error.map { "<p class=\"error\" role=\"alert\">\(HTML.escape($0))</p>" } ?? "")
            <p class="hint">不动产单元 \(HTML.escape(unit.text))</p>
            <form method="post" action="/declare-tax/\(unit.text)\(way.query)"><fieldset><legend>权属怎样转移？</legend>\(matters)</fieldset>
            <label for="taxpayers">承受人（取得房屋的人）的身份证号，多人用逗号分隔</label><input id="taxpayers" name="taxpayers" required>
            <label for="value">价值（元）</label><input id="value" name="value" inputmode="decimal" value="0" required>
            <button type="submit">提交申报</button></form>
            """, status: error == nil ? .ok : .unprocessableContent)
    }

    private func declare(_ unit: UnitCode, _ way: CaseWay, _ fields: [String: String]) -> Response {
        guard let matter = DeedTaxRules.Matter(rawValue: fields["matter"] ?? "") else { return form(unit, way, error: "请选择权属转移的情形。") }
        let taxpayers = (fields["taxpayers"] ?? "").split { ",，、 ".contains($0) }.compactMap { Self.identifier(String($0)) }
        guard !taxpayers.isEmpty else { return form(unit, way, error: "请填写承受人的证件号码。") }
        guard let value = HTML.money(fields["value"] ?? "") else { return form(unit, way, error: "请填写正确的金额。") }
        if [.gift, .bequest].contains(matter), value == .zero { return form(unit, way, error: "请填写房屋价值。") }
        let assessed = DeedTaxRules.assess(matter, value: value)
        let today = Town.now.date
        let count = town.read { $0.receipts.count }
        // No contract stands behind it: the declaration has its own number.
        let receipt = Tax.DeedTaxReceipt.Answer(
            number: "3360100\(today.year)\(String(Town.now.microseconds).suffix(7))\(count % 10)", unit: unit, contract: "", contractPrice: .zero, base: assessed.base,
            tax: assessed.tax, taxpayers: taxpayers.sorted(), status: assessed.status, paidOn: nil)
        town.record(.receipt(receipt))
        EventPages(town: town, counter: counter).tell(receipt)
        guard assessed.status == .exempt else { return .redirect(to: "/pay-tax/\(unit.text)\(way.query)", type: .normal) }
        return HTML.page(
            "免征契税", department: "税务局",
            """
            <div class="card"><p class="big">¥ 0.00</p><p>\(matter.chinese)，\(assessed.tax == .zero && assessed.base == .zero ? "不需要缴税" : "免税")。</p>
            <p class="hint">依据：\(assessed.rule)</p><p class="hint">凭证号 \(receipt.number)</p></div>\(way.back(town))
            """)
    }

    /// An identity number, a credit code, or either with its kind before it.
    private static func identifier(_ text: String) -> String? {
        if text.contains(":") { return (try? PartyIdentifier(wire: text))?.wire }
        return (try? PartyIdentifier(kind: .identityCard, number: text))?.wire ?? (try? PartyIdentifier(kind: .creditCode, number: text))?.wire
    }
}

/// From which case somebody came to a department's page, and the way back there.
struct CaseWay {
    private let caseID: String?

    init(_ request: Request) {
        let given = HTML.fields(request.uri.query ?? "")["case"] ?? ""
        caseID = !given.isEmpty && given.utf8.count <= 30 && given.utf8.allSatisfy { (0x30...0x39).contains($0) } ? given : nil
    }

    /// To be carried on to the next page.
    var query: String { caseID.map { "?case=\($0)" } ?? "" }

    func back(_ town: Town) -> String {
        caseID.map { "<a class=\"button\" href=\"\(HTML.escape("\(town.registryURL)/cases/\($0)"))\">返回办理页面</a>" } ?? ""
    }
}
