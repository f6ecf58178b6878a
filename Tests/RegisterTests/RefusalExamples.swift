import Testing

@testable import Register

/// One situation for each reason to refuse, with what exactly is told.
struct RefusalExample: Sendable, CustomTestStringConvertible {
    let code: RefusalCode
    let told: @Sendable () throws -> Set<RefusalCode>
    init(_ code: RefusalCode, _ told: @escaping @Sendable () throws -> Set<RefusalCode>) {
        self.code = code
        self.told = told
    }
    var testDescription: String { code.rawValue }

    typealias F = Fixture
    static let all = ownership + mortgages + restrictions + uses

    static let sides = [F.buyer, F.developer]
    static let lenders = [F.bank, F.developer]

    static let ownership: [RefusalExample] = [
        RefusalExample(.noPage) {
            Set(F.filing("X", [F.sale()], by: sides).refusals(on: [:]).map(\.code))
        },
        RefusalExample(.unitCancelled) {
            try F.owned().with(.cancel(Cancel(reason: .destroyed)), "C", by: [F.developer]).refusals(F.sale(), by: sides)
        },
        RefusalExample(.notFirstRegistered) { F.planned.refusals(F.sale(), by: sides) },
        RefusalExample(.alreadyRegistered) { try F.owned().refusals(F.first, by: [F.developer]) },
        RefusalExample(.wrongBasis) { try F.owned().refusals(F.sale(), by: [F.buyer]) },
        RefusalExample(.notSurveyed) {
            F.planned.refusals(first(F.change { $0.surveyed = false }), by: [F.developer])
        },
        RefusalExample(.landTermTooLong) {
            F.planned.refusals(first(F.change { $0.landTermUntil = F.day("2092-01-02") }), by: [F.developer])
        },
        RefusalExample(.descriptionIncomplete) { F.planned.refusals(first(F.change { $0.location = "" }), by: [F.developer]) },
        RefusalExample(.rightDoesNotFit) { F.planned.refusals(first(F.description, right: .homesteadAndHouse), by: [F.developer]) },
        RefusalExample(.landHeldByAnother) {
            let land = try F.owned(by: [Holder(party: F.stranger)], .sole, right: .stateLandUse, unit: F.land)
            return F.planned.refusals(F.first, by: [F.developer], related: [F.land: land])
        },
        RefusalExample(.causeDoesNotFit) {
            try F.owned().refusals(F.transfer(to: [Holder(party: F.buyer)], .sole, .newConstruction), by: sides)
        },
        RefusalExample(.badShares) {
            try F.owned().refusals(F.sale(to: F.shares((F.buyer, "1/2"), (F.wife, "1/3")), form: .byShares), by: sides + [F.wife])
        },
        RefusalExample(.noHolder) { try F.owned().refusals(F.sale(to: []), by: sides) },
        RefusalExample(.notTheHolder) {
            try F.owned().refusals(F.transfer(from: [F.stranger], to: [Holder(party: F.buyer)]), by: [F.buyer, F.stranger])
        },
        RefusalExample(.nothingTransferred) { try F.owned().refusals(F.sale(to: [Holder(party: F.developer)]), by: [F.developer]) },
        RefusalExample(.priceMissing) { try F.owned().refusals(F.transfer(to: [Holder(party: F.buyer)], price: nil), by: sides) },
        RefusalExample(.notTransferable) {
            let collective = UnitCode(trusted: "360102001002JA00003W00000000")
            let page = try F.owned(by: [Holder(party: F.developer)], .sole, right: .collectiveLandOwnership, unit: collective)
            return page.refusals(F.transfer(to: [Holder(party: F.buyer)]), by: sides)
        },
        RefusalExample(.coOwnerConsentNeeded) {
            let page = try F.owned(by: [Holder(party: F.developer), Holder(party: F.wife)], .joint)
            return page.refusals(F.sale(), by: sides)
        },
        RefusalExample(.firstRefusal) {
            let page = try F.owned(by: F.shares((F.developer, "1/2"), (F.wife, "1/2")), .byShares)
            return page.refusals(F.transfer(to: F.shares((F.buyer, "1/2"), (F.wife, "1/2")), .byShares), by: sides)
        },
        RefusalExample(.nothingChanges) { try F.owned().refusals(.change(Change(.description(F.description))), by: [F.developer]) },
        RefusalExample(.holderNotOnPage) { try F.owned().refusals(.change(Change(.holderDetails(of: F.stranger))), by: [F.stranger]) },
        RefusalExample(.groundMissing) {
            let changed = F.change { $0.storeys = 19 }
            return try F.owned().refusals(.correct(Correct(.description(changed), ground: "")), by: [F.developer])
        },
        RefusalExample(.orderNeeded) { try F.owned().refusals(.cancel(Cancel(reason: .expropriated)), by: [F.developer]) },
        RefusalExample(.successorsMissing) { try F.owned().refusals(.cancel(Cancel(reason: .recoded)), by: [F.developer]) },
        RefusalExample(.burdensRemain) {
            let land = try F.owned(by: [Holder(party: F.developer)], .sole, right: .stateLandUse, unit: F.land)
            return land.refusals(.cancel(Cancel(reason: .waived)), by: [F.developer], related: [F.home: try F.owned()])
        },
        RefusalExample(.earlierCasePending) {
            let at = Moment(startOf: F.day("2026-11-22"))
            return try F.owned().refusals(
                F.sale(), by: sides, pending: [PendingAcceptance(unit: F.home, acceptedAt: at, sequence: 0, kind: .application)])
        },
    ]

    static func first(_ description: UnitDescription, right: RightKind = .stateLandUseAndHouse) -> Act {
        .firstRegistration(
            FirstRegistration(right: right, form: .sole, holders: [Holder(party: F.developer)], description: description, cause: .newConstruction))
    }
}
