/// How long a service may take.
package struct TimeLimits: Hashable, Sendable {
    /// What citizens are promised.
    package let target: Promise
    /// What the law allows, in working days after acceptance; 0 means the same day.
    package let legalWorkingDays: Int
    /// Waits of the applicants' own making, which don't count.
    package let notCounted: [UncountedWait]
}

/// What an accepted case may wait for without its term running on.
///
/// The term of 条例 20 is the registry's: it runs while the registry, a department, a lender or a custodian is at work, however slow they are. It stands while the
/// applicants themselves owe an act on which they made their own application depend (民法典 158, 509), as it stands while they mend what was returned.
package enum UncountedWait: String, CatalogueWord {
    case deposits

    package var chinese: String {
        switch self {
        case .deposits: "等待买受人交存"
        }
    }
    package var meaning: String {
        switch self {
        case .deposits: "the account is open, its custodian answers, and own funds that the applicants agreed to pay in before the registration are missing"
        }
    }
    /// Why it doesn't count, for those who read it on the case.
    package var statute: String {
        switch self {
        case .deposits: "各方约定资金到账后登簿（《民法典》第一百五十八条、第五百零九条），等待申请人自己履行的期间，同补正期间一样不计入《不动产登记暂行条例》第二十条的时限"
        }
    }
    package var stop: ClockEvent.StopReason {
        switch self {
        case .deposits: .deposits
        }
    }
}

/// A span of time as people are promised it.
package enum Promise: Hashable, Sendable {
    case atOnce
    case minutes(Int)
    case hours(Int)
    case workingDays(Int)

    /// Reads `at once`, `1 minute`, `2 hours`, `3 working days`.
    package init?(_ text: String) {
        if text == "at once" {
            self = .atOnce
            return
        }
        guard let space = text.firstIndex(of: " "), let number = Int(text[..<space]), (1...366).contains(number),
            text[..<space].allSatisfy(\.isNumber)
        else { return nil }
        switch text[text.index(after: space)...] {
        case "minute", "minutes": self = .minutes(number)
        case "hour", "hours": self = .hours(number)
        case "working day", "working days": self = .workingDays(number)
        default: return nil
        }
    }

    package var chinese: String {
        switch self {
        case .atOnce: "即时办结"
        case .minutes(let number): "\(number)分钟"
        case .hours(let number): "\(number)小时"
        case .workingDays(let number): "\(number)个工作日"
        }
    }

    /// Working days it may need at most; anything shorter than a day is 0.
    package var workingDays: Int {
        guard case .workingDays(let number) = self else { return 0 }
        return number
    }
}

extension TimeLimits {
    /// For the service's page.
    package var legalChinese: String { legalWorkingDays == 0 ? "当日" : "\(legalWorkingDays)个工作日" }
}
