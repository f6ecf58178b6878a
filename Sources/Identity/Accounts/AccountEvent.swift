package import Register
import Seals
package import Storage

/// Something that happened to an account, for the audit administrator.
package struct AccountEvent: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case created, signedIn, refused, locked, unlocked, passwordChanged, passwordReset, rolesChanged, disabled, enabled
        case secondFactorAdded, secondFactorRemoved
        /// A security administrator ended a session.
        case sessionEnded
        /// An auditor took records out of the house, or let the register be verified.
        case auditExported, verificationStarted
        /// A security administrator gave an organisation a role, or took it.
        case organisationRoleGiven, organisationRoleTaken

        package var chinese: String {
            switch self {
            case .created: "创建账号"
            case .signedIn: "登录"
            case .refused: "登录失败"
            case .locked: "暂时锁定"
            case .unlocked: "解除锁定"
            case .passwordChanged: "修改密码"
            case .passwordReset: "重置密码"
            case .rolesChanged: "变更角色"
            case .disabled: "停用"
            case .enabled: "启用"
            case .secondFactorAdded: "启用动态验证码"
            case .secondFactorRemoved: "停用动态验证码"
            case .sessionEnded: "结束会话"
            case .auditExported: "导出审计记录"
            case .verificationStarted: "发起登记簿校验"
            case .organisationRoleGiven: "授予单位身份"
            case .organisationRoleTaken: "撤销单位身份"
            }
        }
    }

    package let account: AccountID
    package let at: Moment
    package let kind: Kind
    /// Who did it: an account's id, or `operator` for the command line.
    package let by: String
    /// What changed, never a secret.
    package let detail: String
}

package enum AccountEventRecords {
    static func append(_ event: AccountEvent, region: String, in connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO account_event (region, account_id, at, event_id, kind, by_account, detail)
            VALUES (\(region), \(event.account.text), \(event.at.microseconds), \(Hex.encode(randomBytes(8))), \(event.kind.rawValue),
            \(event.by), \(event.detail))
            """)
    }

    /// The latest first, each with its key, under a condition on the table's columns.
    package static func rows(_ condition: SQL, limit: Int, in connection: any Connection) throws -> [(event: AccountEvent, key: String)] {
        try connection.rows(
            """
            SELECT account_id, at, event_id, kind, by_account, detail FROM account_event
            WHERE \(sql: condition) ORDER BY at DESC, event_id DESC LIMIT \(limit)
            """
        ).map { (try event($0), try $0.text("event_id")) }
    }

    /// The latest first; of one account or of all.
    package static func events(
        of account: AccountID? = nil, before: Moment, limit: Int = 200, region: String, in connection: any Connection
    ) throws -> [AccountEvent] {
        let whose: SQL = account.map { "AND account_id = \($0.text)" } ?? ""
        return try connection.rows(
            """
            SELECT account_id, at, kind, by_account, detail FROM account_event
            WHERE region = \(region) AND at < \(before.microseconds) \(sql: whose) ORDER BY at DESC, event_id LIMIT \(limit)
            """
        ).map(event)
    }

    private static func event(_ row: ResultRow) throws -> AccountEvent {
        guard let kind = AccountEvent.Kind(rawValue: try row.text("kind")) else {
            throw StorageError.wrongType(column: "kind", expected: "account event", found: "text")
        }
        return AccountEvent(
            account: AccountID(try row.text("account_id")), at: Moment(microseconds: try row.int("at")), kind: kind,
            by: try row.text("by_account"), detail: try row.text("detail"))
    }
}
