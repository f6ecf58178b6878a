import Contracts
import Register

/// What the sellers owe of the sale is settled before it is registered: land appreciation tax of whoever sells (土地增值税暂行条例 12), income tax
/// of every natural person (个人所得税法 15). An answer that says nothing of a tax is no proof that it isn't due: the authority states what is exempt too.
///
/// Value-added tax is shown where it is stated. No law has the registration wait for it.
struct SellerTaxesSettled: Check {
    static let name = "seller-taxes-settled"
    static let statute = "《个人所得税法》第十五条、《土地增值税暂行条例》第十二条"

    func findings(_ facts: CaseFacts) -> [Finding] {
        // Without a receipt or a contract the checks of these say so.
        guard let receipt = facts.taxReceipt, let contract = facts.contract else { return [] }
        return contract.sellers.flatMap { seller in
            Self.owed(by: seller).compactMap { kind in
                let stated = (receipt.sellerTaxes ?? []).filter { $0.kind == kind && $0.taxpayer == seller.identifier }
                return finding(seller, kind, stated)
            }
        }
    }

    private static func owed(by seller: FiledContractFacts.Side) -> [SellerTax.Kind] {
        PartyIdentifierKind.of(wire: seller.identifier)?.ownerKind == .enterprise ? [.landAppreciationTax] : [.incomeTax, .landAppreciationTax]
    }

    private func finding(_ seller: FiledContractFacts.Side, _ kind: SellerTax.Kind, _ stated: [SellerTax]) -> Finding? {
        let title = "\(kind.chinese)完税（或减免税）凭证"
        if stated.isEmpty {
            return say(kind, "税务部门的答复中没有出卖人\(seller.name)的\(title)。", remedy: "请出卖人\(seller.name)就本次买卖向税务部门申报\(kind.chinese)，依法不征或者免征的，由税务部门出具证明；办好后系统会自动获取。")
        }
        if let open = stated.first(where: { $0.status == .unpaid }) {
            return say(
                kind, "出卖人\(seller.name)的\(kind.chinese)尚未缴清。", figures: [Figures(of: [.seller], text: "应缴\(open.amount)元。")],
                remedy: "请出卖人\(seller.name)先缴清\(kind.chinese)，缴清后系统会自动获取凭证。")
        }
        if stated.contains(where: { ($0.number ?? "").trimmed.isEmpty }) {
            return say(kind, "出卖人\(seller.name)的\(title)没有凭证号。", remedy: "请出卖人\(seller.name)请税务部门补正凭证，补正后系统会自动获取。")
        }
        return nil
    }

    private func say(_ kind: SellerTax.Kind, _ message: String, figures: [Figures]? = nil, remedy: String) -> Finding {
        let statute = kind == .incomeTax ? "《个人所得税法》第十五条" : "《土地增值税暂行条例》第十二条"
        return finding(message, figures: figures, remedy: remedy, materials: [CaseFacts.receiptMaterial], statute: statute)
    }
}
