package import Register

/// What one party to a case is to do next; nil where it is somebody else's turn.
package enum PartyTask: String, Hashable, Sendable, CaseIterable {
    case sign, mend, signAgain = "sign-again", pay, agreeToWithdraw = "agree-to-withdraw"

    package var chinese: String {
        switch self {
        case .sign: "填写、核对并签署"
        case .mend: "补正后重新提交"
        case .signAgain: "补正后重新签署"
        case .pay: "缴纳登记费"
        case .agreeToWithdraw: "其他申请人请求撤回，请确认"
        }
    }
}

extension CaseState {
    /// Without whom what was handed in isn't withdrawn.
    var withdrawers: Set<PartyID> { Set(applicants.filter { $0.role != CaseFacts.custody }.map(\.party.id)) }

    package func task(of party: PartyID) -> PartyTask? {
        guard applicants.contains(where: { $0.party.id == party }), phase.isOpen, registration == nil else { return nil }
        if !withdrawing.isEmpty, withdrawers.contains(party), !withdrawing.contains(party), available.contains(.withdraw) { return .agreeToWithdraw }
        if returned != nil { return .mend }
        if submittedAt == nil { return signatures.contains { $0.party == party } ? nil : .sign }
        if awaitsSignature(of: party) { return .signAgain }
        if phase == .waitingPayment { return .pay }
        return nil
    }
}
