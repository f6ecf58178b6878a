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

/// Officials decide on the version that they saw.
@Suite("Officials on the API")
struct OfficeAPITests {
    private let path = "/api/v1/office/cases/\(RealPortal.caseID)"

    @Test("A decision without a version, or on an old one, changes nothing", arguments: availableEngines)
    func versions(engine: Engine) async throws {
        try await RealPortal.run(engine) { portal, office in
            let official = try await portal.official([.examiner])
            let read = try await official.get(path)
            let version = try #require(read.json["version"] as? Int)
            #expect(read.headers[.eTag] == "\"\(version)\"")
            let body = #"{"reason":"等待法院函复","ground":"court""#
            let without = try await official.postJSON("\(path)/suspend", body + "}")
            #expect(without.status.code == 428 && without.json["code"] as? String == "version-required")
            let stale = try await official.postJSON("\(path)/suspend", body + ",\"version\":\(version - 1)}")
            #expect(stale.status == .conflict && stale.json["code"] as? String == "changed-meanwhile")
            let match = try await official.postJSON("\(path)/suspend", body + "}", [.ifMatch: "\"\(version - 1)\""])
            #expect(match.status == .preconditionFailed)
            #expect(try await office.load(RealPortal.caseID).state.version == version)
            let done = try await official.postJSON("\(path)/suspend", body + "}", [.ifMatch: "\"\(version)\""])
            #expect(done.status == .ok && (done.json["phase"] as? [String: Any])?["code"] as? String == "suspended", "\(done.text)")
            let again = try await official.postJSON("\(path)/resume", "{\"version\":\(version)}")
            #expect(again.status == .conflict)
            let resumed = try await official.postJSON("\(path)/resume", "{\"version\":\(version + 1)}")
            #expect(resumed.status == .ok, "\(resumed.text)")
        }
    }

    @Test("The pages' suspend and resume refuse an old version too")
    func pages() async throws {
        try await RealPortal.run { portal, office in
            let official = try await portal.official([.examiner])
            let version = try await office.load(RealPortal.caseID).state.version
            let form = [("reason", "等待法院函复"), ("ground", "court")]
            let stale = try await official.post("/office/cases/\(RealPortal.caseID)/suspend", form + [("version", String(version - 1))])
            #expect(stale.status == .conflict)
            #expect(try await office.load(RealPortal.caseID).state.version == version)
            let done = try await official.post("/office/cases/\(RealPortal.caseID)/suspend", form + [("version", String(version))])
            #expect(done.status == .seeOther)
            #expect(try await office.load(RealPortal.caseID).state.phase == .suspended)
            #expect(try await official.post("/office/cases/\(RealPortal.caseID)/resume", [("version", String(version))]).status == .conflict)
        }
    }

    @Test("Two officials who decide on the same version at once: one decision stands", arguments: availableEngines)
    func race(engine: Engine) async throws {
        try await RealPortal.run(engine) { portal, office in
            let official = try await portal.official([.examiner])
            let version = try await office.load(RealPortal.caseID).state.version
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<6 {
                    group.addTask {
                        try await official.postJSON("\(path)/refuse", "{\"ground\":\"权属来源不清，第\(number)次\",\"version\":\(version)}").status.code
                    }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 200 }.count == 1, "\(statuses)")
            #expect(statuses.filter { $0 == 409 }.count == 5, "\(statuses)")
            #expect(try await office.load(RealPortal.caseID).state.refusal?.opinion.hasPrefix("权属来源不清") == true)
        }
    }

    @Test("The queue's cursor leads through every case once, on either engine", arguments: availableEngines)
    func queue(engine: Engine) async throws {
        try await RealPortal.run(engine) { portal, office in
            for number in 2...7 { try await RealPortal.waiting("3601002026092100000\(number)", by: RealPortal.owner, in: office) }
            let official = try await portal.official([.examiner])
            var seen: [String] = []
            var next: String? = ""
            while let cursor = next {
                let page = try await official.get("/api/v1/office/cases?limit=3" + (cursor.isEmpty ? "" : "&cursor=\(cursor)"))
                #expect(page.status == .ok, "\(page.text)")
                seen += (page.json["items"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? String }
                next = page.json["next"] as? String
                #expect(seen.count <= 7)
            }
            #expect(seen.count == 7 && Set(seen).count == 7)
            #expect(try await official.get("/api/v1/office/cases?cursor=AAAA").status == .unprocessableContent)
            #expect(try await official.get("/api/v1/office/cases?page=2").status == .unprocessableContent, "an unknown parameter is told")
        }
    }

    @Test("Whoever was looked at by name sees the look, with its purpose; without a purpose nothing is shown")
    func looks() async throws {
        try await RealPortal.run { portal, office in
            let official = try await portal.official([.clerk])
            let unit = "/api/v1/office/register/units/\(RealPortal.unit.text)"
            #expect(try await official.postJSON(unit, "{}").status == .unprocessableContent)
            let page = try await official.postJSON(unit, #"{"purpose":"complaint","purpose_text":"核实信访件12号"}"#)
            #expect(page.status == .ok && page.text.contains("王芳"), "\(page.text)")
            let found = try await official.postJSON(
                "/api/v1/office/register/search", #"{"query":"王芳","by":"name","purpose":"counter","purpose_text":"本人到窗口咨询"}"#)
            #expect(found.json["total"] as? Int == 1 && !found.text.contains("王芳"), "\(found.text)")
            let party = try #require(
                try await office.database.read { connection in try office.parties.find(name: "王芳", in: connection).first })
            let owner = try await portal.session(SignedIn(party: party, name: "王芳"))
            let looks = try await owner.get("/api/v1/my/looks?limit=1")
            #expect((looks.json["items"] as? [[String: Any]])?.count == 1)
            let rest = try await owner.get("/api/v1/my/looks?cursor=\(looks.json["next"] as? String ?? "")")
            #expect(looks.text.contains("核实信访件12号") != rest.text.contains("核实信访件12号"))
            #expect((looks.text + rest.text).contains("本人到窗口咨询"))
            let public_ = try await portal.anonymous.get("/api/v1/units/\(RealPortal.unit.text)")
            #expect(public_.status == .ok && !public_.text.contains("王"), "nobody is named in public")
        }
    }
}
