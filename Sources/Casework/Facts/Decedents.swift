import Catalogue
import Contracts
import Identity
import Register

/// The owners by the register who have died, as an applicant named them: what was theirs passes, and nothing else (民法典 230, 1121, 1122).
package struct Decedents: Hashable, Sendable {
    /// In the order in which they were written.
    var owners: [NamedParty]
    /// The last characters of numbers that no owner of the unit has.
    var unknown: [String]

    static let material = "owner-death"
    var ids: Set<PartyID> { Set(owners.map(\.ref.id)) }
}

extension ServiceDefinition {
    /// The field in which applicants name the owners who have died; nil where nobody inherits.
    var decedentField: String? { materials.first { $0.kind == Decedents.material }?.perOwner }
}

extension Decedents {
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

    /// What public security says of one of them; nil while it hasn't been asked about this very person.
    func death(of owner: NamedParty) -> PublicSecurity.Identity.Answer? {
        materials.keys.filter { $0 == Decedents.material || $0.hasPrefix(Decedents.material + "/") }.sorted().lazy
            .compactMap { self.decode(PublicSecurity.Identity.Answer.self, $0) }.first { $0.identifier == owner.identifier }
    }
}
