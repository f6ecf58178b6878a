import Casework
import Contracts
import Register

/// A judicial sale as its winner and an official read it: whose ruling it was, what it cost, since when it is theirs, and what the court has
/// seen to.
enum SaleRows {
    static func rows(_ sale: RulingFacts) -> [(String, Markup)] {
        var rows: [(String, Markup)] = [
            ("执行法院", "\(sale.court)"), ("处置方式", "\(sale.manner.chinese)"), ("\(sale.manner.ruling)", "\(sale.document)"), ("协助执行通知书", "\(sale.notice)"), ("\(sale.manner.priceName)", "¥ \(sale.price.description)"),
            ("取得所有权", "\(sale.servedOn.chinese)（裁定送达之日，《民法典》第二百二十九条）"),
        ]
        if sale.seller != nil { rows.append(("取得范围", "被执行人享有的份额，其他共有人的份额不变")) }
        rows.append(("一并办理", "\(along(sale))"))
        if !sale.paid.isEmpty {
            let list = sale.paid.map { "\($0.to)\($0.amount)元" }.joined(separator: "、")
            rows.append(("法院已支付", "\(list)（从变价款中支付的原权利人欠费，您无需承担）"))
        }
        if let arrears = sale.arrears { rows += open(arrears) }
        return rows
    }

    /// What the review before the sale found besides: whose debts they are, that the court knows, and that they don't hinder the registration.
    private static func open(_ arrears: OpenArrears) -> [(String, Markup)] {
        var rows: [(String, Markup)] = []
        if !arrears.items.isEmpty {
            rows.append(
                (
                    "尚未列明支付的欠费",
                    "\(arrears.list)。拍卖前联审查明，是原权利人欠下的，裁定没有列明由法院支付；登记机构已告知执行法院。是否由法院支付请向执行法院核实，拍卖公告另有说明的按公告办理；不影响办理过户。"
                ))
        }
        if !arrears.unknown.isEmpty { rows.append(("拍卖前没有查明的欠费", "\(arrears.unknown.map(\.chinese).joined(separator: "、"))（不表示没有欠费，请向执行法院或者收费单位核实）")) }
        return rows
    }

    /// What one filing sees to besides the title.
    private static func along(_ sale: RulingFacts) -> String {
        let seizures = sale.endsOthers ? "解除全部查封" : "解除裁定列明的查封"
        if !sale.manner.endsMortgages {
            return seizures + (sale.endedRights.isEmpty ? "" : "，注销裁定列明的其他登记\(sale.endedRights.count)项") + "；裁定没有列明注销的抵押权随房屋继续存在"
        }
        let mortgages = sale.keptMortgages.isEmpty ? "注销抵押权" : "注销抵押权（约定保留的\(sale.keptMortgages.count)项除外）"
        let rights = sale.endedRights.isEmpty ? "" : "，注销裁定列明的其他登记\(sale.endedRights.count)项"
        return "\(seizures)，\(mortgages)\(rights)"
    }
}
