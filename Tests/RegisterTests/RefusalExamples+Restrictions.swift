@testable import Register

extension RefusalExample {
    static let court = "(2026)赣0102执1号"
    static func land(_ act: Act, order: String = court) throws -> Folio {
        try F.owned(by: [Holder(party: F.developer)], .sole, right: .stateLandUse, unit: F.land).with(act, "G", order: order)
    }
    static func seized(until: String = "2029-11-22") throws -> Folio { try F.owned().with(F.seizure(until: until), "S", order: court) }
    static func objected() throws -> Folio { try F.owned().with(F.objection(), "O", by: [F.stranger]) }

    static let restrictions: [RefusalExample] = [
        RefusalExample(.seized) { try seized().refusals(F.sale(), by: sides) },
        RefusalExample(.preSeized) {
            try F.owned().with(F.seizure(.preSeizure, against: F.buyer), "S", order: court)
                .refusals(F.sale(to: [Holder(party: F.stranger)]), by: [F.stranger, F.developer])
        },
        RefusalExample(.parcelSeized) { try F.owned().refusals(F.sale(), by: sides, related: [F.land: try land(F.seizure())]) },
        RefusalExample(.parcelLocked) { F.planned.refusals(F.first, by: [F.developer], related: [F.land: try land(F.lock, order: "公限1")]) },
        RefusalExample(.locked) { try F.owned().with(F.lock, "K", order: "公限1").refusals(F.sale(), by: sides) },
        RefusalExample(.documentMissing) {
            try F.owned().refusals(.lock(Restrict(authority: "南昌市公安局", document: "", reason: "涉案")), order: court)
        },
        RefusalExample(.seizureTooLong) { try F.owned().refusals(F.seizure(until: "2029-11-24"), order: court) },
        RefusalExample(.seizureNeedsTarget) { try F.owned().refusals(F.seizure(.preSeizure), order: court) },
        RefusalExample(.preSeizureOfHolder) { try F.owned().refusals(F.seizure(.preSeizure, against: F.developer), order: court) },
        RefusalExample(.seizureOfStranger) {
            try F.owned().with(F.sale(), "T", by: sides).refusals(F.seizure(against: F.developer), order: court)
        },
        RefusalExample(.seizureNotExpired) { try seized().refusals(F.endSeizure("S-1", .expired), on: "2029-11-22") },
        RefusalExample(.seizureExpired) {
            try seized().refusals(
                .renewSeizure(RenewSeizure(seizure: EntryID("S-1"), until: F.day("2030-01-01"), document: "续1")), order: court, on: "2029-11-23")
        },
        RefusalExample(.objectionPending) { try objected().refusals(F.sale(), by: sides) },
        RefusalExample(.ownObjection) { try F.owned().refusals(F.objection(F.developer), by: [F.developer]) },
        RefusalExample(.sameObjection) { try objected().refusals(F.objection(), by: [F.stranger]) },
        RefusalExample(.objectionNotLapsed) {
            try objected().refusals(.endObjection(EndObjection(objection: EntryID("O-1"), reason: .lapsed)), by: [F.developer], on: "2026-12-08")
        },
        RefusalExample(.objectionLapsed) {
            try objected().refusals(
                .recordSuit(RecordSuit(objection: EntryID("O-1"), filedOn: F.day("2026-12-09"))), by: [F.stranger], on: "2026-12-09")
        },
        RefusalExample(.dateInFuture) {
            try objected().refusals(.recordSuit(RecordSuit(objection: EntryID("O-1"), filedOn: F.day("2026-11-24"))), by: [F.stranger])
        },
        RefusalExample(.objectionSpent) {
            try objected().with(.endObjection(EndObjection(objection: EntryID("O-1"), reason: .lapsed)), "E", by: [F.developer], on: "2026-12-09")
                .refusals(F.objection(), by: [F.stranger], on: "2026-12-09")
        },
    ]

    static func noted() throws -> Folio { try F.owned().with(F.notice(.transfer, F.buyer), "N", by: sides) }
    static func inhabited(_ term: Residence.Term = .lifetime) throws -> Folio {
        try F.owned().with(F.residence(F.stranger, term), "R", by: [F.stranger, F.developer])
    }

    static let uses: [RefusalExample] = [
        RefusalExample(.noticeStands) { try noted().refusals(F.sale(to: [Holder(party: F.stranger)]), by: [F.stranger, F.developer]) },
        RefusalExample(.noticeOnBuilt) { try F.owned().refusals(F.notice(.presalePurchase, F.buyer), by: sides) },
        RefusalExample(.noticeNeedsOwner) {
            try F.owned().refusals(F.notice(.transfer, F.buyer, obligor: F.stranger), by: [F.buyer, F.stranger])
        },
        RefusalExample(.noticeTaken) {
            try noted().refusals(
                F.notice(.transfer, F.stranger), by: [F.stranger, F.developer], consents: [F.consent(.ofEntryHolder, F.buyer, "N-1")])
        },
        RefusalExample(.noticeNotFulfilled) {
            try noted().refusals(F.sale(to: [Holder(party: F.stranger)], fulfils: "N-1"), by: [F.stranger, F.developer])
        },
        RefusalExample(.noticeNotLapsed) {
            try noted().refusals(.endNotice(EndNotice(notice: EntryID("N-1"), reason: .lapsed)), by: [F.developer], on: "2027-02-21")
        },
        RefusalExample(.residenceHolderConsentNeeded) { try inhabited().refusals(.cancel(Cancel(reason: .waived)), by: [F.developer]) },
        RefusalExample(.residenceExists) { try inhabited().refusals(F.residence(F.wife), by: [F.wife, F.developer]) },
        RefusalExample(.residenceNeedsDwelling) { try F.owned().refusals(F.residence(F.bank), by: lenders) },
        RefusalExample(.notYetEnded) {
            try inhabited(.until(F.day("2030-01-01"))).refusals(
                .endResidence(EndResidence(residence: EntryID("R-1"), reason: .termEnded)), by: [F.developer])
        },
        RefusalExample(.easementHolderConsentNeeded) {
            try F.owned().with(F.easement(), "E", by: [F.stranger, F.developer]).refusals(.cancel(Cancel(reason: .waived)), by: [F.developer])
        },
        RefusalExample(.dominantIsServient) { try F.owned().refusals(F.easement(dominant: F.home), by: [F.stranger, F.developer]) },
        RefusalExample(.easementTooLong) { try F.owned().refusals(F.easement(until: "2092-01-02"), by: [F.stranger, F.developer]) },
    ]
}
