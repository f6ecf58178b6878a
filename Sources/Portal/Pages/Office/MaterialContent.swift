import Casework
import Register

/// What a department said, readable: the answer's fields with their Chinese names, money in yuan, identity numbers masked.
///
/// Numbers are masked here because the applicants' own stand above, revealed with a purpose; other people's are nobody's business.
enum MaterialContent {
    static func markup(_ value: JSONValue) -> Markup {
        if let drawing = try? CanonicalJSON.decode(SignatureDrawing.self, from: value.canonicalBytes) {
            return "<div class=\"signed\">\(SigningMarkup.picture(drawing, of: "申请人"))</div>"
        }
        guard case .object(let members) = value else { return "<p>\(text(value, key: ""))</p>" }
        let rows = members.compactMap { member -> (String, Markup)? in
            if case .null = member.value { return nil }
            return (labels[member.name] ?? member.name, "\(text(member.value, key: member.name))")
        }
        return Parts.facts(rows)
    }

    private static let labels: [String: String] = [
        "number": "编号", "unit": "不动产单元", "project": "项目", "location": "坐落", "sellers": "出卖人", "buyers": "买受人", "coOwnership": "共有方式",
        "price": "合同价款", "paid": "已付", "area": "面积", "paymentMethod": "付款方式", "filedOn": "备案日期", "status": "状态", "due": "应交",
        "paidOn": "缴纳日期", "contract": "合同编号", "contractPrice": "合同价款", "base": "计税价格", "tax": "税额", "taxpayers": "纳税人", "sellerTaxes": "出卖人的税款",
        "identifier": "证件号码", "matches": "姓名与证件号相符", "alive": "在世", "name": "姓名（名称）", "share": "份额", "married": "已婚",
        "spouseName": "配偶姓名", "spouseIdentifier": "配偶证件号码", "since": "自", "good": "信用良好", "events": "信用事件", "issuedOn": "签发日期",
        "passed": "通过", "on": "日期", "rule": "规则",
        "principal": "本金", "interest": "利息", "penalty": "罚息、违约金", "perDay": "每日利息", "proof": "登记证明号", "settled": "已结清", "account": "收款账户",
        "fee": "应收费用", "tariff": "收费标准", "basis": "收费依据", "validUntil": "有效期至",
    ]
    private static let money: Set<String> = ["price", "paid", "due", "contractPrice", "base", "tax", "principal", "interest", "penalty", "perDay", "fee", "amount"]
    private static let words: [String: String] = [
        "sole": "单独所有", "joint": "共同共有", "byShares": "按份共有", "full": "全款", "instalments": "分期付款", "loan": "贷款", "filed": "已备案",
        "cancelled": "已注销", "exempt": "依法减免", "unpaid": "未缴清", "incomeTax": "个人所得税", "landAppreciationTax": "土地增值税", "valueAddedTax": "增值税",
    ]

    private static func text(_ value: JSONValue, key: String) -> String {
        switch value {
        case .null: return "—"
        case .bool(let truth): return truth ? "是" : "否"
        case .number(let number):
            guard let whole = Int64(exactly: number) else { return "\(number)" }
            if money.contains(key) { return "¥ \(Money(fen: whole).description)" }
            if key == "area" { return "\(Area(hundredths: whole).description) 平方米" }
            return "\(whole)"
        case .string(let text):
            if key == "status", text == "paid" { return "已缴清" }
            return words[text] ?? masked(text)
        case .array(let items): return items.map { self.text($0, key: key) }.joined(separator: "、")
        case .object(let members): return members.map { self.text($0.value, key: $0.name) }.filter { $0 != "—" }.joined(separator: " ")
        }
    }

    /// The whole answer with its numbers masked, for the API.
    static func masked(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(masked(text))
        case .array(let items): .array(items.map(masked))
        case .object(let members): .object(members.map { .init(name: $0.name, value: masked($0.value)) })
        case .null, .bool, .number: value
        }
    }

    /// `identity-card:360102199003071234` becomes `360102********1234`; a credit code is public and stays whole.
    private static func masked(_ text: String) -> String {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, let kind = PartyIdentifierKind(rawValue: parts[0]) else { return text }
        guard kind != .creditCode, parts[1].count > 10 else { return parts[1] }
        return "\(parts[1].prefix(6))\(String(repeating: "*", count: parts[1].count - 10))\(parts[1].suffix(4))"
    }
}
