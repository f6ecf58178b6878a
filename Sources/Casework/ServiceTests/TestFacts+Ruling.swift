import Catalogue
import Contracts
import Register

extension TestFacts {
    /// A ruling that names all of the owners.
    private var unitOwners: [PartyID] { given["unit"].map { owners($0).map(\.ref.id) } ?? [] }

    /// A court's ruling from a test's short words.
    func ruling() -> RulingFacts? {
        guard let value = given["ruling"], !value.isNull else { return nil }
        let winners = parties(value["winner"]?.text ?? "stranger")
        let court = value["court"]?.text ?? "南昌市东湖区人民法院"
        return RulingFacts(
            id: "court-ruling-test", court: court, document: "(2026)赣0102执恢1号之一", notice: "(2026)赣0102执恢1号",
            servedOn: value["served-on"]?.text.flatMap { LegalDate($0) } ?? today.adding(days: -7), form: winners.count == 1 ? .sole : .joint,
            price: value["price"]?.text.flatMap { Money(yuanText: $0) } ?? Money(yuan: 1_000_000), manner: value["manner"]?.text.flatMap { Court.SaleManner(rawValue: $0) } ?? .auction,
            winners: winners.map { RulingFacts.Winner(party: $0, share: nil) },
            lifts: [],
            endsOthers: value["ends-others"]?.flag ?? true,
            keptMortgages: Set((value["keeps"]?.items ?? []).compactMap(\.text).map { EntryID($0) }),
            endedRights: Set((value["ends-rights"]?.items ?? []).compactMap(\.text).map { EntryID($0) }),
            namesUnknown: value["names-unknown"]?.flag ?? false, seller: value["share-of"]?.text.map { Self.named("", $0).ref }, debtors: Set(value["debtors"].map { $0.items.compactMap(\.text).map { Self.named("", $0).ref.id } } ?? unitOwners), isHandedOver: value["handed-over"]?.flag ?? false, paid: [])
    }
}
