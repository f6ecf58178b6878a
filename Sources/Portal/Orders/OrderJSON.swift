import Contracts
import Escrow
import Register

/// The picture of an order for programs: what the page shows, under the same rules of who sees what.
enum OrderJSON {
    static let schema = Schema.object(
        "Order", "多方共同办理的全景", [
            .required("next", .string, "接下来是什么"),
            .required(
                "parties",
                .array(
                    .object(
                        "OrderParty", "一方", [
                            .required("role", .string, "身份"), .optional("name", .string, "姓名或名称；他人的已遮盖；没有加入的为空"), .required("me", .boolean, "本人"),
                            .required("signed", .boolean, "已签署"), .optional("next", .string, "下一步"),
                        ])), "各方"),
            .required(
                "custodian_wishes",
                .array(.object("CustodianWishOf", "一方希望改由哪家机构监管资金", [.required("role", .string, "身份"), .required("custodian", .string, "监管机构的统一社会信用代码")])),
                "更换监管机构的提议；出卖人和买受人提议同一家即更换"),
            .optional(
                "money",
                .object(
                    "OrderMoney", "资金监管", [
                        .required("phase", .cases(EscrowPhase.self), "阶段"), .optional("custodian", .string, "监管机构"), .optional("custody_number", .string, "监管编号"), .optional("balance", .money, "监管账户余额（分）；与本人无关的不显示"),
                        .optional(
                            "pay_in",
                            .object(
                                "OrderPayIn", "本人需存入监管账户的自有资金", [
                                    .required("amount", .money, "还应存入（分）"), .required("holder", .string, "户名"), .required("bank", .string, "开户银行"),
                                    .required("account", .string, "账号"), .optional("pay_url", .string, "监管机构的交存页面"),
                                ]), "本人需存入的资金；没有的不显示"), .required("until", .date, "最迟登记日期"), .optional("stopped", .string, "暂停划付的原因"),
                        .required(
                            "flows",
                            .array(
                                .object(
                                    "OrderFlow", "一笔款项", [
                                        .required("name", .string, "代码"), .required("title", .string, "名称"), .required("direction", .oneOf(["in", "out"]), "存入或付出"),
                                        .required("state", .cases(OrderPicture.Flow.State.self), "状态"), .optional("amount", .money, "金额（分）；与本人无关的不显示"),
                                        .optional("moved", .money, "已收付（分）"), .required("receipts", .array(.string), "回执号的末几位"),
                                    ])), "款项"),
                    ]), "资金"),
        ])

    static func write(_ picture: OrderPicture, to json: inout JSONWriter) {
        json.field("next", picture.next)
        json.array("parties", picture.parties) { json, party in
            json.object { json in
                json.field("role", party.role)
                json.optional("name", party.name)
                json.field("me", party.isMe)
                json.field("signed", party.hasSigned)
                json.optional("next", party.next)
            }
        }
        json.array("custodian_wishes", picture.wishes) { json, wish in
            json.object { json in
                json.field("role", wish.role)
                json.field("custodian", wish.custodian)
            }
        }
        guard let custody = picture.custody else { return }
        json.object("money") { json in
            json.field("phase", custody.phase.rawValue)
            json.optional("custodian", custody.custodian)
            json.optional("custody_number", custody.number)
            if let balance = custody.balance { json.field("balance", balance.fen) }
            if let pay = picture.payIn {
                json.object("pay_in") { json in
                    json.field("amount", pay.amount.fen)
                    json.field("holder", pay.account.holder)
                    json.field("bank", pay.account.bank)
                    json.field("account", pay.account.number)
                    json.optional("pay_url", pay.url)
                }
            }
            json.field("until", custody.until.description)
            json.optional("stopped", custody.stopped)
            json.array("flows", picture.flows) { json, flow in
                json.object { json in
                    json.field("name", flow.name)
                    json.field("title", flow.title)
                    json.field("direction", flow.isIncoming ? "in" : "out")
                    json.field("state", flow.state.rawValue)
                    if let amount = flow.amount { json.field("amount", amount.fen) }
                    if let moved = flow.moved { json.field("moved", moved.fen) }
                    json.strings("receipts", flow.receipts)
                }
            }
        }
    }
}
