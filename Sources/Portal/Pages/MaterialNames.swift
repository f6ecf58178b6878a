import Casework
import Catalogue
import Contracts

/// What sources and departments are called on pages.
enum MaterialNames {
    static func department(_ id: String) -> String { Peer(wire: id)?.department.chinese ?? Department(rawValue: id)?.chinese ?? (id == "ledger" ? "登记日志" : id) }

    /// The register's own sources that have nothing for a case yet: a court's ruling is there when the court has sent it.
    static func lacking(_ service: ServiceDefinition, _ sale: RulingFacts?) -> Set<String> {
        service.takesWinners && sale == nil ? [MaterialSource.ruling] : []
    }

    /// The department a source belongs to: the part before the dot.
    static func issuer(_ source: String) -> String {
        if source == MaterialSource.ruling { return Department.court.chinese }
        if MaterialSource.own.contains(source) { return "不动产登记机构" }
        if source == "applicant" { return "申请人" }
        return Department(contract: source)?.chinese ?? source
    }
}

extension MaterialNames {
    /// Signed answers on which the money of a case rests (`money/…`), by the contract; nil for every other material.
    static func money(_ key: String) -> String? {
        guard key.hasPrefix("money/") else { return nil }
        return switch String(key.dropFirst(6)) {
        case Custody.Statement.name: "监管账户对账单"
        case Lending.PayoffStatement.name: "还款清单（付款当日）"
        case Lending.Settlement.name: "贷款结清证明"
        default: "监管资金的签名答复"
        }
    }

    /// A material of which there is one for each applicant or mortgage is called after whose it is.
    static func of(_ key: String, _ name: String, _ service: ServiceDefinition, _ state: CaseState) -> String {
        let parts = key.split(separator: "/", maxSplits: 1)
        let place = parts.count > 1 ? Int(parts[1]) ?? 1 : 1
        guard let need = service.materials.first(where: { $0.kind == parts[0] }) else { return name }
        if need.perMortgage { return "\(name)（第\(place)位抵押权人）" }
        if need.perOwner != nil { return place == 1 ? name : "\(name)（第\(place)位）" }
        guard need.perApplicant, place <= state.applicants.count, state.applicants.count > 1 else { return name }
        let applicant = state.applicants[place - 1]
        return "\(name)（\(service.role(applicant.role)?.label ?? applicant.role)）"
    }
}

extension CaseState {
    /// What has been gathered for a need: one, or one for each applicant or mortgage, in their order.
    func gathered(_ need: MaterialNeed) -> [Gathered] {
        materials.values.filter { $0.material == need.kind || $0.material.hasPrefix(need.kind + "/") }
            .sorted { ($0.material.utf8.count, $0.material) < ($1.material.utf8.count, $1.material) }
    }
}
