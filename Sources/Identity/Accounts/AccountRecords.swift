import Register
import Seals
import Storage

/// The rows of `account`.
enum AccountRecords {
    static let columns: SQL = """
        account_id, user_name, display_name, roles, office, organisation, organisation_kind, password, must_change,
        second_factor, second_factor_pending, second_factor_step, disabled, failures, locked_until, created_at, signed_in_at
        """

    /// An account with its secrets.
    struct Stored {
        let account: Account
        let password: String
        let secondFactor: [UInt8]?
        let pendingSecondFactor: [UInt8]?
        let lastStep: Int64?
        let failures: Int64
    }

    static func find(_ id: AccountID, region: String, in connection: any Connection) throws -> Stored? {
        try connection.row("SELECT \(sql: columns) FROM account WHERE region = \(region) AND account_id = \(id.text)").map(stored)
    }

    static func find(userName: String, region: String, in connection: any Connection) throws -> Stored? {
        try connection.row("SELECT \(sql: columns) FROM account WHERE region = \(region) AND user_name = \(userName)").map(stored)
    }

    static func all(region: String, in connection: any Connection) throws -> [Account] {
        try connection.rows(
            "SELECT \(sql: columns) FROM account WHERE region = \(region) ORDER BY user_name -- reads all: a registry has some hundreds"
        ).map { try stored($0).account }
    }

    static func insert(_ new: NewAccount, id: AccountID, password: String, at now: Moment, region: String, in connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO account (region, account_id, user_name, display_name, roles, office, organisation, organisation_kind,
            password, password_changed_at, must_change, disabled, failures, created_at)
            VALUES (\(region), \(id.text), \(new.userName), \(new.displayName), \(Role.list(new.roles)), \(new.office),
            \(new.organisation?.id.text), \(new.organisation?.kind.rawValue), \(password), \(now.microseconds),
            \(new.mustChangePassword), \(false), \(0), \(now.microseconds))
            """)
    }

    /// Changes columns of one account: `"disabled = \(true)"`.
    static func set(_ assignments: SQL, of id: AccountID, region: String, in connection: any Connection) throws {
        let changed = try connection.execute("UPDATE account SET \(sql: assignments) WHERE region = \(region) AND account_id = \(id.text)")
        guard changed == 1 else { throw IdentityError.unknownAccount }
    }

    private static func stored(_ row: ResultRow) throws -> Stored {
        var organisation: PartyRef?
        if let id = try row.textIfPresent("organisation"), let kind = try row.textIfPresent("organisation_kind").flatMap(PartyKind.init) {
            organisation = PartyRef(id: PartyID(id), kind: kind)
        }
        let secondFactor = try row.blobIfPresent("second_factor")
        return Stored(
            account: Account(
                id: AccountID(try row.text("account_id")), userName: try row.text("user_name"), displayName: try row.text("display_name"),
                roles: try Role.set(row.text("roles")), office: try row.textIfPresent("office"), organisation: organisation,
                hasSecondFactor: secondFactor != nil, mustChangePassword: try row.bool("must_change"), isDisabled: try row.bool("disabled"),
                lockedUntil: try row.intIfPresent("locked_until").map(Moment.init(microseconds:)),
                createdAt: Moment(microseconds: try row.int("created_at")),
                signedInAt: try row.intIfPresent("signed_in_at").map(Moment.init(microseconds:))),
            password: try row.text("password"), secondFactor: secondFactor,
            pendingSecondFactor: try row.blobIfPresent("second_factor_pending"), lastStep: try row.intIfPresent("second_factor_step"),
            failures: try row.int("failures"))
    }
}
