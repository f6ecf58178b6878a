package import Catalogue
package import Register
import Storage

/// The wizard for one unit: what the register says need not be asked.
package struct UnitModes: Sendable {
    package let facts: ModeFacts
    package let advice: ModeWizard.Advice
    /// Of the page, for those who have a part in it; for everybody else none.
    package let notes: [ModeNote]
}

extension CaseOffice {
    /// Which way is right for a unit. Whether it is mortgaged and noted anybody may know (资料查询办法); who holds what, and on which terms, only
    /// those who stand on its page.
    /// - Parameters:
    ///   - said: what the asker answered.
    ///   - party: who asks; nil for whoever hasn't signed in.
    /// - Returns: nil for a unit without a page.
    package func modes(of unit: UnitCode, said: [SuitFact: String], for party: PartyID?) async throws -> UnitModes? {
        let region = region
        guard let folio = try await database.read({ try FolioRecords.find(unit, region: region, in: $0)?.folio }) else { return nil }
        let today = now().date
        let facts = ModeFacts(folio, on: today).completed(by: ModeFacts(said))
        let hasPart = party.map { party in folio.holdings.contains { $0.party == party } } ?? false
        return UnitModes(facts: facts, advice: ModeWizard(catalogue).advise(facts), notes: hasPart ? folio.modeNotes(on: today) : [])
    }
}
