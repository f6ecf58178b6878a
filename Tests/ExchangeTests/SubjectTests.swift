import Contracts
import Register
import Testing

@testable import Exchange

@Suite("An answer is about what was asked") struct SubjectTests {
    private static let unit = UnitCode(trusted: "360102001001GB00001F00010101")
    private static let other = UnitCode(trusted: "360102001001GB00001F00010102")
    private static let day = Moment(seconds: 1_790_000_000).date

    @Test("a person's answer names the person") func people() {
        let asked = PublicSecurity.Identity.Request(name: "张伟", identifier: "identity-card:1")
        #expect(PublicSecurity.Identity.isAbout(asked, .init(identifier: "identity-card:1", matches: true, alive: true)))
        #expect(!PublicSecurity.Identity.isAbout(asked, .init(identifier: "identity-card:2", matches: true, alive: true)))
        #expect(!CivilAffairs.Marriage.isAbout(.init(identifier: "a"), .init(identifier: "b", married: false, spouseName: nil, spouseIdentifier: nil, since: nil)))
        #expect(!Credit.Record.isAbout(.init(identifier: "a"), .init(identifier: "b", good: true, events: [])))
    }

    @Test("a unit's answer names the unit") func units() {
        #expect(Housing.MaintenanceFund.isAbout(.init(unit: Self.unit), .init(unit: Self.unit, due: .zero, paid: .zero, paidOn: nil)))
        #expect(!Housing.MaintenanceFund.isAbout(.init(unit: Self.unit), .init(unit: Self.other, due: .zero, paid: .zero, paidOn: nil)))
        let receipt = Tax.DeedTaxReceipt.Answer(
            number: "1", unit: Self.other, contract: "c", contractPrice: .zero, base: .zero, tax: .zero, taxpayers: [], status: .paid, paidOn: Self.day)
        #expect(!Tax.DeedTaxReceipt.isAbout(.init(unit: Self.unit), receipt))
        #expect(!Housing.CompletionRecord.isAbout(.init(project: "P1"), .init(project: "P2", number: "n", passed: true, on: Self.day)))
    }

    @Test("a list of somebody's contracts holds no contract of somebody else's") func contracts() {
        func contract(_ identifier: String) -> Housing.Contract {
            Housing.Contract(
                number: "NC", unit: Self.unit, project: nil, location: "", sellers: [], buyers: [.init(name: "甲", identifier: identifier)], coOwnership: .sole,
                price: .zero, paid: .zero, area: Area(hundredths: 1), paymentMethod: .full, filedOn: Self.day)
        }
        let asked = Housing.ContractsOfBuyer.Request(identifier: "a")
        #expect(Housing.ContractsOfBuyer.isAbout(asked, .init(identifier: "a", contracts: [contract("a")])))
        #expect(!Housing.ContractsOfBuyer.isAbout(asked, .init(identifier: "a", contracts: [contract("a"), contract("b")])))
        #expect(!Housing.ContractsOfBuyer.isAbout(asked, .init(identifier: "b", contracts: [])))
    }

    @Test("an order is for this case and this amount") func orders() {
        func order(_ caseID: String, _ yuan: Int64, number: String = "JK1") -> Payment.Order {
            Payment.Order(number: number, caseID: caseID, amount: Money(yuan: yuan), status: .open, payURL: "", receipt: nil)
        }
        let asked = Payment.CreateOrder.Request(caseID: "1", amount: Money(yuan: 80), title: "", returnURL: "")
        #expect(Payment.CreateOrder.isAbout(asked, order("1", 80)))
        #expect(!Payment.CreateOrder.isAbout(asked, order("2", 80)))
        #expect(!Payment.CreateOrder.isAbout(asked, order("1", 79)))
        #expect(!Payment.OrderStatus.isAbout(.init(number: "JK1"), order("1", 80, number: "JK2")))
    }
}

@Suite("The circuit breaker") struct CircuitBreakerTests {
    private let start = Moment(seconds: 1_790_000_000)
    private static let tax = Correspondent(.tax)

    @Test("leaves a department that keeps failing alone, lets one question through after the pause, and others pass meanwhile") func opens() throws {
        let breaker = CircuitBreaker(threshold: 3, pauseSeconds: 5)
        for _ in 0..<3 {
            try breaker.enter(Self.tax, now: start)
            breaker.failed(Self.tax.peer, now: start)
        }
        #expect(throws: ExchangeError.self) { try breaker.enter(Self.tax, now: start.adding(seconds: 1)) }
        #expect(breaker.open(at: start.adding(seconds: 1)).keys.contains(Self.tax.peer))
        try breaker.enter(Correspondent(.housing), now: start)
        let later = start.adding(seconds: 6)
        try breaker.enter(Self.tax, now: later)
        #expect(throws: ExchangeError.self, "a second probe while the first is under way") { try breaker.enter(Self.tax, now: later) }
        breaker.succeeded(Self.tax.peer)
        try breaker.enter(Self.tax, now: later)
        #expect(breaker.open(at: later).isEmpty)
    }

    @Test("leaves one bank alone and asks the others on") func institutions() throws {
        let breaker = CircuitBreaker(threshold: 1, pauseSeconds: 5)
        let (first, second) = (Correspondent(Peer(.lender, institution: Banks.first)), Correspondent(Peer(.lender, institution: Banks.second)))
        let sameAsCustodian = Correspondent(Peer(.custodian, institution: Banks.first))
        try breaker.enter(first, now: start)
        breaker.failed(first.peer, now: start)
        #expect(throws: ExchangeError.self) { try breaker.enter(first, now: start) }
        try breaker.enter(second, now: start)
        try breaker.enter(sameAsCustodian, now: start)
        #expect(Array(breaker.open(at: start).keys) == [first.peer])
    }

    @Test("waits again when the probe fails") func again() throws {
        let breaker = CircuitBreaker(threshold: 1, pauseSeconds: 5)
        try breaker.enter(Self.tax, now: start)
        breaker.failed(Self.tax.peer, now: start)
        let later = start.adding(seconds: 6)
        try breaker.enter(Self.tax, now: later)
        breaker.failed(Self.tax.peer, now: later)
        #expect(throws: ExchangeError.self) { try breaker.enter(Self.tax, now: later.adding(seconds: 4)) }
        try breaker.enter(Self.tax, now: later.adding(seconds: 6))
    }
}
