import Register

/// 住宅专项维修资金 is paid before the home is handed over (住宅专项维修资金管理办法 12, 13).
struct MaintenanceFundPaid: Check {
    static let name = "maintenance-fund-paid"
    static let statute = "《住宅专项维修资金管理办法》第十二条、第十三条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let fund = facts.maintenanceFund else {
            return absent("maintenance-fund", "住宅专项维修资金交存记录", facts, remedy: "请先交存住宅专项维修资金。")
        }
        return fund.paid ? [] : [finding("住宅专项维修资金尚未足额交存。", remedy: "请先交存住宅专项维修资金，交存后系统会自动获取。", materials: ["maintenance-fund"])]
    }
}

/// Without proof that the deed tax is paid or not due the registry must not enter the transfer (契税法 11).
struct DeedTaxPaid: Check {
    static let name = "deed-tax-paid"
    static let statute = "《契税法》第十一条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let receipt = facts.taxReceipt else {
            return absent("tax-receipt", "契税完税（或减免税）凭证", facts, remedy: "请先在税务部门申报缴纳契税，缴清后系统会自动获取凭证。")
        }
        return receipt.settled ? [] : [finding("契税尚未缴清。", remedy: "请先缴清契税，缴清后系统会自动获取凭证。", materials: ["tax-receipt"])]
    }
}

struct TaxNamesContract: Check {
    static let name = "tax-names-contract"
    static let statute = "《契税法》第十一条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let receipt = facts.taxReceipt, let contract = facts.contract else { return [] }
        if receipt.contract == contract.number, receipt.unit == contract.unit { return [] }
        return [finding("完税凭证对应的合同或房屋与本次申请不一致。", .judge, remedy: "请核对完税凭证，必要时请税务部门更正。", materials: ["tax-receipt", "sale-contract"])]
    }
}

struct TaxNamesBuyers: Check {
    static let name = "tax-names-buyers"
    static let statute = "《契税法》第一条、第十一条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let receipt = facts.taxReceipt, let contract = facts.contract else { return [] }
        if Set(receipt.taxpayers) == Set(contract.buyers.map(\.identifier)) { return [] }
        return [finding("完税凭证的纳税人与合同买受人不一致。", .judge, remedy: "请核对完税凭证，必要时请税务部门更正。", materials: ["tax-receipt", "sale-contract"])]
    }
}

/// Without a sale: whoever takes has declared this very transfer. What was paid for an earlier one of the same home is in somebody else's name.
struct TaxNamesTakers: Check {
    static let name = "tax-names-takers"
    static let statute = "《契税法》第一条、第十一条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let receipt = facts.taxReceipt else { return [] }
        let takers = Set(facts.applicants.filter { $0.role == "taker" }.map(\.party.identifier))
        if takers.isSubset(of: receipt.taxpayers) { return [] }
        return [
            finding(
                "契税凭证的纳税人不是全部取得房屋的人。", .mend, remedy: "请取得房屋的各方就本次转移向税务部门申报契税；凭证有误的，请税务部门更正。", materials: ["tax-receipt"])
        ]
    }
}

/// What was taxed is what was paid, less the value-added tax in it (契税法 4; 财税〔2016〕43号: the base excludes VAT).
struct PriceMatchesTax: Check {
    static let name = "price-matches-tax"
    static let statute = "《契税法》第四条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let receipt = facts.taxReceipt, let contract = facts.contract else { return [] }
        if receipt.contractPrice == contract.price { return [] }
        return [
            finding(
                "备案合同价与计税合同价不一致。", .judge,
                figures: [Figures(of: [.seller, .buyer], text: "备案合同价\(contract.price)元，计税合同价\(receipt.contractPrice)元。")], remedy: "请核对合同是否有补充协议，并请税务部门或住建部门更正。",
                materials: ["tax-receipt", "sale-contract"])
        ]
    }
}
