import Contracts
import Register

/// What is inherited was an owner's who has died, by the register and by public security's word (民法典 1121: 继承从被继承人死亡时开始). Nobody who lives is
/// passed over because somebody else's heir applies alone.
struct DecedentsConfirmed: Check {
    static let name = "decedents-confirmed"
    static let statute = "《民法典》第一千一百二十一条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let decedents = facts.decedents else { return [] }
        let applying = Set(facts.applicants.map(\.party.ref.id))
        var found = decedents.unknown.map {
            finding("登记簿上没有证件号码尾号\($0)的权利人。", remedy: "请核对去世的权利人的证件号码；登记簿上的号码有误的，请先申请更正登记。", materials: ["register"])
        }
        for (index, owner) in decedents.owners.enumerated() {
            let material = CaseFacts.key(Decedents.material, index)
            let whom = "证件号码尾号\(owner.identifier.suffix(4))的权利人"
            if owner.ref.kind != .person {
                found.append(finding("\(whom)不是自然人，不发生继承。", remedy: "请填写去世的自然人的证件号码；单位合并、分立的，请办理普通的转移登记。", materials: ["register"]))
            } else if applying.contains(owner.ref.id) {
                found.append(finding("\(whom)自己参加了本次申请。", remedy: "请填写去世的权利人的证件号码。", materials: ["register"]))
            } else if let answer = facts.death(of: owner) {
                if !answer.matches {
                    found.append(finding("公安部门登记的姓名与登记簿上\(whom)不一致。", .judge, remedy: "请提供死亡证明等材料，由登记人员核实。", materials: [material, "register"]))
                } else if answer.alive {
                    found.append(finding("公安部门没有\(whom)死亡的登记。", remedy: "请先在公安部门办理死亡（宣告死亡）登记；号码填错的请更正。", materials: [material]))
                }
            } else if facts.missing[material] == .notFound {
                // Who had no household register here: a foreigner, somebody who died long ago.
                found.append(finding("公安部门没有\(whom)的户籍信息，无法联网核实其死亡。", .judge, remedy: "请提供死亡证明，由登记人员核实。", materials: [material]))
            } else {
                found += absent(material, "\(whom)的死亡登记信息", facts, remedy: "请稍后再试，系统会自动查询。")
            }
        }
        return found
    }
}

/// The dead owe nothing any more: the heirs answer for the debt within what they inherit (民法典 13, 1161), so that it can't stay the decedent's.
struct DebtorLives: Check {
    static let name = "debtor-lives"
    static let statute = "《民法典》第一千一百六十一条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let gone = facts.decedents?.ids, FormAnswers(facts.answers).given("debtor") == "unchanged" else { return [] }
        return facts.heldMortgages.filter { $0.debtor.map { gone.contains($0.id) } ?? false }.map {
            finding("第\($0.rank)顺位抵押权的债务人已经去世，不能仍由原债务人还贷。", remedy: "请选择由取得房屋的一方还贷，并由贷款机构同意。", materials: ["register"])
        }
    }
}
