import Casework
import Contracts
import Identity
import Register

/// The forms in which a court gives its orders, one a page.
struct CourtFormMarkup {
    let kind: CourtOrder.Kind
    let form: FormFields
    let errors: [FieldError]

    var fields: Markup {
        switch kind {
        case .seize:
            """
            \(line("document", "协助执行通知书文号", hint: "与裁定书一并送达的文号，例如（2026）赣0102执1号。"))\(units(several: true))\(date("from", "查封起始日", hint: "不填为送达当日。"))\(date("until", "查封截止日", hint: "查封不动产的期限不得超过三年。"))\(line("against", "被执行人", hint: "姓名或名称，空格，证件号码；预查封和查封份额必填。", required: false))\(line("share", "查封份额", hint: "只查封被执行人享有的份额的填写，例如1/2；不填为全部。", required: false))\(flag("pre_seizure", "预查封（被执行人购买、尚未登记到其名下的房屋）"))
            """
        case .renew:
            "\(line("document", "续行查封的文号"))\(line("seizure", "原查封文号"))\(units(several: true))\(date("until", "续封截止日", hint: "每次续行期限不得超过三年，应在届满前送达。"))"
        case .lift:
            "\(line("document", "解除查封的文号"))\(line("seizure", "原查封文号"))\(units(several: true, hint: "只解除其中几个单元的，只写这几个；其余继续查封。"))\(line("remaining", "继续查封的份额", hint: "部分解除时填写仍然查封的份额，例如1/2；不填为全部解除。", required: false))"
        case .review: "\(line("document", "委托联审的函号"))\(units(several: false))"
        case .ruling:
            """
            \(manner("manner", "处置方式"))\(line("document", "裁定书文号", hint: "拍卖、变卖的成交裁定书，或者以物抵债裁定书。一份裁定处分几个单元的，以同一文号逐个送达。"))\(line("notice", "协助执行通知书文号"))\(units(several: false))\(date("served_on", "裁定送达买受人（承受人）之日", hint: "所有权自送达时转移（《民法典》第二百二十九条）。"))\(area("debtors", "被执行人", hint: "每行一位：姓名或名称，空格，证件号码。处分的须是登记在被执行人名下的不动产，共有的写明各共有人中的被执行人。"))\(area("winners", "买受人（承受人）", hint: "每行一位：姓名或名称，空格，证件号码；按份共有的再空格写份额。"))\(form("form", "共有情况"))\(line("price", "成交价或者抵债金额（元）"))\(area("lifts", "解除的其他法院查封", hint: "每行一项：法院名称，空格，查封文号。本院的查封不必写。", required: false))\(flag("ends_others", "本院确认享有处置权，其他法院的查封（含轮候查封）因处置失去效力"))\(line("disposal", "移送处置权的函号", hint: "本院不是首先查封法院的填写。", required: false))\(area("kept_mortgages", "保留的抵押权", hint: "当事人约定不因拍卖、变卖消灭的，每行写一个不动产登记证明号；不填为全部注销。以物抵债的不填：抵押权继续存在，裁定载明注销的写在下一项。", required: false))\(area("ends_rights", "注销的预告登记、居住权、地役权（以物抵债的，还有抵押权）", hint: "裁定载明一并注销的，每行写一个不动产登记证明号；未写的随房屋继续存在。", required: false))\(line("share_of", "只处分其份额的被执行人", hint: "只处分按份共有人一人份额的填写：姓名或名称，空格，证件号码；处分整套房屋的不填。", required: false))\(area("paid", "从变价款中支付的欠费", hint: "每行一项：收款单位，空格，金额（元）；收款单位的名称看不出是哪一项欠费的，再空格写明水费、电费、燃气费、物业费、欠税或者维修资金。", required: false))
            """
        case .withdraw: "\(line("document", "撤销裁定的文号"))\(line("ruling", "被撤销的裁定书文号", hint: "只能撤销本院送达、尚未登簿的裁定；已经登簿的，由应当取回的人持执行回转的裁定申请转移登记。"))\(units(several: false))"
        }
    }

    private func message(_ name: String) -> Markup {
        let own = errors.filter { $0.name == name }.map { "<p class=\"message\" id=\"e-\(name)\"><span class=\"hidden\">错误：</span>\($0.message)</p>" as Markup }
        return "\(own)"
    }

    private func wrap(_ name: String, _ label: String, _ hint: String, _ control: (Markup) -> Markup) -> Markup {
        let wrong = errors.contains { $0.name == name }
        let note: Markup = hint.isEmpty ? .empty : "<p class=\"hint\" id=\"h-\(name)\">\(hint)</p>"
        let described = [hint.isEmpty ? nil : "h-\(name)", wrong ? "e-\(name)" : nil].compactMap(\.self).joined(separator: " ")
        let aria: Markup = described.isEmpty ? .empty : " aria-describedby=\"\(described)\""
        return "<div class=\"field\(wrong.markup(" wrong"))\"><label for=\"f-\(name)\">\(label)</label>\(note)\(message(name))\(control("\(aria)\(wrong.markup(" aria-invalid=\"true\""))"))</div>"
    }

    private func line(_ name: String, _ label: String, hint: String = "", required: Bool = true) -> Markup {
        wrap(name, label + (required ? "" : "（选填）"), hint) { aria in
            "<input id=\"f-\(name)\" name=\"\(name)\" type=\"text\" maxlength=\"200\" value=\"\(form[name] ?? "")\" autocomplete=\"off\"\(aria)>"
        }
    }

    private func date(_ name: String, _ label: String, hint: String = "") -> Markup {
        wrap(name, label, hint) { aria in "<input id=\"f-\(name)\" name=\"\(name)\" type=\"date\" value=\"\(form[name] ?? "")\"\(aria)>" }
    }

    private func area(_ name: String, _ label: String, hint: String, required: Bool = true) -> Markup {
        wrap(name, label + (required ? "" : "（选填）"), hint) { aria in
            "<textarea id=\"f-\(name)\" name=\"\(name)\" rows=\"3\"\(aria)>\(form[name] ?? "")</textarea>"
        }
    }

    private func units(several: Bool, hint: String = "一件文书涉及几个单元的，每行一个。") -> Markup {
        several ? area("units", "不动产单元号", hint: hint) : line("units", "不动产单元号", hint: "28位。")
    }

    private func flag(_ name: String, _ label: String) -> Markup {
        "<div class=\"field\"><label class=\"choice\"><input type=\"checkbox\" name=\"\(name)\" value=\"yes\"\((form[name] == "yes").markup(" checked"))> \(label)</label></div>"
    }

    private func manner(_ name: String, _ label: String) -> Markup {
        let options = Court.SaleManner.allCases.map { "<option value=\"\($0.rawValue)\"\((form[name] == $0.rawValue).markup(" selected"))>\($0.chinese)</option>" as Markup }
        return wrap(name, label, "变卖和以物抵债的裁定，自送达时转移所有权，与拍卖相同。") { aria in "<select id=\"f-\(name)\" name=\"\(name)\"\(aria)>\(options)</select>" }
    }

    private func form(_ name: String, _ label: String) -> Markup {
        let options = CoOwnership.allCases.map { "<option value=\"\($0.rawValue)\"\((form[name] == $0.rawValue).markup(" selected"))>\($0.chinese)</option>" as Markup }
        return wrap(name, label, "只有一位买受人的不用选。") { aria in "<select id=\"f-\(name)\" name=\"\(name)\"\(aria)>\(options)</select>" }
    }
}
