import Casework
import Catalogue
import Contracts
import Escrow
import Identity
import Register
import Storage

extension Desk {
    /// The picture of a case for one of its parties; nil where there is nothing to picture: one or two applicants and no money.
    func picture(_ file: CaseFile, _ service: ServiceDefinition, for party: PartyID) async throws -> OrderPicture? {
        let state = file.state
        let book = service.money == nil ? nil : try await office.escrow(of: file.id)?.book
        let count = state.applicants.count + service.missingRoles(Set(state.applicants.map(\.role))).count
        guard book != nil || count > 2 else { return nil }
        let office = office
        let sources = SourceNames(office)
        let codes = book.map { [$0.terms.custodian] + $0.terms.sources.map(\.payer) + $0.terms.sinks.map(\.payee) } ?? []
        let institutions = Dictionary(codes.compactMap { code in sources.institution(code).map { (code, $0) } }) { $1 }
        let (names, identifier) = try await office.database.read { connection in
            let own = try office.parties.ownDetails(of: party, in: connection)
            var names = try office.parties.masked(state.applicants.map(\.party.id), in: connection).mapValues(\.name)
            names[party] = own.name
            return (names, own.identifier)
        }
        // Opened only where somebody is shown one: they lie sealed.
        let accounts = book?.terms.charges.isEmpty == false ? try await office.escrowAccounts(of: file.id).known : [:]
        var picture = OrderPicture(
            file, service, book: book, names: names, me: party, keys: [party.text, identifier.wire, identifier.number],
            institutions: institutions, payees: accounts.mapValues(\.holder), today: office.now().date)
        guard let custody = book?.custody, let missing = picture.toPayIn else { return picture }
        let account = try await office.escrowAccounts(of: file.id).known[custody.account]
        picture.payIn = account.map { OrderPicture.PayIn(amount: missing, account: $0, url: custody.payURL) }
        return picture
    }
}
