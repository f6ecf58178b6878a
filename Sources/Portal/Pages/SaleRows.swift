import Casework
import Contracts
import Register

/// A judicial sale as its winner and an official read it: whose ruling it was, what it cost, since when it is theirs, and what the court has
/// seen to.
enum SaleRows {
    static func rows(_ sale: RulingFacts) -> [(String, Markup)] {
        var rows: [(String, Markup)] = [
            ("执行法院", "\(sale.court)"), ("成交裁定书", "\(sale.document)"), ("协助执行通知书", "\(sale.notice)"), ("成交价", "¥ \(sale.price.description)"),
            ("取得所有权", "\(sale.servedOn.chinese)（裁定送达之日，《民法典》第二百二十九条）"),
        ]
        if sale.seller != nil { rows.append(("竞得范围", "被执行人享有的份额，其他共有人的份额不变")) }
        rows.append(("一并办理", "\(along(sale))"))
        if !sale.paid.isEmpty {
            let list = sale.paid.map { "\($0.to)\($0.amount)元" }.joined(separator: "、")
            rows.append(("法院已支付", "\(list)（从拍卖款中支付的原权利人欠费，您无需承担）"))
        }
        return rows
    }

    /// What one filing sees to besides the title.
    private static func along(_ sale: RulingFacts) -> String {
        let seizures = sale.endsOthers ? "解除全部查封" : "解除裁定列明的查封"
        let mortgages = sale.keptMortgages.isEmpty ? "注销抵押权" : "注销抵押权（约定保留的\(sale.keptMortgages.count)项除外）"
        let rights = sale.endedRights.isEmpty ? "" : "，注销裁定列明的其他登记\(sale.endedRights.count)项"
        return "\(seizures)，\(mortgages)\(rights)"
    }
}
