import Contracts
import Exchange
import Identity
import Register
import Seals
import Storage

/// How a court's order becomes a filing, once, and what its court is told.
extension CaseOffice {
    /// What came of an order on one unit.
    enum UnitOutcome: Sendable {
        case done(receipt: String, note: String, cases: [String])
        case refused(String)
        /// The order that this one rests on may still be on its way: whoever sends it is asked to come again.
        case busy(String)
    }

    /// Carries an order out on each of its units.
    func onEach(_ units: [UnitCode], _ work: (UnitCode) async throws -> UnitOutcome) async throws -> InboundReply {
        var receipt: String?
        var notes: [String] = []
        var cases: [String] = []
        var refused: [String] = []
        var busy: String?
        var seen: Set<UnitCode> = []
        guard units.count <= 200 else { return .no(.refused, "一件文书一次最多送达200个不动产单元，请分次送达。") }
        for unit in units where seen.insert(unit).inserted {
            let of = units.count > 1 ? "\(unit.grouped)：" : ""
            switch try await work(unit) {
            case .done(let id, let note, let touched):
                if receipt == nil { receipt = id }
                if !note.isEmpty { notes.append(of + note) }
                cases += touched
            case .refused(let message): refused.append(of + message)
            case .busy(let message): busy = busy ?? of + message
            }
        }
        // What was entered stays entered, and comes to the same when the whole is sent again.
        if let busy { return InboundReply(outcome: .init(.busy, message: busy), payload: Array("null".utf8), cases: cases) }
        guard let receipt else { return .no(.refused, refused.joined(separator: "；")) }
        let note = (notes + refused.map { "未能协助：\($0)" }).joined(separator: "；")
        return try .done(receipt, note: note.isEmpty ? nil : note, cases: cases)
    }

    func courtOrder(
        _ kind: CourtOrder.Kind, _ court: String, _ document: String, _ unit: UnitCode, _ body: some Encodable, via: String
    ) throws -> CourtOrder {
        let id = CourtOrder.id(kind, court, document, unit)
        let text = String(decoding: try CanonicalJSON.encode(body), as: UTF8.self)
        return CourtOrder(
            id: id, court: court, document: document, kind: kind, unit: unit, state: .entered, note: "", receivedAt: now(), via: via,
            body: try cipher.seal(text, context: CourtOrder.context(id)))
    }

    /// What the same order came to before.
    func repeated(_ order: CourtOrder, _ contract: String) async throws -> UnitOutcome? {
        guard try await isEntered(order.id) else { return nil }
        let region = region
        let known = try await database.read { try CourtOrderRecords.find(order.id, region: region, in: $0) }
        // Whoever sent it first may have died before the cases heard of it.
        return .done(receipt: order.id, note: known?.note ?? "", cases: try await sourceChanged(contract, on: order.unit, by: .court))
    }

    /// Keeps a refusal for the court's page.
    func refuse(_ order: CourtOrder, _ message: String) async throws -> UnitOutcome {
        var row = order
        row.state = .refused
        row.note = message
        let (kept, region) = (row, region)
        try await database.write { try $0.execute(CourtOrderRecords.putting(kept, region: region)) }
        return .refused(message)
    }

    /// Nothing is left to do, and that is no fault.
    func note(_ order: CourtOrder, _ message: String) async throws -> UnitOutcome {
        var row = order
        row.note = message
        let (kept, region) = (row, region)
        try await database.write { try $0.execute(CourtOrderRecords.putting(kept, region: region)) }
        return .done(receipt: order.id, note: message, cases: [])
    }

    /// Enters one act on a court's order, with the order's row and what courts are told of it.
    func enter(
        _ act: Act, on unit: UnitCode, order: CourtOrder, contract: String, noting: @escaping @Sendable (Folio?) -> String,
        telling: @escaping @Sendable (Folio?) -> [Court.SeizureChanged.Request] = { _ in [] }
    ) async throws -> UnitOutcome {
        if let done = try await repeated(order, contract) { return done }
        let at = now()
        let filing = Filing(
            id: order.id, acceptedAt: at, sequence: 0, registeredAt: at, basis: .order(authority: order.court, document: order.document),
            acts: [UnitAct(unit: unit, act: act)])
        let region = region
        do {
            let registration = try await registrar.file(filing, caseID: order.id) { connection, registration in
                var row = order
                row.note = noting(registration.folios[unit])
                try connection.execute(CourtOrderRecords.putting(row, region: region))
                try self.tell(telling(registration.folios[unit]), because: order.id, at: at, in: connection)
            }
            registered(registration, caseID: order.id)
            outbox.nudge()
        } catch let refusal as Refusal {
            let finding = RegisterAdmits.finding(refusal)
            return try await refuse(order, finding.message + (finding.statute.isEmpty ? "" : "（\(finding.statute)）") + finding.remedy)
        } catch BookError.unknownUnit {
            return try await refuse(order, Self.noPage)
        } catch StorageError.unique {
            // The same order came twice at once, and the other one was entered.
            guard try await isEntered(order.id) else { throw BookError.contended(order.id) }
        }
        // Cases on the unit must see it: whatever they had found no longer stands.
        guard let done = try await repeated(order, contract) else { throw BookError.contended(order.id) }
        return done
    }

    func isEntered(_ filing: String) async throws -> Bool {
        let region = region
        return try await database.read { connection in
            try connection.row("SELECT filing_id FROM register_filing WHERE region = \(region) AND filing_id = \(filing)") != nil
        }
    }

    /// Messages to courts about their seizures, in the transaction that changed them; each is told once. What a court isn't connected for
    /// stands on its page all the same.
    func tell(_ changes: [Court.SeizureChanged.Request], because cause: String, at: Moment, in connection: any Connection) throws {
        for change in changes {
            guard let code = self.connection(ofCourt: change.court) else { continue }
            let id = "\(cause)-\(change.event.rawValue)-\(CourtOrder.id(.seize, change.court, change.document, change.unit).suffix(12))"
            let message = try OutgoingMessage(id: id, Court.SeizureChanged.self, change, at: code, caseID: nil, purpose: "告知查封变化")
            try Outbox.enqueue(message, at: at, region: region, cipher: cipher, in: connection)
        }
    }

    /// The seizure that is first in line now, where it waited before.
    func steppedUp(on folio: Folio?) -> [Court.SeizureChanged.Request] {
        guard let folio, let first = folio.seizures.first else { return [] }
        return [
            Court.SeizureChanged.Request(
                court: first.authority, document: first.document, unit: folio.unit, event: .inForce, on: first.from, until: first.until)
        ]
    }
}
