import Catalogue
import Escrow
import HTTPTypes
import HummingbirdTesting
import Identity
import Portal
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

/// Every page and answer of an order, read by each of its parties at every stage: no amount is in any of them that isn't theirs (个人信息保护法 6).
@Suite("Whose amounts an order shows") struct OwnAmountsTests {
    /// An amount as pages and programs write it.
    private static func forms(_ amount: Money) -> [String] {
        let text = amount.description
        return [text, text.filter { $0 != "," }, String(amount.fen)]
    }

    /// Every number that stands in a text, with the commas and the point that it is written with, and each of the numbers that commas part.
    private static func numbers(in text: String) -> Set<String> {
        let runs = text.utf8.split { !(48...57).contains($0) && $0 != 44 && $0 != 46 }.map { String(Substring($0)) }
        return Set(runs.flatMap { run in [run.trimmed] + run.split(separator: ",").map { String($0).trimmed } })
    }

    /// Every page and answer about this case that a party can ask for.
    private static func paths(_ portal: TestPortal, _ office: CaseOffice) throws -> [String] {
        let service = try office.service(OrderedSale.service)
        return portal.server.table.all.filter { endpoint in
            endpoint.method == .get && endpoint.kind != .stream && !endpoint.path.text.contains("/office/") && endpoint.path.parts.first == "id"
                && (endpoint.path.text.hasPrefix("/cases/") || endpoint.path.text.hasPrefix("/api/v1/cases/"))
        }.flatMap { endpoint -> [String] in
            endpoint.path.parts.contains("field")
                ? service.form.map { endpoint.path.filled([OrderedSale.id, $0.name]) } : [endpoint.path.filled(endpoint.path.parts.map { $0 == "id" ? OrderedSale.id : "1" })]
        } + ["/my/cases", "/api/v1/cases", "/institution"]
    }

    private final class Reading {
        var seen: [OrderedSale.Role: Set<String>] = [:]
        var answered: Set<String> = []
    }

    private static func read(_ stage: String, _ sale: OrderedSale, _ portal: TestPortal, _ reading: Reading) async throws {
        let paths = try paths(portal, sale.office)
        for role in OrderedSale.Role.allCases {
            let browser = try await portal.session(sale.signedIn(role))
            for path in paths {
                let response = try await browser.get(path)
                #expect(response.status.code < 500, "\(path) as \(role): \(response.text.prefix(300))")
                if response.status == .ok { reading.answered.insert(path) }
                let found = Self.numbers(in: response.text)
                for item in OrderedSale.whose where !found.isDisjoint(with: forms(item.amount)) {
                    reading.seen[role, default: []].insert(item.name)
                    #expect(role == .custodian || item.roles.contains(role), "\(item.name) \(item.amount) is shown to \(role) on \(path), \(stage)")
                }
            }
        }
    }

    @Test("each party reads its own and nobody else's, from the draft to the last payment", arguments: availableEngines)
    func own(engine: Engine) async throws {
        try await RealPortal.run(engine) { portal, office in
            let sale = try await OrderedSale(office) { portal.clock.now }
            let reading = Reading()
            try await sale.draft()
            try await Self.read("a draft with findings", sale, portal, reading)
            try await sale.accept()
            try await Self.read("accepted", sale, portal, reading)
            try await sale.takeCustody()
            try await sale.payIn("own-funds", OrderedSale.firstDeposit, "R1")
            try await Self.read("partly paid in", sale, portal, reading)
            try await sale.payIn("own-funds", OrderedSale.ownFunds - OrderedSale.firstDeposit, "R2")
            try await Self.read("waits for the loans", sale, portal, reading)
            try await sale.payIn("loan-1", OrderedSale.loan, "R3")
            try await Self.read("one loan is there", sale, portal, reading)
            try await sale.payIn("loan-2", OrderedSale.fundLoan, "R4")
            try await Self.read("waits for the statement", sale, portal, reading)
            try await sale.quote()
            try await sale.secured()
            try await Self.read("secured", sale, portal, reading)
            try await sale.release()
            try await Self.read("released", sale, portal, reading)
            #expect(try await sale.pay())
            try await Self.read("paid off", sale, portal, reading)
            try await sale.settle()
            while try await sale.pay() { try await Self.read("paid out", sale, portal, reading) }
            #expect(sale.book.book.phase == .cleared)
            try await Self.read("cleared", sale, portal, reading)

            // What is theirs each does read: nothing is kept from those whom it concerns.
            let isOwn = { (role: OrderedSale.Role, names: [String]) in
                #expect(Set(names).isSubset(of: reading.seen[role] ?? []), "\(role) misses \(Set(names).subtracting(reading.seen[role] ?? []))")
            }
            isOwn(.seller, ["price", "unpaid", "taxed price", "payoff", "payoff beyond the price", "seller's fee", "custody fee", "stated fee", "rest"])
            isOwn(.buyer, ["price", "unpaid", "own funds", "first deposit", "rest of the deposit", "loan", "fund's loan", "loans beyond the price", "buyer's fee", "all deposits"])
            isOwn(.lender, ["loan"])
            isOwn(.fund, ["fund's loan"])
            isOwn(.standing, ["payoff"])
            isOwn(.custodian, ["price", "own funds", "loan", "fund's loan", "payoff", "rest", "seller's fee", "buyer's fee", "in custody after the payoff"])
            #expect(reading.seen[.consenting] == nil)
            for path in ["", "/sign", "/progress"] { #expect(reading.answered.contains("/cases/\(OrderedSale.id)\(path)")) }
            for path in ["", "/order", "/application"] { #expect(reading.answered.contains("/api/v1/cases/\(OrderedSale.id)\(path)")) }
        }
    }

    @Test("nor does anybody read it where the money goes back", arguments: availableEngines)
    func back(engine: Engine) async throws {
        try await RealPortal.run(engine) { portal, office in
            let sale = try await OrderedSale(office) { portal.clock.now }
            let reading = Reading()
            try await sale.draft()
            try await sale.accept()
            try await sale.takeCustody()
            try await sale.payIn("own-funds", OrderedSale.ownFunds, "R1")
            try await sale.payIn("loan-1", OrderedSale.loan, "R2")
            try await sale.goBack()
            try await Self.read("goes back", sale, portal, reading)
            while try await sale.pay() { try await Self.read("gone back", sale, portal, reading) }
            #expect(sale.book.book.phase == .returned)
            #expect(reading.seen[.buyer]?.contains("own funds") == true && reading.seen[.lender]?.contains("loan") == true)
        }
    }
}

extension String {
    /// Without the marks of punctuation around a number.
    fileprivate var trimmed: String {
        var rest = self[...]
        while let last = rest.last, last == "," || last == "." { rest.removeLast() }
        while let first = rest.first, first == "," || first == "." { rest.removeFirst() }
        return String(rest)
    }
}
