import Register

/// The sale contract is on file with the housing department (城市商品房预售管理办法 10; 城市房地产管理法 45).
struct ContractFiled: Check {
    static let name = "contract-filed"
    static let statute = "《城市房地产管理法》第四十五条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        facts.contract == nil ? absent("sale-contract", "住建部门备案的买卖合同", facts, remedy: "请先与出卖人办理合同网签备案。") : []
    }
}

struct ContractInForce: Check {
    static let name = "contract-in-force"
    static let statute = "《民法典》第二百一十五条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let contract = facts.contract, !contract.inForce else { return [] }
        return [finding("备案合同已经撤销或注销。", remedy: "请与出卖人核实合同状态，重新备案后再申请。", materials: ["sale-contract"])]
    }
}

/// Survey data and unit must agree (条例 18).
struct ContractNamesUnit: Check {
    static let name = "contract-names-unit"
    static let statute = "《不动产登记暂行条例》第十八条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let contract = facts.contract, let unit = facts.units.first, contract.unit != unit.folio.unit.text else { return [] }
        return [finding("备案合同中的房屋与申请登记的不动产单元不一致。", .judge, remedy: "请选择合同对应的房屋；如合同有误，请先变更备案。", materials: ["sale-contract"])]
    }
}

/// Whoever sells must be who the register says owns (民法典 209, 597).
struct ContractSellerIsOwner: Check {
    static let name = "contract-seller-is-owner"
    static let statute = "《民法典》第二百零九条、第五百九十七条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let contract = facts.contract, let unit = facts.units.first else { return [] }
        guard !unit.owners.isEmpty else { return [] }
        if Set(contract.sellers.map(\.identifier)) == Set(unit.owners.map(\.identifier)) { return [] }
        return [finding("备案合同的出卖人不是登记簿记载的权利人。", .judge, remedy: "请核对合同；如出卖人已更名，请先办理变更登记。", materials: ["sale-contract"])]
    }
}

/// Case 1 is for those who paid in full; a loan comes with a mortgage and another service (案例一).
struct ContractPaidInFull: Check {
    static let name = "contract-paid-in-full"
    static let statute = "《关于推进购房人全款购买的商品房自行申请办理商品房分户转移登记的实施方案》"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let contract = facts.contract, !contract.paidInFull else { return [] }
        return [finding("备案合同显示购房款尚未全部付清（已付\(contract.paid)元，总价\(contract.price)元）。", remedy: "付清全部房款并由出卖人更新备案后再申请；贷款购房请选择“转移登记及抵押登记”服务。", materials: ["sale-contract"])]
    }
}

/// Shares of buyers by shares are stated and sum to one (民法典 298; 实施细则 10).
struct ContractSharesComplete: Check {
    static let name = "contract-shares-complete"
    static let statute = "《民法典》第二百九十八条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let contract = facts.contract else { return [] }
        let complete =
            switch contract.coOwnership {
            case .sole: contract.buyers.count == 1
            case .joint: contract.buyers.count > 1
            case .byShares: contract.buyers.count > 1 && contract.buyers.allSatisfy { $0.share != nil } && contract.buyers.compactMap(\.share).sumToOne
            case .other: false
            }
        if complete { return [] }
        return [finding("合同约定的共有方式或份额不完整。", .judge, remedy: "请与其他买受人明确共有方式；按份共有的份额之和须为百分之百。", materials: ["sale-contract"])]
    }
}

struct BuyerIsContractBuyer: Check {
    static let name = "buyer-is-contract-buyer"
    static let statute = "《不动产登记暂行条例》第十八条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let contract = facts.contract else { return [] }
        let buyers = Set(contract.buyers.map { "\($0.name)|\($0.identifier)" })
        return facts.applicants.filter { $0.role == "buyer" && !buyers.contains("\($0.party.name)|\($0.party.identifier)") }.map { _ in
            finding("申请人与备案合同的买受人不一致。", .judge, remedy: "请由合同买受人本人申请；如姓名或证件号码已变更，请到窗口办理。", materials: ["sale-contract", "identity"])
        }
    }
}

/// All who bought apply (条例 14; 实施细则 10).
struct AllContractBuyersApply: Check {
    static let name = "all-contract-buyers-apply"
    static let statute = "《不动产登记暂行条例》第十四条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let contract = facts.contract else { return [] }
        let applying = Set(facts.applicants.filter { $0.role == "buyer" }.map(\.party.identifier))
        let absent = contract.buyers.count { !applying.contains($0.identifier) }
        if absent == 0 { return [] }
        return [finding("合同中还有\(absent)位买受人没有参加申请。", remedy: "请其他买受人登录后，在同一项服务中选择同一套房屋，即可加入本次申请。", materials: ["sale-contract"])]
    }
}

struct BuyerNotSeller: Check {
    static let name = "buyer-not-seller"
    static let statute = "《民法典》第五百九十五条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        let sellers = Set(facts.applicants.filter { $0.role == "seller" }.map(\.party.ref.id))
        let buyers = Set(facts.applicants.filter { $0.role == "buyer" }.map(\.party.ref.id))
        return sellers.isDisjoint(with: buyers) ? [] : [finding("同一人不能既是出卖人又是买受人。", .judge, remedy: "共有人之间转让份额请选择对应的服务。")]
    }
}

/// The contract's area is that of the survey, to a hundredth of a square metre (条例 18; 房产测量规范 GB/T 17986.1).
struct AreaMatchesRegister: Check {
    static let name = "area-matches-register"
    static let statute = "《不动产登记暂行条例》第十八条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let contract = facts.contract, let unit = facts.units.first else { return [] }
        let difference = abs(contract.area.hundredths - unit.folio.description.buildingArea.hundredths)
        if difference <= 1 { return [] }
        return [
            finding(
                "合同面积\(contract.area)平方米与登记簿记载的\(unit.folio.description.buildingArea)平方米不一致。", .judge,
                remedy: "请与出卖人办理面积差结算并更新备案合同。", materials: ["sale-contract"])
        ]
    }
}
