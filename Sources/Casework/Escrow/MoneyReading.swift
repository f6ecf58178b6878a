package import Contracts
package import Escrow
import Exchange

/// The money of a case as the official who looks after it reads it.
package struct MoneyReading: Sendable {
    package let file: EscrowFile
    /// By the names that the book has for them.
    package let accounts: [String: MoneyAccount]
    /// What the custodian's statement of this moment says otherwise than the book; nil: it wasn't asked for, or it doesn't answer.
    package let differences: [EscrowDifference]?
    /// What lenders say at this moment of loans that persons have to see to, by sink; one that doesn't answer isn't in it.
    package var payoffs: [String: PayoffQuote] = [:]

    package var book: EscrowBook { file.book }
    /// Whether a person has to see to it.
    package var needsPerson: Bool { book.stop != nil || !book.stuck.isEmpty || !book.redirectable.isEmpty || !book.unpayable.isEmpty || !book.unjudged.isEmpty || !book.astray.isEmpty }
}

extension CaseOffice {
    /// - Parameter round: which of the case's books; nil: the last.
    /// - Returns: nil where no money is held for the case.
    package func readMoney(of caseID: String, round: Int? = nil) async throws -> MoneyReading? {
        let books = try await escrows(of: caseID)
        guard let file = round.map({ round in books.first { $0.round == round } }) ?? books.last else { return nil }
        var accounts = try await escrowAccounts(of: caseID)
        var differences: [EscrowDifference]?
        if file.book.stop != nil, file.book.custody != nil {
            let errand = Errand(caseID: caseID, purpose: "核对交易资金监管账户")
            if let answer = try? await departments.ask(Custody.Statement.self, .init(caseID: caseID), at: file.book.terms.custodian, for: errand), let value = answer.value {
                differences = file.book.differences(value.movements.map { $0.named(&accounts) }, balance: value.balance)
            }
        }
        var payoffs: [String: PayoffQuote] = [:]
        for sink in file.book.unpayable {
            guard let answer = try? await askPayoff(sink, of: caseID), let value = answer.value else { continue }
            payoffs[sink.name] = value.quote(for: sink.name, account: accounts.name(of: value.account, kind: sink.name))
        }
        return MoneyReading(file: file, accounts: accounts.known, differences: differences, payoffs: payoffs)
    }
}

extension Custody.Movement {
    /// With the book's name for the account at the other end.
    func named(_ accounts: inout EscrowAccounts) -> EscrowMovement {
        EscrowMovement(
            receipt: receipt, incoming: direction == .incoming, amount: amount, at: at, source: source, order: order,
            other: accounts.name(of: other, kind: direction == .incoming ? "from" : "to"))
    }
}
