import Levies
import Register
import Testing

/// What a filing's acts cost, piece by piece.
@Suite struct FilingChargesTests {
    static let today = RegistrationFeeTests.today
    static let developer = PartyRef(id: PartyID("developer"), kind: .enterprise)
    static let buyer = PartyRef(id: PartyID("buyer"), kind: .person)
    static let bank = PartyRef(id: PartyID("bank"), kind: .enterprise)

    static func unit(_ number: Int, parcel: Int = 3) -> UnitCode {
        UnitCode(trusted: "360102001002GB0000\(parcel)F0001\(String(10_000 + number).dropFirst())")
    }

    static func description(use: String = "11") -> UnitDescription {
        UnitDescription(
            location: "南昌市东湖区1号", use: use, buildingArea: Area(hundredths: 9_000), innerArea: Area(hundredths: 7_000),
            sharedArea: Area(hundredths: 2_000), parcelArea: Area(hundredths: 900_000), structure: "3", storey: 1, storeys: 6, completed: nil,
            landNature: "102", landTermFrom: nil, landTermUntil: nil, surveyed: true)
    }

    static func first(_ unit: UnitCode, use: String = "11") -> UnitAct {
        UnitAct(
            unit: unit,
            act: .firstRegistration(
                FirstRegistration(
                    right: .stateLandUseAndHouse, form: .sole, holders: [Holder(party: developer)], description: description(use: use),
                    cause: .newConstruction)))
    }

    static func mortgage(_ unit: UnitCode, debt: String?) -> UnitAct {
        UnitAct(
            unit: unit,
            act: .mortgage(
                CreateMortgage(
                    kind: .ordinary, subject: .landAndHouse, mortgagees: [bank], mortgagors: [developer], debtor: developer,
                    amount: Money(yuan: 1_000_000), from: today, until: today.adding(years: 3), scope: "主债权", transferBan: false, jointDebt: debt)))
    }

    @Test("a project's first registration is one readable line a price, paid by the developer")
    func project() throws {
        let units = (1...12).map { Self.unit($0) }
        let acts = units.map { Self.first($0) } + [Self.first(Self.unit(99), use: "31")]
        let pages = Dictionary(uniqueKeysWithValues: acts.map { ($0.unit, Folio(unit: $0.unit, description: Self.description())) })
        let items = try RegistrationFee.items(for: Chargeable.pieces(of: acts, on: pages), on: Self.today)
        #expect(items.map(\.quantity) == [12, 1])
        #expect(items.total == Money(yuan: 12 * 80 + 550))
    }

    @Test("one debt on several units of one parcel is one piece, on two parcels two")
    func jointDebt() {
        let pages = [Self.unit(1), Self.unit(2), Self.unit(1, parcel: 4)].reduce(into: [UnitCode: Folio]()) {
            $0[$1] = Folio(unit: $1, description: Self.description())
        }
        let joint = [Self.mortgage(Self.unit(1), debt: "D"), Self.mortgage(Self.unit(2), debt: "D"), Self.mortgage(Self.unit(1, parcel: 4), debt: "D")]
        #expect(Chargeable.pieces(of: joint, on: pages).count == 2)
        let single = [Self.mortgage(Self.unit(1), debt: nil), Self.mortgage(Self.unit(2), debt: nil)]
        #expect(Chargeable.pieces(of: single, on: pages).count == 2)
        #expect(Chargeable.pieces(of: joint, on: pages).allSatisfy { $0.payer == .mortgagee && $0.certificates == 0 })
    }

    @Test("a small borrower frees the mortgage only where the place reads the rule so")
    func smallBorrower() {
        let acts = [Self.mortgage(Self.unit(1), debt: nil)]
        let pages = [Self.unit(1): Folio(unit: Self.unit(1), description: Self.description())]
        var circumstances = FeeCircumstances()
        circumstances.smallEnterprises = [Self.developer.id]
        #expect(Chargeable.pieces(of: acts, on: pages, circumstances: circumstances).map(\.smallEnterprise) == [true])
        circumstances.smallBorrowerExempts = false
        #expect(Chargeable.pieces(of: acts, on: pages, circumstances: circumstances).map(\.smallEnterprise) == [false])
    }

    @Test("a transfer with the release of the old mortgage costs the transfer alone; a garage is named by the caller")
    func transferAndRelease() throws {
        let unit = Self.unit(1)
        let transfer = Act.transfer(
            Transfer(from: [Self.developer], form: .sole, to: [Holder(party: Self.buyer)], cause: .sale, price: Money(yuan: 90_000)))
        let acts = [UnitAct(unit: unit, act: transfer), UnitAct(unit: unit, act: .endMortgage(EndMortgage(mortgage: EntryID("M"), reason: .debtPaid)))]
        let filing = Filing(
            id: "F", acceptedAt: Moment(startOf: Self.today), sequence: 1, registeredAt: Moment(startOf: Self.today),
            basis: .application(by: [Self.developer], pledged: []), acts: [Self.first(unit, use: "31")])
        let page = try #require(try filing.applied(to: [unit: Folio(unit: unit, description: Self.description())])[unit])
        #expect(try RegistrationFee.items(for: Chargeable.pieces(of: acts, on: [unit: page]), on: Self.today).total == Money(yuan: 550))
        var circumstances = FeeCircumstances()
        circumstances.premises = [unit: .ancillary]
        circumstances.certificates = [unit: 2]
        let pieces = Chargeable.pieces(of: acts, on: [unit: page], circumstances: circumstances)
        #expect(try RegistrationFee.items(for: pieces, on: Self.today).total == Money(yuan: 90))
    }
}
