import Contracts
import Register

/// What pays each standing loan off is known as of today, to the fen, from each lender whose claim a mortgage secures: of two that hold one together the
/// word of one says nothing of what the other is owed (民法典 310, 561, 677).
struct PayoffCurrent: Check {
    static let name = "payoff-current"
    static let statute = "《民法典》第六百七十七条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        let payoffs = facts.payoffs
        return facts.claims.enumerated().flatMap { index, claim -> [Finding] in
            let material = CaseFacts.key(CaseFacts.payoffMaterial, index)
            let rank = claim.mortgage.rank
            // Several of one rank are told apart by name; they stand on the page themselves.
            let whose = claim.isShared ? facts.name(of: claim.mortgagee).map { "（\($0)）" } ?? "" : ""
            guard let statement = payoffs.first(where: { $0.mortgage.entry.id == claim.mortgage.entry.id && $0.mortgagee == claim.mortgagee })?.statement else {
                if facts.unconnected.contains(claim.mortgagee.id) { return [] }
                return absent(material, "第\(rank)顺位抵押权人\(whose)的还款清单", facts, remedy: "请原贷款机构出具还款清单，系统会自动获取。")
            }
            if statement.on == facts.today { return [] }
            // Interest runs by the day: it is asked for anew, nobody has to do anything.
            return [finding("第\(rank)顺位贷款\(whose)的还款清单是\(statement.on.chinese)的，正在重新获取。", .wait, remedy: "无需操作，系统会自动重新查询。", materials: [material])]
        }
    }
}

/// What the buyer still has to pay of the price pays the old loans; what it doesn't pay, the seller has to bring (民法典 406, 561). That it isn't enough all
/// parties have to know; how much is owed is the seller's (个人信息保护法 6).
struct PriceCoversPayoff: Check {
    static let name = "price-covers-payoff"
    static let statute = "《民法典》第四百零六条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let price = facts.contract?.unpaid else { return [] }
        let owed = facts.payoffs.reduce(Money.zero) { $0 + $1.statement.total }
        if owed <= price, owed + facts.chargesOnRest > price {
            return [
                finding(
                    "原贷款今天需还的金额，加上从房款中支付的费用，超过尚未支付的房款。",
                    figures: [Figures(of: [.seller], text: "原贷款今天需还\(owed)元，从房款中支付的费用\(facts.chargesOnRest)元。"), Self.unpaid(price)],
                    remedy: "请出卖人另行支付这些费用，在表单中改为不从监管资金中支付。")
            ]
        }
        guard owed > price else { return [] }
        return [
            finding(
                "原贷款今天需还的金额超过尚未支付的房款。", figures: [Figures(of: [.seller], text: "原贷款今天需还\(owed)元。"), Self.unpaid(price)],
                remedy: "请出卖人先向原贷款机构归还差额，或者与买受人变更合同价款。", materials: [CaseFacts.payoffMaterial])
        ]
    }

    private static func unpaid(_ price: Money) -> Figures {
        Figures(of: [.seller, .buyer], text: "尚未支付的房款\(price)元。")
    }
}

/// An old loan is paid to nobody but its lender: whoever forges a statement has the money sent to himself. Of several lenders each is paid for itself, unless
/// a person has seen that one of them takes it for all (民法典 561, 523).
struct PayoffGoesToLender: Check {
    static let name = "payoff-goes-to-lender"
    static let statute = "《民法典》第五百六十一条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        facts.payoffs.filter { facts.name(of: $0.mortgagee) != $0.statement.account.holder }.map {
            finding(
                "还款账户的户名“\($0.statement.account.holder)”不是第\($0.mortgage.rank)顺位的抵押权人。", .judge, remedy: "请原贷款机构核对还款账户。",
                materials: [CaseFacts.payoffMaterial])
        }
    }
}

/// Whoever holds a mortgage that the case changes, passes on or ends takes part itself (条例 14; 民法典 393, 409).
struct StandingLendersApply: Check {
    static let name = "standing-lenders-apply"
    static let statute = "《不动产登记暂行条例》第十四条；《民法典》第四百零六条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        let mortgages = facts.units.flatMap(\.folio.mortgages)
        let lenders = facts.applicants.filter { $0.role == CaseFacts.standingLender }
        let strangers = lenders.filter { lender in !mortgages.contains { $0.mortgagees.contains { $0.id == lender.party.ref.id } } }
        var found = strangers.map { finding("\($0.party.name)不是登记簿上的抵押权人。", remedy: "请由登记簿记载的抵押权人参加。", materials: ["register"]) }
        if mortgages.isEmpty {
            found.append(finding("登记簿上没有抵押权。", remedy: "没有抵押的房屋请选择普通的转移登记。", materials: ["register"]))
        } else if lenders.isEmpty {
            found.append(finding("原抵押权人还没有参加申请。", remedy: "请原贷款机构登录后，在同一项服务中选择同一不动产单元，即可加入本次申请。"))
        }
        return found
    }
}

/// What the buyer and the lender take over with the house they are told of (民法典 366, 369; 抵押登记通知).
struct ResidenceDisclosed: Check {
    static let name = "residence-disclosed"
    static let statute = "《民法典》第三百六十六条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard facts.units.contains(where: { !$0.folio.residences.isEmpty }), !facts.signed.isEmpty, !facts.signed.contains("residence-known") else { return [] }
        return [finding("房屋上登记有居住权，买受人和贷款机构还没有确认知晓。", remedy: "请在签署页阅读并确认居住权告知书。", materials: ["register"])]
    }
}

/// Land that was allocated is sold with the house only with leave, and what it costs is paid (城市房地产管理法 40).
struct AllocatedLandCleared: Check {
    static let name = "allocated-land-cleared"
    static let statute = "《城市房地产管理法》第四十条"
    /// 权利性质 划拨 in the national list (TD/T 1066 附录 QLXZ).
    private static let allocated = "101"
    func findings(_ facts: CaseFacts) -> [Finding] {
        facts.units.filter { $0.folio.description.landNature == Self.allocated }.map { _ in
            finding("房屋占用的土地是划拨土地，转让须经批准并缴纳土地出让金。", .judge, remedy: "请提供批准转让的文件或者缴纳出让金的凭证。", materials: ["register"])
        }
    }
}

/// The lender's own word that the debt is gone (民法典 393).
struct DebtSettled: Check {
    static let name = "debt-settled"
    static let statute = "《民法典》第三百九十三条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard facts.answers["confirmed"] == "yes" else { return [] }
        guard let settlement = facts.settlement else {
            return absent(CaseFacts.settlementMaterial, "贷款机构的结清确认", facts, remedy: "请贷款机构确认贷款已经结清。")
        }
        let proof = facts.units.compactMap { $0.proofs[facts.mortgageInHand] }.first
        return settlement.settled && settlement.proof == proof
            ? [] : [finding("贷款机构没有确认这项抵押所担保的债权已经结清。", .judge, remedy: "请与贷款机构核实。", materials: [CaseFacts.settlementMaterial])]
    }
}
