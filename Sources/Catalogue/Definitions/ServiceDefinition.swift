package import Register

/// One service, as its file in `catalogue/services` defines it: everything that differs from one service to the next.
///
/// Names of checks, steps, acts, documents, departments, sources, fee rules and requirements are those that the program implements;
/// the loader has seen to it that each exists.
package struct ServiceDefinition: Hashable, Sendable {
    /// E.g. `transfer.presold.by-buyer`.
    package let id: String
    package let name: String
    /// For narrow places: a button, a column of the work queue.
    package let shortName: String
    /// What it is, in a sentence or two that a citizen understands.
    package let summary: String
    package let category: ServiceCategory
    package let audience: [Audience]
    /// Words that people search for.
    package let keywords: [String]
    package let law: [Statute]
    /// Kinds of registration that it enters; none for a query.
    package let kinds: [RegistrationKind]
    package let subject: ServiceSubject
    /// Whether one case may be about several units: one debt that all of them secure.
    package let severalUnits: Bool
    package let applicants: [ApplicantRole]
    package let channels: [Channel]
    package let requires: [Requirement]
    package let form: [FormField]
    package let materials: [MaterialNeed]
    package let declarations: [Declaration]
    package let checks: [CheckUse]
    package let steps: [String]
    package let review: ReviewMode
    /// Who takes over when an automatic decision isn't possible; nil unless `review` is automatic.
    package let fallsTo: ReviewFallback?
    package let acts: [String]
    package let issues: [String]
    package let fee: ServiceFee
    package let tells: [String]
    package let within: TimeLimits
    package let publicNotice: PublicNotice?
    /// nil: no money is held for its cases.
    package let money: MoneyTerms?
    /// For which facts it is the right one of several ways to the same end; empty: it is the only way.
    package let suits: [Suit]
    /// The contract upon which the registry opens it by itself; nil: people open it.
    package let openedBy: String?
    package let retention: ArchiveRetention
    package let tests: [ServiceTest]
    /// The file it was read from, relative to the catalogue's folder.
    package let file: String

    /// Whether it changes the register.
    package var registers: Bool { !acts.isEmpty }

    package func role(_ name: String) -> ApplicantRole? { applicants.first { $0.role == name } }
    package func material(_ kind: String) -> MaterialNeed? { materials.first { $0.kind == kind } }
    /// Roles without which the application isn't complete, and that nobody of these fills.
    package func missingRoles(_ present: Set<String>) -> [ApplicantRole] {
        applicants.filter { !$0.alone && !$0.optional && !present.contains($0.role) }
    }
    /// Roles whose applicants each have a material of that kind.
    package func roles(having kind: String) -> Set<String> { Set(material(kind)?.of ?? []) }
    package func field(_ name: String) -> FormField? { form.first { $0.name == name } }
    package func check(_ name: String) -> CheckUse? { checks.first { $0.name == name } }

    /// Whether a single applicant in that role may start and finish a case without anybody else.
    package func mayApplyAlone(_ role: String) -> Bool { self.role(role)?.alone ?? false }

    /// The declarations that somebody in that role signs, in order.
    package func declarations(for role: String) -> [Declaration] {
        declarations.filter { $0.signers.isEmpty || $0.signers.contains(role) }
    }
}

/// What a case of the service is about.
package enum ServiceSubject: String, CatalogueWord {
    case unit, project, holder

    package var chinese: String {
        switch self {
        case .unit: "一个不动产单元"
        case .project: "一个建设项目的全部单元"
        case .holder: "申请人名下的全部不动产"
        }
    }
    package var meaning: String {
        switch self {
        case .unit: "one unit"
        case .project: "all units of a developer's project"
        case .holder: "everything that the applicant holds"
        }
    }
}

/// Somebody who applies.
package struct ApplicantRole: Hashable, Sendable {
    /// E.g. `buyer`.
    package let role: String
    /// E.g. 买受人.
    package let label: String
    package let kinds: [ApplicantKind]
    /// Whether nobody else has to apply with them (条例 14).
    package let alone: Bool
    /// Whether several people may stand in the role together.
    package let several: Bool
    /// Takes part only where the law wants their consent: co-owners, mortgagees, holders of notices (民法典 221, 301, 406).
    package let optional: Bool
    /// By what the register or a department knows who belongs in the role; empty: anybody may stand in it.
    package let knownAs: [RoleStanding]
    package let identify: [IdentificationWay]
}

/// What must be true before anybody may start.
package struct Requirement: Hashable, Sendable {
    package let name: String
    /// For the service's page.
    package let says: String
}

/// A declaration that applicants sign, with the text it has in the catalogue.
package struct Declaration: Hashable, Sendable {
    /// Id of the text.
    package let name: String
    package let title: String
    /// As it stands in the catalogue, placeholders open.
    package let text: String
    /// Roles that sign it; empty means all.
    package let signers: [String]
    /// Whether nobody can apply without signing it; the others are judged by checks.
    package let required: Bool
    /// nil: always.
    package let when: Condition?
}

/// What it costs.
package struct ServiceFee: Hashable, Sendable {
    /// nil: nothing is charged.
    package let rule: String?
    /// For the service's page.
    package let says: String
}

/// 公告: stands for so many working days, which the legal term does not count (实施细则 17).
package struct PublicNotice: Hashable, Sendable {
    package let workingDays: Int
    /// nil: in every case.
    package let when: Condition?
}

/// How long the case's file is kept (不动产登记资料 are kept for good, 条例 13; a query's file is not).
package enum ArchiveRetention: String, CatalogueWord {
    case permanent
    case thirtyYears = "30-years"
    case tenYears = "10-years"

    package var chinese: String {
        switch self {
        case .permanent: "永久"
        case .thirtyYears: "30年"
        case .tenYears: "10年"
        }
    }
    package var meaning: String {
        switch self {
        case .permanent: "for good"
        case .thirtyYears: "thirty years"
        case .tenYears: "ten years"
        }
    }
}
