import Exchange
import Register
import Storage

/// What institutions are told of their cases by call-back. It names nobody: whoever wants to know more asks the API, as whom they are.
enum CaseCallbacks {
    static let changedKind = "case.changed"
    static let invitedKind = "case.invited"

    private struct Changed: Encodable {
        let `case`: String
        let phase: String
        let registeredAt: Moment?
        let roles: [String]
        let service: String
        let signed: Int
        let version: Int
        let waitingFor: String?

        enum CodingKeys: String, CodingKey {
            case `case`, phase, roles, service, signed, version
            case registeredAt = "registered_at"
            case waitingFor = "waiting_for"
        }
    }

    private struct Invited: Encodable {
        let `case`: String
        let roles: [String]
        let service: String
        let unit: String
    }

    /// In the transaction that stores what happened.
    /// - Parameter before: nil for a case that has just been opened.
    static func tell(_ next: CaseState, since before: CaseState?, of id: String, region: String, in connection: any Connection) throws {
        let parties = Set(next.applicants.filter { $0.party.kind != .person }.map(\.party.id)).sorted { $0.text < $1.text }
        guard !parties.isEmpty, before.map({ isNews(next, since: $0) }) ?? true else { return }
        try CallbackDeliveries.put(to: parties, at: next.changedAt, region: region, in: connection) { party in
            let data = Changed(
                case: id, phase: next.phase.rawValue, registeredAt: next.registeredAt,
                roles: next.applicants.filter { $0.party.id == party }.map(\.role).sorted(), service: next.service, signed: next.signatures.count,
                version: next.version, waitingFor: next.waiting?.on.rawValue)
            return CallbackEvent(id: "\(id)-\(next.version)", kind: changedKind, caseID: id, data: try text(data))
        }
    }

    /// Those whom the register names in a case that somebody else has opened on what they hold.
    static func invite(
        _ parties: [PartyID: [String]], to id: String, service: String, unit: UnitCode, at now: Moment, region: String, in connection: any Connection
    ) throws {
        try CallbackDeliveries.put(to: parties.keys.sorted { $0.text < $1.text }, at: now, region: region, in: connection) { party in
            let data = Invited(case: id, roles: parties[party] ?? [], service: service, unit: unit.text)
            return CallbackEvent(id: "\(id)-invited", kind: invitedKind, caseID: id, data: try text(data))
        }
    }

    /// Whether anybody outside would see a difference.
    private static func isNews(_ next: CaseState, since before: CaseState) -> Bool {
        next.phase != before.phase || next.waiting?.on != before.waiting?.on || next.signatures.count != before.signatures.count
            || next.applicants.count != before.applicants.count || (next.returned == nil) != (before.returned == nil)
            || next.withdrawing != before.withdrawing
    }

    private static func text(_ value: some Encodable) throws -> String { String(decoding: try CanonicalJSON.encode(value), as: UTF8.self) }
}
