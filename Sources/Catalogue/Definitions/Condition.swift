/// When a material, a question or a declaration is wanted. A closed set: conditions are data, logic stays in checks.
package enum Condition: Hashable, Sendable {
    /// The answer to a question is one of these.
    case answer(field: String, oneOf: [String])
    /// Somebody of that kind applies, in one of these roles; in any where none is named.
    case applicant(ApplicantKind, roles: [String])
    /// What this field of type `charge` asks is paid out of custody.
    case charged(field: String)

    /// Whether it holds for what is known so far.
    package func holds(answers: [String: String], applicants: Set<ApplicantStanding>) -> Bool {
        switch self {
        case .answer(let field, let values): answers[field].map(values.contains) ?? false
        case .applicant(let kind, let roles): applicants.contains { $0.kind == kind && (roles.isEmpty || roles.contains($0.role)) }
        case .charged(let field): answers[field].flatMap(KeptCharge.init) != nil
        }
    }
}

/// As what somebody takes part in a case: all that conditions ask of people.
package struct ApplicantStanding: Hashable, Sendable {
    package let role: String
    package let kind: ApplicantKind
    package init(role: String, kind: ApplicantKind) {
        self.role = role
        self.kind = kind
    }
}
