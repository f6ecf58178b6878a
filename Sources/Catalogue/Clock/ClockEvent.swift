package import Register

/// What moves a legal clock. A case's actions give these; everything else about its time follows from them.
package enum ClockEvent: Hashable, Sendable, Codable {
    /// 受理: the term begins (条例 20).
    case accepted(at: Moment)
    /// What follows does not count until it is resumed.
    case stopped(at: Moment, reason: StopReason)
    /// Ends the stop with that reason; without one, the latest.
    case resumed(at: Moment, reason: StopReason? = nil)
    /// Entered in the register, refused or withdrawn: the clock stands for good.
    case ended(at: Moment)

    package enum StopReason: String, Hashable, Sendable, Codable, CaseIterable {
        /// The applicant mends what was returned (补正).
        case correction
        /// A public notice runs (公告; 实施细则 17: not counted).
        case publicNotice
        /// A court or another authority is asked, or ordered a stop.
        case court
        /// The applicant asked for time.
        case applicant
        /// Another department has to answer first.
        case department
        /// The applicants pay in what they agreed to pay in before the registration.
        case deposits

        package var chinese: String {
            switch self {
            case .correction: "申请人补正材料"
            case .publicNotice: "公告期间"
            case .court: "等待司法机关意见"
            case .applicant: "申请人申请暂缓"
            case .department: "等待其他部门意见"
            case .deposits: "等待买受人交存资金"
            }
        }
    }

    package var at: Moment {
        switch self {
        case .accepted(let at), .stopped(let at, _), .resumed(let at, _), .ended(let at): at
        }
    }
}
