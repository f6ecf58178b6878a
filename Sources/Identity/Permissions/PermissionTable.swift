/// The one table of who may do what: role x action. A route without a permission can't be declared, a permission without
/// a row doesn't compile, and a test walks every route as every role.
package enum PermissionTable {
    /// The roles that have a permission.
    package static func roles(_ permission: Permission) -> Set<Role> {
        switch permission {
        // Everybody, signed in or not.
        case .viewPublicPages: everybody
        case .checkCertificate: everybody
        case .signIn: everybody
        case .viewHealth: everybody

        // Whoever signed in, in their own matters. Organisations act as applicants too.
        case .signOut: signedIn
        case .applyAsCitizen: [.citizen]
        case .viewOwnProperty: [.citizen]
        case .viewOwnCases: [.citizen, .developer, .bank, .custodian]
        case .viewOwnLooks: [.citizen]
        case .payOwnFee: [.citizen, .developer, .bank]
        case .downloadOwnCertificate: [.citizen, .developer, .bank]

        // Members of organisations, for these.
        case .applyAsDeveloper: [.developer]
        case .manageOwnProjects: [.developer]
        case .importUnits: [.developer]
        case .applyAsBank: [.bank]
        case .keepMoney: [.custodian]
        case .useInstitutionDesk: [.bank, .custodian]
        case .manageCallbacks: [.bank, .custodian]
        case .orderAsCourt: [.court]

        // The registry. 受理 takes in, 审核 decides, 登簿 decides and enters.
        case .viewWorkQueue: [.clerk, .examiner, .registrar]
        case .viewCase: [.clerk, .examiner, .registrar]
        case .acceptAtCounter: [.clerk]
        case .decideCase: [.examiner, .registrar]
        case .returnCase: [.clerk, .examiner, .registrar]
        case .suspendCase: [.examiner, .registrar]
        case .reassignCase: [.registrar]
        // Whoever enters the register lets the money go with it, and answers for it.
        case .clearMoney: [.registrar]
        case .manageListing: [.registrar]
        case .enterRegister: [.registrar]
        case .searchRegister: [.clerk, .examiner, .registrar]
        case .viewFolio: [.clerk, .examiner, .registrar]
        case .viewStatistics: [.examiner, .registrar, .systemAdministrator, .auditAdministrator]

        // The three administrators, each in a part that the others can't reach.
        case .manageAccounts: [.securityAdministrator]
        case .manageOrganisations: [.securityAdministrator]
        case .manageSessions: [.securityAdministrator]
        case .viewSystem: [.systemAdministrator]
        case .exportAudit: [.auditAdministrator]
        case .runVerification: [.auditAdministrator]
        case .manageSettings: [.systemAdministrator]
        case .viewMetrics: [.systemAdministrator]
        case .viewAudit: [.auditAdministrator]
        case .changeOwnPassword: Role.ofAccounts

        // Machines, by the signature on their message.
        case .receiveExchange: [.department]
        }
    }

    package static func allows(_ role: Role, _ permission: Permission) -> Bool {
        rows[permission]?.contains(role) ?? false
    }

    /// Whether one of the roles has it. Without any role somebody is the public.
    package static func allows(_ roles: Set<Role>, _ permission: Permission) -> Bool {
        guard let allowed = rows[permission] else { return false }
        return roles.isEmpty ? allowed.contains(.public) : !allowed.isDisjoint(with: roles)
    }

    /// Whether one need not sign in at all.
    package static func isPublic(_ permission: Permission) -> Bool { allows(.public, permission) }

    /// The table as a page of the documentation.
    package static var markdown: String {
        let roles = Role.allCases
        var text = "| | " + roles.map(\.chinese).joined(separator: " | ") + " |\n"
        text += "| --- |" + String(repeating: " :-: |", count: roles.count) + "\n"
        for permission in Permission.allCases {
            text += "| `\(permission.rawValue)` \(permission.chinese) | "
            text += roles.map { allows($0, permission) ? "●" : "" }.joined(separator: " | ") + " |\n"
        }
        return text
    }

    private static let everybody = Set(Role.allCases).subtracting([.department])
    private static let signedIn = Role.ofAccounts.union([.citizen])
    private static let rows = Dictionary(uniqueKeysWithValues: Permission.allCases.map { ($0, roles($0)) })
}
