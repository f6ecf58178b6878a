import Contracts
import Register

/// Everybody who applies is who they say they are (条例 16; 操作规范 1.7).
struct IdentityVerified: Check {
    static let name = "identity-verified"
    static let statute = "《不动产登记暂行条例》第十六条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        var found = facts.applicants.filter { !$0.verified }.map { _ in
            finding("申请人的身份尚未核验。", remedy: "请通过统一身份认证登录后办理，或持身份证件到窗口核验。", materials: ["identity"])
        }
        if facts.identities.contains(where: { !$0.matches }) {
            found.append(
                finding("公安部门登记的姓名与身份证号不一致。", .judge, remedy: "请核对姓名和证件号码；如刚刚更名或换证，请到窗口办理。", materials: ["identity"]))
        } else if facts.identities.isEmpty, facts.missing["identity"] != nil {
            found += absent("identity", "公安部门的身份核验结果", facts, remedy: "请持身份证件到窗口办理。")
        }
        return found
    }
}

/// Nobody acts for a dead person; what was theirs passes by inheritance (民法典 13, 1121).
struct ApplicantAlive: Check {
    static let name = "applicant-alive"
    static let statute = "《民法典》第十三条、第一千一百二十一条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard facts.identities.contains(where: { !$0.alive }) else { return [] }
        return [finding("公安部门登记该申请人已经死亡。", .judge, remedy: "请由继承人申请继承转移登记。", materials: ["identity"])]
    }
}

/// A minor acts through the guardian (民法典 19, 20, 34; 实施细则 11).
struct ApplicantOfAge: Check {
    static let name = "applicant-of-age"
    static let statute = "《不动产登记暂行条例实施细则》第十一条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        facts.applicants.compactMap { applicant in
            guard let born = applicant.party.birthDate, born.adding(years: 18) > facts.today else { return nil }
            return finding("申请人未满十八周岁，应由监护人代为申请。", .judge, remedy: "请由监护人持监护关系证明到窗口办理。", materials: ["identity"])
        }
    }
}

/// Joint applications are made by all sides (条例 14): by everybody whom an applicant named, and by nobody else in their place.
struct EveryRoleApplies: Check {
    static let name = "every-role-applies"
    static let statute = "《不动产登记暂行条例》第十四条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        facts.missingRoles.map {
            finding("\($0)还没有参加申请。", remedy: "请\($0)登录后，在同一项服务中选择同一不动产单元，即可加入本次申请。")
        }
            + facts.namedAbsent.map {
                finding("证件号码尾号\($0)的当事人还没有参加申请。", remedy: "请其登录后，在同一项服务中选择同一不动产单元，即可加入本次申请；号码填错的请更正。")
            }
            + facts.uninvited.map {
                finding("有一位\($0)的证件号码没有填写在申请中。", remedy: "是共同申请的一方的，请补充其证件号码；不相干的人参加的，请撤回本次申请，重新办理。")
            }
    }
}

/// Who changes names between spouses is married to the other, by the civil affairs department's word (民法典 1049).
struct SpousesMarried: Check {
    static let name = "spouses-married"
    static let statute = "《民法典》第一千零四十九条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard facts.answers["cause"] == Cause.spouseAdded.rawValue else { return [] }
        let applying = Set(facts.applicants.filter { $0.role != CaseFacts.consenting }.map(\.party.identifier))
        let marriages = facts.marriages
        if marriages.isEmpty { return absent("marriage", "婚姻登记信息", facts, remedy: "请持结婚证到窗口办理。") }
        let married = marriages.contains { $0.married && applying.contains($0.identifier) && applying.contains($0.spouseIdentifier ?? "") }
        return married ? [] : [finding("民政部门的婚姻登记信息显示双方不是夫妻。", .judge, remedy: "刚刚登记结婚或在外地登记的，请持结婚证到窗口办理；不是夫妻的请选择赠与。", materials: ["marriage"])]
    }
}

/// Only the holder asks for a new certificate (实施细则 22).
struct HolderApplies: Check {
    static let name = "holder-applies"
    static let statute = "《不动产登记暂行条例实施细则》第二十二条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        let holders = Set(facts.units.flatMap { $0.folio.ownership?.holders.map(\.party.id) ?? [] })
        guard facts.applicants.allSatisfy({ holders.contains($0.party.ref.id) }), !facts.applicants.isEmpty else {
            return [finding("申请人不是登记簿记载的权利人。", remedy: "请由登记簿上的权利人本人申请。")]
        }
        return []
    }
}

/// A lost certificate is declared lost before a new one is made (实施细则 22). The declaration is signed with the application: before
/// anybody has signed there is nothing to find.
struct LossDeclared: Check {
    static let name = "loss-declared"
    static let statute = "《不动产登记暂行条例实施细则》第二十二条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard facts.answers["reason"] == Reissue.Reason.lost.rawValue, !facts.signed.isEmpty, !facts.signed.contains("loss-declaration") else { return [] }
        return [finding("证书遗失补发须先作出遗失声明。", remedy: "请在签署页签署遗失声明，声明将在登记机构网站公告。")]
    }
}
