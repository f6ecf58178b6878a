package import Catalogue
package import Register

/// Amounts that belong to a text that every party of a case reads, kept beside it: what a seller still owes is the seller's to know, what a buyer borrows
/// the buyer's (个人信息保护法 6).
package struct Figures: Codable, Hashable, Sendable {
    package enum Side: String, Codable, Hashable, Sendable {
        case seller, buyer
    }

    /// Whose business they are.
    package var of: [Side]
    /// A sentence of its own.
    package var text: String
}

/// Who reads a case, and which amounts in it are theirs to read (个人信息保护法 6). Officials judge it and the custodian keeps its money: they read all. Of
/// the others each side of a sale reads its own; a lender reads its own loan alone, which stands in the picture of the order.
package struct CaseReader: Sendable {
    package let isBuyer: Bool
    package let isSeller: Bool
    /// Whether every amount is theirs to read.
    package let seesAll: Bool
    /// Whether they take part as a lender, or to consent.
    private let isOutside: Bool
    private let party: PartyID?
    /// Who stands outside as the reader may, each with papers of their own.
    private let outsiders: Set<PartyID>

    private init(isBuyer: Bool, isSeller: Bool, seesAll: Bool, isOutside: Bool, party: PartyID?, outsiders: Set<PartyID>) {
        self.isBuyer = isBuyer
        self.isSeller = isSeller
        self.seesAll = seesAll
        self.isOutside = isOutside
        self.party = party
        self.outsiders = outsiders
    }

    /// An official.
    package static let official = CaseReader(isBuyer: false, isSeller: false, seesAll: true, isOutside: false, party: nil, outsiders: [])

    /// One of the applicants. Whoever only consents is on no side, by whatever the register knows them.
    package init(_ party: PartyID, of state: CaseState, _ service: ServiceDefinition) {
        let own = state.applicants.filter { $0.party.id == party }
        let known = Set(own.compactMap { service.role($0.role) }.filter { !$0.optional }.flatMap(\.knownAs))
        let outside = { (name: String) in service.role(name)?.knownAs.contains { $0 == .mortgagee || $0 == .loanLender } ?? false }
        self.init(
            isBuyer: known.contains(.contractBuyer), isSeller: known.contains(.owner) || known.contains(.contractSeller),
            seesAll: own.contains { $0.role == CaseFacts.custody }, isOutside: !own.isEmpty && own.allSatisfy { outside($0.role) }, party: party,
            outsiders: Set(state.applicants.filter { outside($0.role) }.map(\.party.id)))
    }

    /// Whether what a home costs is theirs to read: lenders and whoever consents have no part in the contract.
    package var seesPrice: Bool { seesAll || isBuyer || isSeller || !isOutside }

    package func sees(_ figures: Figures) -> Bool {
        seesAll || figures.of.contains(where: sees)
    }

    private func sees(_ side: Figures.Side) -> Bool {
        switch side {
        case .seller: isSeller
        case .buyer: isBuyer
        }
    }

    /// What was found, with the amounts that are the reader's.
    package func told(_ finding: Finding) -> String {
        finding.message + (finding.figures ?? []).filter(sees).map(\.text).joined()
    }

    /// Whether they read what was answered to a question: a fee that is paid out of custody is the side's that owes it. That there is none everybody reads.
    package func sees(_ answer: String, to field: FormField, of service: ServiceDefinition) -> Bool {
        guard !seesAll, KeptCharge(answer) != nil, let charge = service.money?.charges.first(where: { $0.field == field.name }) else { return true }
        return sees(service.side(of: charge))
    }

    /// An answer as they read it.
    package func shown(_ answer: String, to field: FormField, of service: ServiceDefinition, in facts: CaseFacts) -> String {
        sees(answer, to: field, of: service) ? field.shown(answer, in: facts) : Self.hidden
    }

    /// Stands where an amount isn't the reader's.
    package static let hidden = "由对方负担，金额不显示"

    /// Whether they read a file that was handed in. Where money is in custody a lender's papers, as what it pays for a claim, are between it and whoever it deals with, who has
    /// a copy of its own; nor are the sides' papers the lenders'.
    package func reads(_ upload: Uploaded, of service: ServiceDefinition) -> Bool {
        seesAll || service.money == nil || upload.by == party || (!isOutside && !outsiders.contains(upload.by))
    }
}
