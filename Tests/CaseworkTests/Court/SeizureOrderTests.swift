import Contracts
import Exchange
import Identity
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

/// What courts order about seizures, beside everybody else who wants something entered.
@Suite("Courts' seizures") struct SeizureOrderTests {
    typealias F = CourtFixture

    @Test("a case hears of what a court orders of any of its units, and of the land on which they stand", arguments: availableEngines)
    func allUnits(engine: Engine) async throws {
        try await F.run(engine) { fixture in
            let (one, two, three) = (F.unit(1), F.unit(2), F.unit(3))
            let bank = BookFixture.person("lender")
            let id = try await fixture.office.open(
                service: "mortgage.first", units: [one, two],
                applicants: [CaseApplicant(role: "mortgagee", party: bank, identifiedBy: "api"), CaseApplicant(role: "mortgagor", party: fixture.owner, identifiedBy: "api")],
                by: .party(fixture.owner.id))
            let second = try await fixture.office.seize(F.seizure("执2", two))
            #expect(second.cases == [id])
            #expect(try await fixture.office.seize(F.seizure("执1", one)).cases == [id], "once, whichever way it is found")
            #expect(try await fixture.office.seize(F.seizure("执3", three)).cases.isEmpty)
            #expect(try await fixture.office.sourceChanged(Court.SeizureOrder.name, on: two.parcelUnit, by: .court) == [id])
            #expect(try await fixture.office.sourceChanged(Tax.ReceiptChanged.name, on: two.parcelUnit, by: .tax).isEmpty)
            #expect(try await fixture.office.sourceChanged(Tax.ReceiptChanged.name, on: two, by: .tax) == [id])
        }
    }

    @Test("of a seizure and a sale that come at once exactly one is entered, and the other is told why", arguments: availableEngines)
    func race(engine: Engine) async throws {
        let rounds = 16
        try await F.run(engine, units: rounds) { fixture in
            let results = try await withThrowingTaskGroup(of: (Int, Bool, String?).self) { group in
                for serial in 1...rounds {
                    group.addTask {
                        let unit = F.unit(serial)
                        let transfer = Act.transfer(
                            Transfer(from: [fixture.owner], form: .sole, to: [Holder(party: fixture.taker)], cause: .sale, price: Money(yuan: 1)))
                        async let sold: Bool = {
                            if serial % 3 == 0 { try await Task.sleep(for: .milliseconds(2)) }
                            do {
                                try await fixture.file("sale-\(serial)", transfer, on: unit, .application(by: [fixture.owner, fixture.taker], pledged: []))
                                return true
                            } catch let refusal as Refusal {
                                #expect(refusal.code == .seized)
                                return false
                            }
                        }()
                        if serial % 3 == 1 { try await Task.sleep(for: .milliseconds(2)) }
                        let reply = try await fixture.office.seize(F.seizure("执\(serial)", unit))
                        return (serial, try await sold, reply.outcome.status == .ok ? nil : reply.outcome.message ?? "")
                    }
                }
                var all: [(Int, Bool, String?)] = []
                for try await result in group { all.append(result) }
                return all
            }
            for (serial, sold, refused) in results {
                let folio = try await fixture.folio(F.unit(serial))
                #expect(sold == (refused != nil), "round \(serial): sold \(sold), court told \(refused ?? "ok")")
                #expect(folio.seizures.count == (sold ? 0 : 1))
                #expect(folio.ownership?.holders.first?.party.id == (sold ? fixture.taker.id : fixture.owner.id))
                if let refused {
                    #expect(refused.contains(RefusalCode.seizureOfStranger.chinese))
                    // What came before the order stays, and the court's own list says why nothing was seized.
                    let row = try await fixture.order(CourtOrder.id(.seize, F.east, "执\(serial)", F.unit(serial)))
                    #expect(row?.state == .refused && row?.note.contains(RefusalCode.seizureOfStranger.chinese) == true)
                }
            }
        }
    }

    @Test("an order on several units is carried out where it can be, and the court reads where it couldn't", arguments: availableEngines)
    func several(engine: Engine) async throws {
        try await F.run(engine) { fixture in
            let gone = F.unit(99)
            let order = F.seizure("执1", F.unit(1), others: [F.unit(2), gone, F.unit(1)])
            let reply = try await fixture.office.seize(order)
            #expect(reply.outcome.status == .ok)
            #expect(reply.acknowledged?.note?.contains(gone.grouped) == true)
            #expect(try await fixture.folio(F.unit(1)).seizures.count == 1)
            #expect(try await fixture.folio(F.unit(2)).seizures.count == 1)
            // The second waits behind it, and is told its place.
            let waiting = try await fixture.office.seize(F.seizure("轮1", F.unit(1), court: F.west))
            #expect(waiting.acknowledged?.note?.contains("轮候第1位") == true)
            // Lifted on one unit it stands on the other, and who waited is in force and hears of it.
            let lifted = try await fixture.office.lift(.init(document: "解1", court: F.east, unit: F.unit(1), seizure: "执1"))
            #expect(lifted.outcome.status == .ok)
            #expect(try await fixture.folio(F.unit(1)).seizures.map(\.document) == ["轮1"])
            #expect(try await fixture.folio(F.unit(2)).seizures.map(\.document) == ["执1"])
            #expect(try await fixture.told() == ["轮1 in-force"])
            // Once more: nothing changes, the receipt is the same.
            let again = try await fixture.office.lift(.init(document: "解1", court: F.east, unit: F.unit(1), seizure: "执1"))
            #expect(again.payload == lifted.payload)
            // A late lifting of what has ended is no fault; a renewal of it is refused.
            let late = try await fixture.office.lift(.init(document: "解2", court: F.east, unit: F.unit(1), seizure: "执1"))
            #expect(late.outcome.status == .ok && late.acknowledged?.note?.contains("已经失效或者解除") == true)
            let renewed = try await fixture.office.renew(
                .init(document: "续1", court: F.east, unit: F.unit(1), seizure: "执1", until: F.today.adding(years: 4)))
            #expect(renewed.outcome.status == .refused)
        }
    }

    @Test("an order is one order however its number is written, and later orders find it by any writing", arguments: availableEngines)
    func writings(engine: Engine) async throws {
        let written = "（2026）赣0102执1号"
        try await F.run(engine, units: 2) { fixture in
            let (unit, sold) = (F.unit(1), F.unit(2))
            for writing in [written, "(2026)赣0102执1号", "〔2026〕 赣０１０２执1号"] {
                #expect(try await fixture.office.seize(F.seizure(writing, unit)).outcome.status == .ok)
            }
            // What the court wrote is what the register says.
            #expect(try await fixture.folio(unit).seizures.map(\.document) == [written])
            let renewed = try await fixture.office.renew(
                .init(document: "续1", court: F.east, unit: unit, seizure: "(2026)赣0102执1号", until: F.today.adding(years: 5)))
            #expect(renewed.outcome.status == .ok, "\(renewed.outcome.message ?? "")")
            let lifted = try await fixture.office.lift(.init(document: "解1", court: F.east, unit: unit, seizure: "[2026]赣0102执1号"))
            #expect(lifted.outcome.status == .ok, "\(lifted.outcome.message ?? "")")
            #expect(try await fixture.folio(unit).seizures.isEmpty)
            // A ruling that names another court's seizure as its sheet shows it.
            _ = try await fixture.office.seize(F.seizure("首1", sold))
            _ = try await fixture.office.seize(F.seizure(written, sold, court: F.west))
            var ruling = F.ruling(sold, endsOthers: false)
            ruling.lifts = [.init(court: F.west, document: "(2026)赣0102执1号")]
            #expect(F.saysNothing(try await fixture.office.rule(ruling)))
        }
    }

    @Test(
        "numbers that differ in more than brackets, width and blanks are others",
        arguments: [("（2026）赣0102执1号", "（2026）赣0102执11号"), ("（2026）赣0102执1号", "（2026）赣0102执1号之一"), ("（2025）赣0102执1号", "（2026）赣0102执1号")])
    func others(one: String, another: String) {
        #expect(CourtDocument.key(one) != CourtDocument.key(another))
    }

    @Test("another order under the same number is told so, and isn't taken for the one that was entered", arguments: availableEngines)
    func sameNumber(engine: Engine) async throws {
        try await F.run(engine, units: 2) { fixture in
            let (unit, other) = (F.unit(1), F.unit(2))
            _ = try await fixture.office.seize(F.seizure("执1", unit))
            var longer = F.seizure("执1", unit)
            longer.until = F.today.adding(years: 2)
            let refused = try await fixture.office.seize(longer)
            #expect(refused.outcome.status == .refused && refused.outcome.message?.contains("同一文号只办理一次") == true)
            #expect(try await fixture.folio(unit).seizures.map(\.until) == [F.today.adding(years: 3).adding(days: -1)])
            #expect(try await fixture.order(CourtOrder.id(.seize, F.east, "执1", unit))?.state == .entered, "a refusal doesn't overwrite what was entered")
            // The same order on more units is the same order.
            let wider = try await fixture.office.seize(F.seizure("执1", unit, others: [other]))
            #expect(wider.outcome.status == .ok, "\(wider.outcome.message ?? "")")
            // One notice about two seizures.
            _ = try await fixture.office.seize(F.seizure("执2", unit))
            for seizure in ["执1", "执2"] {
                #expect(try await fixture.office.lift(.init(document: "解1", court: F.east, unit: unit, seizure: seizure)).outcome.status == .ok)
            }
            #expect(try await fixture.folio(unit).seizures.isEmpty)
            let partly = try await fixture.office.lift(.init(document: "解1", court: F.east, unit: unit, seizure: "执1", remaining: Share(1, 2)))
            #expect(partly.outcome.status == .refused)
        }
    }

    @Test("one order seizes the shares of several, each beside the other; one lifting ends both", arguments: availableEngines)
    func sharesOfSeveral(engine: Engine) async throws {
        try await F.run(engine, units: 1) { fixture in
            let unit = F.unit(1)
            try await fixture.shareHalves(unit)
            for party in [F.debtor, F.winner] {
                let reply = try await fixture.office.seize(F.seizure("执1", unit, against: party, share: "1/2"))
                #expect(reply.outcome.status == .ok && reply.acknowledged?.note == nil, "\(reply.outcome.message ?? reply.acknowledged?.note ?? "")")
            }
            let seized = try await fixture.folio(unit)
            #expect(seized.seizures.map(\.place) == [0, 0] && Set(seized.seizures.map(\.against?.id)) == [fixture.owner.id, fixture.taker.id])
            // A third one of a share waits for that share alone.
            let third = try await fixture.office.seize(F.seizure("轮1", unit, court: F.west, against: F.winner, share: "1/2"))
            #expect(third.acknowledged?.note?.contains("轮候第1位") == true)
            let renewed = try await fixture.office.renew(.init(document: "续1", court: F.east, unit: unit, seizure: "执1", until: F.today.adding(years: 5)))
            #expect(renewed.outcome.status == .ok, "\(renewed.outcome.message ?? "")")
            let rest = try await fixture.office.lift(.init(document: "解0", court: F.east, unit: unit, seizure: "执1", remaining: Share(1, 4)))
            #expect(rest.outcome.status == .refused && rest.outcome.message?.contains("2人的份额") == true)
            let lifted = try await fixture.office.lift(.init(document: "解1", court: F.east, unit: unit, seizure: "执1"))
            #expect(lifted.acknowledged?.note?.contains("轮1") == true)
            let after = try await fixture.folio(unit)
            #expect(after.seizures.map(\.document) == ["轮1"] && after.seizures.map(\.place) == [0] && after.invariants.isEmpty)
            #expect(try await fixture.order(CourtOrder.id(.seize, F.east, "执1", unit, about: F.debtor.identifier))?.state == .ended)
            #expect(try await fixture.told() == ["轮1 in-force"])
        }
    }

    @Test("a share is lifted, the rest stays seized; a renewal goes on twice and not beyond three years each", arguments: availableEngines)
    func partly(engine: Engine) async throws {
        try await F.run(engine, units: 1) { fixture in
            let unit = F.unit(1)
            _ = try await fixture.office.seize(F.seizure("执1", unit))
            let half = try await fixture.office.lift(.init(document: "解1", court: F.east, unit: unit, seizure: "执1", remaining: Share(1, 2)))
            #expect(half.acknowledged?.note?.contains("1/2") == true)
            #expect(try await fixture.folio(unit).seizures.map(\.share) == [Share(1, 2)])
            let end = try await fixture.folio(unit).seizures[0].until
            for (number, years) in [(1, 3), (2, 6)] {
                let reply = try await fixture.office.renew(
                    .init(document: "续\(number)", court: F.east, unit: unit, seizure: "执1", until: end.adding(years: years)))
                #expect(reply.outcome.status == .ok, "\(reply.outcome.message ?? "")")
            }
            let long = try await fixture.office.renew(.init(document: "续3", court: F.east, unit: unit, seizure: "执1", until: end.adding(years: 10)))
            #expect(long.outcome.message?.contains(RefusalCode.seizureTooLong.chinese) == true)
            let foreign = try await fixture.office.lift(.init(document: "解9", court: F.west, unit: unit, seizure: "执1"))
            #expect(foreign.outcome.status == .busy, "no court lifts another's seizure")
        }
    }

    @Test("what has run out is entered as ended by the registry itself, the next steps up, and both courts hear of it", arguments: availableEngines)
    func expiry(engine: Engine) async throws {
        try await F.run(engine, units: 2) { fixture in
            let unit = F.unit(1)
            let past = F.today.adding(days: -40)
            func seize(_ document: String, _ court: String, until: LegalDate) async throws {
                try await fixture.file(
                    document, .seize(Seize(kind: .seizure, authority: court, document: document, from: past, until: until, against: nil)), on: unit,
                    .order(authority: court, document: document), daysAgo: 40)
            }
            try await seize("执1", F.east, until: F.today.adding(days: -10))
            try await seize("轮1", F.west, until: past.adding(days: 5))
            try await seize("轮2", F.west, until: past.adding(days: 700))
            // One that runs on elsewhere isn't looked at.
            _ = try await fixture.office.seize(F.seizure("执2", F.unit(2)))
            #expect(try await fixture.office.enterExpiredSeizures() == 1)
            let folio = try await fixture.folio(unit)
            // The second had its six days from the day after, and ran out as well; the third has been in force since.
            #expect(folio.seizures.map(\.document) == ["轮2"])
            #expect(folio.seizures.first?.from == F.today.adding(days: -3))
            #expect(folio.invariants.isEmpty)
            #expect(try await fixture.told() == ["执1 expired", "轮1 expired", "轮2 in-force"])
            #expect(try await fixture.office.enterExpiredSeizures() == 0)
            #expect(try await fixture.folio(F.unit(2)).seizures.count == 1)
        }
    }

    @Test("a renewal that came in time keeps the registry from ending it, and the watch moves on", arguments: availableEngines)
    func renewedInTime(engine: Engine) async throws {
        try await F.run(engine, units: 1) { fixture in
            let unit = F.unit(1)
            let past = F.today.adding(days: -40)
            try await fixture.file(
                "执1", .seize(Seize(kind: .seizure, authority: F.east, document: "执1", from: past, until: F.today.adding(days: -1), against: nil)), on: unit,
                .order(authority: F.east, document: "执1"), daysAgo: 40)
            // Renewed the day before yesterday; a watch that is older than the renewal costs a look and no more.
            try await fixture.file(
                "续1", .renewSeizure(RenewSeizure(seizure: EntryID("执1-1"), until: F.today.adding(years: 1), document: "续1")), on: unit,
                .order(authority: F.east, document: "续1"), daysAgo: 2)
            let day = Int64(F.today.dayNumber)
            try await fixture.inner.database.write {
                try $0.execute("UPDATE seizure_watch SET look_on = \(day) WHERE region = \(OfficeFixture.region) AND unit = \(unit.text)")
            }
            #expect(try await fixture.office.enterExpiredSeizures() == 1)
            #expect(try await fixture.folio(unit).seizures.count == 1)
            #expect(try await fixture.office.enterExpiredSeizures() == 0)
        }
    }
}
