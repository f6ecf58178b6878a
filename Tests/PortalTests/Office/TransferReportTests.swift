import Foundation
import HTTPTypes
import HummingbirdTesting
import Identity
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework
@testable import Portal

/// The counters that the reform reports.
@Suite("The counters of mortgaged transfers") struct TransferReportTests {
    private let page = "/office/statistics/mortgaged-transfers"
    private let api = "/api/v1/statistics/mortgaged-transfers"

    private func insert(_ office: CaseOffice, _ id: String, _ mode: String, _ day: String, price: Int64, bridge: Int64, after seconds: Double?, _ traits: CountedTransfer.Traits = .init()) async throws {
        let at = Moment(startOf: try #require(LegalDate(day))).adding(seconds: 43_200)
        let transfer = CountedTransfer(
            caseID: id, mode: mode, registeredAt: at, price: Money(yuan: price), lent: Money(yuan: price / 2), bridge: Money(yuan: bridge), arrears: Money(yuan: traits.auction ? 20_000 : 0),
            taxedAt: seconds.map { at.adding(seconds: -$0) }, traits: traits)
        try await office.database.write { try TransferRecords.insert(transfer, region: testRegion, in: $0) }
    }

    @Test("add up by month and by way, on the page as on the API", arguments: availableEngines)
    func sums(engine: Engine) async throws {
        try await RealPortal.run(engine) { portal, office in
            try await insert(office, "1", "transfer.mortgaged.same-lender", "2026-08-03", price: 1_680_000, bridge: 600_000, after: 600)
            try await insert(office, "2", "transfer.mortgaged.same-lender", "2026-09-01", price: 1_000_000, bridge: 400_000, after: 7_200, .init(acrossLenders: true, providentFund: true))
            try await insert(office, "3", "transfer.mortgaged.paid", "2026-09-20", price: 2_000_000, bridge: 500_000, after: nil, .init(betweenEnterprises: true, acrossLenders: true))
            try await insert(office, "5", "transfer.auction", "2026-09-21", price: 800_000, bridge: 0, after: 30, .init(auction: true))
            try await insert(office, "4", "transfer.mortgaged.paid", "2025-06-20", price: 9_000_000, bridge: 0, after: 60)
            let registrar = try await portal.official([.registrar])
            let told = try await registrar.get("\(api)?from=2026-07&until=2026-09")
            #expect(told.status == .ok, "\(told.text)")
            let total = try #require(told.json["total"] as? [String: Any])
            #expect(total["number"] as? Int == 3 && total["between_enterprises"] as? Int == 1 && total["price"] as? Int == 468_000_000)
            #expect(total["bridge"] as? Int == 150_000_000 && total["taxed"] as? Int == 2 && total["within_hour"] as? Int == 1)
            #expect(total["mean_seconds"] as? Int == 3_900 && total["longest_seconds"] as? Int == 7_200)
            func part(_ name: String, _ field: String) -> Int? { (told.json[name] as? [String: Any])?[field] as? Int }
            #expect(part("enterprises", "number") == 1 && part("enterprises", "bridge") == 50_000_000 && part("enterprises", "taxed") == 0)
            #expect(part("across_lenders", "number") == 2 && part("across_lenders", "price") == 300_000_000)
            #expect(part("provident_fund", "number") == 1 && part("provident_fund", "lent") == 50_000_000)
            #expect(part("auctions", "number") == 1 && part("auctions", "arrears") == 2_000_000 && part("auctions", "mean_seconds") == 30)
            let months = try #require(told.json["months"] as? [[String: Any]])
            #expect(months.map { $0["month"] as? String } == ["2026-07", "2026-08", "2026-09"] && months.map { $0["number"] as? Int } == [0, 1, 2])
            #expect((told.json["ways"] as? [[String: Any]])?.first?["number"] as? Int == 2)
            let shown = try await registrar.get("\(page)?from=2026-07&until=2026-09")
            for text in ["468.0", "150.0", "1小时5分", "2小时0分", "50%", "2026年9月", "带押过户·同行", "role=\"img\"", "跨机构", "司法拍卖过户", "2.0"] { #expect(shown.text.contains(text), "\(text)") }
            #expect(!shown.text.contains("2025年") && !shown.text.contains("style="))
            let empty = try await registrar.get("\(page)?from=2024-01&until=2024-02")
            #expect(empty.text.contains("这段时间没有登记带押过户") && !empty.text.contains("<svg class=\"bars\""))
        }
    }

    @Test("a period that can't be is refused with what to do, and the counters are for those who may see statistics")
    func refusals() async throws {
        try await RealPortal.run { portal, _ in
            let registrar = try await portal.official([.registrar])
            for (query, words) in [("from=2026-05&until=2026-01", "不能晚于"), ("from=2015-01&until=2026-01", "60个月"), ("from=x&until=2026-01", "年月")] {
                let wrong = try await registrar.get("\(page)?\(query)")
                #expect(wrong.status == .unprocessableContent && wrong.text.contains(words), "\(query)")
                let program = try await registrar.get("\(api)?\(query)")
                #expect(program.status == .unprocessableContent)
            }
            let noMonth = try await registrar.get("\(api)?from=2026-13")
            #expect(noMonth.status == .unprocessableContent)
            let clerk = try await portal.official([.clerk]).get(page)
            #expect(clerk.status == .forbidden)
            let citizen = try await portal.citizen().get(api)
            #expect(citizen.status == .forbidden)
            let auditor = try await portal.official([.auditAdministrator]).get(page)
            #expect(auditor.status == .ok)
        }
    }

    @Test("months are whole and in their order, over the turn of a year")
    func period() throws {
        let period = TransferReport.Period(months: 3, until: try #require(LegalDate("2027-01-15")))
        #expect(period.from == "2026-11" && period.until == "2027-01" && period.months == [202_611, 202_612, 202_701])
        #expect(TransferReportMarkup.tenThousands(Money(yuan: 12_345_678)) == "1,234.6" && TransferReportMarkup.tenThousands(.zero) == "0.0")
        #expect(TransferReportMarkup.duration(59) == "59秒" && TransferReportMarkup.duration(90_000) == "1天1小时")
    }
}
