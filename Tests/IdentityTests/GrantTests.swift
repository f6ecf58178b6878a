import Identity
import Register
import Storage
import StorageTesting
import Testing

@Suite("Who may change whose account")
struct GrantTests {
    private func withStaff<T: Sendable>(_ engine: Engine, _ body: (AccountDesk, _ security: Account, _ auditor: Account, _ clerk: Account) async throws -> T) async throws -> T {
        try await withIdentity(engine) { database in
            let office = try Office(code: "nanchang", name: "南昌市不动产登记中心", divisions: ["360102"])
            try await database.write { try OfficeRecords.put(office, region: region, in: $0) }
            let desk = try testDesk(database)
            func make(_ name: String, _ role: Role) async throws -> Account {
                try await desk.create(
                    NewAccount(userName: name, displayName: name, roles: [role], office: role.isOfficial ? "nanchang" : nil, password: strongPassword),
                    by: "operator", at: noon)
            }
            return try await body(desk, make("security", .securityAdministrator), make("auditor", .auditAdministrator), make("clerk", .clerk))
        }
    }

    @Test("nobody changes their own account", arguments: availableEngines)
    func oneself(engine: Engine) async throws {
        try await withStaff(engine) { desk, security, _, _ in
            let me = security.id
            await #expect(throws: IdentityError.notYourself) { try await desk.setRoles([.clerk], office: "nanchang", of: me, by: me.text, at: noon) }
            await #expect(throws: IdentityError.notYourself) { try await desk.setDisabled(true, of: me, by: me.text, at: noon) }
            await #expect(throws: IdentityError.notYourself) { try await desk.resetPassword("Lushan-1861-cloud", of: me, by: me.text, at: noon) }
            await #expect(throws: IdentityError.notYourself) { try await desk.unlock(me, by: me.text, at: noon) }
            // One's own password is one's own business.
            try await desk.changePassword(of: me, from: strongPassword, to: "Lushan-1861-cloud", at: noon)
        }
    }

    @Test("a security administrator governs officials, but neither auditors nor their like", arguments: availableEngines)
    func governed(engine: Engine) async throws {
        try await withStaff(engine) { desk, security, auditor, clerk in
            let by = security.id.text
            try await desk.setRoles([.clerk, .examiner], office: "nanchang", of: clerk.id, by: by, at: noon)
            try await desk.setDisabled(true, of: clerk.id, by: by, at: noon)
            try await desk.setDisabled(false, of: clerk.id, by: by, at: noon)
            for work in [
                { try await desk.setDisabled(true, of: auditor.id, by: by, at: noon) },
                { try await desk.resetPassword("Lushan-1861-cloud", of: auditor.id, by: by, at: noon) },
                { try await desk.removeSecondFactor(of: auditor.id, by: by, at: noon) },
                { try await desk.unlock(auditor.id, by: by, at: noon) },
            ] { await #expect(throws: IdentityError.beyondGranting(.auditAdministrator)) { try await work() } }
            for role in [Role.auditAdministrator, .securityAdministrator] {
                await #expect(throws: IdentityError.beyondGranting(role)) {
                    try await desk.create(NewAccount(userName: "friend", displayName: "某", roles: [role], password: strongPassword), by: by, at: noon)
                }
            }
            #expect(try await desk.find(userName: "friend") == nil)
        }
    }

    @Test("nobody else governs anybody, and neither does who was disabled", arguments: availableEngines)
    func others(engine: Engine) async throws {
        try await withStaff(engine) { desk, security, auditor, clerk in
            for by in [auditor, clerk] {
                await #expect(throws: IdentityError.beyondGranting(.clerk)) {
                    try await desk.create(
                        NewAccount(userName: "friend", displayName: "某", roles: [.clerk], office: "nanchang", password: strongPassword), by: by.id.text, at: noon)
                }
            }
            let second = try await desk.create(
                NewAccount(userName: "security2", displayName: "某", roles: [.securityAdministrator], password: strongPassword), by: "operator", at: noon)
            try await desk.setDisabled(true, of: second.id, by: "operator", at: noon)
            await #expect(throws: IdentityError.unknownAccount) { try await desk.setDisabled(true, of: clerk.id, by: second.id.text, at: noon) }
            await #expect(throws: IdentityError.unknownAccount) {
                try await desk.setDisabled(true, of: clerk.id, by: String(repeating: "0", count: 32), at: noon)
            }
            _ = security
        }
    }

    @Test("an auditor's account is nothing else, before and after, whoever asks", arguments: availableEngines)
    func auditor(engine: Engine) async throws {
        try await withStaff(engine) { desk, _, auditor, clerk in
            await #expect(throws: IdentityError.auditorStands) { try await desk.setRoles([.clerk], office: "nanchang", of: auditor.id, by: "operator", at: noon) }
            await #expect(throws: IdentityError.auditorStands) {
                try await desk.setRoles([.auditAdministrator], office: nil, of: clerk.id, by: "operator", at: noon)
            }
        }
    }

    @Test("the last administrator of a kind stays", arguments: availableEngines)
    func last(engine: Engine) async throws {
        try await withStaff(engine) { desk, security, auditor, _ in
            await #expect(throws: IdentityError.lastAdministrator(.auditAdministrator)) { try await desk.setDisabled(true, of: auditor.id, by: "operator", at: noon) }
            _ = try await desk.create(
                NewAccount(userName: "auditor2", displayName: "某", roles: [.auditAdministrator], password: strongPassword), by: "operator", at: noon)
            try await desk.setDisabled(true, of: auditor.id, by: "operator", at: noon)
            await #expect(throws: IdentityError.lastAdministrator(.securityAdministrator)) {
                try await desk.setRoles([.systemAdministrator], office: nil, of: security.id, by: "operator", at: noon)
            }
        }
    }

    @Test("a session is ended by the name that the list gave it, once, and that is written down", arguments: availableEngines)
    func sessions(engine: Engine) async throws {
        try await withIdentity(engine) { database in
            let desk = try testDesk(database)
            let store = SessionStore(region: region, database: database, sealer: try testSealer())
            let security = try await desk.create(
                NewAccount(userName: "security", displayName: "某", roles: [.securityAdministrator], password: strongPassword), by: "operator", at: noon)
            let account = try await desk.create(
                NewAccount(userName: "system", displayName: "周系统", roles: [.systemAdministrator], password: strongPassword), by: "operator", at: noon)
            let (token, _) = try await store.start(SignedIn(account: account, office: nil), at: noon)
            _ = try await store.start(SignedIn(party: PartyRef(id: PartyID("p"), kind: .person), name: "王小明"), at: noon)
            let (lines, total) = try await store.running(accounts: true, at: noon, offset: 0, limit: 10)
            let line = try #require(lines.first)
            #expect(total == 1 && line.name == "周系统" && line.subject == .account(account.id))
            #expect(try await store.running(accounts: false, at: noon, offset: 0, limit: 10).lines.map(\.name) == ["王**"])
            #expect(SessionSubject(word: line.subject.word) == line.subject)
            #expect(try await store.end(key: "no such", subject: line.subject, by: security.id, at: noon) == false)
            #expect(try await store.end(key: line.key, subject: line.subject, by: security.id, at: noon))
            #expect(try await store.find(token, at: noon) == nil)
            #expect(try await store.end(key: line.key, subject: line.subject, by: security.id, at: noon) == false)
            let events = try await database.read { try AccountEventRecords.events(of: account.id, before: noon.adding(seconds: 1), region: region, in: $0) }
            #expect(events.contains { $0.kind == .sessionEnded && $0.by == security.id.text })
        }
    }
}
