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
        try await office.database.read { connection in
            guard case .other(let picture, _) = try picture(file, service, for: party, unless: { _ in false }, in: connection) else { return nil }
            return picture
        }
    }

    /// The same for a party that may have seen it.
    /// - Throws: `APIProblems.noOrder` where there is nothing to picture.
    func order(_ id: String, of party: PartyID, unless isFamiliar: @escaping Familiarity) async throws -> Glance<OrderPicture> {
        try await office.database.read { connection in
            let file = try office.load(id, for: party, in: connection)
            guard let glance = try picture(file, office.service(of: file.state), for: party, unless: isFamiliar, in: connection) else { throw APIProblems.noOrder }
            return glance
        }
    }

    /// - Parameter isFamiliar: asked before a name or an account is opened.
    private func picture(
        _ file: CaseFile, _ service: ServiceDefinition, for party: PartyID, unless isFamiliar: Familiarity, in connection: any Connection
    ) throws -> Glance<OrderPicture>? {
        let state = file.state
        let money = service.money == nil ? nil : try office.escrow(of: file.id, in: connection)
        let book = money?.book
        let count = state.applicants.count + service.missingRoles(Set(state.applicants.map(\.role))).count
        guard book != nil || count > 2 else { return nil }
        let today = office.now().date
        let parties = try office.parties.names(of: state.applicants.map(\.party.id), in: connection)
        // Accounts come into the book with an event, or with an answer of the case.
        let stamp = Stamp([file.stampParts(on: today), parties.marks, money.map { [Array($0.bookID.utf8), $0.head] } ?? []])
        if isFamiliar(stamp) { return .same }
        let identifier = try parties.ownIdentifier(of: party)
        let sources = SourceNames(office)
        let codes = book.map { [$0.terms.custodian] + $0.terms.sources.map(\.payer) + $0.terms.sinks.map(\.payee) } ?? []
        let institutions = Dictionary(codes.compactMap { code in sources.institution(code).map { (code, $0) } }) { $1 }
        // Opened only where somebody is shown one: they lie sealed.
        let charged = Set(book?.terms.charges.compactMap(\.account) ?? [])
        let payees = try office.escrowAccounts(of: file.id, named: charged, in: connection)
        var picture = OrderPicture(
            file, service, book: book, names: try parties.masked(besides: party), me: party, keys: [party.text, identifier.wire, identifier.number],
            institutions: institutions, payees: payees.mapValues(\.holder), today: today)
        var isWhole = payees.count == charged.count
        if let custody = book?.custody, let missing = picture.toPayIn {
            let account = try office.escrowAccounts(of: file.id, named: [custody.account], in: connection)[custody.account]
            picture.payIn = account.map { OrderPicture.PayIn(amount: missing, account: $0, url: custody.payURL) }
            if account == nil { isWhole = false }
        }
        // A book that another task has just stored may be known here before this snapshot has its accounts.
        return .other(picture, isWhole ? stamp : .unrepeatable())
    }
}
