import Contracts
import Crypto
import Identity
import Register
import Storage

/// Orders of courts. The registry carries them out at once and doesn't examine their substance (查封规定 3; 条例 19): each is one filing
/// under the order's own number, so that the same order enters the register once.
extension CaseOffice {
    func seize(_ order: Court.SeizureOrder.Request) async throws -> InboundReply {
        let now = now()
        var against: PartyRef?
        if let named = order.against {
            against = try await debtor(named, at: now)
            if against == nil { return .no(.refused, "被执行人的证件号码有误。") }
        }
        let act = Act.seize(
            Seize(
                kind: order.preSeizure == true ? .preSeizure : .seizure, authority: order.court, document: order.document, from: order.from,
                until: order.until, against: against))
        return try await enter(
            act, on: order.unit, id: Self.filingID("seize", order.court, order.document, order.unit), court: order.court, document: order.document,
            contract: Court.SeizureOrder.name)
    }

    func lift(_ order: Court.SeizureLifted.Request) async throws -> InboundReply {
        let id = Self.filingID("lift", order.court, order.document, order.unit)
        if try await isEntered(id) { return try .done(id) }
        let region = region
        let folio = try await database.read { try FolioRecords.find(order.unit, region: region, in: $0)?.folio }
        guard let folio else { return .no(.refused, "登记簿中没有该不动产单元。") }
        guard let seizure = folio.seizures.first(where: { $0.document == order.seizure && $0.authority == order.court }) else {
            // The order that it lifts may still be on its way: whoever sends it is asked to come again.
            return .no(.busy, "登记簿上没有文号为\(order.seizure)的查封，请在查封登记后再次送达。")
        }
        let act = Act.endSeizure(EndSeizure(seizure: seizure.entry.id, reason: .lifted, document: order.document))
        return try await enter(act, on: order.unit, id: id, court: order.court, document: order.document, contract: Court.SeizureLifted.name)
    }

    /// 续封: of a seizure that stands; one that has run out is refused with its reason.
    func renew(_ order: Court.SeizureRenewed.Request) async throws -> InboundReply {
        let id = Self.filingID("renew", order.court, order.document, order.unit)
        if try await isEntered(id) { return try .done(id) }
        let region = region
        let folio = try await database.read { try FolioRecords.find(order.unit, region: region, in: $0)?.folio }
        guard let folio else { return .no(.refused, "登记簿中没有该不动产单元。") }
        guard let seizure = folio.seizures.first(where: { $0.document == order.seizure && $0.authority == order.court }) else {
            return .no(.busy, "登记簿上没有文号为\(order.seizure)的查封，请在查封登记后再次送达。")
        }
        let act = Act.renewSeizure(RenewSeizure(seizure: seizure.entry.id, until: order.until, document: order.document))
        return try await enter(act, on: order.unit, id: id, court: order.court, document: order.document, contract: Court.SeizureRenewed.name)
    }

    /// Whom the court names, by the party book's key; nil for an identifier that can't be.
    private func debtor(_ party: Housing.Party, at now: Moment) async throws -> PartyRef? {
        guard let identifier = try? PartyIdentifier(wire: party.identifier) else { return nil }
        let kind: PartyKind = [.creditCode, .organisationCode, .businessLicence].contains(identifier.kind) ? .enterprise : .person
        let parties = parties
        return try await database.write { connection in
            if let known = try parties.find(identifier, in: connection) { return known }
            return try parties.ensure(PartyClaim(name: party.name, identifier: identifier, kind: kind), at: now, in: connection)
        }
    }

    private func enter(_ act: Act, on unit: UnitCode, id: String, court: String, document: String, contract: String) async throws -> InboundReply {
        if try await isEntered(id) { return try .done(id) }
        let at = now()
        let filing = Filing(
            id: id, acceptedAt: at, sequence: 0, registeredAt: at, basis: .order(authority: court, document: document),
            acts: [UnitAct(unit: unit, act: act)])
        do {
            let registration = try await registrar.file(filing, caseID: id)
            registered(registration, caseID: id)
        } catch let refusal as Refusal {
            let finding = RegisterAdmits.finding(refusal)
            return .no(.refused, finding.message + (finding.statute.isEmpty ? "" : "（\(finding.statute)）"))
        } catch BookError.unknownUnit {
            return .no(.refused, "登记簿中没有该不动产单元。")
        } catch StorageError.unique {
            // The same order came twice at once, and the other one was entered.
            guard try await isEntered(id) else { throw BookError.contended(id) }
        }
        // Cases on the unit must see it: whatever they had found no longer stands.
        return try .done(id, cases: try await sourceChanged(contract, on: unit, by: .court))
    }

    private func isEntered(_ filing: String) async throws -> Bool {
        let region = region
        return try await database.read { connection in
            try connection.row("SELECT filing_id FROM register_filing WHERE region = \(region) AND filing_id = \(filing)") != nil
        }
    }

    /// One filing for one order of one court on one unit.
    private static func filingID(_ kind: String, _ court: String, _ document: String, _ unit: UnitCode) -> String {
        let digest = SHA256.hash(data: Array("\(court)\n\(document)\n\(unit.text)".utf8))
        return "court-\(kind)-\(RegisterHash.hex(Array(digest.prefix(12))))"
    }
}
