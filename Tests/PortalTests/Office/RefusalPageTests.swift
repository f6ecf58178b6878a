import HTTPTypes
import HummingbirdTesting
import Identity
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework
@testable import Portal

/// What the law refuses, where people read it: on the pages of the case, and as the answer to a step that the register did not take.
@Suite("What the law refuses is told on pages")
struct RefusalPageTests {
    private static let visitor = Visitor(signedIn: nil, formToken: nil, requestID: "7f3a", path: "")

    private func escaped(_ text: String) -> String { ("\(text)" as Markup).text }

    @Test("the case's page tells every refusal with its sentence, its statute and what would mend it", arguments: availableEngines)
    func casePage(engine: Engine) async throws {
        try await RealPortal.run(engine) { portal, office in
            let refusals = RefusalCode.allCases.map { Refusal($0, unit: RealPortal.unit) }
            let judged = CaseAction(at: portal.clock.now, actor: .system, event: .judged(Judged(findings: refusals.map(RegisterAdmits.finding))))
            let file = try await office.load(RealPortal.caseID)
            try await office.database.write {
                _ = try CaseRecords.append([judged], to: file.id, state: file.state, runAt: nil, region: testRegion, in: $0)
            }
            let page = try await portal.browser(.examiner).get("/office/cases/\(RealPortal.caseID)")
            #expect(page.status == .ok)
            for code in RefusalCode.allCases {
                #expect(page.text.contains(escaped(code.chinese)), "\(code.rawValue): the sentence")
                #expect(page.text.contains("怎么办：\(escaped(code.remedy))"), "\(code.rawValue): what would mend it")
                #expect(page.text.contains("依据：\(escaped(code.statute))"), "\(code.rawValue): the statute")
            }
        }
    }

    @Test("an answer that says why the register did not take it reads whole", arguments: RefusalCode.allCases)
    func answer(code: RefusalCode) throws {
        let problem = try #require(CaseProblems.map(Refusal(code, unit: RealPortal.unit)))
        #expect(problem.status == .conflict && problem.code == code.rawValue)
        let page = ProblemMarkup.page(problem, Self.visitor).text
        #expect(page.contains(escaped(code.chinese + code.remedy)))
        #expect(page.contains("依据：\(escaped(code.statute))"))
    }
}
