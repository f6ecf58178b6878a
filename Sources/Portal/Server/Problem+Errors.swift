import HTTPTypes
import Hummingbird
import Identity
import NIOCore
import Register
import Storage

/// Errors become problems here and nowhere else. What isn't listed is an internal error, and says nothing about its cause.
extension Problem {
    /// Errors of the layers above, looked at first.
    package typealias Mapping = @Sendable (any Error) -> Problem?

    init(_ error: any Error, mapping: Mapping) {
        if let problem = mapping(error) {
            self = problem
            return
        }
        switch error {
        case let error as Problem: self = error
        case let error as PortalError: self.init(error)
        case let error as FieldError: self.init(PortalError.invalid([error]))
        case let error as IdentityError: self.init(error)
        case let error as SignInRefusal: self.init(.unprocessableContent, code: "sign-in-refused", title: "登录未成功", detail: error.message)
        case let error as UnitCodeError: self.init(.unprocessableContent, code: "unit-code", title: "不动产单元号有误", detail: error.message)
        case let error as IdentifierError: self.init(.unprocessableContent, code: "identifier", title: "证件号码有误", detail: error.message)
        case let error as StorageError: self.init(error)
        case let error as BlobError: self.init(error)
        case let error as HTTPError: self.init(status: error.status)
        case is CancellationError: self = .busy
        case is NIOTooManyBytesError: self.init(PortalError.bodyTooLarge(limit: 0))
        default: self = .internalError
        }
    }

    package static let internalError = Problem(
        .internalServerError, code: "internal", title: "系统出了问题", detail: "抱歉，系统未能完成此操作，已记录下来。请稍后重试；若一直如此，请将请求编号告诉登记窗口。")
    static let busy = Problem(.serviceUnavailable, code: "busy", title: "系统繁忙", detail: "系统正忙，请稍后重试。您填写的内容没有丢失。", retryAfter: 5)

    private init(_ error: IdentityError) {
        switch error {
        case .unknownParty, .unknownAccount, .unknownOffice: self.init(.notFound, code: "unknown", title: "没有找到", detail: error.message)
        case .userNameTaken, .nameDiffers: self.init(.conflict, code: "conflict", title: "与已有信息不一致", detail: error.message)
        case .purposeMissing:
            self.init(.unprocessableContent, code: "purpose-missing", title: "请写明用途", detail: error.message, statute: "不动产登记暂行条例 第二十八条")
        case .notYourself, .beyondGranting, .auditorStands, .lastAdministrator:
            self.init(.conflict, code: "duty-separated", title: "不能这样变更账号", detail: error.message, statute: "GB/T 22239—2019 第三级 安全管理中心")
        case .incompatibleRoles: self.init(.unprocessableContent, code: "incompatible-roles", title: "角色不能兼任", detail: error.message)
        default: self.init(.unprocessableContent, code: "invalid", title: "请检查填写的内容", detail: error.message)
        }
    }

    private init(_ error: StorageError) {
        switch error {
        case .busy, .timeout, .overloaded, .serializationFailure, .connectionLost, .closed: self = .busy
        case .unique: self.init(.conflict, code: "conflict", title: "已经存在", detail: "相同的内容已经存在，请刷新后查看。")
        case .invalidValue: self.init(.unprocessableContent, code: "invalid", title: "请检查填写的内容", detail: "填写的内容中有不能保存的字符。")
        case .outcomeUnknown:
            self.init(.serviceUnavailable, code: "outcome-unknown", title: "结果未知", detail: "操作可能已经完成，请先查看办理进度，不要重复提交。", retryAfter: 10)
        default: self = .internalError
        }
    }

    private init(_ error: BlobError) {
        switch error {
        case .tooLarge(let limit): self.init(PortalError.upload(.tooLarge(limit: Int(limit))))
        case .missing: self.init(.notFound, code: "not-found", title: "没有找到", detail: "这份材料不存在或已被移走。")
        case .damaged, .io: self = .internalError
        }
    }

    private init(status: HTTPResponse.Status) {
        switch status.code {
        case 404: self.init(PortalError.notFound)
        case 413: self.init(PortalError.bodyTooLarge(limit: 0))
        case 415: self.init(PortalError.mediaTypeNotSupported(expected: ""))
        case 400..<500: self.init(status, code: "bad-request", title: "请求有误", detail: "请求的内容不正确，请检查后重试。")
        default: self = .internalError
        }
    }
}

extension Problem: Error {}

extension Problem {
    init(_ error: PortalError) {
        switch error {
        case .notFound: self.init(.notFound, code: "not-found", title: "没有找到这个页面", detail: "地址可能输错了，或者内容已经移走。")
        case .methodNotAllowed(let allowed):
            self.init(.methodNotAllowed, code: "method-not-allowed", title: "不支持的操作", detail: "这个地址不支持此种请求。", allow: allowed)
        case .signInRequired: self.init(.unauthorized, code: "sign-in-required", title: "请先登录", detail: "登录后才能继续。")
        case .passwordChangeRequired:
            self.init(.forbidden, code: "password-change-required", title: "请先修改密码", detail: "您的密码是初始密码或已到期，修改后才能继续。")
        case .forbidden: self.init(.forbidden, code: "forbidden", title: "没有权限", detail: "您的账号不能使用此功能。")
        case .otherTerritory:
            self.init(
                .forbidden, code: "other-territory", title: "不属于本机构辖区", detail: "该不动产由其所在地的登记机构办理。", statute: "不动产登记暂行条例 第七条")
        case .forgedRequest: self.init(.forbidden, code: "forged-request", title: "页面已过期", detail: "为了您的安全，请返回上一页刷新后重新提交。")
        case .badPath: self.init(.badRequest, code: "bad-path", title: "地址有误", detail: "地址中有不能使用的字符。")
        case .malformed(let detail): self.init(.badRequest, code: "malformed", title: "请求有误", detail: detail)
        case .invalid(let fields):
            self.init(.unprocessableContent, code: "invalid", title: "请检查填写的内容", detail: fields.map(\.message).joined(separator: " "), fields: fields)
        case .bodyTooLarge: self.init(.contentTooLarge, code: "too-large", title: "内容过大", detail: "提交的内容超过了上限。")
        case .mediaTypeNotSupported: self.init(.unsupportedMediaType, code: "media-type", title: "格式不支持", detail: "提交的内容格式不受支持。")
        case .tooManyRequests(let seconds):
            self.init(.tooManyRequests, code: "too-many-requests", title: "操作太频繁", detail: "请在\(seconds)秒后再试。", retryAfter: seconds)
        case .tooManyStreams:
            self.init(.tooManyRequests, code: "too-many-streams", title: "打开的页面太多", detail: "同时打开的进度页面太多，请关闭一些。", retryAfter: 30)
        case .tooSlow: self.init(.serviceUnavailable, code: "too-slow", title: "处理超时", detail: "这次处理用时过长，请稍后重试。", retryAfter: 10)
        case .idempotencyKeyMalformed:
            self.init(.badRequest, code: "idempotency-key", title: "幂等键有误", detail: "Idempotency-Key 应为8至128个可见字符。")
        case .idempotencyKeyReused:
            self.init(.unprocessableContent, code: "idempotency-key-reused", title: "幂等键重复使用", detail: "同一个 Idempotency-Key 已用于另一个请求。")
        case .idempotencyKeyBusy:
            self.init(.conflict, code: "idempotency-key-busy", title: "请求正在处理", detail: "相同的请求正在处理，请稍候查看结果。", retryAfter: 1)
        case .upload(let fault):
            let status: HTTPResponse.Status =
                switch fault {
                case .tooLarge, .tooManyParts: .contentTooLarge
                case .kindNotAllowed, .disguised: .unsupportedMediaType
                default: .unprocessableContent
                }
            self.init(status, code: "upload", title: "文件未能上传", detail: fault.message)
        case .signInFailed(let failure):
            let status: HTTPResponse.Status = failure == .unavailable || failure == .notConfigured ? .serviceUnavailable : .badRequest
            self.init(status, code: "sign-in-failed", title: "登录未成功", detail: failure.message)
        case .signatureRejected: self.init(.unauthorized, code: "signature", title: "签名无效", detail: "消息的签名未通过验证。")
        case .unavailable(let detail): self.init(.serviceUnavailable, code: "unavailable", title: "暂时不可用", detail: detail, retryAfter: 2)
        }
    }
}
