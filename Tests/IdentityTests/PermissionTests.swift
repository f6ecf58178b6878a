import Identity
import Register
import Storage
import StorageTesting
import Testing

@Suite("The permission table")
struct PermissionTests {
    @Test("Every permission is somebody's, and is named", arguments: Permission.allCases)
    func complete(permission: Permission) {
        #expect(!PermissionTable.roles(permission).isEmpty)
        #expect(!permission.chinese.isEmpty)
        #expect(PermissionTable.markdown.contains("`\(permission.rawValue)`"))
    }

    @Test("Every role may do something", arguments: Role.allCases)
    func noIdleRole(role: Role) {
        #expect(Permission.allCases.contains { PermissionTable.allows(role, $0) })
    }

    @Test("The public may do nothing but look at public pages, check, ask for health and sign in")
    func publicRow() {
        let granted = Permission.allCases.filter { PermissionTable.allows(.public, $0) }
        #expect(Set(granted) == [.viewPublicPages, .checkCertificate, .signIn, .viewHealth])
        #expect(PermissionTable.allows([], .viewPublicPages))
        #expect(!PermissionTable.allows([], .viewOwnProperty))
    }

    @Test("What the three administrators may do beyond everybody never overlaps")
    func administratorsApart() {
        func own(_ role: Role) -> Set<Permission> {
            Set(Permission.allCases.filter { PermissionTable.allows(role, $0) }).subtracting(
                Permission.allCases.filter { PermissionTable.allows(.clerk, $0) })
        }
        #expect(own(.systemAdministrator).isDisjoint(with: own(.securityAdministrator)))
        #expect(own(.securityAdministrator).isDisjoint(with: own(.auditAdministrator)))
        #expect(own(.systemAdministrator).intersection(own(.auditAdministrator)) == [.viewStatistics])
    }

    @Test("No administrator and no outsider sees a case, a page of the register or a decision")
    func casesAreForOfficials() {
        for permission in [Permission.viewCase, .decideCase, .searchRegister, .viewFolio, .viewWorkQueue, .enterRegister] {
            #expect(PermissionTable.roles(permission).isSubset(of: Role.officials))
        }
    }

    @Test(
        "No account unites two administrators, or an administrator and an official",
        arguments: [
            Set<Role>([.systemAdministrator, .securityAdministrator]), [.securityAdministrator, .auditAdministrator],
            [.systemAdministrator, .auditAdministrator], [.clerk, .auditAdministrator], [.developer, .clerk], [.developer, .bank],
        ])
    func conflicts(roles: Set<Role>) {
        #expect(Role.conflict(in: roles) != nil)
    }

    @Test("Officials may unite their duties, and an organisation acts in its own matters too")
    func unions() {
        #expect(Role.conflict(in: [.clerk, .examiner, .registrar]) == nil)
        #expect(Role.conflict(in: [.citizen, .developer]) == nil)
    }

    @Test("An office registers for its own divisions only", arguments: availableEngines)
    func territory(engine: Engine) async throws {
        let city = try Office(code: "360100", name: "南昌市不动产登记中心", divisions: ["360102", "360103"])
        try await withIdentity(engine) { database in
            let found = try await database.write { connection in
                try OfficeRecords.put(city, region: region, in: connection)
                return try OfficeRecords.find("360100", region: region, in: connection)
            }
            #expect(found == city)
        }
        let account = Account.sample(roles: [.examiner], office: "360100")
        let official = SignedIn(account: account, office: city)
        #expect(official.registers(try UnitCode("360102001002GB00003F00010203")))
        #expect(!official.registers(try UnitCode("360121001002GB00003F00010203")), "a county's register is kept by the county")
        let administrator = SignedIn(account: .sample(roles: [.systemAdministrator], office: "360100"), office: city)
        #expect(!administrator.registers(division: "360102"))
    }

    @Test("An office needs a code, a name and divisions")
    func badOffices() {
        #expect(throws: IdentityError.badOffice("A B")) { try Office(code: "A B", name: "x", divisions: ["360102"]) }
        #expect(throws: IdentityError.badOffice("a")) { try Office(code: "a", name: "x", divisions: []) }
        #expect(throws: IdentityError.badOffice("a")) { try Office(code: "a", name: "x", divisions: ["3601"]) }
    }
}

extension Account {
    static func sample(roles: Set<Role>, office: String?) -> Account {
        Account(
            id: AccountID("sample"), userName: "sample", displayName: "样本", roles: roles, office: office, organisation: nil,
            hasSecondFactor: false, mustChangePassword: false, isDisabled: false, lockedUntil: nil, createdAt: noon, signedInAt: nil)
    }
}
