import Catalogue

/// A fee out of custody as a page asks for it: none, or how much, to whom, at which bank and on which account. In one answer they are four lines.
enum ChargeMarkup {
    private struct Part {
        let key: String
        let label: String
        let limit: Int
        var isNumber = false
    }
    /// Chosen, and whatever is missing then is told.
    private static let pay = "pay"
    private static let parts = [
        Part(key: "amount", label: "金额（元）", limit: 20, isNumber: true), Part(key: "payee", label: "收款单位全称（账户户名）", limit: 60),
        Part(key: "bank", label: "开户银行全称", limit: 60), Part(key: "number", label: "账号", limit: 50, isNumber: true),
    ]

    /// - Parameters:
    ///   - value: what was typed and isn’t right yet.
    ///   - isKept: one was stated before; left empty it stays.
    ///   - hasTariff: the custodian says itself what it is due, and needn't be copied from its notice.
    static func choices(_ name: String, _ id: String, value: String, isKept: Bool, hasTariff: Bool = false) -> Markup {
        let typed = value.split(separator: ChargeText.separator, omittingEmptySubsequences: false).map(String.init)
        let pays = isKept || value == pay || typed.count == parts.count
        let inputs = parts.enumerated().map { index, part -> Markup in
            """
            <div class="field"><label for="\(id)-\(part.key)">\(part.label)</label><input type="text"\(part.isNumber.markup(" inputmode=\"decimal\"")) id="\(id)-\(part.key)" name="\(name).\(part.key)" value="\(typed.count == parts.count ? typed[index] : "")" maxlength="\(part.limit)" autocomplete="off" spellcheck="false"></div>
            """
        }
        let byTariff = value == ChargeText.byTariff
        let tariff: Markup = hasTariff.markup(
            "<label class=\"choice\"><input type=\"radio\" name=\"\(name)\" value=\"\(ChargeText.byTariff)\"\(byTariff.markup(" checked"))><span>按监管机构的收费标准支付<span class=\"small\">金额和账户由系统向您选定的监管机构查询，签署前请核对</span></span></label>")
        return """
            <label class="choice"><input type="radio" id="\(id)" name="\(name)" value="\(KeptCharge.none)"\((!pays && !byTariff).markup(" checked"))><span>不从监管资金中支付</span></label>\(tariff)<label class="choice"><input type="radio" name="\(name)" value="\(pay)"\(pays.markup(" checked"))><span>登簿后从监管资金中支付\(hasTariff.markup("，自行填写"))</span></label>\(inputs)
            """
    }

    /// What a form that was sent says; empty where nothing was typed and one that was stated before stays.
    static func answer(_ name: String, in form: FormFields, isKept: Bool) -> String {
        guard form[name] == pay else { return form[name] ?? "" }
        let lines = parts.map { part in (form["\(name).\(part.key)"] ?? "").filter { !$0.isNewline } }
        guard lines.allSatisfy({ $0.allSatisfy(\.isWhitespace) }) else { return lines.joined(separator: String(ChargeText.separator)) }
        return isKept ? "" : pay
    }
}
