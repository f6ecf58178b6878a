package import Contracts
package import Exchange
import Register
import Storage

/// What the registry answers to a message of a department's, and the cases that go on because of it.
package struct InboundReply: Sendable {
    package let outcome: Envelope.Outcome
    package let payload: [UInt8]
    package let cases: [String]
    /// What is still to be stored, together with the answer.
    package var effect: InboundEffect?

    static func done(_ receipt: String, note: String? = nil, cases: [String] = [], effect: InboundEffect? = nil) throws -> InboundReply {
        InboundReply(outcome: .init(.ok), payload: try CanonicalJSON.encode(Acknowledged(receipt: receipt, note: note)), cases: cases, effect: effect)
    }

    /// What was done, for whoever gave the order on a page.
    package var acknowledged: Acknowledged? { try? CanonicalJSON.decode(Acknowledged.self, from: payload) }

    static func no(_ status: Envelope.Outcome.Status, _ message: String) -> InboundReply {
        InboundReply(outcome: .init(status, message: message), payload: Array("null".utf8), cases: [])
    }
}

/// What departments tell of their own accord. The door has proved who speaks; here it takes effect, once, however often and in whatever
/// order the messages come: an event about a source makes the registry ask that source again, an order is entered under its own number.
extension CaseOffice {
    /// - Returns: nil for a contract that nobody here receives.
    package func receive(_ envelope: Envelope) async throws -> InboundReply? {
        let payload = Array(envelope.payload.utf8)
        do {
            switch envelope.contract {
            case Payment.Paid.name: return try await paid(CanonicalJSON.decode(Payment.Order.self, from: payload))
            case Housing.ContractChanged.name:
                let change = try CanonicalJSON.decode(Housing.ContractChanged.Request.self, from: payload)
                return try .done("contract-\(change.number)", cases: try await sourceChanged(envelope.contract, on: change.unit, by: .housing))
            case Tax.ReceiptChanged.name:
                let change = try CanonicalJSON.decode(Tax.ReceiptChanged.Request.self, from: payload)
                return try .done("receipt-\(change.number)", cases: try await sourceChanged(envelope.contract, on: change.unit, by: .tax))
            case let order where Department(contract: order) == .court: return try await ordered(envelope)
            case Custody.Moved.name:
                let bell = try CanonicalJSON.decode(Custody.Moved.Request.self, from: payload)
                guard let peer = Peer(wire: envelope.from), let tidings = try await moneyMoved(bell.caseID, receipt: bell.receipt, by: peer) else {
                    return .no(.notFound, "本机构没有监管这一办件的资金。")
                }
                return try .done("moved-\(bell.receipt)", effect: tidings.effect)
            case Lending.Changed.name:
                let change = try CanonicalJSON.decode(Lending.Changed.Request.self, from: payload)
                return try await lending(change, from: envelope.from)
            default: return nil
            }
        } catch is CanonicalJSONError {
            return Self.malformed
        } catch is DecodingError {
            return Self.malformed
        }
    }

    private static let malformed = InboundReply.no(.refused, "内容不符合约定的格式。")

    private func paid(_ order: Payment.Order) async throws -> InboundReply {
        do {
            try await paymentArrived(order)
            return try .done("paid-\(order.number)", cases: [order.caseID])
        } catch let error as CaseError {
            return .no(.refused, error.message)
        }
    }

    /// A lender approved, took back, reckoned anew or was paid: whatever rests on its word asks it again, and what it says is settled ends.
    private func lending(_ change: Lending.Changed.Request, from sender: String) async throws -> InboundReply {
        guard let peer = Peer(wire: sender), peer.department == .lender, let institution = peer.institution else {
            return .no(.refused, "不是贷款机构。")
        }
        var cases: [String] = []
        if change.matter == .settlement {
            do {
                cases = try await cancelSettled(on: change.unit, of: institution, as: peer)
            } catch let error as ExchangeError {
                return .no(.busy, error.message)
            }
        } else if change.matter != .disbursal {
            cases = try await sourceChanged(Lending.Changed.name, on: change.unit, by: .lender)
        }
        return try .done("lending-\(change.number)", cases: cases, effect: lendingChanged(on: change.unit, matter: change.matter))
    }

    // MARK: a source has changed

    /// Makes every case about a unit that is not registered yet ask its sources again, whichever of the case's units it is. What a court orders of land reaches
    /// what stands on it as well, and what it orders of a house the land (查封规定 21).
    /// - Returns: those cases.
    @discardableResult
    func sourceChanged(_ contract: String, on unit: UnitCode, by department: Department) async throws -> [String] {
        let region = region
        let ids = try await database.read { connection in
            let land = unit.parcelUnit
            let own = try CaseRecords.underWay(on: unit, standing: department == .court && unit == land, region: region, in: connection)
            guard department == .court, unit != land else { return own }
            return Set(own).union(try CaseRecords.underWay(on: land, standing: false, region: region, in: connection)).sorted()
        }
        var touched: [String] = []
        for id in ids where try await askAgain(id, contract, department) { touched.append(id) }
        return touched
    }

    private func askAgain(_ id: String, _ contract: String, _ department: Department) async throws -> Bool {
        for _ in 0..<8 {
            let file = try await load(id)
            guard file.state.phase.isOpen, file.state.registration == nil else { return false }
            do {
                let now = now()
                let action = CaseAction(at: now, actor: .department(department.rawValue), event: .sourceChanged(SourceChanged(source: contract)))
                try await store([action], on: file, runAt: now)
                return true
            } catch CaseError.changedMeanwhile {
                continue
            }
        }
        throw CaseError.changedMeanwhile
    }
}
