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

/// The public list of self-service projects, as officials' programs keep it and everybody's read it.
@Suite("The list of self-service projects on the API")
struct ListingAPITests {
    private let path = "/api/v1/office/projects/P9"

    /// Puts a project with its letter on the list.
    static func list(_ office: CaseOffice) async throws {
        let parties = office.parties
        try await office.database.write { connection in
            let claim = try PartyClaim(
                name: "南昌某置业有限公司", identifier: PartyIdentifier(kind: .creditCode, number: "91350100M000100Y43"), kind: .enterprise, source: .authority)
            let developer = try parties.ensure(claim, at: testNoon, in: connection)
            var project = Project(id: "P9", name: "赣江花园", developer: developer, parcel: "360102001001GB00001", location: "滨江路100号")
            project.state = .listed
            try ProjectRecords.put(project, listedAt: testNoon, region: testRegion, in: connection)
            let (pledge, letter) = try PledgeLetter(
                project: "P9", letter: "承诺书", masterApplication: "总表", units: [RealPortal.unit], validUntil: testNoon.date.adding(years: 1), signedAt: testNoon,
                signedBy: developer.id
            ).signed(for: developer)
            try PledgeRecords.put(pledge, letter: letter, region: testRegion, in: connection)
        }
    }

    private func withProject(_ engine: Engine, _ body: @escaping @Sendable (TestPortal, CaseOffice) async throws -> Void) async throws {
        try await RealPortal.run(engine) { portal, office in
            try await Self.list(office)
            try await body(portal, office)
        }
    }

    @Test("A project is suspended and resumed on the version that was seen, by a registrar of its division alone", arguments: availableEngines)
    func decisions(engine: Engine) async throws {
        try await withProject(engine) { portal, office in
            let body = #"{"reason":"人民法院受理破产申请""#
            let elsewhere = try await portal.official([.registrar], divisions: ["360103"])
            #expect(try await elsewhere.get(path).status == .forbidden)
            #expect(try await elsewhere.postJSON("\(path)/suspend", body + ",\"version\":1}").status == .forbidden)
            #expect(try await portal.official([.clerk]).get(path).status == .forbidden)

            let registrar = try await portal.official([.registrar])
            let list = try await registrar.get("/api/v1/office/projects")
            #expect((list.json["items"] as? [[String: Any]])?.compactMap { $0["id"] as? String } == ["P9"], "\(list.text)")
            let seen = try await registrar.get(path)
            let version = try #require(seen.json["version"] as? Int)
            #expect(seen.headers[.eTag] == "\"\(version)\"" && seen.json["open"] as? Bool == true)
            #expect(try await registrar.postJSON("\(path)/suspend", body + "}").status.code == 428)
            #expect(try await registrar.postJSON("\(path)/suspend", "{\"reason\":\"短\",\"version\":\(version)}").status == .unprocessableContent)
            #expect(try await registrar.postJSON("\(path)/resume", body + ",\"version\":\(version)}").json["code"] as? String == "not-eligible")
            let done = try await registrar.postJSON("\(path)/suspend", body + "}", [.ifMatch: "\"\(version)\""])
            #expect(done.status == .ok && done.json["version"] as? Int == version + 1, "\(done.text)")
            #expect((done.json["history"] as? [[String: Any]])?.count == 1)
            #expect(try await registrar.postJSON("\(path)/resume", body + "}", [.ifMatch: "\"\(version)\""]).status == .preconditionFailed)
            #expect(try await registrar.postJSON("\(path)/resume", body + ",\"version\":\(version)}").status == .conflict)

            let shown = try await portal.anonymous.get("/api/v1/projects/P9")
            #expect(shown.json["open"] as? Bool == false && shown.json["suspended_for"] as? String == "人民法院受理破产申请", "\(shown.text)")
            let back = try await registrar.postJSON("\(path)/resume", "{\"reason\":\"破产申请已被驳回\",\"version\":\(version + 1)}")
            #expect(back.status == .ok && back.json["open"] as? Bool == true, "\(back.text)")
            #expect(try await portal.anonymous.get("/api/v1/projects/P9").json["closed_for"] == nil)
        }
    }

    @Test("Two registrars who decide on the same version at once: one decision stands", arguments: availableEngines)
    func race(engine: Engine) async throws {
        try await withProject(engine) { portal, office in
            let registrar = try await portal.official([.registrar])
            let version = try #require(try await registrar.get(path).json["version"] as? Int)
            let codes = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<6 {
                    group.addTask { try await registrar.postJSON("\(path)/suspend", "{\"reason\":\"第\(number)份裁定\",\"version\":\(version)}").status.code }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(codes.filter { $0 == 200 }.count == 1 && codes.filter { $0 == 409 }.count == 5, "\(codes)")
        }
    }

    @Test("Everybody reads the sealed letter and finds its digest on the page and in the API; an official of elsewhere doesn't get it by the office's door", arguments: availableEngines)
    func letter(engine: Engine) async throws {
        try await withProject(engine) { portal, office in
            for path in ["/projects/P9/pledge", "/api/v1/projects/P9/pledge/file"] {
                let file = try await portal.anonymous.get(path)
                #expect(file.status == .ok && file.headers[.contentType] == "application/pdf" && file.text.hasPrefix("%PDF-"), "\(path) \(file.status)")
            }
            let shown = try await portal.anonymous.get("/api/v1/projects/P9")
            let digest = try #require((shown.json["pledge"] as? [String: Any])?["file_sha256"] as? String)
            #expect(try await portal.anonymous.get("/projects/P9").text.contains(digest))
            #expect(try await portal.anonymous.get("/projects/nothing/pledge").status == .notFound)
            #expect(try await portal.official([.examiner]).get("/office/projects/P9/pledge").status == .ok)
            #expect(try await portal.official([.examiner], divisions: ["360103"]).get("/office/projects/P9/pledge").status == .forbidden)
        }
    }
}
