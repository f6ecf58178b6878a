import Register

private let scheme = "《关于推进购房人全款购买的商品房自行申请办理商品房分户转移登记的实施方案》"

/// The project stands on the public list (案例一).
struct ProjectListed: Check {
    static let name = "project-listed"
    static let statute = scheme
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let project = facts.project?.project else {
            return [finding("该房屋所在项目不在可自行办理的项目名单中。", remedy: "请与开发企业共同申请，或等待项目公示后自行办理。")]
        }
        switch project.state {
        case .listed: return []
        case .suspended:
            return [finding("项目“\(project.name)”已暂停自行办理：\(project.suspendedFor ?? "原因待公布")。", .judge, remedy: "请关注项目公示，或到窗口咨询。")]
        case .preparing, .applied, .registered:
            return [finding("项目“\(project.name)”尚未列入可自行办理的项目名单。", remedy: "请与开发企业共同申请，或等待项目公示后自行办理。")]
        }
    }
}

/// Homes are sold in advance only with a permit (城市房地产管理法 45).
struct PresalePermitted: Check {
    static let name = "presale-permitted"
    static let statute = "《城市房地产管理法》第四十五条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        facts.hasPresalePermit ? [] : absent("presale-permit", "商品房预售许可", facts, remedy: "请与开发企业核实预售许可证。")
    }
}

/// The developer's promise letter still stands: it is the developer's part of the joint application (条例 14).
struct PledgeInForce: Check {
    static let name = "pledge-in-force"
    static let statute = "《不动产登记暂行条例》第十四条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let pledge = facts.project?.pledge else {
            return [finding("开发企业没有提交承诺书和分户转移登记申请表（总表）。", remedy: "请与开发企业共同申请。")]
        }
        let ended = PledgeEnd(pledge, on: facts.today)
        guard let ended else { return [] }
        // What was accepted while the letter stood goes on (实施细则 13: all applicants withdraw a joint application together).
        if facts.project?.reliedPledge(acceptedAt: facts.acceptedAt, on: facts.today) != nil {
            return [finding("\(ended.sentence)本件此前已经受理，继续办理，不受影响。", .note, remedy: "无需操作。", statute: PledgeEnd.statute)]
        }
        return [ended.finding]
    }
}

struct UnitOnPledgeList: Check {
    static let name = "unit-on-pledge-list"
    static let statute = scheme
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let project = facts.project, let unit = facts.units.first else { return [] }
        if project.units.contains(where: { $0.unit == unit.folio.unit && $0.selfService }) { return [] }
        return [finding("该房屋不在开发企业提交的自办转移登记名单中。", remedy: "请联系开发企业补充名单，或与开发企业共同申请。")]
    }
}

/// The builder holds the land (条例 14; 实施细则 35; 民法典 352).
struct DeveloperHoldsLand: Check {
    static let name = "developer-holds-land"
    static let statute = "《不动产登记暂行条例实施细则》第三十五条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let project = facts.project else { return [finding("没有找到申请登记的项目。", remedy: "请先建立项目并导入房屋清单。")] }
        guard let land = project.land?.folio.ownership else {
            return [finding("项目宗地的建设用地使用权尚未登记。", remedy: "请先办理国有建设用地使用权首次登记。")]
        }
        let holders = Set(land.holders.map(\.party.id))
        return holders.contains(project.project.developer.id)
            ? [] : [finding("申请人不是项目宗地的建设用地使用权人。", .judge, remedy: "请由土地使用权人申请房屋首次登记。")]
    }
}

struct PlanningVerified: Check {
    static let name = "planning-verified"
    static let statute = "《不动产登记暂行条例实施细则》第三十五条第（二）项"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let passed = facts.planningPassed else {
            return absent("planning-verification", "建设工程规划核实结果", facts, remedy: "请先办理建设工程规划核实。")
        }
        return passed ? [] : [finding("建设工程规划核实未通过。", remedy: "请按规划核实意见整改后再申请。", materials: ["planning-verification"])]
    }
}

struct CompletionVerified: Check {
    static let name = "completion-verified"
    static let statute = "《不动产登记暂行条例实施细则》第三十五条第（三）项"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let passed = facts.completionPassed else {
            return absent("completion-record", "房屋竣工验收备案", facts, remedy: "请先办理竣工验收备案。")
        }
        return passed ? [] : [finding("房屋竣工验收备案尚未完成。", remedy: "完成备案后再申请。", materials: ["completion-record"])]
    }
}

/// The promise letter, the master application and the list were signed and stamped (案例一).
struct PledgeSigned: Check {
    static let name = "pledge-signed"
    static let statute = scheme
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard facts.project?.units.contains(where: \.selfService) == true, facts.project?.pledge?.isInForce(on: facts.today) != true else { return [] }
        return [finding("名单中有自行办理的房屋，但没有有效的承诺书和分户转移登记申请表（总表）。", remedy: "请在项目页签署承诺书。")]
    }
}
