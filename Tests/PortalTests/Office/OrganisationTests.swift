import Casework
import Foundation
import HTTPTypes
import HummingbirdTesting
import Identity
import Portal
import Register
import Storage
import StorageTesting
import Testing

/// The security administrator gives organisations their roles and takes them.
@Suite("Organisations' roles")
struct OrganisationTests {
    private static let code = "91350100M000100Y43"

    private func withFirm(_ engine: Engine, _ body: @escaping @Sendable (TestPortal, CaseOffice, PartyRef) async throws -> Void) async throws {
        try await RealPortal.run(engine) { portal, office in
            let parties = office.parties
            let firm = try await office.database.write { connection in
                try parties.ensure(
                    PartyClaim(
                        name: "南昌某置业有限公司", identifier: PartyIdentifier(kind: .creditCode, number: Self.code), kind: .enterprise, source: .authority),
                    at: testNoon, in: connection)
            }
            try await body(portal, office, firm)
        }
    }

    private func roles(_ office: CaseOffice, _ firm: PartyRef) async throws -> Set<Role> {
        try await office.database.read { try OrganisationRoles.roles(of: firm.id, region: testRegion, in: $0) }
    }

    @Test("are given and taken by programs on the version that was seen, for a reason that the auditor reads", arguments: availableEngines)
    func api(engine: Engine) async throws {
        try await withFirm(engine) { portal, office, firm in
            let security = try await portal.official([.securityAdministrator])
            let list = "/api/v1/admin/organisations"
            #expect((try await security.get(list).json["items"] as? [Any])?.isEmpty == true, "nobody has a role yet")
            let found = try await security.get("\(list)?credit_code=\(Self.code)")
            #expect((found.json["items"] as? [[String: Any]])?.first?["id"] as? String == firm.id.text, "\(found.text)")
            #expect(try await security.get("\(list)?credit_code=91350100M000100Y44").status == .unprocessableContent, "the check digit is wrong")
            let path = "\(list)/\(firm.id.text)"
            let version = try #require(try await security.get(path).json["version"] as? Int)
            let grant = #"{"role":"developer","ground":"资质证书遗失补办期间""#
            #expect(try await security.postJSON("\(path)/grant", grant + "}").status.code == 428)
            #expect(try await security.postJSON("\(path)/grant", "{\"role\":\"auditAdministrator\",\"ground\":\"想要\",\"version\":\(version)}").status == .unprocessableContent)
            let given = try await security.postJSON("\(path)/grant", grant + "}", [.ifMatch: "\"\(version)\""])
            #expect(given.status == .ok && given.json["roles"] as? [String] == ["developer"], "\(given.text)")
            #expect(try await roles(office, firm) == [.developer])
            #expect(try await security.postJSON("\(path)/grant", grant + ",\"version\":\(version)}").status == .conflict)
            #expect(try await security.postJSON("\(path)/grant", grant + ",\"version\":\(version + 1)}").status == .unprocessableContent, "it has it already")

            portal.clock.advance(seconds: 1)
            let session = try await portal.session(SignedIn(party: firm, name: "南昌某置业有限公司", roles: [.citizen, .developer]))
            #expect(try await session.get("/api/v1/developer/projects").status == .ok)
            let taken = try await security.postJSON("\(path)/revoke", "{\"role\":\"developer\",\"ground\":\"资质已被吊销\",\"version\":\(version + 1)}")
            #expect(taken.status == .ok && (taken.json["history"] as? [Any])?.count == 2, "\(taken.text)")
            #expect(try await session.get("/api/v1/developer/projects").status == .unauthorized, "its sessions have ended")

            // No department's word gives back what an administrator took; the administrator does.
            let department = OrganisationRoleEvent(
                role: .developer, isGrant: true, source: "department:housing", ground: "资质1号", digest: "d", keyID: "housing-1", at: testNoon)
            #expect(try await office.database.write { try OrganisationRoles.apply(department, to: firm.id, region: testRegion, in: $0) } == false)
            #expect(try await roles(office, firm).isEmpty)
            portal.clock.advance(seconds: 1)
            #expect(try await security.postJSON("\(path)/grant", grant + ",\"version\":\(version + 2)}").status == .ok)
            #expect(try await roles(office, firm) == [.developer])

            for role in [Role.systemAdministrator, .auditAdministrator, .registrar] {
                #expect(try await portal.official([role]).get(path).status == .forbidden)
            }
            let trail = try await portal.official([.auditAdministrator]).get("/audit?kind=accounts")
            #expect(trail.status == .ok)
            let events = try await office.database.read { connection in
                try connection.rows("SELECT kind, detail FROM account_event WHERE region = \(testRegion) AND account_id = \("account-1")").map {
                    (try $0.text("kind"), try $0.text("detail"))
                }
            }
            #expect(events.filter { $0.0.hasPrefix("organisationRole") && $0.1.contains("南昌某置业有限公司") }.count == 3, "\(events)")
        }
    }

    @Test("are shown on pages with the ground of each change, and changed there", arguments: availableEngines)
    func pages(engine: Engine) async throws {
        try await withFirm(engine) { portal, office, firm in
            let security = try await portal.official([.securityAdministrator])
            let found = try await security.get("/admin/organisations?code=\(Self.code)")
            #expect(found.location == "/admin/organisations/\(firm.id.text)")
            #expect(try await security.get("/admin/organisations?code=123").status == .unprocessableContent)
            let path = "/admin/organisations/\(firm.id.text)"
            let form = [("role", "bank"), ("to", "give"), ("version", "1")]
            #expect(try await security.post("\(path)/roles", form).status == .unprocessableContent, "no reason")
            #expect(try await security.post("\(path)/roles", form + [("ground", "监管部门书面函告")]).status == .seeOther)
            let page = try await security.get(path)
            #expect(page.text.contains("监管部门书面函告") && page.text.contains("撤销金融机构身份"), "\(page.text)")
            #expect(try await security.post("\(path)/roles", form + [("ground", "监管部门书面函告")]).status == .conflict, "on an old version")
            #expect(try await security.get("/admin/organisations").text.contains("南昌某置业有限公司"))
            #expect(try await security.get("/admin/organisations/\(RealPortal.owner.id.text)").status == .notFound, "a person is no organisation")
        }
    }

    @Test("Two administrators who decide on the same version at once: one decision stands", arguments: availableEngines)
    func race(engine: Engine) async throws {
        try await withFirm(engine) { portal, office, firm in
            let desk = OrganisationDesk(parties: office.parties, database: office.database)
            let version = try #require(try await desk.find(firm.id)?.version)
            let done = await withTaskGroup(of: Bool.self) { group in
                for role in [Role.developer, .bank, .developer, .bank] {
                    group.addTask {
                        do {
                            try await desk.decide(role, granted: true, of: firm.id, ground: "同时授予", by: .commandLine, expecting: version, at: testNoon)
                            return true
                        } catch { return false }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(done == 1)
            #expect(try await roles(office, firm).count == 1)
        }
    }
}
