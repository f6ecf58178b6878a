/// How long a service may take.
package struct TimeLimits: Hashable, Sendable {
    /// What citizens are promised.
    package let target: Promise
    /// What the law allows, in working days after acceptance; 0 means the same day.
    package let legalWorkingDays: Int
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
