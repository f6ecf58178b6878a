import Contracts

/// What sources and departments are called on pages.
enum MaterialNames {
    static let own: Set<String> = ["register.folio", "register.building-survey", "register.pledge"]

    static func department(_ id: String) -> String { Peer(wire: id)?.department.chinese ?? Department(rawValue: id)?.chinese ?? (id == "ledger" ? "登记日志" : id) }

    /// The department a source belongs to: the part before the dot.
    static func issuer(_ source: String) -> String {
        if own.contains(source) { return "不动产登记机构" }
        if source == "applicant" { return "申请人" }
        return Department(contract: source)?.chinese ?? source
    }
}
