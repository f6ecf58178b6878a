/// What an operation on a case can refuse. `message` is for the person who asked.
package enum CaseError: Error, Sendable, Equatable {
    case unknownService(String)
    case unknownCase(String)
    case unreadableAction(String)
    /// Not a party to the case, or an official of another office.
    case notYours
    /// The action is not possible now; says what is.
    case notPossible(action: String, phase: String, possible: [String])
    /// Somebody else changed the case meanwhile.
    case changedMeanwhile
    /// Another open case holds the unit (实施细则 67: in order of acceptance).
    case unitBusy(unit: String, caseID: String)
    case invalid(field: String, message: String)
    /// A question that is for others to answer.
    case answeredByOthers(field: String, message: String)
    /// Another official works on it.
    case claimedByAnother(name: String)
    case notEligible(String)
    /// No such file in the case (any more).
    case unknownUpload

    package var code: String {
        switch self {
        case .unknownService: "unknown-service"
        case .unknownCase: "unknown-case"
        case .unreadableAction: "unreadable-action"
        case .notYours: "not-yours"
        case .notPossible: "not-possible-now"
        case .changedMeanwhile: "changed-meanwhile"
        case .unitBusy: "unit-has-open-case"
        case .invalid: "invalid-field"
        case .answeredByOthers: "answered-by-others"
        case .claimedByAnother: "claimed-by-another"
        case .notEligible: "not-eligible"
        case .unknownUpload: "unknown-upload"
        }
    }

    package var message: String {
        switch self {
        case .unknownService: "没有这项服务。请从服务目录中重新选择。"
        case .unknownCase: "没有找到这个办件。请核对受理编号。"
        case .unreadableAction: "办件记录中有本系统不认识的内容，已停止处理，请联系登记机构。"
        case .notYours: "这个办件不属于您，或不在您的管辖范围内。"
        case .notPossible(let action, let phase, let possible):
            "办件当前处于“\(phase)”状态，不能\(action)。" + (possible.isEmpty ? "" : "现在可以：\(possible.joined(separator: "、"))。")
        case .changedMeanwhile: "刚刚有人作了变更，请刷新后再操作。"
        case .unitBusy(_, let caseID): "该不动产单元已有先受理的在办件（尾号\(caseID.suffix(4))），须待其办结后再申请。"
        case .invalid(_, let message), .answeredByOthers(_, let message): message
        case .claimedByAnother(let name): "办件已由\(name)领取办理，须待其释放后再操作。"
        case .notEligible(let reason): reason
        case .unknownUpload: "没有这个文件，可能已经移除。"
        }
    }
}
