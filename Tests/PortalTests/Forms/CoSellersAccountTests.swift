import Catalogue
import HTTPTypes
import HummingbirdTesting
import Identity
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework
@testable import Portal

/// Two owners sell: over the API one of them says whose account the rest goes to, and it is kept by key and digits alone.
@Suite("The account of one of two sellers, over HTTP") struct CoSellersAccountTests {
    private static let id = "36010020260921000088"
    private static let path = "/api/v1/cases/\(id)"

    private static func open(_ office: CaseOffice) async throws -> (wife: PartyRef, husband: PartyRef) {
        let parties = office.parties
        return try await office.database.write { connection in
            func party(_ name: String, _ number: String) throws -> PartyRef {
                try parties.ensure(PartyClaim(name: name, identifier: PartyIdentifier(kind: .passport, number: number), kind: .person), at: testNoon, in: connection)
            }
            let (wife, husband, buyer) = (try party("王芳", "E10000011"), try party("陈强", "E10000012"), try party("李建国", "E10000013"))
            let applicants = [("seller", wife), ("seller", husband), ("buyer", buyer)].map { CaseApplicant(role: $0, party: $1, identifiedBy: "unified-identity") }
            let opened = Opened(service: "transfer.mortgaged.new-rank", catalogue: "c", units: [RealPortal.unit], applicants: applicants)
            _ = try CaseRecords.open(
                id, subject: RealPortal.unit.text, actions: [CaseAction(at: testNoon, actor: .system, event: .opened(opened))], runAt: nil, region: testRegion, in: connection)
            return (wife, husband)
        }
    }

    @Test("is one of theirs by name, and nobody else's", arguments: availableEngines)
    func account(engine: Engine) async throws {
        try await RealPortal.run(engine) { portal, office in
            let (wife, husband) = try await Self.open(office)
            let browser = try await portal.session(SignedIn(party: wife, name: "王芳"))
            func says(_ rest: String) async throws -> TestResponse {
                try await browser.postJSON("\(Self.path)/answers", #"{"answers":{"rest":"\#(rest)"}}"#)
            }
            let number = "6217000010001234567"
            for wrong in ["李建国", "王芳、陈强", "赵六"] {
                let refused = try await says("中国银行南昌分行 \(number) 户名\(wrong)")
                #expect(refused.status == .unprocessableContent && refused.text.contains("户名"), "\(wrong): \(refused.text)")
            }
            let done = try await says("中国银行南昌分行 \(number) 户名：陈强")
            let answers = try #require(done.json["answers"] as? [String: String], "\(done.text)")
            let rest = try #require(answers["rest"])
            #expect(rest.hasSuffix(":4567:\(husband.id.text)") && !done.text.contains(number) && !rest.contains("陈强"), "\(rest)")
            let state = try await office.load(Self.id).state
            #expect(try office.service(of: state).money?.restProblem(state) == nil)
            // Without a name it is nobody's, and nobody can sign for it.
            #expect(try await says("中国银行南昌分行 \(number)").status == .ok)
            let unsaid = try await office.load(Self.id).state
            #expect(try office.service(of: unsaid).money?.restProblem(unsaid) == RestHolder.unsaid)
        }
    }
}
