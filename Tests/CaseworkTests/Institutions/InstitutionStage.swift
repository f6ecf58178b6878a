import Contracts
import Exchange
import Foundation
import Register
import Testing

/// The program `departments` playing a bank that also holds money, the provident fund and another custodian.
struct InstitutionStage {
    static let bank = "91360100MA35C3D46B"
    static let fund = "12360100MB00000013"
    static let notary = "91360100MA35C3D47E"
    static let unit = UnitCode(trusted: "360102001001GB00001F00010101")
    static let proof = "赣(2024)南昌市不动产证明第0000001号"
    static let buyer = "identity-card:360102199003076619"
    static let lent = Money(yuan: 1_000_000)

    let departments: PlayedDepartments
    let client: DepartmentClient
    let directory: DepartmentDirectory

    static func run(telling registryURL: String = "http://127.0.0.1:9", _ body: (InstitutionStage) async throws -> Void) async throws {
        try await PlayedDepartments.run(telling: registryURL) { departments in
            try await departments.load(records)
            let directory = try await departments.directory()
            try await body(InstitutionStage(departments: departments, client: client(directory, of: departments, deadlines: 12), directory: directory))
        }
    }

    private static func client(_ directory: DepartmentDirectory, of departments: PlayedDepartments, deadlines: Double) -> DepartmentClient {
        DepartmentClient(
            directory: directory, signer: departments.registry, breaker: .init(threshold: .max), attempts: 1, deadlines: deadlines, now: { Self.now })
    }

    /// The same stage, asked by somebody who waits no longer than the contracts say; everybody else waits out what other tests do with the processors.
    var hasty: InstitutionStage {
        InstitutionStage(departments: departments, client: Self.client(directory, of: departments, deadlines: 1), directory: directory)
    }

    static var now: Moment { Moment(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }
    static var today: LegalDate { now.date }

    private static var records: [CityRecord] {
        [
            .institution(CityInstitution(name: "豫章银行", creditCode: bank, kinds: [.lender, .custodian], funds: Money(yuan: 100_000_000))),
            .institution(CityInstitution(name: "公积金中心", creditCode: fund, kinds: [.lender], provident: true, funds: Money(yuan: 100_000_000))),
            .institution(CityInstitution(name: "赣江公证处", creditCode: notary, kinds: [.custodian], funds: Money(yuan: 10_000_000))),
            .person(CityPerson(name: "张伟", identityNumber: "360102199003076619", phone: "13870000001")),
            .loans(
                CityLoans(
                    parcel: "360102001001GB00001", lenders: ["91360100MA35C3D48H", bank],
                    loans: [CityLoan(unit: "F00010101", lender: 1, proof: proof, amount: lent, from: today.adding(days: -400), months: 240)])),
            .approval(CityApproval(lender: fund, approval: approval("SP1", Money(yuan: 600_000)), sealed: true)),
            .approval(CityApproval(lender: bank, approval: approval("SP2", Money(yuan: 500_000)), sealed: false)),
        ]
    }

    private static func approval(_ number: String, _ amount: Money) -> Lending.LoanApproval.Answer {
        .init(
            number: number, unit: unit, borrowers: [buyer], status: .approved, amount: amount, kind: "ordinary", from: today, until: today.adding(years: 20),
            scope: "主债权", transferBan: false, provident: number == "SP1", contract: "JK-\(number)", contractDigest: nil, validUntil: today.adding(days: 30))
    }

    func ask<C: Contract>(_ contract: C.Type, _ request: C.Request, at code: String) async throws -> C.Answer? {
        try await client.ask(contract, request, at: code, for: Errand(caseID: "c1", purpose: "核对")).value
    }

    /// A case's account at a custodian, for the buyer's own 700,000 and the fund's 600,000 yuan.
    @discardableResult
    func open(_ caseID: String = "c1", at custodian: String = notary, own: Money = Money(yuan: 700_000)) async throws -> Custody.Open.Answer {
        try #require(
            try await ask(
                Custody.Open.self,
                .init(
                    caseID: caseID, unit: Self.unit,
                    expected: [
                        .init(source: "own-funds", payer: Self.buyer, amount: own),
                        .init(source: "loan-1", payer: "credit-code:\(Self.fund)", amount: Money(yuan: 600_000)),
                    ], conditions: "登记完成后支付", until: Self.today.adding(days: 60)), at: custodian))
    }

    func deposit(_ yuan: String, case id: String = "c1", at custodian: String = notary) async throws {
        try await departments.send("/custodians/\(custodian)/cases/\(id)/deposit", [("source", "own-funds"), ("amount", yuan)])
    }

    func disbursal(_ order: String, _ account: MoneyAccount, _ amount: Money = Money(yuan: 600_000), case id: String = "c1") -> Lending.Disburse.Request {
        .init(order: order, caseID: id, approval: "SP1", amount: amount, to: account)
    }

    func payment(
        _ order: String, _ amount: Money, to account: MoneyAccount, _ purpose: Custody.Pay.Purpose = .remainder, case id: String = "c1"
    ) -> Custody.Pay.Request {
        .init(order: order, caseID: id, purpose: purpose, amount: amount, to: account, ground: "登簿")
    }

    func statement(_ caseID: String = "c1", at custodian: String = notary) async throws -> Custody.Statement.Answer {
        try #require(try await ask(Custody.Statement.self, .init(caseID: caseID), at: custodian))
    }

    func payoff(on day: LegalDate = today) async throws -> Lending.PayoffStatement.Answer {
        try #require(try await ask(Lending.PayoffStatement.self, .init(unit: Self.unit, proof: Self.proof, on: day), at: Self.bank))
    }

    struct Books: Decodable {
        var accounts: [String: Money]
        var drift: Money
        var postings: Int
    }

    /// Every account of every played bank.
    func books() async throws -> Books { try await departments.json(Books.self, "/control/money.json") }

    static let seller = MoneyAccount(holder: "李娜", bank: "洪都银行", number: "6222000000000001")
}
