import Register
import Testing

@testable import Casework

extension CaseOffice {
    /// What a party reads of a case, and the stamp of it.
    func glance(_ id: String, _ party: PartyID) async throws -> (shown: OwnCase, stamp: Stamp) {
        guard case .other(let shown, let stamp) = try await ownCase(id, of: party, unless: { _ in false }) else { throw CaseError.unknownCase(id) }
        // Who knows the stamp is told no more.
        guard case .same = try await ownCase(id, of: party, unless: { $0 == stamp }) else {
            Issue.record("the stamp of \(id) isn't known again")
            return (shown, stamp)
        }
        return (shown, stamp)
    }
}
