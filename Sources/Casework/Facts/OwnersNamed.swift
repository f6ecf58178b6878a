import Catalogue
import Identity
import Register

/// Owners by the register whom an applicant named by number: those whose right passes without their applying, and nobody else's does.
package struct OwnersNamed: Hashable, Sendable {
    /// In the order in which they were written.
    var owners: [NamedParty]
    /// The last characters of numbers that no owner of the unit has.
    var unknown: [String]

    var ids: Set<PartyID> { Set(owners.map(\.ref.id)) }
    /// Nobody was named yet.
    var isNobody: Bool { owners.isEmpty && unknown.isEmpty }
}

extension OwnersNamed {
    /// Those whom the case's answer names.
    init(_ facts: CaseFacts, field: String, in book: PartyBook) {
        let named = NamedOwner.everybody(in: facts.answers[field] ?? "")
        let known = facts.everyOwner.map { owner in
            (owner: owner, names: (try? PartyIdentifier(wire: owner.identifier)).map { Set(NamedOwner.all($0, in: book)) } ?? [])
        }
        owners = named.compactMap { each in known.first { $0.names.contains(each) }?.owner }
        unknown = named.filter { each in !known.contains { $0.names.contains(each) } }.map(\.ending)
    }

    /// Those whom a test's answer names in the clear.
    init(_ facts: CaseFacts, named: String) {
        let numbers = FormField.identifiers(named).map(String.init)
        owners = numbers.compactMap { number in facts.everyOwner.first { $0.identifier == number } }
        unknown = numbers.filter { number in !facts.everyOwner.contains { $0.identifier == number } }.map { String($0.suffix(4)) }
    }
}

extension CaseFacts {
    fileprivate var everyOwner: [NamedParty] { units.flatMap(\.owners) }
}
