/// When a material, a question or a declaration is wanted. A closed set: conditions are data, logic stays in checks.
package enum Condition: Hashable, Sendable {
    /// The answer to a question is one of these.
    case answer(field: String, oneOf: [String])
    /// Somebody of that kind applies.
    case applicant(ApplicantKind)

    /// Whether it holds for what is known so far.
    package func holds(answers: [String: String], applicants: Set<ApplicantKind>) -> Bool {
        switch self {
        case .answer(let field, let values): answers[field].map(values.contains) ?? false
        case .applicant(let kind): applicants.contains(kind)
        }
    }
}
