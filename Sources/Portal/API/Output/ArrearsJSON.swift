import Casework
import Contracts
import Register

/// What the review before a judicial sale found to be owed and the ruling doesn't list as paid, for the court's program and the winner's.
enum ArrearsJSON {
    static let property = Schema.Property.optional(
        "arrears",
        .object(
            "OpenArrears", "联审查明、裁定没有列明支付的欠费", [
                .required("review", .string, "联审的委托函号"),
                .required(
                    "open",
                    .array(
                        .object(
                            "OpenDebt", "一项没有列明支付的欠费", [
                                .required("debt", .cases(Court.Debt.self), "哪一项欠费"), .required("department", .string, "联审答复的部门"),
                                .required("found", .money, "联审查明的金额（分）"), .required("paid", .money, "裁定列明已付的金额（分）"),
                                .optional("until", .date, "计算至"),
                            ])), "查明的金额多于裁定列明已付的"),
                .required("unknown", .array(.cases(Court.Debt.self)), "尚未查明的欠费；不表示没有欠费"),
                .required(
                    "unassigned",
                    .array(.object("UnassignedPayment", "裁定列明支付而没有写明哪一项欠费的", [.required("to", .string, "收款单位"), .required("amount", .money, "金额（分）")])),
                    "没有写明是哪一项欠费的付款"),
            ]), "有没有列明支付或者没有查明的欠费的显示；不影响过户登记")

    static func write(_ arrears: OpenArrears, to json: inout JSONWriter) {
        json.object("arrears") { json in
            json.field("review", arrears.review)
            json.array("open", arrears.items) { json, item in
                json.object { json in
                    json.field("debt", item.debt.rawValue)
                    json.field("department", item.department)
                    json.field("found", item.found.fen)
                    json.field("paid", item.paid.fen)
                    json.optional("until", item.until)
                }
            }
            json.array("unknown", arrears.unknown) { $0.value($1.rawValue) }
            json.array("unassigned", arrears.unassigned) { json, paid in
                json.object { json in
                    json.field("to", paid.to)
                    json.field("amount", paid.amount.fen)
                }
            }
        }
    }
}
