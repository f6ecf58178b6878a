package import Register

/// Why somebody was not signed in. Which of name, password and code was wrong is not told.
package enum SignInRefusal: Error, Hashable, Sendable {
    case wrongCredentials
    /// The password fits; the account has a second factor and no code was given.
    case codeMissing
    case locked(until: Moment)
    case disabled

    package var message: String {
        switch self {
        case .wrongCredentials: "用户名、密码或动态验证码不正确。"
        case .codeMissing: "请输入验证器上的6位动态验证码。"
        case .locked(let until): "尝试次数过多，请在\(until)之后再试。"
        case .disabled: "该账号已停用，请联系安全管理员。"
        }
    }
}
