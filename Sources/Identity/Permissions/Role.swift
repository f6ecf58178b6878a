import Storage

/// In what capacity somebody acts. One account may have several, within ``Role/conflict(in:)``.
package enum Role: String, Hashable, Sendable, CaseIterable, Codable {
    /// Anybody who has not signed in.
    case `public`
    /// A person or organisation signed in through unified identity, acting in its own matters.
    case citizen
    /// A developer's member (开发企业).
    case developer
    /// A member of a bank or provident fund centre, at a lending counter (银行服务点).
    case bank
    /// A member of a notary office or bank that holds the price of a sale in custody (资金监管、提存机构).
    case custodian
    /// An official of a court, at its window or its own desk (法院涉法窗口): gives orders in the court's name.
    case court
    /// 受理
    case clerk
    /// 审核
    case examiner
    /// 登簿
    case registrar
    /// 系统管理员: settings and operation, no accounts, no audit.
    case systemAdministrator
    /// 安全管理员: accounts and roles.
    case securityAdministrator
    /// 审计管理员: reads what the others did.
    case auditAdministrator
    /// Another department's machine, identified by the signature on its message.
    case department

    package var chinese: String {
        switch self {
        case .public: "公众"
        case .citizen: "办事人"
        case .developer: "开发企业经办人"
        case .bank: "金融机构经办人"
        case .custodian: "资金监管机构经办人"
        case .court: "人民法院经办人"
        case .clerk: "受理人员"
        case .examiner: "审核人员"
        case .registrar: "登簿人员"
        case .systemAdministrator: "系统管理员"
        case .securityAdministrator: "安全管理员"
        case .auditAdministrator: "审计管理员"
        case .department: "协同部门系统"
        }
    }

    /// Does work on cases inside the registry.
    package var isOfficial: Bool { Self.officials.contains(self) }
    package var isAdministrator: Bool { Self.administrators.contains(self) }
    /// Belongs to an organisation outside the registry.
    package var isMember: Bool { self == .developer || self == .bank || self == .custodian || self == .court }

    package static let officials: Set<Role> = [.clerk, .examiner, .registrar]
    package static let administrators: Set<Role> = [.systemAdministrator, .securityAdministrator, .auditAdministrator]
    /// What an account with a password may be.
    package static let ofAccounts: Set<Role> = officials.union(administrators).union([.developer, .bank, .custodian, .court])

    /// Two roles that one account may not unite, if there are any.
    ///
    /// GB/T 22239-2019 level 3 separates system, security and audit administrators from each other; and who administers
    /// the system takes no part in cases, just as an official of the registry acts for no applicant.
    package static func conflict(in roles: Set<Role>) -> (Role, Role)? {
        let sorted = roles.sorted { $0.rawValue < $1.rawValue }
        for (index, a) in sorted.enumerated() {
            for b in sorted[(index + 1)...] where !(a.isOfficial && b.isOfficial) && !(a == .citizen && b.isMember) && !(b == .citizen && a.isMember)
            {
                return (a, b)
            }
        }
        return nil
    }

    /// The roles as a column keeps them.
    static func list(_ roles: Set<Role>) -> String { roles.map(\.rawValue).sorted().joined(separator: ",") }

    static func set(_ text: String) throws -> Set<Role> {
        Set(
            try text.split(separator: ",").map { word in
                guard let role = Role(rawValue: String(word)) else {
                    throw StorageError.wrongType(column: "roles", expected: "role", found: "text")
                }
                return role
            })
    }
}
