import Casework
import Exchange
import Register

/// Buyer and seller choose another custodian, together.
enum CustodianMarkup {
    static let path = Path1("/cases/{id}/custodian")

    static func section(_ choice: CustodianChoice, caseID: String, names: SourceNames, token: Markup) -> Markup {
        func name(_ code: String) -> String { names.institution(code) ?? code }
        let asked = choice.proposed.subtracting([choice.present])
        let mine = choice.mine == choice.present ? nil : choice.mine
        let chosen = mine ?? asked.sorted().first { code in choice.others.contains { $0.code == code } }
        let options = choice.others.map { other -> Markup in
            "<label class=\"choice\"><input type=\"radio\" name=\"custodian\" value=\"\(other.code)\" required\((other.code == chosen).markup(" checked"))><span>\(other.name)\(asked.contains(other.code).markup("<span class=\"small\">对方提议</span>"))</span></label>"
        }
        let keep: Markup = mine == nil ? .empty : "<label class=\"choice\"><input type=\"radio\" name=\"custodian\" value=\"\(choice.present)\" required><span>不更换，收回提议</span></label>"
        let told: Markup =
            if let mine {
                "<div class=\"note warn\" role=\"status\"><b>已提议改由\(name(mine))监管</b><p>等待对方同意；同意之前，资金仍由\(name(choice.present))监管。</p></div>"
            } else if !asked.isEmpty {
                "<div class=\"note warn\" role=\"status\"><b>对方提议改由\(asked.sorted().map(name).joined(separator: "、"))监管</b><p>您同意之后即更换。</p></div>"
            } else if choice.isDeclined {
                "<div class=\"note warn\" role=\"status\"><b>\(name(choice.present))没有受理</b><p>请与对方商定另一家监管机构。</p></div>"
            } else { .empty }
        let back: Markup = choice.isFilled ? "<p>现在的监管账户中的\(choice.goesBack.map { " ¥ \($0.description) " } ?? "款项")先全额退回付款人，退清之后再向新的监管账户交存。</p>" : .empty
        let isOpen = choice.isDeclined || mine != nil || !asked.isEmpty
        return """
            <details class="card" id="custodian"\(isOpen.markup(" open"))><summary><b>更换资金监管机构</b></summary>\(told)<form method="post" action="\(path(caseID))">\(token)<fieldset class="field"><legend>改由哪一家监管？</legend>\(options)\(keep)</fieldset>\(back)<p class="small soft">由出卖人和买受人共同决定（《民法典》第五百四十三条），登簿之前都可以更换；最迟登记日期不变。向原监管账户迟到的款项，全额退回付款人。约定付给原监管机构的费用不再从监管资金中支付。</p><button class="button" type="submit">\(asked.isEmpty || mine != nil ? "提议更换" : "确认选择")</button></form></details>
            """
    }
}
