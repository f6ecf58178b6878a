import Register

/// 连续登记 (实施细则 24): nothing is entered before the first registration.
struct UnitFirstRegistered: Check {
    static let name = "unit-first-registered"
    static let statute = "《不动产登记暂行条例实施细则》第二十四条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        facts.units.filter { $0.folio.ownership == nil }.map { _ in
            finding("该房屋尚未办理首次登记。", remedy: "请等待开发企业办理房屋首次登记。")
        }
    }
}

/// In order of acceptance (实施细则 67).
struct NotAlreadyInProgress: Check {
    static let name = "not-already-in-progress"
    static let statute = "《不动产登记暂行条例实施细则》第六十七条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        facts.otherCases.map {
            finding("该不动产单元已有先受理的在办件（尾号\($0.suffix(4))）。", remedy: "待先受理的办件办结或撤回后再提交。")
        }
    }
}

/// What the law itself refuses, evaluated by the register: seizure, notices, objections, bans, locks, shares (`Obstacles`).
struct RegisterAdmits: Check {
    static let name = "register-admits"
    static let statute = "《不动产登记暂行条例》第二十二条"
    func findings(_ facts: CaseFacts) -> [Finding] { facts.refusals.map(Self.finding) }

    static func finding(_ refusal: Refusal) -> Finding {
        // Which side is missing, or which authority ordered it.
        let detail = refusal.detail.map { refusal.code == .wrongBasis ? "尚缺：\($0)。" : "（\($0)）" } ?? ""
        return Finding(
            check: name, consequence: .judge, message: refusal.code.chinese + detail, statute: refusal.code.statute, remedy: refusal.code.remedy,
            materials: ["register"])
    }
}

struct SellerIsOwner: Check {
    static let name = "seller-is-owner"
    static let statute = "《民法典》第二百零九条、第二百一十六条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        let owners = Set(facts.units.flatMap { $0.folio.ownership?.holders.map(\.party.id) ?? [] })
        let sellers = facts.applicants.filter { $0.role == "seller" }
        if sellers.isEmpty { return [finding("出卖人没有参加申请。", remedy: "请出卖人登录后，在同一项服务中选择同一套房屋，即可加入本次申请。")] }
        return sellers.filter { !owners.contains($0.party.ref.id) }.map { _ in
            finding("出卖人不是登记簿记载的权利人。", remedy: "请由登记簿上的权利人申请。")
        }
    }
}

/// Joint owners dispose together (民法典 301).
struct AllOwnersApply: Check {
    static let name = "all-owners-apply"
    static let statute = "《民法典》第三百零一条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        let owners = Set(facts.units.flatMap { $0.folio.ownership?.holders.map(\.party.id) ?? [] })
        let missing = owners.subtracting(facts.applicants.map(\.party.ref.id))
        return missing.isEmpty ? [] : [finding("还有\(missing.count)位共有人没有参加申请。", remedy: "请其他共有人登录后，在同一项服务中选择同一套房屋，即可加入本次申请。")]
    }
}
