import Contracts
import Identity
import Register
import Storage

/// Who owes what a mortgage secures: everybody to whom its lender lends, as its approval names them (民法典 394, 518).
extension CaseFacts {
    /// `kind:number` of those who borrow without applying.
    var namedBesides: Set<String> { Set(loans.flatMap(\.approval.borrowers)).subtracting(applicants.map(\.party.identifier)) }

    /// In the approval's order, buyers first; whoever the registry doesn't know yet isn't among them.
    func debtors(of loan: Loan) -> [PartyRef] {
        let own = applicants.filter { loan.approval.borrowers.contains($0.party.identifier) }.map(\.party.ref)
        let others = loan.approval.borrowers.filter(namedBesides.contains).compactMap { coBorrowers[$0] }
        return Self.once(own + others)
    }

    /// `kind:number` of a loan's borrowers whom the registry doesn't know.
    func unknownBorrowers(of loan: Loan) -> [String] { loan.approval.borrowers.filter(namedBesides.contains).filter { coBorrowers[$0] == nil } }

    /// Each once, in their order.
    static func once(_ parties: [PartyRef]) -> [PartyRef] {
        var seen: Set<PartyID> = []
        return parties.filter { seen.insert($0.id).inserted }
    }

    /// Those who owe a debt with the first of them; nil where one alone owes it, or nobody is named.
    static func coDebtors(_ debtors: [PartyRef]) -> [PartyRef]? { debtors.count > 1 ? Array(debtors.dropFirst()) : nil }

    /// Looks up who borrows without applying; a number that is none is nobody's.
    mutating func findCoBorrowers(_ parties: PartyBook, in connection: any Connection) throws {
        for named in namedBesides {
            guard let identifier = try? PartyIdentifier(wire: named) else { continue }
            coBorrowers[named] = try parties.find(identifier, in: connection)
        }
    }
}
