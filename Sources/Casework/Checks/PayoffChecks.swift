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
                if facts.unconnected.contains(claim.mortgagee.id) { return unreachable(claim, whose, facts) }
                return absent(material, "第\(rank)顺位抵押权人\(whose)的还款清单", facts, remedy: "请原贷款机构出具还款清单，系统会自动获取。")
            }
            if statement.on == facts.today { return [] }
            // Interest runs by the day: it is asked for anew, nobody has to do anything.
            return [finding("第\(rank)顺位贷款\(whose)的还款清单是\(statement.on.chinese)的，正在重新获取。", .wait, remedy: "无需操作，系统会自动重新查询。", materials: [material])]
        }
    }

    /// Nobody can be asked what is owed and onto which account, so no money in custody can pay it off: the debt is paid, and its mortgage ended on paper, before the sale;
    /// or the buyers take it over (民法典 393, 551; 实施细则 70). One that takes part as a lender is told so by `lender-connected`.
    private func unreachable(_ claim: CaseFacts.Claim, _ whose: String, _ facts: CaseFacts) -> [Finding] {
        guard !facts.applicants.contains(where: { CaseFacts.lenders.contains($0.role) && $0.party.ref.id == claim.mortgagee.id }) else { return [] }
        let who = claim.mortgagee.kind == .person ? "是自然人" : "尚未与登记机构联网"
        return [
            finding(
                "第\(claim.mortgage.rank)顺位抵押权人\(whose)\(who)，不能在线核实还款金额和收款账户，不能用监管资金还清这笔债务。", remedy: CaseFacts.unreachableRemedy, materials: ["register"],
                statute: "《民法典》第三百九十三条；《不动产登记暂行条例实施细则》第七十条")
        ]
    }
}

extension CaseFacts {
    /// What to do where a standing mortgagee can't be asked what pays it off: officials see to it on paper.
    static let unreachableRemedy =
        "请撤回本次申请，由原抵押权人持债权消灭的书面材料到窗口（自然人也可以本人在线）办理抵押权注销登记，再办理普通的转移登记；由买受人承担这笔债务的，请选择买受人承担原贷款的办理方式，由原抵押权人本人参加，工作人员凭各方签订的书面协议审核。"
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
            found.append(finding("原抵押权人还没有参加申请。", remedy: "请登记簿上的抵押权人（贷款机构，或者出借人本人）登录后，在同一项服务中选择同一不动产单元，即可加入本次申请。"))
        }
        return found
    }
}

/// One debt may be secured on several units (共同抵押, 民法典 395): then what pays it off, changes it or passes it on concerns the others too, which stand on other pages. A person
/// sees to it that the lender says what becomes of them; nothing of them is changed by this case.
struct JointDebtJudged: Check {
    static let name = "joint-debt-judged"
    static let statute = "《民法典》第三百九十五条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        facts.units.flatMap(\.folio.mortgages).filter { $0.jointDebt != nil }.map {
            finding(
                "第\($0.rank)顺位抵押权所担保的债务，同时由其他不动产担保（共同抵押）。", .judge,
                remedy: "请抵押权人书面说明：还清全部债务的，其他不动产上的抵押权由其另行申请注销，或者由其告知登记机构债务已经结清；只放弃或者变更本不动产上的抵押权的，其他不动产继续担保的债务范围。工作人员据此审核。", materials: ["register"])
        }
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
