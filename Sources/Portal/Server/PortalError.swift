/// What the portal itself refuses.
package enum PortalError: Error, Hashable, Sendable {
    case notFound
    case methodNotAllowed(allowed: [String])
    case signInRequired
    case passwordChangeRequired
    case forbidden
    /// The matter belongs to another office's division (条例 7).
    case otherTerritory
    /// The form's token is missing or old, or the request came from another site.
    case forgedRequest
    case badPath
    case malformed(String)
    case invalid([FieldError])
    case bodyTooLarge(limit: Int)
    case mediaTypeNotSupported(expected: String)
    case tooManyRequests(retryAfter: Int)
    case tooManyStreams
    case tooSlow
    case idempotencyKeyMalformed
    /// The same key came with another request.
    case idempotencyKeyReused
    /// The first request with this key is still at work.
    case idempotencyKeyBusy
    case upload(UploadFault)
    case signInFailed(SignInFailure)
    case signatureRejected(String)
    /// Will be there in a moment, and nothing is broken: not an error of the server's.
    case unavailable(String)
}

/// One field that is wrong. `name` is the field's name in the form or the path in the JSON.
package struct FieldError: Error, Hashable, Sendable {
    package let name: String
    package let message: String

    package init(_ name: String, _ message: String) {
        self.name = name
        self.message = message
    }
}

/// Why a file was not taken.
package enum UploadFault: Hashable, Sendable {
    case malformed
    case tooManyParts(limit: Int)
    case tooLarge(limit: Int)
    case empty
    case kindNotAllowed(found: String)
    /// The content is not what the name or the declared type says.
    case disguised(declared: String, found: String)
    case notUTF8
    case missing(field: String)

    package var message: String {
        switch self {
        case .malformed: "上传的内容不完整或格式有误，请重新选择文件。"
        case .tooManyParts(let limit): "一次最多上传\(limit)项内容。"
        case .tooLarge(let limit): "文件超过\(limit / 1024 / 1024 > 0 ? "\(limit / 1024 / 1024) MB" : "\(limit / 1024) KB")的上限。"
        case .empty: "文件是空的。"
        case .kindNotAllowed(let found): "不能上传这种文件（识别为\(found)）。"
        case .disguised(let declared, let found): "文件名或类型写的是\(declared)，内容却是\(found)，请核对后重新上传。"
        case .notUTF8: "文本文件应为 UTF-8 编码，请在表格软件中另存为“CSV UTF-8”后重试。"
        case .missing: "请选择要上传的文件。"
        }
    }
}

/// Why unified identity did not sign somebody in.
package enum SignInFailure: Hashable, Sendable {
    /// The person pressed "cancel" there.
    case cancelled
    /// The page was open too long, or belongs to another browser.
    case expired
    /// The identity service can't be reached.
    case unavailable
    /// What it answered can't be believed. The reason is for the log.
    case rejected(String)
    /// It did not say who this is.
    case incomplete
    case notConfigured

    package var message: String {
        switch self {
        case .cancelled: "您已取消登录。"
        case .expired: "登录页面已过期，请重新登录。"
        case .unavailable: "统一身份认证暂时无法连接，请稍后再试。您也可以到登记窗口办理。"
        case .rejected: "统一身份认证返回的信息未能通过核验，请重新登录。"
        case .incomplete: "统一身份认证未提供办理登记所需的姓名和证件号码，请先在该平台完成实名认证。"
        case .notConfigured: "本平台尚未接入统一身份认证，请到登记窗口办理。"
        }
    }
}
