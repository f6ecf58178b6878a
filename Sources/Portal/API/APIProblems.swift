import Casework
import HTTPTypes
import Hummingbird

/// What only the API refuses.
enum APIProblems {
    static let tokenRejected = Problem(
        .unauthorized, code: "token-rejected", title: "访问令牌无效", detail: "访问令牌已过期、已撤销或不正确，请重新换取。")
    static let versionRequired = Problem(
        HTTPResponse.Status(code: 428, reasonPhrase: "Precondition Required"), code: "version-required", title: "请注明版本",
        detail: "请在 If-Match 或 version 中注明所见内容的版本，以免覆盖他人的处理结果。")
    static let preconditionFailed = Problem(
        .preconditionFailed, code: "changed-meanwhile", title: "刚刚发生变化", detail: CaseError.changedMeanwhile.message)
    static let noOrder = Problem(.notFound, code: "no-order", title: "没有全景", detail: "这个办件不是多方共同办理的，也没有资金监管。")
    static let noMoney = Problem(.notFound, code: "no-money", title: "没有监管资金", detail: "这个办件没有资金监管。")
    static let notPaid = Problem(.conflict, code: "no-fee", title: "没有待缴费用", detail: "这个办件现在没有需要缴纳的费用。")
}
