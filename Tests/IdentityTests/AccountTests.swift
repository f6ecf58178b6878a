import Identity
import Register
import Seals
import Storage
import StorageTesting
import Testing

@Suite("Accounts")
struct AccountTests {
    private func withDesk(_ engine: Engine, _ body: (AccountDesk, any Database) async throws -> Void) async throws {
        try await withIdentity(engine) { database in
            let office = try Office(code: "360100", name: "南昌市不动产登记中心", divisions: ["360102"])
            try await database.write { try OfficeRecords.put(office, region: region, in: $0) }
            try await body(testDesk(database), database)
        }
    }

    private func clerk(_ userName: String = "li.na", roles: Set<Role> = [.clerk]) -> NewAccount {
        NewAccount(userName: userName, displayName: "李娜", roles: roles, office: "360100", password: strongPassword, mustChangePassword: false)
    }

    @Test("An official signs in with name and password", arguments: availableEngines)
    func signIn(engine: Engine) async throws {
        try await withDesk(engine) { desk, database in
            let made = try await desk.create(clerk(), by: "operator", at: noon)
            let account = try await desk.signIn(userName: "li.na", password: strongPassword, code: nil, at: noon)
            #expect(account.id == made.id)
            #expect(account.signedInAt == noon)
            #expect(account.roles == [.clerk])
            let events = try await database.read {
                try AccountEventRecords.events(of: made.id, before: noon.adding(seconds: 1), region: region, in: $0)
            }
            #expect(Set(events.map(\.kind)) == [.created, .signedIn])
        }
    }

    @Test("Wrong passwords slow the account down, and the right one no longer helps until the time is over", arguments: availableEngines)
    func lockout(engine: Engine) async throws {
        try await withDesk(engine) { desk, _ in
            try await desk.create(clerk(), by: "operator", at: noon)
            for _ in 0..<4 {
                await #expect(throws: SignInRefusal.wrongCredentials) {
                    try await desk.signIn(userName: "li.na", password: "wrong", code: nil, at: noon)
                }
            }
            let until = noon.adding(seconds: 60)
            await #expect(throws: SignInRefusal.locked(until: until)) {
                try await desk.signIn(userName: "li.na", password: "wrong", code: nil, at: noon)
            }
            await #expect(throws: SignInRefusal.locked(until: until)) {
                try await desk.signIn(userName: "li.na", password: strongPassword, code: nil, at: noon.adding(seconds: 59))
            }
            let account = try await desk.signIn(userName: "li.na", password: strongPassword, code: nil, at: noon.adding(seconds: 61))
            #expect(account.lockedUntil == nil)
        }
    }

    @Test(
        "The wait doubles and ends at an hour", arguments: [(4, nil), (5, 60.0), (6, 120), (8, 480), (11, 3600), (500, 3600)] as [(Int64, Double?)])
    func backOff(failures: Int64, seconds: Double?) {
        #expect(Lockout.until(failures: failures, at: noon) == seconds.map { noon.adding(seconds: $0) })
    }

    @Test("A name nobody has, a disabled account and a second factor each refuse in their way", arguments: availableEngines)
    func refusals(engine: Engine) async throws {
        try await withDesk(engine) { desk, _ in
            await #expect(throws: SignInRefusal.wrongCredentials) {
                try await desk.signIn(userName: "nobody", password: strongPassword, code: nil, at: noon)
            }
            let account = try await desk.create(clerk(), by: "operator", at: noon)
            try await desk.setDisabled(true, of: account.id, by: "operator", at: noon)
            await #expect(throws: SignInRefusal.disabled) {
                try await desk.signIn(userName: "li.na", password: strongPassword, code: nil, at: noon)
            }
        }
    }

    @Test("A code of the second factor is wanted once it is confirmed, and is good for one sign-in", arguments: availableEngines)
    func secondFactor(engine: Engine) async throws {
        try await withDesk(engine) { desk, _ in
            let account = try await desk.create(clerk(), by: "operator", at: noon)
            await #expect(throws: IdentityError.secondFactorNotPrepared) { try await desk.confirmSecondFactor("000000", of: account.id, at: noon) }
            let setup = try await desk.prepareSecondFactor(of: account.id, issuer: "登簿")
            #expect(setup.uri.hasPrefix("otpauth://totp/"))
            let totp = try TOTP(secret: #require(Base32.decode(setup.secret)))
            let now = noon.microseconds / 1_000_000
            // Prepared, not confirmed: nothing changes yet.
            _ = try await desk.signIn(userName: "li.na", password: strongPassword, code: nil, at: noon)
            try await desk.confirmSecondFactor(totp.code(at: now - 30), of: account.id, at: noon)
            await #expect(throws: SignInRefusal.codeMissing) {
                try await desk.signIn(userName: "li.na", password: strongPassword, code: nil, at: noon)
            }
            await #expect(throws: SignInRefusal.wrongCredentials) {
                try await desk.signIn(userName: "li.na", password: strongPassword, code: "12345a", at: noon)
            }
            let code = totp.code(at: now)
            let signedIn = try await desk.signIn(userName: "li.na", password: strongPassword, code: code, at: noon)
            #expect(signedIn.hasSecondFactor)
            await #expect(throws: SignInRefusal.wrongCredentials) {
                try await desk.signIn(userName: "li.na", password: strongPassword, code: code, at: noon)
            }
            try await desk.removeSecondFactor(of: account.id, by: "operator", at: noon)
            _ = try await desk.signIn(userName: "li.na", password: strongPassword, code: nil, at: noon)
        }
    }

    @Test("Two administrators in one account are refused, when it is made and when it is changed", arguments: availableEngines)
    func separation(engine: Engine) async throws {
        try await withDesk(engine) { desk, _ in
            await #expect(throws: IdentityError.incompatibleRoles(.auditAdministrator, .systemAdministrator)) {
                try await desk.create(clerk("root", roles: [.systemAdministrator, .auditAdministrator]), by: "operator", at: noon)
            }
            let account = try await desk.create(clerk("root", roles: [.systemAdministrator]), by: "operator", at: noon)
            await #expect(throws: IdentityError.incompatibleRoles(.securityAdministrator, .systemAdministrator)) {
                try await desk.setRoles([.systemAdministrator, .securityAdministrator], office: nil, of: account.id, by: "operator", at: noon)
            }
            #expect(try await desk.find(account.id)?.roles == [.systemAdministrator])
        }
    }

    @Test("What a draft lacks is said", arguments: availableEngines)
    func drafts(engine: Engine) async throws {
        try await withDesk(engine) { desk, _ in
            func refused(_ error: IdentityError, _ change: (inout NewAccount) -> Void) async {
                var draft = clerk()
                change(&draft)
                await #expect(throws: error) { try await desk.create(draft, by: "operator", at: noon) }
            }
            await refused(.badUserName) { $0.userName = "Li Na" }
            await refused(.badUserName) { $0.userName = "l'; DROP TABLE account" }
            await refused(.noRole) { $0.roles = [] }
            await refused(.roleNotForAccounts(.citizen)) { $0.roles = [.citizen] }
            await refused(.affiliationMissing(.clerk)) { $0.office = nil }
            await refused(.affiliationMissing(.bank)) { $0.roles = [.bank] }
            await refused(.unknownOffice("999")) { $0.office = "999" }
            await refused(.weakPassword([.tooShort, .tooPlain])) { $0.password = "abcdefgh" }
            await refused(.weakPassword([.containsUserName])) { $0.password = "Li.Na-2049-lotus" }
            try await desk.create(clerk(), by: "operator", at: noon)
            await refused(.userNameTaken) { _ in }
        }
    }

    @Test("A new password needs the old one, ends the sessions, and a reset one must be changed", arguments: availableEngines)
    func passwords(engine: Engine) async throws {
        try await withDesk(engine) { desk, database in
            let account = try await desk.create(clerk(), by: "operator", at: noon)
            let store = SessionStore(region: region, database: database, sealer: try testSealer())
            let (token, _) = try await store.start(SignedIn(account: account, office: nil), at: noon)
            await #expect(throws: SignInRefusal.wrongCredentials) {
                try await desk.changePassword(of: account.id, from: "guess", to: "Luoyang-2050-peony", at: noon)
            }
            await #expect(throws: IdentityError.weakPassword([.unchanged])) {
                try await desk.changePassword(of: account.id, from: strongPassword, to: strongPassword, at: noon)
            }
            #expect(try await store.find(token, at: noon) != nil)
            try await desk.changePassword(of: account.id, from: strongPassword, to: "Luoyang-2050-peony", at: noon)
            #expect(try await store.find(token, at: noon) == nil)
            _ = try await desk.signIn(userName: "li.na", password: "Luoyang-2050-peony", code: nil, at: noon)
            try await desk.resetPassword("Xi'an-2051-ginkgo", of: account.id, by: "operator", at: noon)
            let reset = try await desk.signIn(userName: "li.na", password: "Xi'an-2051-ginkgo", code: nil, at: noon)
            #expect(reset.mustChangePassword)
        }
    }

    @Test("A password that is too old must be changed", arguments: availableEngines)
    func lifetime(engine: Engine) async throws {
        try await withDesk(engine) { desk, _ in
            try await desk.create(clerk(), by: "operator", at: noon)
            let later = noon.adding(seconds: 91 * 86_400)
            #expect(try await !desk.signIn(userName: "li.na", password: strongPassword, code: nil, at: noon).mustChangePassword)
            #expect(try await desk.signIn(userName: "li.na", password: strongPassword, code: nil, at: later).mustChangePassword)
        }
    }

    @Test("Organisations are given the roles of members, and nothing else", arguments: availableEngines)
    func organisations(engine: Engine) async throws {
        try await withIdentity(engine) { database in
            let firm = PartyID("firm")
            let roles = try await database.write { connection in
                try OrganisationRoles.grant(.developer, to: firm, at: noon, region: region, in: connection)
                try OrganisationRoles.grant(.developer, to: firm, at: noon, region: region, in: connection)
                return try OrganisationRoles.roles(of: firm, region: region, in: connection)
            }
            #expect(roles == [.developer])
            await #expect(throws: IdentityError.roleNotForAccounts(.registrar)) {
                try await database.write { try OrganisationRoles.grant(.registrar, to: firm, at: noon, region: region, in: $0) }
            }
        }
    }
}
