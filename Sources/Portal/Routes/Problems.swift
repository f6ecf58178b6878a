import Casework
import Escrow
import Exchange
import HTTPTypes
import Identity
import Register

/// How errors of case work look from outside: stable codes, Chinese sentences, the statute where one exists (RFC 9457).
package enum CaseProblems {
    @Sendable package static func map(_ error: any Error) -> Problem? {
        switch error {
        case let error as CaseError: problem(error)
        case let refusal as EscrowRefusal:
            Problem(.conflict, code: refusal.code, title: "监管资金现在不能这样处理", detail: refusal.chinese)
        case let refusal as Refusal:
            Problem(.conflict, code: refusal.code.rawValue, title: "登记簿不能接受这项登记", detail: "\(refusal.code.chinese)\(refusal.code.remedy)", statute: refusal.code.statute)
        case let error as BookError:
            switch error {
            case .unknownUnit(let unit):
                Problem(.notFound, code: "unknown-unit", title: "没有这个不动产单元", detail: "登记簿中没有不动产单元\(unit)。请核对单元号。")
            case .contended, .seriesUnavailable, .earlierCase:
                Problem(.serviceUnavailable, code: "register-busy", title: "登记簿正忙", detail: "同一单元正在办理其他登记，请稍后重试。", retryAfter: 2)
            }
        case let refused as SubmissionRefused:
            Problem(
                .unprocessableContent, code: "submission-incomplete", title: "申请还不能提交", detail: refused.findings.map(\.message).joined(separator: " "),
                statute: refused.findings.first?.statute, fields: refused.findings.map { FieldError($0.check, "\($0.message)\($0.remedy)") })
        case let error as AnswersIncomplete:
            Problem(
                .unprocessableContent, code: "answers-incomplete", title: "申请还没有填写完整", detail: "请先填写完整，再签署提交。",
                fields: error.problems.map { FieldError($0.field, $0.message) })
        case let error as ExchangeError:
            Problem(.serviceUnavailable, code: "department-unavailable", title: "暂时取不到部门数据", detail: error.message, retryAfter: 10)
        case is SealUnavailable:
            Problem(
                .serviceUnavailable, code: "seal-unavailable", title: "电子印章暂时不能使用", detail: "文件还没有盖章，没有生成。请稍后再试，已办理的登记不受影响。", retryAfter: 60)
        case let refusal as CallbackDesk.Refusal: refusal.problem
        case let refusal as BatchRefusal: refusal.problem
        case let error as UnitCodeError: Problem(.unprocessableContent, code: "bad-unit-code", title: "不动产单元号有误", detail: error.message)
        default: nil
        }
    }

    private static func problem(_ error: CaseError) -> Problem {
        switch error {
        case .unknownService, .unknownCase, .unknownUpload: Problem(.notFound, code: error.code, title: "没有找到", detail: error.message)
        // Whether somebody else's case exists is nobody's business.
        case .notYours: Problem(.notFound, code: "unknown-case", title: "没有找到", detail: CaseError.unknownCase("").message)
        case .notPossible: Problem(.conflict, code: error.code, title: "现在不能这样办理", detail: error.message)
        case .changedMeanwhile: Problem(.conflict, code: error.code, title: "刚刚发生变化", detail: error.message)
        case .claimedByAnother: Problem(.conflict, code: error.code, title: "办件正由他人办理", detail: error.message)
        case .unitBusy:
            Problem(.conflict, code: error.code, title: "已有在办件", detail: error.message, statute: "《不动产登记暂行条例实施细则》第六十七条")
        case .invalid(let field, let message):
            Problem(.unprocessableContent, code: error.code, title: "填写有误", detail: message, fields: [FieldError(field, message)])
        case .answeredByOthers(let field, let message):
            Problem(.forbidden, code: error.code, title: "由其他申请人填写", detail: message, fields: [FieldError(field, message)])
        case .notEligible: Problem(.unprocessableContent, code: error.code, title: "不符合办理条件", detail: error.message)
        case .unreadableAction: Problem(.internalServerError, code: error.code, title: "办件无法读取", detail: error.message)
        }
    }
}
