package import Register

/// Why an official looks at personal data (个人信息保护法 6; 条例 28: the purpose of a query is declared and not exceeded).
package struct Purpose: Hashable, Sendable {
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// 办理登记: the case says why.
        case caseWork
        /// 窗口咨询: the party stands at the counter.
        case counter
        /// 登记资料查询 under 不动产登记资料查询暂行办法.
        case registerQuery
        /// 协助人民法院、公安等机关: 条例 27.
        case assistance
        /// 质量检查.
        case inspection
        /// 信访投诉处理.
        case complaint
        /// 审计.
        case audit

        package var chinese: String {
            switch self {
            case .caseWork: "办理登记"
            case .counter: "窗口咨询"
            case .registerQuery: "登记资料查询"
            case .assistance: "协助有关国家机关"
            case .inspection: "质量检查"
            case .complaint: "信访投诉处理"
            case .audit: "审计"
            }
        }
    }

    package let code: Code
    /// In words, at least four characters; the case id for ``Code/caseWork``.
    package let text: String

    /// - Throws: ``IdentityError/purposeMissing`` if nobody could understand later why.
    package init(_ code: Code, _ text: String) throws(IdentityError) {
        let trimmed = String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
        let length = trimmed.count
        guard length >= (code == .caseWork ? 1 : 4), length <= 200, !trimmed.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
            throw .purposeMissing
        }
        self.code = code
        self.text = trimmed
    }

    /// Work on a case: its id says enough.
    package static func caseWork(_ id: String) throws(IdentityError) -> Purpose { try Purpose(.caseWork, id) }
}

/// The official who looks.
package struct Viewer: Hashable, Sendable {
    package let account: AccountID
    /// As the owner will read it.
    package let name: String
    /// The role in which the official acts.
    package let role: Role
    package let office: String

    package init(account: AccountID, name: String, role: Role, office: String) {
        self.account = account
        self.name = name
        self.role = role
        self.office = office
    }
}

/// What a look is about, beside the person.
package struct LookSubject: Hashable, Sendable {
    package var unit: UnitCode?
    package var caseID: String?

    package init(unit: UnitCode? = nil, caseID: String? = nil) {
        self.unit = unit
        self.caseID = caseID
    }
}
