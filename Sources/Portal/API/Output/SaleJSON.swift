import Casework
import Contracts
import Register

/// A judicial sale as its winner's program reads it: what ``SaleRows`` shows on the page.
enum SaleJSON {
    static let property = Schema.Property.optional(
        "sale",
        .object(
            "JudicialSale", "司法拍卖、变卖或者以物抵债的裁定", [
                .required("manner", .cases(Court.SaleManner.self), "处置方式：auction 拍卖、sale 变卖、debt 以物抵债"),
                .required("court", .string, "执行法院"), .required("ruling", .string, "成交裁定书、以物抵债裁定书文号"), .required("notice", .string, "协助执行通知书文号"),
                .required("price", .money, "成交价、抵债金额（分）"), .required("served_on", .date, "裁定送达日，即取得所有权之日（民法典229）"),
                .required("share_only", .boolean, "只拍卖被执行人的份额"), .required("ends_all_seizures", .boolean, "解除全部查封；否则只解除裁定列明的"),
                .required("kept_mortgages", .integer, "约定保留的抵押权，项"), .required("ended_rights", .integer, "裁定列明一并注销的其他登记，项"),
                .required(
                    "paid",
                    .array(
                        .object("PaidArrears", "法院从拍卖款中支付的一项原权利人欠费", [.required("to", .string, "收款单位"), .required("amount", .money, "金额（分）")])),
                    "法院已支付，买受人无需承担"), ArrearsJSON.property,
            ]), "司法拍卖、变卖、以物抵债过户的，法院的裁定；没有送达的不显示")

    static func write(_ sale: RulingFacts, to json: inout JSONWriter) {
        json.object("sale") { json in
            json.field("manner", sale.manner.rawValue)
            json.field("court", sale.court)
            json.field("ruling", sale.document)
            json.field("notice", sale.notice)
            json.field("price", sale.price.fen)
            json.field("served_on", sale.servedOn.description)
            json.field("share_only", sale.seller != nil)
            json.field("ends_all_seizures", sale.endsOthers)
            json.field("kept_mortgages", sale.keptMortgages.count)
            json.field("ended_rights", sale.endedRights.count)
            json.array("paid", sale.paid) { json, paid in
                json.object { json in
                    json.field("to", paid.to)
                    json.field("amount", paid.amount.fen)
                }
            }
            if let open = sale.arrears, !open.isNothing { ArrearsJSON.write(open, to: &json) }
        }
    }
}
