import Contracts
package import Escrow
import Exchange
import Register

/// What two officials do where an old loan can't be paid off as it was quoted: the register has changed, and the mortgage with it, so the lender has to
/// get what it is owed.
extension CaseOffice {
    /// What pays a loan off today, and whither, as its lender says at this moment.
    func askPayoff(_ sink: EscrowTerms.Sink, of caseID: String) async throws -> SignedAnswer<Lending.PayoffStatement>? {
        guard let unit = sink.unit, let proof = sink.proof else { return nil }
        return try await departments.ask(
            Lending.PayoffStatement.self, .init(unit: unit, proof: proof, on: now().date), at: sink.payee, for: Errand(caseID: caseID, purpose: "核对还款清单"))
    }

    /// A registrar takes up the lender's statement of this moment. It is asked for again: what was looked at has to be what it says.
    /// - Parameter number: of the statement that was looked at.
    /// - Throws: `CaseError.invalid` for another statement, or one that names an account of somebody else than the mortgagee (民法典 561; 案例二): whoever forges
    ///   one has the money sent to himself.
    @discardableResult
    package func proposePayoff(
        _ caseID: String, round: Int? = nil, item: String, number: String, reason: String, seen: Int? = nil, by official: Actor
    ) async throws -> EscrowFile {
        let by = try Self.account(of: official)
        try Self.requireGround(reason)
        let books = try await escrows(of: caseID)
        guard let book = (round.map({ round in books.first { $0.round == round } }) ?? books.last)?.book else { throw EscrowRefusal.notOpened }
        guard let sink = book.terms.sink(item), sink.kind == .payoff, let known = book.quotes[item] else { throw EscrowRefusal.unknown(item) }
        guard let answer = try? await askPayoff(sink, of: caseID), let value = answer.value, let proof = keep(answer, caseID) else {
            throw CaseError.invalid(field: "number", message: "现在取不到原贷款机构的还款清单，请稍后再试。")
        }
        guard value.number == number else { throw CaseError.invalid(field: "number", message: "原贷款机构此刻的还款清单编号是\(value.number)，请核对后再提出。") }
        return try await change(caseID, round: round, seen: seen, resting: proof, by: official) { _, accounts in
            // The statement that the case was registered on was judged: its account is the mortgagee's.
            guard accounts.known[known.account]?.holder == value.account.holder else {
                throw CaseError.invalid(field: "number", message: "还款清单上的户名“\(value.account.holder)”与登记时的还款账户不是同一户名，请原贷款机构更正。")
            }
            let quote = value.quote(for: item, account: accounts.name(of: value.account, kind: item))
            return .proposed(PayoffProposed(quote: quote, by: by, ground: reason))
        }
    }

    /// A second registrar agrees to it: the loan is paid off by that statement.
    /// - Throws: `EscrowRefusal.samePerson` for who has proposed it, `.shortfall` while the seller hasn't paid in what is missing.
    @discardableResult
    package func agreeToPayoff(
        _ caseID: String, round: Int? = nil, item: String, number: String, reason: String, seen: Int? = nil, by official: Actor
    ) async throws -> EscrowFile {
        let by = try Self.account(of: official)
        try Self.requireGround(reason)
        let today = now().date
        return try await change(caseID, round: round, seen: seen, by: official) { book, _ in
            // A payoff is paid to the amount of the day of payment.
            if let proposal = book.proposals[item], proposal.quote.on != today {
                throw CaseError.invalid(field: "number", message: "提出的还款清单是\(proposal.quote.on.chinese)的，请按今天的还款清单重新提出。")
            }
            return .agreed(PayoffAgreed(sink: item, number: number, by: by, ground: reason))
        }
    }

    private static func account(of official: Actor) throws -> String {
        guard case .official(let account, _) = official else { throw CaseError.invalid(field: "reason", message: "须由登簿人员操作。") }
        return account
    }
}
