import Contracts
import Escrow
import HTTPTypes
import HummingbirdTesting
import Identity
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework
@testable import Portal

/// The registrars' list of money that somebody has to see to, on their pages, over the API, and as a figure.
@Suite("Money that a person has to see to, over HTTP") struct MoneyNeedRouteTests {
    private static let custodian = "12360100MB1G12347G"

    /// The book of ``RealPortal/caseID``, whose custodian's statement didn't add up.
    private static func stop(_ office: CaseOffice) async throws {
        let terms = EscrowTerms(
            caseID: RealPortal.caseID, custodian: custodian, unit: RealPortal.unit,
            sources: [.init(name: "own-funds", kind: .ownFunds, payer: "buyer", amount: Money(yuan: 100))],
            sinks: [.init(name: "remainder", kind: .remainder, payee: "seller", account: "rest-1")], until: testNoon.date.adding(days: 9))
        let opened = try EscrowFile([EscrowEntry(at: testNoon, event: .opened(terms))])
        let more: [EscrowEvent] = [.custody(CustodyOpened(number: "T1", account: "custody-1")), .stopped(EscrowStop(.wrongBalance, about: "statement"))]
        try await office.database.write { connection in
            try EscrowRecords.open(opened, runAt: testNoon, region: testRegion, in: connection)
            try EscrowRecords.append(more.map { EscrowEntry(at: testNoon, event: $0) }, to: opened, runAt: testNoon, region: testRegion, in: connection)
        }
    }

    @Test("a registrar sees how many there are and which, in its own divisions; nobody else does", arguments: availableEngines)
    func list(engine: Engine) async throws {
        try await RealPortal.run(engine) { portal, office in
            let registrar = try await portal.official([.registrar])
            let metrics = { try await portal.anonymous.get("/metrics", [.authorization: "Bearer scraper"]).text }
            #expect(try await registrar.get("/office/queue").text.contains("监管资金待处理 <span class=\"num\">0</span>"))
            #expect(try await metrics().contains("dengbu_escrow_needs{why=\"stopped\"} 0\n"))
            try await Self.stop(office)

            #expect(try await registrar.get("/office/queue").text.contains("监管资金待处理 <span class=\"num\">1</span>"))
            let page = try await registrar.get("/office/money").text
            #expect(page.contains("/office/cases/\(RealPortal.caseID)") && page.contains(EscrowStop.Reason.wrongBalance.chinese), "\(page)")
            let answer = try await registrar.get("/api/v1/office/money")
            let items = try #require(answer.json["items"] as? [[String: Any]])
            #expect(items.count == 1 && items[0]["case"] as? String == RealPortal.caseID && items[0]["why"] as? String == "stopped", "\(answer.text)")
            #expect(items[0]["stop"] as? String == "wrongBalance" && items[0]["balance"] as? Int == 0)
            #expect(try await registrar.get("/api/v1/office/money?cursor=AAAA").status == .unprocessableContent)
            #expect(try await metrics().contains("dengbu_escrow_needs{why=\"stopped\"} 1\n"))

            let elsewhere = try await portal.official([.registrar], divisions: ["360103"])
            #expect(try await !elsewhere.get("/office/money").text.contains(RealPortal.caseID))
            let nothing = try await elsewhere.get("/api/v1/office/money").json["items"] as? [Any]
            #expect(nothing?.isEmpty == true)
            let clerk = try await portal.official([.clerk])
            #expect(try await clerk.get("/office/money").status == .forbidden)
            #expect(try await clerk.get("/api/v1/office/money").status == .forbidden)
            #expect(try await !clerk.get("/office/queue").text.contains("监管资金待处理"))
        }
    }
}
