/// What may be done next, computed from the state and never stored.
package enum AvailableAction: String, Sendable, CaseIterable {
    case answer, sign, submit, pay, correct, withdraw, approve, giveBack, refuse, suspend, resume, retry

    package var chinese: String {
        switch self {
        case .answer: "填写信息"
        case .sign: "签署"
        case .submit: "提交申请"
        case .pay: "缴费"
        case .correct: "补正材料"
        case .withdraw: "撤回申请"
        case .approve: "通过"
        case .giveBack: "退回补正"
        case .refuse: "不予登记"
        case .suspend: "中止"
        case .resume: "恢复"
        case .retry: "立即重试"
        }
    }
}

extension CaseState {
    package var available: [AvailableAction] {
        guard phase.isOpen, registration == nil else { return [] }
        switch phase {
        case .draft: return [.answer, .sign, .submit, .withdraw]
        case .waitingApplicant: return [.answer, .sign, .correct, .withdraw]
        case .waitingPayment: return [.pay, .withdraw]
        case .waitingOfficer: return [.approve, .giveBack, .refuse, .suspend, .withdraw]
        case .waitingDepartment: return [.retry, .withdraw, .suspend]
        case .inProgress: return [.withdraw, .suspend]
        case .publicNotice: return [.withdraw, .suspend]
        case .suspended: return [.resume, .withdraw]
        case .registered, .completed, .refused, .withdrawn: return []
        }
    }

    /// Whether what was given back is being mended: it may still be changed, and everybody signs what stands in the end.
    var isMended: Bool { phase == .waitingApplicant && returned == nil && waiting?.step == SignStep.name }

    /// - Throws: `CaseError.notPossible`, naming what is possible.
    package func require(_ action: AvailableAction) throws {
        guard available.contains(action) else {
            throw CaseError.notPossible(action: action.chinese, phase: phase.chinese, possible: available.map(\.chinese))
        }
    }
}
