import Casework
import Exchange
import Identity
import Ledger
import Register

/// One setting as it stands, for reading: what changes it is the configuration file and a restart.
package struct SettingLine: Sendable, Hashable {
    package let key: String
    package let environment: String
    /// Without secrets.
    package let value: String
    package let isStandard: Bool
    package let meaning: String

    package init(key: String, environment: String, value: String, isStandard: Bool, meaning: String) {
        self.key = key
        self.environment = environment
        self.value = value
        self.isStandard = isStandard
        self.meaning = meaning
    }
}

/// What the administrators' pages share.
struct AdminDesk: Sendable {
    let desk: Desk
    let accounts: AccountDesk
    let sessions: SessionStore
    let organisations: OrganisationDesk
    let settings: [SettingLine]
    let verification: VerificationDesk
    let catalogueCheck: CatalogueCheck
    let startedAt: Moment

    init(desk: Desk, signIn: SignInDesk, settings: [SettingLine]) {
        self.desk = desk
        accounts = signIn.accounts
        sessions = signIn.sessions
        self.settings = settings
        let office = desk.office
        organisations = OrganisationDesk(parties: office.parties, database: office.database)
        verification = VerificationDesk(
            database: office.database, region: office.region, log: office.sequencer.keys,
            witnesses: office.certificates.witnesses.keys, looks: office.parties.lookLog, records: office.cipher,
            parties: office.parties, directory: office.departments.directory, chainKeys: desk.anchors?.chainKeys, logger: office.logger, now: office.now)
        catalogueCheck = CatalogueCheck(catalogue: office.catalogue)
        startedAt = office.now()
    }

    /// Names of all accounts, for lists that only know keys.
    func names() async throws -> [AccountID: String] {
        Dictionary(try await accounts.all().map { ($0.id, "\($0.displayName)（\($0.userName)）") }) { first, _ in first }
    }
}

enum AdminFeatures {
    static func all(desk: Desk, signIn: SignInDesk, settings: [SettingLine]) -> [any RouteGroup] {
        let admin = AdminDesk(desk: desk, signIn: signIn, settings: settings)
        return [
            AccountAdminRoutes(admin: admin), SessionAdminRoutes(admin: admin), OperationRoutes(admin: admin), AuditRoutes(admin: admin),
            VerificationRoutes(admin: admin), OrganisationAdminRoutes(admin: admin), OrganisationAPI(organisations: admin.organisations),
        ]
    }
}
