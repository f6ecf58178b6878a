package import Catalogue
package import Register

/// What is known so far of the facts by which several services to one end differ.
package struct ModeFacts: Hashable, Sendable {
    package private(set) var values: [SuitFact: String] = [:]

    package init() {}

    /// What somebody says, and what follows from it. Words that the fact can't have count as not said.
    package init(_ said: [SuitFact: String]) {
        for (fact, value) in said { self[fact] = value }
    }

    /// What the page itself says: whether it is mortgaged, and whether both advance notices stand; and of the mortgages' terms what it tells to those alone who have
    /// a part in it.
    package init(_ folio: Folio, on day: LegalDate, forItsParties isParty: Bool) {
        self[.mortgage] = folio.mortgages.isEmpty ? "none" : "standing"
        let standing = folio.notices.filter { !$0.hasLapsed(on: day) }.map(\.kind)
        self[.notices] = standing.contains(.transfer) && standing.contains(.mortgage) ? "standing" : "none"
        guard isParty else { return }
        self[.ban] = folio.mortgages.contains { $0.isBeforeCivilCode || $0.transferBan == true } ? "registered" : "none"
        self[.undetermined] = folio.mortgages.contains { $0.kind == .maximumAmount && !$0.determined } ? "yes" : "no"
    }

    package subscript(fact: SuitFact) -> String? {
        get { values[fact] ?? implied(fact) }
        set { values[fact] = newValue.flatMap { value in fact.values.contains { $0.value == value } ? value : nil } }
    }

    /// What follows from the other facts: without a mortgage there is no old loan, and only a new lender can want its place first.
    private func implied(_ fact: SuitFact) -> String? {
        switch fact {
        case .debt: values[.mortgage] == "none" ? "none" : nil
        case .ban: values[.mortgage] == "none" ? "none" : nil
        case .undetermined: values[.mortgage] == "none" ? "no" : nil
        case .place: values[.loan].flatMap { $0 == "other-lender" ? nil : "no" } ?? (values[.notices] == "standing" ? "no" : nil)
        case .mortgage, .transfer, .loan, .notices: nil
        }
    }

    /// The answers of others laid over these: the register's word goes before what people say.
    package func completed(by said: ModeFacts) -> ModeFacts {
        var all = said
        for (fact, value) in values { all[fact] = value }
        return all
    }
}
