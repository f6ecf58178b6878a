package import Register

/// What the developer filed, stamped, with the first registration: the promise letter (承诺书), the master application for every
/// unit's transfer (分户转移登记申请表总表) and the list of units (自办名单). It stands for the developer's part of the joint
/// application that 条例 14 asks for.
package struct Pledge: Hashable, Sendable, Codable {
    package var project: String
    package var developer: PartyRef
    package var signedAt: Moment
    /// Until when it may be relied on.
    package var validUntil: LegalDate
    /// SHA-256 of the signed text, in hexadecimal.
    package var digest: String
    /// When the developer withdrew it, and why: shown to everybody.
    package var revokedAt: Moment?
    package var revokedFor: String?
    /// When a later letter took its place.
    package var supersededAt: Moment?
    /// SHA-256 of the sealed file, in hexadecimal; nil until it was printed.
    package var document: String?

    package init(
        project: String, developer: PartyRef, signedAt: Moment, validUntil: LegalDate, digest: String, revokedAt: Moment? = nil, revokedFor: String? = nil
    ) {
        self.project = project
        self.developer = developer
        self.signedAt = signedAt
        self.validUntil = validUntil
        self.digest = digest
        self.revokedAt = revokedAt
        self.revokedFor = revokedFor
    }

    /// Whether an application may be made on it that day.
    package func isInForce(on day: LegalDate) -> Bool { revokedAt == nil && supersededAt == nil && day <= validUntil }

    /// Whether what was accepted at that moment rests on it, whatever became of it since: the developer's application was complete
    /// when it was accepted, and a joint application is withdrawn by all applicants together only (实施细则 13).
    package func covers(_ moment: Moment) -> Bool {
        signedAt <= moment && moment.date <= validUntil && (revokedAt.map { moment < $0 } ?? true) && (supersededAt.map { moment < $0 } ?? true)
    }
}

extension CaseFacts.ProjectFacts {
    /// The letter that an application rests on: the one in force, or the one that was when it was accepted.
    package func reliedPledge(acceptedAt: Moment?, on today: LegalDate) -> Pledge? {
        if let pledge, pledge.isInForce(on: today) { return pledge }
        guard let acceptedAt else { return nil }
        return ([pledge].compactMap(\.self) + formerPledges).first { $0.covers(acceptedAt) }
    }
}

/// A project on the public list with its promise letter: whether its buyers may register alone.
package struct ListedProject: Sendable {
    package let project: Project
    package let pledge: Pledge?

    package enum Standing: Hashable, Sendable {
        case open
        /// By an official, for a reason that everybody reads.
        case suspended(String)
        /// By the developer.
        case withdrawn(LegalDate, String)
        case expired(LegalDate)
        case unpledged

        package var isOpen: Bool { self == .open }

        package var chinese: String {
            switch self {
            case .open: "可自行办理"
            case .suspended: "暂停自行办理"
            case .withdrawn: "承诺书已撤回"
            case .expired: "承诺书已到期"
            case .unpledged: "未提交承诺书"
            }
        }

        /// In a sentence, for whoever can't apply; nil where everybody can.
        package var reason: String? {
            switch self {
            case .open: nil
            case .suspended(let reason): "项目已暂停自行办理：\(reason)"
            case .withdrawn(let day, let reason): "开发企业已于\(day.chinese)撤回承诺书：\(reason)"
            case .expired(let day): "开发企业的承诺书已于\(day.chinese)到期，续签后可以自行办理。"
            case .unpledged: "开发企业没有提交承诺书。"
            }
        }
    }

    package init(project: Project, pledge: Pledge?) {
        self.project = project
        self.pledge = pledge
    }

    package func standing(on day: LegalDate) -> Standing {
        if project.state == .suspended { return .suspended(project.suspendedFor ?? "原因待公布") }
        guard let pledge else { return .unpledged }
        if let at = pledge.revokedAt { return .withdrawn(at.date, pledge.revokedFor ?? "原因待公布") }
        return day <= pledge.validUntil ? .open : .expired(pledge.validUntil)
    }
}
