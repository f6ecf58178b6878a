import Catalogue
import Identity
import Register

/// Those whom an applicant named by number, held against those who take part: a home is given to whom its owner named and to nobody who came along.
struct NamedFacts: Sendable {
    /// The last characters of numbers whose owners haven't joined.
    let absent: [String]
    /// The roles of those who take part and whom nobody named, though others were.
    let uninvited: [String]

    init(_ facts: CaseFacts, _ service: ServiceDefinition, in book: PartyBook) {
        let named = facts.answers.sorted { $0.key < $1.key }.flatMap { NamedApplicant.everybody(in: $0.value) }
        // Most cases name nobody by number: then there is no index to work out.
        guard !named.isEmpty else {
            (absent, uninvited) = ([], [])
            return
        }
        let taking = facts.applicants.map { applicant in
            (applicant: applicant, known: (try? PartyIdentifier(wire: applicant.party.identifier)).map { Set(NamedApplicant.all($0, in: book)) } ?? [])
        }
        // Where the whole role is missing that is said of it.
        let isNobodyThere = service.missingRoles(Set(facts.applicants.map(\.role))).contains { $0.knownAs.contains(.named) }
        absent = isNobodyThere ? [] : named.filter { named in !taking.contains { $0.known.contains(named) } }.map { String($0.answer.suffix(4)) }
        let owners = Set(facts.units.flatMap { $0.owners }.map(\.ref.id))
        let principals = service.applicants.filter { !$0.optional && !CaseFacts.lenders.contains($0.role) }
        uninvited = service.applicants.filter { $0.knownAs.contains(.named) }.flatMap { role in
            var others = taking.filter { $0.applicant.role == role.role }
            // Where nobody gives, as among heirs, the first of them has named the rest.
            if !principals.contains(where: { !$0.knownAs.contains(.named) }), !others.isEmpty { others.removeFirst() }
            return others.filter { each in
                each.known.isDisjoint(with: named) && !(role.knownAs.contains(.owner) && owners.contains(each.applicant.party.ref.id))
            }.map { _ in role.label }
        }
    }
}
