import Levies
import Register
import Testing

@Suite struct RegistrationFeeTests {
    static let today = day("2026-11-23")
    static func day(_ text: String) -> LegalDate { LegalDate(text) ?? LegalDate(dayNumber: 0) }
    static func total(_ charge: Chargeable, on date: LegalDate = today) throws -> Money { try RegistrationFee.items(for: charge, on: date).total }

    @Test("an heir of a home pays the price of a dwelling, and ten yuan for each further certificate (E8)")
    func heir() throws {
        #expect(try Self.total(Chargeable(.transfer, .dwelling)) == Money(yuan: 80))
        #expect(try Self.total(Chargeable(.transfer, .dwelling, certificates: 3)) == Money(yuan: 100))
    }

    @Test("adding a spouse costs the certificate alone (E9)")
    func spouse() throws {
        let items = try RegistrationFee.items(for: Chargeable(.spouseTransfer, .dwelling), on: Self.today)
        #expect(items.total == Money(yuan: 10))
        #expect(items.map(\.name) == ["证书工本费"])
        #expect(items.first?.relief?.contains("夫妻") == true)
    }

    @Test("two co-owners who want a certificate each pay eighty and ten (E15)")
    func coOwners() throws {
        let items = try RegistrationFee.items(for: Chargeable(.transfer, .dwelling, certificates: 2), on: Self.today)
        #expect(items.map(\.amount) == [Money(yuan: 80), Money(yuan: 10)])
        #expect(items.allSatisfy { $0.payer == .rightHolder })
    }

    @Test("a garage with its own certificate became as cheap as a dwelling on 2019-07-01 (E17)")
    func garage() throws {
        #expect(try Self.total(Chargeable(.transfer, .ancillary), on: Self.day("2019-06-30")) == Money(yuan: 550))
        #expect(try Self.total(Chargeable(.transfer, .ancillary), on: Self.day("2019-07-01")) == Money(yuan: 80))
        #expect(try Self.total(Chargeable(.first, .ancillaryWithoutCertificate), on: Self.day("2018-01-01")) == .zero)
    }

    static let pricesToday: [(Chargeable, Int64)] = [
        (Chargeable(.first, .dwelling), 80), (Chargeable(.first, .other), 550), (Chargeable(.mortgage, .dwelling, certificates: 0), 80),
        (Chargeable(.mortgage, .other, certificates: 0), 550), (Chargeable(.mortgageTransfer, .dwelling, certificates: 0), 80),
        (Chargeable(.mortgageChange, .dwelling, certificates: 0), 0), (Chargeable(.change, .dwelling), 0),
        (Chargeable(.correction, .other), 0), (Chargeable(.registryError, .other), 0), (Chargeable(.objection, .dwelling, certificates: 0), 40),
        (Chargeable(.objection, .other, certificates: 0), 275), (Chargeable(.easement, .other, certificates: 0), 550),
        (Chargeable(.residence, .dwelling, certificates: 0), 0), (Chargeable(.reissue, .dwelling), 10),
        (Chargeable(.advanceNotice, .dwelling, certificates: 0), 0), (Chargeable(.seizure, .other, certificates: 0), 0),
        (Chargeable(.cancellation, .dwelling, certificates: 0), 0), (Chargeable(.first, .homestead), 10), (Chargeable(.first, .farmland), 0),
        (Chargeable(.mortgage, .contractedLand, certificates: 0), 0), (Chargeable(.first, .landOwnership), 0),
        (Chargeable(.transfer, .subsidisedDwelling), 0), (Chargeable(.renumbering, .dwelling), 0),
        (Chargeable(.transfer, .other, smallEnterprise: true), 0), (Chargeable(.transfer, .other, certificates: 2, smallEnterprise: true), 10),
    ]

    @Test("the price list of today", arguments: pricesToday)
    func today(charge: Chargeable, yuan: Int64) throws {
        #expect(try Self.total(charge) == Money(yuan: yuan))
    }

    static let pricesBefore: [(Chargeable, Int64)] = [
        (Chargeable(.correction, .dwelling), 40), (Chargeable(.holderDetails, .other), 275), (Chargeable(.change, .dwelling), 80),
        (Chargeable(.splitOrMerge, .dwelling), 40), (Chargeable(.first, .farmland), 550), (Chargeable(.first, .contractedLand), 0),
        (Chargeable(.mortgage, .contractedLand, certificates: 0), 550),
    ]

    @Test("the price list until 2019-06-30", arguments: pricesBefore)
    func before(charge: Chargeable, yuan: Int64) throws {
        #expect(try Self.total(charge, on: Self.day("2019-06-30")) == Money(yuan: yuan))
        #expect(try Self.total(charge, on: Self.day("2016-12-06")) == Money(yuan: yuan))
    }

    @Test("no national price before 2016-12-06")
    func tooEarly() {
        let date = Self.day("2016-12-05")
        #expect(throws: LevyError.noRule(date)) { try RegistrationFee.items(for: Chargeable(.first, .dwelling), on: date) }
        #expect(LevyError.noRule(date).message.contains("2016年12月5日"))
    }

    @Test("every matter on every kind of premises has a price with its law, and none is negative")
    func complete() throws {
        for matter in Chargeable.Matter.allCases {
            for premises in Chargeable.Premises.allCases {
                for date in [Self.day("2017-01-01"), Self.today] {
                    let items = try RegistrationFee.items(for: Chargeable(matter, premises), on: date)
                    #expect(!items.isEmpty && items.allSatisfy { !$0.law.isEmpty && $0.amount >= .zero })
                    // By the piece: nothing may cost more than the highest price of the list (民法典 223).
                    #expect(items.total <= Money(yuan: 550))
                }
            }
        }
    }
}

@Suite struct FeeLineTests {
    @Test("lines tell the reason of a relief, and what is never charged has none")
    func lines() {
        let today = RegistrationFeeTests.today
        let small = RegistrationFee.lines(RegistrationFee.Item(registration: .transfer, use: "31", smallEnterprise: true), on: today)
        #expect(small.map(\.amount) == [.zero])
        #expect(small[0].name.contains("小微企业"))
        #expect(RegistrationFee.lines(RegistrationFee.Item(registration: .cancellation, use: "11"), on: today).isEmpty)
        #expect(RegistrationFee.lines(RegistrationFee.Item(registration: .other, use: "11", reissue: true), on: today).map(\.amount) == [Money(yuan: 10)])
        let two = RegistrationFee.lines(RegistrationFee.Item(registration: .transfer, use: "11", certificates: 2), on: today)
        #expect(two.map(\.amount) == [Money(yuan: 80), Money(yuan: 10)])
        #expect(RegistrationFee.lines(RegistrationFee.Item(registration: .first, use: "31", mortgage: true), on: today).map(\.amount) == [Money(yuan: 550)])
    }
}
