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
        _ kind: CourtOrder.Kind, _ court: String, _ document: String, _ unit: UnitCode, _ body: some Encodable, about: String = "", via: String
    ) throws -> CourtOrder {
        let id = CourtOrder.id(kind, court, document, unit, about: about)
        let text = String(decoding: try CanonicalJSON.encode(body), as: UTF8.self)
        return CourtOrder(
            id: id, court: court, document: document, kind: kind, unit: unit, state: .entered, note: "", receivedAt: now(), via: via,
            body: try cipher.seal(text, context: CourtOrder.context(id)))
    }

    /// What the same order came to before. Another one under its number is told what is in the register: it isn't carried out, and doesn't seem to be.
    func repeated<Order: SeizureDocument>(_ order: CourtOrder, _ sent: Order, _ contract: String) async throws -> UnitOutcome? {
        guard try await isEntered(order.id) else { return nil }
        let (region, cipher) = (region, cipher)
        let known = try await database.read { try CourtOrderRecords.find(order.id, region: region, in: $0) }
        if let known {
            let body = try cipher.open(known.body, context: CourtOrder.context(known.id))
            let entered = try CanonicalJSON.decode(Order.self, from: Array(body.utf8))
            if entered.substance != sent.substance {
                return .refused(
                    "\(known.court)\(known.document)此前已经就本单元登簿（\(entered.inWords)），与这次送达的（\(sent.inWords)）不同。同一文号只办理一次，请核对文号，或者以续封、解封的文书变更。")
            }
        }
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

    /// Enters what a court orders of a unit, with the order's row and what courts are told of it.
    func enter(
        _ acts: [Act], on unit: UnitCode, order: CourtOrder, sent: some SeizureDocument, contract: String,
        noting: @escaping @Sendable (Registration) -> String
    ) async throws -> UnitOutcome {
        if let done = try await repeated(order, sent, contract) { return done }
        let at = now()
        let filing = Filing(
            id: order.id, acceptedAt: at, sequence: 0, registeredAt: at, basis: .order(authority: order.court, document: order.document),
            acts: acts.map { UnitAct(unit: unit, act: $0) })
        let region = region
        do {
            let registration = try await registrar.file(filing, caseID: order.id) { connection, registration in
                var row = order
                row.note = noting(registration)
                try connection.execute(CourtOrderRecords.putting(row, region: region))
                try self.tell(self.steppedUp(registration, on: unit), because: order.id, at: at, in: connection)
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
        guard let done = try await repeated(order, sent, contract) else { throw BookError.contended(order.id) }
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
            // Of several shares that one order seized the court is told once.
            let id = "\(cause)-\(change.event.rawValue)-\(CourtOrder.id(.seize, change.court, change.document, change.unit).suffix(12))"
            let message = try OutgoingMessage(id: id, Court.SeizureChanged.self, change, at: code, caseID: nil, purpose: "告知查封变化")
            try Outbox.enqueue(message, at: at, region: region, cipher: cipher, in: connection)
        }
    }

    /// The seizures that waited before and are in force now.
    func steppedUp(_ registration: Registration, on unit: UnitCode) -> [Court.SeizureChanged.Request] {
        (registration.risenSeizures[unit] ?? []).map {
            Court.SeizureChanged.Request(court: $0.authority, document: $0.document, unit: unit, event: .inForce, on: $0.from, until: $0.until)
        }
    }
}
