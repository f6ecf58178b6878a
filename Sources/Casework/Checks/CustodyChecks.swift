import Contracts
import Exchange
import Register

/// What is paid to the custodian out of custody is what its own tariff says, to whom and onto which account it says (民法典 573; 公证法 34, 46). A custodian that states no
/// tariff leaves it to the parties.
struct CustodyFeeAsStated: Check {
    static let name = "custody-fee-as-stated"
    static let statute = "《民法典》第五百七十三条；《公证法》第三十四条"
    private static let material = CaseFacts.tariffMaterial

    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let agreed = facts.custodyFee else { return [] }
        guard let stated = facts.custodyTariff else {
            guard case .unavailable = facts.missing[Self.material] else { return [] }
            return absent(Self.material, "监管机构的收费标准", facts, remedy: "")
        }
        let custodian = facts.custodians.first { $0.code == facts.custodian }?.name ?? "监管机构"
        if stated.price != facts.contract?.price {
            return [finding("\(custodian)的收费标准是按另一个合同价款计算的，正在重新核对。", .judge, remedy: "请等待登记机构与\(custodian)核对。", materials: [Self.material])]
        }
        // What was current when the application was accepted stays what was agreed on.
        if stated.validUntil < facts.acceptedAt?.date ?? facts.today {
            return [
                finding(
                    "\(custodian)的收费标准（\(stated.tariff)）只到\(stated.validUntil.chinese)有效。", remedy: "请在办件页面选择重新获取材料，再核对提存费（资金监管费）一项。", materials: [Self.material])
            ]
        }
        guard stated.fee > .zero else {
            return [
                finding(
                    "\(custodian)对本次资金监管不收费（\(stated.tariff)），填写的是支付费用。", figures: [Figures(of: [agreed.bearer], text: "填写的是支付\(agreed.amount)元。")], remedy: "请把提存费（资金监管费）改为不从监管资金中支付。",
                    materials: [Self.material])
            ]
        }
        var wrong: [String] = []
        if agreed.amount != stated.fee { wrong.append("填写的金额不同") }
        if agreed.account.map({ !$0.isSame(as: stated.account) }) ?? false { wrong.append("收款单位或者账号与其收费账户不同") }
        if wrong.isEmpty { return [] }
        return [
            finding(
                "提存费（资金监管费）与\(custodian)的收费标准（\(stated.tariff)，\(stated.basis)）不一致：\(wrong.joined(separator: "，"))。",
                figures: [
                    Figures(of: [agreed.bearer], text: "本次应付\(stated.fee)元，付到\(stated.account.holder)尾号\(stated.account.number.suffix(4))的账户；金额填写的是\(agreed.amount)元。")
                ],
                remedy: "请把提存费（资金监管费）改为“按监管机构的收费标准支付”，或者改为不从监管资金中支付。", materials: [Self.material])
        ]
    }
}
