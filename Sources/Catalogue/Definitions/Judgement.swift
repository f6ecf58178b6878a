/// One check of a service.
package struct CheckUse: Hashable, Sendable {
    package let name: String
    /// What a finding of this check leads to in this service; nil leaves it to the check.
    package let onFinding: FindingSeverity?
}

/// What a finding leads to.
package enum FindingSeverity: String, CatalogueWord {
    case clerk, `return`, wait, refuse

    package var chinese: String {
        switch self {
        case .clerk: "转人工审核"
        case .return: "一次性告知补正"
        case .wait: "等待后重试"
        case .refuse: "建议不予登记"
        }
    }
    package var meaning: String {
        switch self {
        case .clerk: "a person judges it"
        case .return: "the applicant is told everything that is wrong at once, and can mend it (条例 17)"
        case .wait: "the case waits and asks again"
        case .refuse: "a refusal is proposed to a person: no machine refuses anybody for good (个人信息保护法 24)"
        }
    }
}

/// Who decides.
package enum ReviewMode: String, CatalogueWord {
    case automatic
    case onePerson = "one-person"
    case twoPersons = "two-persons"

    package var chinese: String {
        switch self {
        case .automatic: "系统自动审核"
        case .onePerson: "一人审核"
        case .twoPersons: "初审、复审两人审核"
        }
    }
    package var meaning: String {
        switch self {
        case .automatic: "decided at once where nothing at all was found"
        case .onePerson: "one official decides"
        case .twoPersons: "two officials decide, one after the other; never the same"
        }
    }
}

/// Who takes over from an automatic decision.
package enum ReviewFallback: String, CatalogueWord {
    case clerk
    case twoClerks = "two-clerks"

    package var chinese: String {
        switch self {
        case .clerk: "转一人审核"
        case .twoClerks: "转两人审核"
        }
    }
    package var meaning: String {
        switch self {
        case .clerk: "one official decides"
        case .twoClerks: "two officials decide"
        }
    }
}

/// How a case stands when its checks have been run.
package enum CaseOutcome: String, CatalogueWord {
    case automatic, clerk, returned, refused, waiting

    package var chinese: String {
        switch self {
        case .automatic: "自动通过"
        case .clerk: "转人工审核"
        case .returned: "退回补正"
        case .refused: "建议不予登记"
        case .waiting: "等待"
        }
    }
    package var meaning: String {
        switch self {
        case .automatic: "nothing was found; decided without a person"
        case .clerk: "a person decides"
        case .returned: "sent back to the applicant with everything that is wrong"
        case .refused: "a refusal is proposed to a person"
        case .waiting: "for data of a department or an earlier case"
        }
    }
}

extension ServiceDefinition {
    /// What findings of these severities come to.
    ///
    /// Nothing is decided while data is missing; then what stands in the way for good; then what the applicant can mend; then what a
    /// person has to judge. With no finding at all the service's review decides.
    package func outcome(of findings: some Sequence<FindingSeverity>) -> CaseOutcome {
        let found = Set(findings)
        if found.contains(.wait) { return .waiting }
        if found.contains(.refuse) { return .refused }
        if found.contains(.return) { return .returned }
        if found.contains(.clerk) { return .clerk }
        return review == .automatic ? .automatic : .clerk
    }
}
