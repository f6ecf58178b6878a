package import Contracts
import Identity
import Register
import Storage

/// Orders of courts about seizures (查封、续封、解封). The registry carries them out at once and doesn't examine their substance (查封规定 3;
/// 条例 19): each is one filing under the order's own number, so that the same order enters the register once.
///
/// An order may name several units. Each is entered for itself: what stands in the way on one of them keeps nobody from the others, and
/// the court is told of which.
extension CaseOffice {
    /// - Parameter via: `exchange`, or who sent it over the court's page.
    package func seize(_ order: Court.SeizureOrder.Request, via: String = CourtDoor.exchange) async throws -> InboundReply {
        let now = now()
        var against: PartyRef?
        if let named = order.against {
            against = try await debtor(named, at: now)
            if against == nil { return .no(.refused, "被执行人的证件号码有误。") }
        }
        let act = Act.seize(
            Seize(
                kind: order.preSeizure == true ? .preSeizure : .seizure, authority: order.court, document: order.document, from: order.from,
                until: order.until, against: against, share: order.share))
        return try await onEach([order.unit] + (order.others ?? [])) { unit in
            // One document may seize what several co-owners hold, each a share.
            let about = order.share == nil ? "" : order.against?.identifier ?? ""
            let row = try courtOrder(.seize, order.court, order.document, unit, order, about: about, via: via)
            if let sold = try await soldMeanwhile(unit, against: against, preSeizing: order.preSeizure == true ? against : nil) { return try await refuse(row, sold) }
            return try await enter([act], on: unit, order: row, sent: order, contract: Court.SeizureOrder.name) { registration in
                guard let folio = registration.folios[unit], let entered = folio.seizures.last, let first = folio.seizure(before: entered) else { return "" }
                return "轮候第\(entered.place)位；在先查封：\(first.authority)\(first.document)，至\(first.until.chinese)。"
            }
        }
    }

    package func lift(_ order: Court.SeizureLifted.Request, via: String = CourtDoor.exchange) async throws -> InboundReply {
        try await onEach([order.unit] + (order.others ?? [])) { unit in
            let row = try courtOrder(.lift, order.court, order.document, unit, order, about: CourtDocument.key(order.seizure), via: via)
            if let done = try await repeated(row, order, Court.SeizureLifted.name) { return done }
            switch try await standing(order.seizure, of: order.court, on: unit) {
            case .noPage: return try await refuse(row, Self.noPage)
            case .unknown: return .busy("登记簿上没有文号为\(order.seizure)的查封，请在查封登记后再次送达。")
            case .ended: return try await note(row, "该项查封此前已经失效或者解除，无需再办理。")
            case .standing(let seizures):
                if order.remaining != nil, seizures.count > 1 {
                    return try await refuse(row, "该文号查封了\(seizures.count)人的份额，不能只写明其余份额；请就整项查封解除，再就继续查封的份额送达查封文书。")
                }
                let acts = seizures.map {
                    Act.endSeizure(EndSeizure(seizure: $0.entry.id, reason: .lifted, document: order.document, remaining: order.remaining))
                }
                return try await enter(acts, on: unit, order: row, sent: order, contract: Court.SeizureLifted.name) { registration in
                    let rest = order.remaining.map { "部分解除，其余\($0)份额的查封继续有效。" } ?? ""
                    let risen = (registration.risenSeizures[unit] ?? []).map { "\($0.authority)\($0.document)" }.joined(separator: "、")
                    return rest + (risen.isEmpty ? "" : "轮候查封\(risen)已依次生效。")
                }
            }
        }
    }

    /// 续封: of a seizure that stands; one that has run out is refused with its reason.
    package func renew(_ order: Court.SeizureRenewed.Request, via: String = CourtDoor.exchange) async throws -> InboundReply {
        try await onEach([order.unit] + (order.others ?? [])) { unit in
            let row = try courtOrder(.renew, order.court, order.document, unit, order, about: CourtDocument.key(order.seizure), via: via)
            if let done = try await repeated(row, order, Court.SeizureRenewed.name) { return done }
            switch try await standing(order.seizure, of: order.court, on: unit) {
            case .noPage: return try await refuse(row, Self.noPage)
            case .unknown: return .busy("登记簿上没有文号为\(order.seizure)的查封，请在查封登记后再次送达。")
            case .ended: return try await refuse(row, "\(RefusalCode.seizureExpired.chinese)\(RefusalCode.seizureExpired.remedy)（\(RefusalCode.seizureExpired.statute)）")
            case .standing(let seizures):
                let acts = seizures.map { Act.renewSeizure(RenewSeizure(seizure: $0.entry.id, until: order.until, document: order.document)) }
                return try await enter(acts, on: unit, order: row, sent: order, contract: Court.SeizureRenewed.name) { _ in "" }
            }
        }
    }

    static let noPage = "登记簿中没有该不动产单元。"

    /// Where a seizure that a later order names is now.
    private enum Standing { case noPage, unknown, ended, standing([Seizure]) }

    private func standing(_ document: String, of court: String, on unit: UnitCode) async throws -> Standing {
        let region = region
        return try await database.read { connection in
            guard let folio = try FolioRecords.find(unit, region: region, in: connection)?.folio else { return .noPage }
            let named = folio.seizures.filter(Court.NamedSeizure(court: court, document: document).names)
            if !named.isEmpty { return .standing(named) }
            return try CourtOrderRecords.isSeized(unit, by: court, document, region: region, in: connection) ? .ended : .unknown
        }
    }

    /// Whom the court names, by the party book's key; nil for an identifier that can't be.
    private func debtor(_ party: Housing.Party, at now: Moment) async throws -> PartyRef? {
        guard let identifier = try? PartyIdentifier(wire: party.identifier) else { return nil }
        let parties = parties
        return try await database.write { connection in
            if let known = try parties.find(identifier, in: connection) { return known }
            return try parties.ensure(PartyClaim(name: party.name, identifier: identifier, kind: identifier.kind.ownerKind), at: now, in: connection)
        }
    }

    /// A sale by another court took the unit from the debtor when its ruling was served, whatever the page still says (民法典 229); only
    /// what the winner gets can be seized in advance.
    /// - Returns: what the court is told.
    private func soldMeanwhile(_ unit: UnitCode, against: PartyRef?, preSeizing target: PartyRef?) async throws -> String? {
        let (region, cipher, parties) = (region, cipher, parties)
        return try await database.read { connection -> String? in
            guard let ruling = try CourtOrderRecords.openRuling(on: unit, region: region, in: connection) else { return nil }
            // Nor is what the other co-owners keep sold with a share.
            if let target, try CourtOrderRecords.winners(of: ruling.id, region: region, in: connection).contains(target.id) { return nil }
            let sold = try Self.ruling(in: ruling, cipher: cipher)
            let seller = try Self.seller(sold, parties, connection)
            if let seller, let target = against, target.id != seller.id { return nil }
            return "该不动产已由\(ruling.court)\(sold.disposed.chinese)，\(ruling.document)已送达，所有权已经转移（《民法典》第二百二十九条；《最高人民法院关于人民法院民事执行中查封、扣押、冻结财产的规定》第二十三条）。"
        }
    }
}

/// How an order came in.
package enum CourtDoor {
    /// Signed, over the exchange.
    package static let exchange = "exchange"
}
