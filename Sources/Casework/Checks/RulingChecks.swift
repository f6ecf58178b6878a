import Contracts
import Register

/// The right passed by the court's ruling, and the registry acts on its order (民法典 229; 实施细则 19).
struct RulingServed: Check {
    static let name = "ruling-served"
    static let statute = "《民法典》第二百二十九条；《不动产登记暂行条例实施细则》第十九条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let ruling = facts.ruling else {
            return [finding("登记机构还没有收到人民法院对该不动产的成交裁定书（以物抵债裁定书）和协助执行通知书。", remedy: "请联系执行法院送达；送达后系统会自动继续。")]
        }
        var found: [Finding] = []
        if ruling.namesUnknown {
            found.append(finding("裁定保留或者注销的登记在登记簿上没有找到。", .judge, remedy: "登记机构将向执行法院核实不动产登记证明号。", materials: ["court-ruling"]))
        }
        // Whose it is the register says (法发〔2004〕5号 5): nobody's home passes because a code was written wrongly.
        if let folio = facts.units.first?.folio, folio.ownership != nil, !ruling.isGrounded(on: folio, today: facts.today) {
            found.append(
                finding(
                    "登记簿上没有处分法院对该不动产的查封，也没有移送处置权的函号。", .judge, remedy: "登记机构将向执行法院核实处分的不动产和被执行人。",
                    materials: ["court-ruling", "register"]))
        }
        if let folio = facts.units.first?.folio, !ruling.namesSellers(of: folio) {
            found.append(
                finding(
                    "登记簿上的权利人没有全部列为裁定的被执行人。", .judge, remedy: "登记机构将向执行法院核实处分的是全部不动产，还是被执行人的份额（查封规定第十二条）。",
                    materials: ["court-ruling", "register"]))
        }
        return found
    }
}

/// Whoever the ruling names as winner, all of them and nobody else (网络司法拍卖规定 22; 民诉法解释 491).
struct TakersAreWinners: Check {
    static let name = "takers-are-winners"
    static let statute = "《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第四百九十一条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let ruling = facts.ruling else { return [] }
        let winners = Set(ruling.winners.map(\.party.ref.id))
        let applying = Set(facts.applying.map(\.id))
        if !applying.isSubset(of: winners) {
            return [finding("申请人不是裁定书载明的\(ruling.manner.taker)。", remedy: "请由裁定书载明的\(ruling.manner.taker)本人登录办理。", materials: ["court-ruling"])]
        }
        let missing = winners.subtracting(applying).count
        return missing == 0 ? [] : [finding("还有\(missing)位\(ruling.manner.taker)没有参加申请。", remedy: "请其他\(ruling.manner.taker)登录后选择同一套房屋，即可加入本次申请。", materials: ["court-ruling"])]
    }
}

/// The deed tax was assessed on this sale: its winners and its price (契税法 1, 4).
struct TaxFollowsRuling: Check {
    static let name = "tax-follows-ruling"
    static let statute = "《契税法》第一条、第四条、第十一条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let receipt = facts.taxReceipt, let ruling = facts.ruling else { return [] }
        if Set(receipt.taxpayers) == Set(ruling.winners.map(\.party.identifier)), receipt.contractPrice == ruling.price { return [] }
        return [finding("完税凭证的纳税人或者计税价格与\(ruling.manner.ruling)不一致。", .judge, remedy: "请核对完税凭证，必要时请税务部门更正。", materials: ["tax-receipt", "court-ruling"])]
    }
}
