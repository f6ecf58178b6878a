package import Register

/// 联审情况表: what is known of a unit before a court sells it, department by department (网络司法拍卖规定 13). It names no person: it is
/// published for whoever may want to bid.
package struct AuctionSheet: Codable, Hashable, Sendable {
    package enum State: String, Codable, Hashable, Sendable, CaseIterable {
        case answered
        /// The department has no record of the unit: which doesn't mean that nothing is owed.
        case noRecord = "no-record"
        /// The department has not answered yet.
        case silent

        package var chinese: String {
            switch self {
            case .answered: "已答复"
            case .noRecord: "查无记录"
            case .silent: "尚未答复"
            }
        }
    }

    package struct Line: Codable, Hashable, Sendable {
        package var name: String
        package var value: String
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package struct Section: Codable, Hashable, Sendable {
        /// The contract that was asked, `register` for the registry's own.
        package var source: String
        package var title: String
        /// Who answers for it.
        package var department: String
        package var state: State
        package var at: Moment?
        package var lines: [Line]
    }

    package var token: String
    package var court: String
    /// 委托函号.
    package var document: String
    package var unit: UnitCode
    package var location: String
    package var askedAt: Moment
    package var issuedAt: Moment
    /// Counts up with each answer that completes it.
    package var edition: Int
    package var sections: [Section]

    /// Whether every department has answered.
    package var isComplete: Bool { !sections.contains { $0.state == .silent } }
    package var silent: [String] { sections.filter { $0.state == .silent }.map { "\($0.department)（\($0.title)）" } }
}
