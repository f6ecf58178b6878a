package import Register

/// What goes wrong in this module. `message` is for the person in front of the screen; no case carries personal data.
package enum IdentityError: Error, Hashable, Sendable {
    /// A name that is empty, too long or holds control characters.
    case badName
    /// A telephone number that isn't one.
    case badPhone
    /// The register knows the identifier under another name, and the new one was not vouched for by an authority.
    case nameDiffers
    case unknownParty(PartyID)
    case unknownAccount
    case badUserName
    case userNameTaken
    case weakPassword([PasswordFault])
    /// Duties that one account may not unite.
    case incompatibleRoles(Role, Role)
    case noRole
    /// Nobody changes their own account.
    case notYourself
    /// A role that whoever asks may not give, take or touch.
    case beyondGranting(Role)
    /// An auditor's account is nothing else, and no other account becomes an auditor's.
    case auditorStands
    /// Without this account nobody would be left in the role.
    case lastAdministrator(Role)
    /// A role that is not given to accounts, such as that of a citizen or of a machine.
    case roleNotForAccounts(Role)
    /// A role that needs an office, or an organisation, that was not named.
    case affiliationMissing(Role)
    case unknownOffice(String)
    case badOffice(String)
    /// The system of an institution that can't be registered under this id.
    case badClient(String)
    /// A look at personal data without a purpose that can be understood later.
    case purposeMissing
    /// The code for the second factor did not fit.
    case secondFactorWrong
    case secondFactorNotPrepared

    package var message: String {
        switch self {
        case .badName: "姓名或名称为空、过长或含有不能使用的字符。"
        case .badPhone: "电话号码格式不正确。"
        case .nameDiffers: "证件号码与已登记的姓名（名称）不一致，请核对后重试。"
        case .unknownParty: "没有找到该当事人。"
        case .unknownAccount: "没有找到该账号。"
        case .badUserName: "用户名应为3至64位小写字母、数字、点、横线或下划线，并以字母开头。"
        case .userNameTaken: "该用户名已被使用。"
        case .weakPassword(let faults): "密码不符合要求：" + faults.map(\.message).joined(separator: "；") + "。"
        case .incompatibleRoles(let a, let b): "“\(a.chinese)”与“\(b.chinese)”不能由同一账号担任。"
        case .notYourself: "不能变更自己的账号，请由其他安全管理员办理。"
        case .beyondGranting(let role): "您无权变更“\(role.chinese)”的账号。安全管理员和审计管理员的账号由运维人员在服务器上设立。"
        case .auditorStands: "审计管理员的账号不能改作他用，其他账号也不能改为审计管理员，请另设账号。"
        case .lastAdministrator(let role): "这是最后一个可用的“\(role.chinese)”账号，不能停用或改作他用。"
        case .noRole: "账号至少应有一个角色。"
        case .roleNotForAccounts(let role): "“\(role.chinese)”不是可以授予账号的角色。"
        case .affiliationMissing(let role): "角色“\(role.chinese)”需要指明所属机构。"
        case .unknownOffice(let code): "没有编号为“\(code)”的登记机构。"
        case .badOffice(let code): "登记机构“\(code)”的编号、名称或辖区不正确。"
        case .badClient(let id): "客户端编号“\(id)”不正确，或已属于另一机构。"
        case .purposeMissing: "查阅个人信息必须写明用途。"
        case .secondFactorWrong: "动态验证码不正确。"
        case .secondFactorNotPrepared: "请先取得验证器密钥，再确认启用。"
        }
    }
}
