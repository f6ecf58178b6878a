import Contracts
import Exchange
import Identity
package import Register
import Storage

/// An order that a court gave in its own name.
private protocol OwnOrder: Codable {
    var court: String { get }
}

extension Court.SeizureOrder.Request: OwnOrder {}
extension Court.SeizureRenewed.Request: OwnOrder {}
extension Court.SeizureLifted.Request: OwnOrder {}
extension Court.AuctionReview.Request: OwnOrder {}
extension Court.AuctionRuling.Request: OwnOrder {}
extension Court.RulingWithdrawn.Request: OwnOrder {}

/// 司法查控专线: courts' own systems, of this city or another province's (案例十二: 跨地域、跨省份). Each is connected under its credit code and
/// proves what it sends by its own key, and orders in its own name alone.
extension CaseOffice {
    /// - Returns: nil for a contract of courts that nobody here receives.
    func ordered(_ envelope: Envelope) async throws -> InboundReply? {
        guard let peer = Peer(wire: envelope.from), peer.department == .court else { return .no(.refused, "不是人民法院。") }
        let sender = departments.directory.correspondent(peer).name
        switch envelope.contract {
        case Court.SeizureOrder.name: return try await own(envelope, sender, seize)
        case Court.SeizureRenewed.name: return try await own(envelope, sender, renew)
        case Court.SeizureLifted.name: return try await own(envelope, sender, lift)
        case Court.AuctionReview.name: return try await own(envelope, sender, review)
        case Court.AuctionRuling.name: return try await own(envelope, sender, rule)
        case Court.RulingWithdrawn.name: return try await own(envelope, sender, withdraw)
        default: return nil
        }
    }

    private func own<Order: OwnOrder>(
        _ envelope: Envelope, _ sender: String, _ carryOut: (Order, String) async throws -> InboundReply
    ) async throws -> InboundReply {
        let order = try CanonicalJSON.decode(Order.self, from: Array(envelope.payload.utf8))
        guard order.court == sender else {
            return .no(.refused, "文书由\(order.court)作出，而送达的是\(sender)。各法院只能送达本院的文书，请由作出文书的法院送达。")
        }
        return try await carryOut(order, CourtDoor.exchange)
    }

    /// The court in whose name an organisation's people give orders: as it is connected, so that its line and its page are one court's; and
    /// as the party book calls it where it isn't.
    package func courtName(of party: PartyID) async throws -> String {
        let parties = parties
        let own = try await database.read { try parties.ownDetails(of: party, in: $0) }
        let connected = departments.directory.institutions(of: .court).first { $0.code == own.identifier.number }
        return connected?.name ?? own.name
    }

    /// The seizures behind a court's orders as they stand now: their place in line and their last day, from the page itself.
    package func standing(_ orders: [CourtOrder]) async throws -> [String: StandingSeizure] {
        let region = region
        let entered = orders.filter { $0.kind == .seize && $0.state == .entered }
        return try await database.read { connection in
            var standing: [String: StandingSeizure] = [:]
            for (unit, own) in Dictionary(grouping: entered, by: \.unit) {
                guard let folio = try FolioRecords.find(unit, region: region, in: connection)?.folio else { continue }
                for order in own {
                    guard let seizure = folio.seizures.first(where: { CourtOrder.id(of: $0) == order.id }) else { continue }
                    standing[order.id] = StandingSeizure(place: seizure.place, until: seizure.place == 0 ? seizure.until : nil, before: folio.seizure(before: seizure))
                }
            }
            return standing
        }
    }

    /// Under which code a court is connected; nil for one that isn't, which reads on its page what it isn't told over a line.
    func connection(ofCourt name: String) -> String? {
        departments.directory.institutions(of: .court).first { $0.name == name }?.code
    }
}

/// Where a court's seizure is in the line of its page.
package struct StandingSeizure: Sendable {
    /// 0 for the one in force; the others wait.
    package let place: Int
    /// The last day of the one in force: of one that waits, the term begins with its turn.
    package let until: LegalDate?
    /// Which one is in force where this one waits.
    package let before: Seizure?

    /// A court has to renew before the last day, and this is the month in which to think of it (民诉法解释 485).
    package func endsSoon(on today: LegalDate) -> Bool { until.map { $0 < today.adding(days: 30) } ?? false }
}
