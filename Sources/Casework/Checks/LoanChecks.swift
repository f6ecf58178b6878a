import Contracts
import Register

/// Lenders answer to the registry themselves: what rests on a lender's word can be done online only with one that is connected
/// (自然资发〔2023〕29号: 登记机构与金融机构信息共享).
struct LenderConnected: Check {
    static let name = "lender-connected"
    static let statute = "自然资发〔2023〕29号"
    func findings(_ facts: CaseFacts) -> [Finding] {
        facts.applicants.filter { CaseFacts.lenders.contains($0.role) && facts.unconnected.contains($0.party.ref.id) }.map {
            $0.role == CaseFacts.standingLender
                ? finding("\($0.party.name)尚未与登记机构联网，不能在线核实还款金额和收款账户。", remedy: CaseFacts.unreachableRemedy)
                : finding("\($0.party.name)尚未与登记机构联网，不能在线确认贷款。", remedy: "请选择已经联网的贷款机构，或者改为不贷款的办理方式。")
        }
    }
}

/// Each lender to the buyers has approved its loan, and still pays out on it (民法典 400, 668).
struct LoanApproved: Check {
    static let name = "loan-approved"
    static let statute = "《民法典》第六百六十八条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        let wanted = facts.lendersOfLoans
        let answered = Dictionary(facts.loans.map { ($0.lender.ref.id, $0.approval) }) { first, _ in first }
        return wanted.flatMap { index, lender -> [Finding] in
            let material = CaseFacts.key(CaseFacts.approvalMaterial, index)
            guard let approval = answered[lender.ref.id] else {
                if facts.unconnected.contains(lender.ref.id) { return [] }
                return absent(material, "\(lender.name)的贷款审批", facts, remedy: "请先向\(lender.name)申请贷款，批准后系统会自动获取。")
            }
            switch approval.status {
            case .pending: return [finding("\(lender.name)还在审批贷款。", remedy: "批准后系统会自动获取，无需再次填写。", materials: [material])]
            case .rejected: return [finding("\(lender.name)没有批准这笔贷款。", remedy: "请换一家贷款机构，或者改为不贷款的办理方式。", materials: [material])]
            case .withdrawn: return [finding("\(lender.name)已经撤回贷款审批。", remedy: "请与\(lender.name)联系。", materials: [material])]
            case .approved:
                if approval.validUntil < facts.today {
                    return [finding("\(lender.name)的贷款审批已于\(approval.validUntil.chinese)到期。", remedy: "请\(lender.name)重新审批。", materials: [material])]
                }
                return []
            }
        }
    }
}

/// The loan is made to those who buy, all of them, on what they buy (民法典 400, 条例 18). Others may borrow with them, as a spouse does (民法典 518: 连带债务):
/// they are entered as debtors under who they are known to be.
struct ApprovalNamesCase: Check {
    static let name = "approval-names-case"
    static let statute = "《民法典》第四百条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let buyers = facts.borrowers.map(Set.init), let unit = facts.units.first?.folio.unit else { return [] }
        return facts.loans.flatMap { loan -> [Finding] in
            if loan.approval.unit != unit || !buyers.isSubset(of: loan.approval.borrowers) {
                return [
                    finding(
                        "\(loan.lender.name)批准的贷款与本次买卖的房屋或者买受人不一致。", .judge, remedy: "请\(loan.lender.name)按备案合同更正贷款审批。",
                        materials: [CaseFacts.approvalMaterial, "sale-contract"])
                ]
            }
            return facts.unknownBorrowers(of: loan).map {
                finding(
                    "\(loan.lender.name)批准的贷款另有共同借款人（证件号码尾号\($0.suffix(4))），其身份还没有核验，不能记载为债务人。",
                    remedy: "请共同借款人实名登录本平台一次，或者到窗口核验身份，再重新核验。", materials: [CaseFacts.approvalMaterial])
            }
        }
    }
}

/// The loan and mortgage contract was sealed by the lender: what the register enters is what was agreed (民法典 400; 电子签名法 14).
struct LoanContractSealed: Check {
    static let name = "loan-contract-sealed"
    static let statute = "《民法典》第四百条；《电子签名法》第十四条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        facts.loans.filter { $0.approval.contractDigest == nil || $0.approval.contract.isEmpty }.map {
            finding("与\($0.lender.name)的借款和抵押合同还没有签章。", remedy: "请与\($0.lender.name)签好电子合同，签章后系统会自动获取。", materials: [CaseFacts.approvalMaterial])
        }
    }
}

/// Nobody borrows more on a purchase than it costs: the rest would leave custody with nobody to go to.
struct LoansWithinPrice: Check {
    static let name = "loans-within-price"
    static let statute = "《民法典》第六百六十八条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let price = facts.contract?.unpaid else { return [] }
        let lent = facts.loans.reduce(Money.zero) { $0 + $1.approval.amount }
        guard lent > price else { return [] }
        return [
            finding(
                "贷款合计超过备案合同尚未支付的价款。", .judge,
                figures: [
                    Figures(of: [.buyer], text: "贷款合计\(lent)元。"), Figures(of: [.seller, .buyer], text: "尚未支付的价款\(price)元。"),
                ], remedy: "请贷款机构核对贷款金额。", materials: [CaseFacts.approvalMaterial, "sale-contract"])
        ]
    }
}

/// Several lenders say in which order they are secured (民法典 414); one mortgage of several must be of one kind.
struct LoanOrderStated: Check {
    static let name = "loan-order-stated"
    static let statute = "《民法典》第四百一十四条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        let loans = facts.loans.filter { $0.role != CaseFacts.standingLender }
        guard loans.count > 1 else { return [] }
        guard let order = LoanOrder(rawValue: facts.answers[LoanOrder.field] ?? "") else {
            return [finding("有\(loans.count)家贷款机构，还没有说明抵押权的顺位。", remedy: "请与各贷款机构商定后选择。")]
        }
        if order == .sameRank, Set(loans.map(\.approval.kind)).count > 1 {
            return [finding("一般抵押和最高额抵押不能登记为同一项抵押权。", remedy: "请选择先后顺位，或者请贷款机构统一抵押方式。", materials: [CaseFacts.approvalMaterial])]
        }
        return []
    }
}

/// A change keeps the kind of mortgage: one kind becomes the other only by determination (民法典 420–423), and a maximum-amount mortgage
/// that still secures the seller's running debts is determined first (民法典 421).
struct MortgageKindKept: Check {
    static let name = "mortgage-kind-kept"
    static let statute = "《民法典》第四百二十一条、第四百二十三条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        if facts.loanRoles.contains(CaseFacts.standingLender) {
            return facts.changedMortgages.flatMap { changed in changed.loans.flatMap { kept(changed.mortgage, by: $0) } }
        }
        let entry = facts.mortgageInHand
        guard let mortgage = facts.units.flatMap(\.folio.mortgages).first(where: { $0.entry.id == entry }), let loan = facts.loansInOrder.first else { return [] }
        return kept(mortgage, by: loan)
    }

    private func kept(_ mortgage: Mortgage, by loan: CaseFacts.Loan) -> [Finding] {
        let running = mortgage.kind == .maximumAmount && !mortgage.determined
        if running, loan.approval.kind != Mortgage.Kind.maximumAmount.rawValue {
            return [finding("现有的最高额抵押权还没有确定所担保的债权。", remedy: "请先由抵押权人和抵押人办理最高额抵押权确定登记。", materials: ["register"])]
        }
        if !running, loan.approval.kind == Mortgage.Kind.maximumAmount.rawValue {
            return [finding("一般抵押权不能变更为最高额抵押权。", remedy: "请选择设立新抵押权、注销原抵押权的办理方式。", materials: [CaseFacts.approvalMaterial])]
        }
        return []
    }
}

/// A standing mortgage secures its own holders' loan and nobody else's: which one each lender's loan changes is known, and who hold one together change it
/// together (民法典 310, 388, 409).
struct StandingLoansPlaced: Check {
    static let name = "standing-loans-placed"
    static let statute = "《民法典》第三百八十八条、第四百零九条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        let loans = facts.standingLoans
        let picked = FormAnswers(facts.answers).entry("mortgage")
        var found: [Finding] = []
        if !picked.text.isEmpty, !loans.isEmpty, !loans.contains(where: { loan in facts.mortgages(heldBy: loan.lender.ref.id).contains { $0.entry.id == picked } }) {
            found.append(finding("所选的抵押权不是向买受人贷款的原抵押权人持有的。", remedy: "请重新选择变更哪一项抵押权；各有一项抵押权的，不用选。", materials: ["register"]))
        } else {
            found += loans.filter { facts.mortgages(heldBy: $0.lender.ref.id).count > 1 && facts.ownMortgage(of: $0) == nil }.map {
                finding("\($0.lender.name)持有多项抵押权，还没有选择变更哪一项。", remedy: "请在表单中选择变更哪一项抵押权；其他各项还清后注销。", materials: ["register"])
            }
        }
        found += facts.changedMortgages.filter { Set($0.loans.map(\.lender.ref.id)) != Set($0.mortgage.mortgagees.map(\.id)) }.map {
            finding(
                "第\($0.mortgage.rank)顺位抵押权由几家机构共同持有，其中有的没有向买受人贷款，不能变更。", remedy: "请选择设立新抵押权、注销原抵押权的办理方式，或者由各家都向买受人贷款。",
                materials: ["register", CaseFacts.approvalMaterial])
        }
        return found
    }
}

extension CaseFacts {
    /// Those who are to lend, with their places among the applicants: every new lender, and a standing one in a service that asks it for a loan.
    var lendersOfLoans: [(index: Int, lender: NamedParty)] {
        applicants.enumerated().filter { loanRoles.contains($0.element.role) }.map { ($0.offset, $0.element.party) }
    }
}
